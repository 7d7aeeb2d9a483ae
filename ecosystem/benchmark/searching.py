"""What search costs while somebody types, among all that a company has: G4 and G5, and what keeping its index costs a write."""

import random
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import Person
from accounts.sql import run
from ecosystem.benchmark import people
from ecosystem.benchmark.people import CSRF, Visitor
from ecosystem.benchmark.place import web_environment
from ecosystem.benchmark.rows import Row, missing
from ecosystem.benchmark.scans import statements, undone
from ecosystem.benchmark.server import Server, serving
from ecosystem.benchmark.visits import Answer, Timing, Visit, ask, page, ratio, timed
from ecosystem.core import policy, search
from ecosystem.core.models import SearchEntry

LENGTHS = range(1, 11)
TITLES = 30
TYPOS = 200
LEAST = 5  # letters of a word that somebody misspells
WRITES = 9
EACH = 96  # of a round: the p95 of fewer is their slowest one
AGAIN = 25
PLURAL = "s"


def measure(wanted: Sequence[str], say: Callable[[str], object]) -> list[Row]:
    """In one run with B: typing, its statement, slips of the pen, and the index."""
    say("search")
    titles, typos = some_titles(), misspelt(_words())
    visitors = people.visitors()
    visits = [page("B", [(one, "/bare/") for one in visitors]), *_visits(visitors, titles, typos)]
    with serving(web_environment()) as server:
        found = timed(server, visits, each=EACH)
    rows = [*_typing(found, titles), *_index()] if "G4" in wanted else []
    return rows + (_typos(found, typos) if "G5" in wanted else [])


