"""An identity provider as OpenID Connect describes it, on a port of its own: enough of one to sign in with."""

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT = "understory"


class IdentityProvider(ThreadingHTTPServer):
    """Knows one person, asks nothing, and remembers what it was asked."""

    def __init__(self, subject: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.subject = subject
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.asked: list[dict[str, str]] = []

    def configuration(self) -> dict[str, Any]:
        ends = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        ends["userinfo_endpoint"] = "/person"
        return {"issuer": self.address, **{name: self.address + path for name, path in ends.items()}}

    def tokens(self) -> dict[str, Any]:
        until = int(time.time()) + 60
        claims = {"iss": self.address, "aud": CLIENT, "sub": self.subject, "iat": until - 60, "exp": until}
        parts = [
            base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in ({"alg": "RS256"}, claims)
        ]
        token = b".".join([*parts, b"c2lnbmVk"]).decode()
        return {"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": token}


class Handler(BaseHTTPRequestHandler):
    server: IdentityProvider

    def do_GET(self) -> None:
        way = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(way.query).items()}
        if way.path == "/.well-known/openid-configuration":
            self._answer(self.server.configuration())
        elif way.path == "/person":
            self._answer({"sub": self.server.subject})
        elif way.path == "/authorize":
            self.server.asked.append(asked)
            self._lead(f"/elsewhere?{way.query}")  # as a company does that hands on to yet another house
        elif way.path == "/elsewhere":
            self._lead(f"{asked['redirect_uri']}?{urlencode({'code': 'c', 'state': asked['state']})}")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(self.server.tokens())

    def _lead(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.end_headers()

    def _answer(self, content: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, *args: Any) -> None:
        """Silent."""


@contextmanager
def identity_provider(subject: str) -> Iterator[IdentityProvider]:
    with IdentityProvider(subject) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
