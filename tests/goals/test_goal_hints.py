"""Live hints on a learning goal."""

import datetime as dt
from decimal import Decimal

import pytest

from goals.goal_hints import goal_hints

STRONG = {
    "title": "Build a form that passes its audit",
    "measure": "number",
    "baseline": Decimal(0),
    "target": Decimal(3),
    "due_date": dt.date(2027, 1, 31),
    "cycle_end": dt.date(2027, 1, 31),
    "has_plan": True,
}
ABILITY, COURSE, NUMBER, START, DUE, SHORT, PLAN = range(7)


def missing(**change) -> list[int]:
    return [place for place, hint in enumerate(goal_hints(**{**STRONG, **change})) if not hint.kept]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"title": "Learn about accessibility"}, [ABILITY]),
        ({"title": "Understand the audit"}, [ABILITY]),
        ({"title": "Attend the React course"}, [ABILITY, COURSE]),
        ({"title": "Pass the security certification"}, [COURSE]),
        ({"title": ""}, [ABILITY, COURSE, SHORT]),
        ({"title": "word " * 25}, [SHORT]),
        ({"target": None}, [NUMBER]),
        ({"baseline": None}, [START]),
        ({"baseline": Decimal(3)}, [START]),
        ({"measure": "yes_no", "target": None, "baseline": None}, []),
        ({"due_date": dt.date(2027, 2, 1)}, [DUE]),
        ({"due_date": None}, [DUE]),
        ({"has_plan": False}, [PLAN]),
    ],
)
def test_goal_hints(change, expected):
    assert missing(**change) == expected