def some_titles() -> list[str]:
    """Of things of every kind, whichever number they have."""
    chosen = "SELECT title FROM core_searchentry WHERE kind = %(kind)s ORDER BY hashint8extended(id, 91) LIMIT %(most)s"
    kinds = ("resource", "skill", "person")
    return [title for kind in kinds for (title,) in run(chosen, {"kind": kind, "most": TITLES // len(kinds)})]


def _words() -> list[str]:
    drawn = run(
        "SELECT word FROM core_searchlexeme WHERE length(word) BETWEEN %(least)s AND 20 AND word ~ '^[a-z]+$' "
        "ORDER BY hashtextextended(word, 92) LIMIT %(most)s",
        {"least": LEAST, "most": TYPOS},
    )
    return [word for (word,) in drawn]


def misspelt(words: Sequence[str]) -> list[tuple[str, str]]:
    """(as typed, as meant): one letter too few, too many, another, or two the other way round; never the first one."""
    chance = random.Random(93)
    return [(_slip(chance, word), word) for word in words]


def _slip(chance: random.Random, word: str) -> str:
    at, letter = chance.randrange(1, len(word) - 1), chance.choice("abcdefghijklmnopqrstuvwxyz")
    kinds = (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )
    return chance.choice(kinds)


def _visits(visitors: list[Visitor], titles: list[str], typos: list[tuple[str, str]]) -> list[Visit]:
    beginnings = beginnings_of(titles)
    exact, wrong = [meant for _typed, meant in typos], [typed for typed, _meant in typos]
    return [fragment(*one, visitors) for one in (("typing", beginnings), ("exact", exact), ("typo", wrong))]


def beginnings_of(titles: list[str]) -> list[str]:
    return [title[:length] for title in titles for length in LENGTHS]


def fragment(name: str, queries: list[str], visitors: list[Visitor]) -> Visit:
    """What the palette asks for, each time by the next person and of the next beginning, in no order."""
    chance, path = random.Random(94), reverse("core:search")

    def go(server: Server) -> Answer:
        query = chance.choice(queries)
        return ask(server, chance.choice(visitors), f"{path}?{urlencode({'q': query})}", fragment=True)

    return Visit(name, go)


def _typing(found: dict[str, Timing], titles: list[str]) -> list[Row]:
    base, typing = found["B"], found["typing"]
    entries, kept = SearchEntry.objects.count(), ratio(typing.cpu, base.cpu)
    name = f"search while typing, {entries:,} entries"
    rows = [
        Row("G4", f"{name}, p95", ratio(typing.p95, base.p95), "B's p95", 1.2, bytes=typing.sent, cpu=kept),
        Row("G4", f"{name}, p50", ratio(typing.p50, base.p50), "B", None),
    ]
    return rows + _statements(titles)


def _statements(titles: list[str]) -> list[Row]:
    """The slowest length of a beginning, beside looking an entry up by its number through the same layers."""
    person: Any = Person.objects.signed_in(people.visitors(1)[0].person)
    drawn = run(
        "SELECT id FROM core_searchentry ORDER BY hashint8extended(id, 95) LIMIT %(most)s", {"most": 2 * TITLES}
    )
    lookups, typed = [number for (number,) in drawn], [[title[:length] for title in titles] for length in LENGTHS]
    looked_up, typing = _in_turns(lookups, typed, lambda query: search.find(person, query, 12))
    slowest = max(_p95(seconds) for seconds in typing) / _p95(looked_up)
    return [Row("G4", "search while typing, its SQL at the slowest length, p95", slowest, "look-ups", 12)]


def _in_turns(
    numbers: list[int], queries: list[list[str]], find: Callable[[str], Any]
) -> tuple[list[float], list[list[float]]]:
    """Seconds in statements of each look-up, and of each query per length: of the quickest of several times, which are far
    apart: what they cost, not what else the machine did."""
    looked_up: list[list[float]] = [[] for _number in numbers]
    typing: list[list[list[float]]] = [[[] for _query in of_length] for of_length in queries]
    with policy.scope():
        for _again in range(AGAIN):
            for times, of_length in zip(typing, queries, strict=True):
                for taken, number in zip(looked_up, numbers, strict=True):
                    taken.append(_took(lambda number=number: _look_up(number)))
                for taken, query in zip(times, of_length, strict=True):
                    taken.append(_took(lambda query=query: find(query)))
    return [min(taken) for taken in looked_up], [[min(taken) for taken in times] for times in typing]


def _look_up(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM core_searchentry WHERE id = %s", [number])
        cursor.fetchall()


def _took(work: Callable[[], Any]) -> float:
    """Seconds in statements."""
    with statements() as sent:
        work()
    return sum(seconds for _sql, seconds in sent)


def _p95(seconds: Sequence[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def _typos(found: dict[str, Timing], typos: list[tuple[str, str]]) -> list[Row]:
    person: Any = Person.objects.signed_in(people.visitors(1)[0].person)
    with policy.scope():
        right = sum(any(_has(hit.title, meant) for hit in search.find(person, typed, 12)) for typed, meant in typos)
    return [
        Row("G5", "search with a slip of the pen, p95", ratio(found["typo"].p95, found["exact"].p95), "exact", 5),
        Row("G5", f"words meant that are found, of {len(typos)}", right / len(typos), "", 0.95, at_least=True),
    ]


def _has(title: str, meant: str) -> bool:
    """The word, or its plural or singular, which is as good."""
    words = search.words_of(title)
    return any(word in (meant, meant + PLURAL, meant.removesuffix(PLURAL)) for word in words)


# --- the index -------------------------------------------------------------------------------------------------------
def _index() -> list[Row]:
    """The seconds of the statement that keeps the index, of those that sharing something takes from request to answer."""
    visitor, what = people.visitors(1)[0], "search index, of the time of sharing a resource"
    client = Client(SERVER_NAME="localhost", headers={"X-CSRFToken": CSRF})
    client.cookies.load(visitor.cookies)
    shares = []
    for nth in range(WRITES):
        words = "Some words. " * 150
        form = {"kind": "article", "title": f"Written for the measure {nth}", "pasted": words}
        with undone(), statements() as sent:
            started = time.perf_counter()
            answer = client.post(reverse("resources:resource_new"), form)
            whole = time.perf_counter() - started
        kept = [seconds for sql, seconds in sent if sql.startswith('INSERT INTO "core_searchentry"')]
        if answer.status_code != 302 or not kept:
            return [missing("G4", what, f"the form answers {answer.status_code}", "", 0.1)]
        shares.append(sum(kept) / whole)
    return [Row("G4", what, statistics.median(shares[1:]), "", 0.1)]
