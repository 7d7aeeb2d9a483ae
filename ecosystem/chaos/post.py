"""A mail server on the loopback interface that takes, refuses, dawdles or says nothing, and counts what it took."""

import re
import socketserver
import threading
import time
from collections import Counter

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.MULTILINE | re.IGNORECASE)
ANSWERS = {"takes": "250 Taken", "slow": "250 Taken at last", "4xx": "451 Later", "5xx": "550 Never"}
DAWDLES, SAYS_NOTHING = 1.0, 60.0


class _Conversation(socketserver.StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        if self.server.post.mode == "silent":
            time.sleep(SAYS_NOTHING)
            return
        self._say("220 here")
        while line := self.rfile.readline():
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                self._take()
            elif word == b"QUIT":
                self._say("221 Bye")
                return
            else:
                self._say("250 here")

    def _take(self) -> None:
        self._say("354 Go on")
        text = b""
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            text += line
        mode = self.server.post.mode
        time.sleep({"slow": DAWDLES}.get(mode, self.server.post.pause))
        if mode in ("takes", "slow") and (named := MESSAGE_ID.search(text)):
            self.server.post.taken[named[1].decode().strip("<>").partition("@")[0]] += 1
        self._say(ANSWERS.get(mode, "421 Away"))

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self, post: "Post") -> None:
        self.post = post
        super().__init__(("127.0.0.1", post.port), _Conversation)

    def handle_error(self, request, client_address) -> None:
        """Whoever was killed hangs up in the middle of a word."""


class Post:
    """`mode`: takes, slow, 4xx, 5xx, silent or off. `taken`: how often each mail came, by the id of its row."""

    def __init__(self, port: int) -> None:
        self.port, self.mode, self.pause = port, "takes", 0.0
        self.taken: Counter[str] = Counter()
        self._server: _Server | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def turn(self, mode: str) -> None:
        self.mode = mode
        if mode == "off":
            self.close()
        elif self._server is None:
            self._server = _Server(self)
            threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
