"""What alignment figures are counted from: which goals serve which objectives, read in one pass over all goals."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db import connection

from goals import sql_alignment as sql

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Counts:
    """Of one day. `changed`: how many people's goals, or what they serve, changed since the day that was asked for."""

    company: dict[str, Any]
    changed: int
    served: dict[int, list[Row]]  # per objective: goals and whose they are, of each key result and of no key result
    parts: dict[int, frozenset[int]]  # per objective those that goals serve directly: itself and what is below it
    people: dict[int, frozenset[int]] = field(init=False)
    goals: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        directly = {pk: sum(row["goals"] for row in rows) for pk, rows in self.served.items()}
        whose = {pk: _owners(rows) for pk, rows in self.served.items()}
        object.__setattr__(self, "people", {pk: whose.get(pk, frozenset()) for pk in self.parts})
        object.__setattr__(self, "goals", {pk: sum(directly[part] for part in of) for pk, of in self.parts.items()})


def count(day: dt.date, since: dt.date | None, top_skills: Collection[int]) -> Counts:
    """A goal serves one objective at a time, so sums of goals are sums; people are told apart."""
    read = counted(sql.SERVING, day=day, since=since, top_skills=list(top_skills))
    company = next(row["company"] for row in read if row["company"])
    aligned = [row for row in read if not row["company"]]
    company["aligned"] = sum(row["goals"] for row in aligned)
    company["aligned_people"] = len(_owners(aligned))
    served: dict[int, list[Row]] = defaultdict(list)
    for row in aligned:
        if not row["personal"]:
            served[row["objective_id"]].append(row)
    above = counted(sql.ABOVE, day=day, served=list(served))
    parts = {row["objective_id"]: frozenset(row["parts"]) for row in above}
    return Counts(company, company.pop("changed"), served, parts)


def counted(statement: str, **values: Any) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _owners(of: Collection[Row]) -> frozenset[int]:
    return frozenset(chain.from_iterable(row["people"] for row in of))
