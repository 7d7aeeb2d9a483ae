"""Whether search finds what is meant: 60 queries and more with their expected hits, on a small library of its own.

`relevance.csv` names what should stand among the first five, `relevance_corpus.csv` holds the library. Both are ours.
"""

import csv
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accounts.models import Person
from ecosystem.benchmark.rows import Row
from ecosystem.benchmark.scans import undone
from ecosystem.core import search
from ecosystem.core.clock import today
from ecosystem.core.models import SearchEntry, SearchLexeme

HERE = Path(__file__).parent
FIRST = 5
BEYOND = 1_000_000_001  # nobody's skills have such numbers
TYPING, TYPO = "typing", "typo"
POPULARITY = {"skill": 3000, "unit": 600, "person": 900, "need": 200}


@dataclass(frozen=True)
class Asked:
    how: str
    query: str
    expected: frozenset[str]


@dataclass(frozen=True)
class Answer:
    asked: Asked
    found: list[str]

    @property
    def recall(self) -> float:
        """How many of the expected ones stand among the first five."""
        return len(self.asked.expected & set(self.found[:FIRST])) / min(FIRST, len(self.asked.expected))


def queries() -> list[Asked]:
    return [Asked(row["how"], row["query"], frozenset(row["expected"].split(";"))) for row in _rows("relevance.csv")]


def fill() -> dict[tuple[str, int], str]:
    """Replace what search knows by the library of the set: (kind, number) → key."""
    SearchEntry.objects.all().delete()
    SearchLexeme.objects.all().delete()
    rows = _rows("relevance_corpus.csv")
    numbers = {row["key"]: number for number, row in enumerate(rows, BEYOND)}
    for row in rows:
        holds, quality = row["holds"], int(row["quality"])
        search.index(
            row["kind"],
            numbers[row["key"]],
            title=row["title"],
            subtitle=row["subtitle"],
            body=row["body"],
            also=row["also"].replace(";", ", "),
            url=f"/{row['key']}/",
            language=row["language"],
            quality=quality,
            popularity=POPULARITY.get(row["kind"], quality),
            skills=[numbers[key] for key in row["skills"].split(";") if key],
            holds_until=today() + dt.timedelta(days=int(holds)) if holds else None,
        )
    return {(row["kind"], numbers[row["key"]]): row["key"] for row in rows}


def answers(person: Any) -> list[Answer]:
    """Every query, as this person would get it; `typing` by the palette, the rest in full."""
    keys = fill()
    found = []
    for asked in queries():
        hits = _hits(person, asked)
        found.append(Answer(asked, [keys[hit.kind, hit.object_id] for hit in hits]))
    return found


def _hits(person: Any, asked: Asked) -> Sequence[search.Hit]:
    if asked.how == TYPING:
        return search.find(person, asked.query, FIRST)
    return search.find_text(person, asked.query, FIRST) or search.find_in_part(person, asked.query, FIRST)


def recall(given: Sequence[Answer]) -> float:
    return sum(answer.recall for answer in given) / len(given)


def measure(say: Callable[[str], object]) -> list[Row]:
    say("relevance")
    person = Person.objects.people().filter(is_active=True).order_by("pk")[0]
    with undone():
        given = answers(person)
    typos = [answer for answer in given if answer.asked.how == TYPO]
    rows = [Row("R5", f"recall@5 of {len(given)} queries", recall(given), "", 0.9, at_least=True)]
    rows.append(Row("R5", f"recall@5 of {len(typos)} misspelt queries", recall(typos), "", 0.95, at_least=True))
    for answer in given:
        if answer.recall < 1:
            say(f"{answer.asked.query!r} misses {', '.join(sorted(answer.asked.expected - set(answer.found)))}")
    return rows


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
