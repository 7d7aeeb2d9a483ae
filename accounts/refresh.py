"""The stored row of each person in each skill: what is needed, what is known, and what it adds to the cell.

Computed from the dated rows in one statement, for one person and skill or for everybody; the formulas are those of
`accounts.levels` and `accounts.gaps`. Two choices where the sources differ:

- *Not applicable*: the line manager's latest released word decides; without one, the person's own latest. A source whose
  latest word is "not applicable" has no level.
- Leavers, vacant seats and people not yet employed keep what was stated, need nothing, and are counted nowhere.
"""

import datetime as dt
import uuid
from collections.abc import Collection

from accounts import gaps, levels
from accounts.sql import number, text
from ecosystem.core.clock import now, today
from ecosystem.core.outbox import enqueue

Ids = Collection[int] | None

FORMULAS = {
    "half_life": levels.HALF_LIFE_DAYS,
    "least_peers": levels.LEAST_PEERS,
    "unknown_below": levels.UNKNOWN_BELOW,
    "counts_from": gaps.COUNTS_FROM,
    "rungs": [rung.value for rung in levels.Rung if levels.enters_level(rung)],
    "ladder": [float(levels.EVIDENCE_LADDER[rung]) for rung in levels.Rung if levels.enters_level(rung)],
    **{f"{source}_weight": weight for source, weight in levels.SOURCE_WEIGHTS.items()},
}


def facts() -> str:
    """The common table expressions that end in `facts`; `scope()` gives their values."""
    return text("facts")


def figure(row: str) -> str:
    """What tells one person's part of a cell's published figures from another: null when they have none."""
    return text("figure", row=row)


def scope(day: dt.date, person_ids: Ids = None, skill_ids: Ids = None) -> dict:
    """The values of `facts` for some people and skills (None: all) on a day."""
    people = None if person_ids is None else list(person_ids)
    skills = None if skill_ids is None else list(skill_ids)
    return {**FORMULAS, "day": day, "people": people, "skills": skills}


def touch(person_ids: Ids = None, skill_ids: Ids = None, *, day: dt.date | None = None) -> int:
    """Bring the rows of these people in these skills (None: all) up to date, inside the caller's transaction.

    One statement, and the order to fold what changed into the cells. Returns how many rows were written or taken away.
    """
    if person_ids == [] or skill_ids == []:
        return 0
    values = {**scope(day or today(), person_ids, skill_ids), "now": now()}
    statement = text("touch", facts=facts(), stored_figure=figure("stored"))
    rows = number(statement, values)
    if rows:
        enqueue("accounts.fold_cells", key=f"fold-cells-{uuid.uuid4()}")
    return rows


def touch_later(reason: str, *, person_ids: Ids = None, skill_ids: Ids = None) -> None:
    """The same in a worker, for what concerns many people: a requirement, a target, a move of a team or a unit.

    `reason` is a key of the change, such as `requirement-12-v3`; the same reason twice is worked once.
    """
    people = None if person_ids is None else sorted(person_ids)
    skills = None if skill_ids is None else sorted(skill_ids)
    enqueue("accounts.refresh_skills", key=f"refresh-skills-{reason}", person_ids=people, skill_ids=skills)
