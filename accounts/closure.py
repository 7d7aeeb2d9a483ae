"""Today's copy of who is below whom, and of which unit is part of which: for reach and sums, never for permission by date.

Only rows that differ are written, so that readers are never blocked. Whoever changes a reporting line calls
`move_people` in the same transaction, whoever changes the tree of units `rewrite_units`; the organisation's midnight
rewrites both from the dated rows.
"""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from accounts.models import ClosureDay
from accounts.sql import number, planner, text
from ecosystem.core.clock import now, today
from ecosystem.core.twice import in_turn

DEEPEST = 60
EVERYBODY = "SELECT id FROM accounts_person"
SUBTREES = """
    SELECT id FROM accounts_person WHERE id = ANY(%(people)s::bigint[])
    UNION
    SELECT line.person_id FROM moved JOIN line ON line.manager_id = moved.id
"""


@transaction.atomic
def rewrite_reporting(day: dt.date | None = None) -> int:
    """The closure of the lines that hold on a day, for everybody. Returns how many rows were written or taken away."""
    day = day or today()
    _one_at_a_time()
    rows = number(text("rewrite_reporting", moved=EVERYBODY), {"day": day, "deepest": DEEPEST})
    ClosureDay.objects.update_or_create(pk=1, defaults={"day": day, "written_at": now()})
    return rows


@transaction.atomic
def move_people(person_ids: Collection[int], day: dt.date | None = None) -> int:
    """The same for people whose line manager changed and everybody below them: linear in the people moved."""
    if not person_ids:
        return 0
    _one_at_a_time()
    values = {"people": list(person_ids), "day": day or today(), "deepest": DEEPEST}
    with planner(enable_seqscan="off"):
        return number(text("rewrite_reporting", moved=SUBTREES), values)


@transaction.atomic
def rewrite_units() -> int:
    """The closure of the tree of units. Returns how many rows were written or taken away."""
    _one_at_a_time()
    return number(text("rewrite_units"), {"deepest": DEEPEST})


def _one_at_a_time() -> None:
    """Two moves at a time would each miss the other's lines."""
    in_turn("accounts.closure")
