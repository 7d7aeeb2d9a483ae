"""The visits: a page with every fragment that it asks for by itself, timed from the first byte sent to the last read.

Bounded, and only to the loopback interface. The visits of one round are interleaved one by one, so that whatever else
the machine does falls on all of them alike; ratios are medians over the rounds.
"""

import gzip
import statistics
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from itertools import count
from urllib.parse import urlencode

from ecosystem.benchmark.people import CSRF, Visitor, check_in_fields
from ecosystem.benchmark.server import Server

ROUNDS, EACH, TOGETHER = 5, 24, 4
FIRST = 16  # unmeasured: each of the web server's connections has planned its statements by then
FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial"}
BY_ITSELF = ("load", "revealed", "intersect")
SECONDS = 30


class Failed(Exception):
    """A visit that was not answered as it should be."""


@dataclass(frozen=True)
class Answer:
    seconds: float
    sent: int  # bytes on the wire, without headers
    body: str = ""


@dataclass
class Visit:
    """One kind of visit by several people: what a call does, and when it last went."""

    name: str
    go: Callable[[Server], Answer]


@dataclass
class Timing:
    """Of one kind of visit: seconds by round, and what a crowd of them costs."""

    p50: list[float] = field(default_factory=list)
    p95: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    sent: int = 0


def ask(
    server: Server,
    visitor: Visitor,
    path: str,
    data: Mapping | None = None,
    *,
    fragment: bool = False,
    text: bool = True,
) -> Answer:
    """One request on a connection of its own."""
    headers = {"Accept-Encoding": "gzip", "Cookie": "; ".join(f"{k}={v}" for k, v in visitor.cookies.items())}
    if fragment or data is not None:
        headers |= FRAGMENT
    body = None
    if data is not None:
        body = urlencode(data)
        headers |= {"X-CSRFToken": CSRF, "Content-Type": "application/x-www-form-urlencoded"}
    connection = HTTPConnection("127.0.0.1", server.port, timeout=SECONDS)
    started = time.perf_counter()
    connection.request("GET" if body is None else "POST", path, body, {**headers, "Connection": "close"})
    response = connection.getresponse()
    content = response.read()
    seconds = time.perf_counter() - started
    connection.close()
    if response.status != 200:
        raise Failed(f"{path} answers {response.status}")
    plain = gzip.decompress(content) if response.getheader("Content-Encoding") == "gzip" else content
    return Answer(seconds, len(content), plain.decode("utf-8") if text else "")


def page(name: str, targets: Sequence[tuple[Visitor, str]]) -> Visit:
    """A page, each time of the next person, with the fragments that it loads."""
    turn, lock = count(), threading.Lock()

    def go(server: Server) -> Answer:
        with lock:
            visitor, path = targets[next(turn) % len(targets)]
        first = ask(server, visitor, path)
        parts = [ask(server, visitor, part, fragment=True) for part in fragments_of(first.body)]
        whole = [first, *parts]
        return Answer(sum(one.seconds for one in whole), sum(one.sent for one in whole), first.body)

    return Visit(name, go)


def check_in(name: str, path: str, goals: Sequence[tuple[Visitor, int]]) -> Visit:
    """Checking in on the next goal; `path` with `{}` for its number."""
    turn, lock = count(), threading.Lock()

    def go(server: Server) -> Answer:
        with lock:
            nth = next(turn)
            visitor, goal = goals[nth % len(goals)]
            edition = visitor.goals[goal]
            visitor.goals[goal] += 1
        return ask(server, visitor, path.format(goal), check_in_fields(edition, nth))

    return Visit(name, go)


def timed(server: Server, visits: Sequence[Visit], rounds: int = ROUNDS, each: int = EACH) -> dict[str, Timing]:
    """All visits, interleaved; after each round a crowd of each, for throughput and CPU."""
    found = {visit.name: Timing() for visit in visits}
    for visit in visits:
        for _ in range(FIRST):
            found[visit.name].sent = visit.go(server).sent
    for _ in range(rounds):
        seconds: dict[str, list[float]] = {visit.name: [] for visit in visits}
        sizes: dict[str, list[int]] = {visit.name: [] for visit in visits}
        for _ in range(each):
            for visit in visits:
                answer = visit.go(server)
                seconds[visit.name].append(answer.seconds)
                sizes[visit.name].append(answer.sent)
        for visit in visits:
            timing = found[visit.name]
            timing.p50.append(statistics.median(seconds[visit.name]))
            timing.p95.append(statistics.quantiles(seconds[visit.name], n=20)[-1])
            timing.sent = round(statistics.median(sizes[visit.name]))
            _crowd(server, visit, timing, each)
    return found


def _crowd(server: Server, visit: Visit, timing: Timing, each: int) -> None:
    """Several at a time; the CPU of the web server's and the database's processes, per visit."""
    before = server.web_seconds() + server.database_seconds()
    started = time.perf_counter()
    with ThreadPoolExecutor(TOGETHER) as crowd:
        done = list(crowd.map(lambda _: visit.go(server), range(2 * each)))
    timing.per_second.append(len(done) / (time.perf_counter() - started))
    timing.cpu.append((server.web_seconds() + server.database_seconds() - before) / len(done))


def ratio(one: Sequence[float], other: Sequence[float]) -> float:
    """The median of the ratios of the rounds."""
    return statistics.median(a / b for a, b in zip(one, other, strict=True))


class _Fragments(HTMLParser):
    """The addresses that a page asks for before anybody acts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        trigger = (known.get("hx-trigger") or "").split(",")
        if known.get("hx-get") and any(part.strip().split(" ")[0] in BY_ITSELF for part in trigger):
            self.found.append(known["hx-get"] or "")


def fragments_of(html: str) -> list[str]:
    """Only the elements that say when they ask are read: reading a whole page takes this process longer than the server
    takes for B, on the same cores, and would count as the page's throughput."""
    parser = _Fragments()
    parser.feed("".join(f"<{element}" for element in html.split("<") if "hx-trigger" in element))
    return parser.found
