"""The demo once, as a newcomer would: start afresh, sign in as each role, open that role's page, stop; then start again."""

import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRESH_SECONDS, AGAIN_SECONDS, ACTIVITY_SECONDS, STOP_SECONDS = 30, 5, 90, 20
PATIENCE = 3  # a shared machine may be this much slower than the bars before we call it red
PAGES = {
    "Maren Oyelaran": "/",
    "Devika Rao-Lindqvist": "/team/",
    "Aurelio Banda": "/gaps/",
    "Saoirse Mbeki-Holt": "/alignment/",
    "Ruben Tshabalala": "/operations/",
}


class Demo:
    """`manage.py demo` in a process of its own, its lines kept with the time they came."""

    def __init__(self, port: int, *options: str) -> None:
        self.began = time.monotonic()
        command = [sys.executable, str(ROOT / "manage.py"), "demo", f"--port={port}", *options]
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.lines: list[tuple[float, str]] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.append((time.monotonic() - self.began, line.rstrip()))
            print(f"   {line}", end="")

    def wait_for(self, words: str, seconds: float) -> float:
        """When a line with these words came."""
        while time.monotonic() - self.began < seconds:
            for moment, line in list(self.lines):
                if words in line:
                    return moment
            if self.process.poll() is not None:
                sys.exit(f"the demo ended with exit code {self.process.returncode} before it said {words!r}")
            time.sleep(0.05)
        sys.exit(f"the demo did not say {words!r} within {seconds:.0f} s")

    def stop(self) -> float:
        asked = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(STOP_SECONDS * PATIENCE)
        if code:
            sys.exit(f"the demo stopped with exit code {code}")
        return time.monotonic() - asked


class Visitor:
    """A browser without scripts."""

    def __init__(self, base: str) -> None:
        self.base, self.jar = base, CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> str:
        with self.opener.open(self.base + path, timeout=30) as answer:
            return answer.read().decode()

    def sign_in_as(self, name: str) -> str:
        """Press the persona's button on the sign-in page."""
        page = self.get("/accounts/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        buttons = re.findall(r'<button class="persona" formaction="([^"]+)">(.*?)</button>', page, re.S)
        address = next((address for address, words in buttons if name in words), None)
        if not address:
            sys.exit(f"the sign-in page does not offer {name}")
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token}).encode()
        request = urllib.request.Request(self.base + address, body, {"Referer": f"{self.base}/accounts/login/"})
        with self.opener.open(request, timeout=30) as answer:
            return answer.read().decode()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def look_around(base: str) -> None:
    for name, path in PAGES.items():
        visitor = Visitor(base)
        visitor.sign_in_as(name)
        page = visitor.get(path)
        if "<h1" not in page or 'name="password"' in page:
            sys.exit(f"{name} does not see {path}")
        print(f"   {name} sees {path}: {len(page) // 1000} kB")


def main() -> None:
    port = free_port()
    demo = Demo(port, "--fresh")
    try:
        fresh = demo.wait_for(f"http://localhost:{port}", FRESH_SECONDS * PATIENCE)
        look_around(f"http://localhost:{port}")
        activity = demo.wait_for("All activity is in.", ACTIVITY_SECONDS * PATIENCE)
        look_around(f"http://localhost:{port}")
        stopped = demo.stop()
        demo = Demo(port)
        again = demo.wait_for(f"http://localhost:{port}", AGAIN_SECONDS * PATIENCE)
        look_around(f"http://localhost:{port}")
        demo.stop()
    finally:
        demo.process.kill()
    print(f"fresh {fresh:.1f} s, activity {activity:.1f} s, stop {stopped:.1f} s, again {again:.1f} s")


if __name__ == "__main__":
    main()
