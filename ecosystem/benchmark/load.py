"""A working day's mix of visits, eight at a time: G16, alone and while a nudge run and a roll-up go on."""

import itertools
import random
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.urls import reverse

from accounts.rollup import rebuild
from accounts.sql import number, write
from ecosystem.benchmark import people, screens, searching
from ecosystem.benchmark.pages import team
from ecosystem.benchmark.place import web_environment
from ecosystem.benchmark.rows import Row, missing
from ecosystem.benchmark.server import Server, serving
from ecosystem.benchmark.visits import Answer, Visit, check_in, page, ratio
from ecosystem.core import policy
from ecosystem.notifications.finding import find_all

ID = "G16"
TOGETHER = 8
ROUNDS, EACH = 5, 200  # visits of one round
SHARES = {"home": 70, "check-in": 10, "team": 10, "search": 8, "report": 2}  # of a hundred
THROUGHPUT, BESIDE_WORK = 0.45, 1.5


@dataclass
class Load:
    """Of one crowd: how many visits a second, and the seconds of each."""

    per_second: float
    seconds: list[float]

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.seconds, n=20)[-1]


@dataclass
class Rounds:
    """B, the mix, and the mix beside work, one after the other."""

    bare: list[Load] = field(default_factory=list)
    mixed: list[Load] = field(default_factory=list)
    beside: list[Load] = field(default_factory=list)

    def rows(self, passes: int) -> list[Row]:
        throughput = ratio([one.per_second for one in self.mixed], [one.per_second for one in self.bare])
        slower = ratio([one.p95 for one in self.beside], [one.p95 for one in self.mixed])
        shares = ", ".join(f"{share} % {name}" for name, share in SHARES.items())
        what = f"mixed load ({shares}), {TOGETHER} at a time"
        rows = [Row(ID, f"{what}, throughput", throughput, "B", THROUGHPUT, at_least=True)]
        beside = "mixed load while a nudge run and a roll-up go on, p95 beside the p95 without"
        if not passes:
            return [*rows, missing(ID, beside, "they did not go on", "×", BESIDE_WORK)]
        return [*rows, Row(ID, beside, slower, "×", BESIDE_WORK)]


def loads(say: Callable[[str], object]) -> list[Row]:
    say("mixed load")
    bare = page("B", [(one, "/bare/") for one in people.visitors()])
    mix, rounds, work = mixed(), Rounds(), Work()
    with serving(web_environment()) as server:
        for visit in (bare, mix):
            crowd(server, visit, EACH)
        for _ in range(ROUNDS):
            rounds.bare.append(crowd(server, bare, EACH))
            rounds.mixed.append(crowd(server, mix, EACH))
            with work.going_on():
                rounds.beside.append(crowd(server, mix, EACH, until=work.was_done))
    work.forget()
    return rounds.rows(work.passes)


def mixed() -> Visit:
    """All kinds in their shares, in an order that is the same in every run."""
    colleagues, learning = people.visitors(), people.with_role("learning")
    form = reverse("goals:check_in_panel", args=[0]).replace("/0/", "/{}/")
    typed = searching.beginnings_of(searching.some_titles())
    kinds = {
        "home": page("home", [(one, reverse("reports:home")) for one in colleagues]),
        "check-in": check_in("check-in", form, people.some_goals(people.with_goals())),
        "team": team(people.managers(8)),
        "search": searching.fragment("search", typed, colleagues),
        "report": page("report", [(learning, path) for path in screens.gap_paths()]),
    }
    turn, lock, order = itertools.count(), threading.Lock(), order_of(SHARES)

    def go(server: Server) -> Answer:
        with lock:
            kind = order[next(turn) % len(order)]
        return kinds[kind].go(server)

    return Visit("mix", go)


def order_of(shares: dict[str, int]) -> list[str]:
    """Each name as often as its share says, shuffled."""
    order = [name for name, share in shares.items() for _ in range(share)]
    random.Random(97).shuffle(order)
    return order


def crowd(server: Server, visit: Visit, least: int, until: Callable[[], bool] = lambda: True) -> Load:
    """At least so many visits, eight at a time, and on until something is so."""
    seconds: list[float] = []
    started = time.perf_counter()
    with ThreadPoolExecutor(TOGETHER) as pool:
        while len(seconds) < least or not until():
            seconds += [answer.seconds for answer in pool.map(lambda _: visit.go(server), range(least))]
    return Load(len(seconds) / (time.perf_counter() - started), seconds)


class Work:
    """A nudge run that finds everybody anew and a full roll-up, over and over, in a thread with a connection of its own."""

    def __init__(self) -> None:
        self.before = number("SELECT coalesce(max(id), 0) FROM notifications_nudge")
        self.passes = 0
        self.failures: list[BaseException] = []
        self._here = 0

    def was_done(self) -> bool:
        """Whether each has been run once since it last began to go on."""
        return bool(self.passes > self._here or self.failures)

    @contextmanager
    def going_on(self) -> Iterator[None]:
        self._here, stop = self.passes, threading.Event()
        thread = threading.Thread(target=self._work, args=[stop])
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
        if self.failures:
            raise self.failures[0]

    def _work(self, stop: threading.Event) -> None:
        try:
            with policy.scope():
                while not stop.is_set():
                    self.forget()
                    find_all()
                    rebuild()
                    self.passes += 1
        except BaseException as failure:  # raised again by who waits for the thread
            self.failures.append(failure)
        finally:
            connection.close()

    @transaction.atomic
    def forget(self) -> None:
        """Take back what was found, so that the next run finds it."""
        write("DELETE FROM notifications_nudge WHERE id > %(before)s", {"before": self.before})
