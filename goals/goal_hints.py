"""Hints on writing a learning goal well: friendly, live, never a barrier (ours; after Locke & Latham and Gollwitzer)."""

import datetime as dt
import re
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from goals.hints import Hint

NUMBER = re.compile(r"\d")
NO_ABILITY = re.compile(
    r"^\s*(learn|understand|know|study|read|attend|watch|complete|finish|improve|get better|become|be aware)\b", re.I
)
COURSE = re.compile(
    r"\b(course|training|workshop|webinar|certificat\w*|e-?learning|seminar|bootcamp|tutorial|book)\b", re.I
)
COUNTED = ("number", "percentage")
LONGEST = 12


def goal_hints(
    *,
    title: str,
    measure: str,
    baseline: Decimal | None,
    target: Decimal | None,
    due_date: dt.date | None,
    cycle_end: dt.date,
    has_plan: bool = False,
) -> list[Hint]:
    """What the goal has already, and what would make it stronger. Nothing written: nothing kept."""
    written, counted = bool(title.strip()), measure in COUNTED
    short = len(title.split()) <= LONGEST * 2
    return [
        Hint(
            _("It names something you will be able to do, not something you will learn about."),
            written and not NO_ABILITY.match(title),
        ),
        Hint(_("It is an ability, not the name of a course."), written and not COURSE.search(title)),
        Hint(_("It has a number to reach."), target is not None if counted else True),
        Hint(_("It says where you start."), not counted or (baseline is not None and baseline != target)),
        Hint(
            _("It ends within this cycle, so that you see soon whether it worked."),
            due_date is not None and due_date <= cycle_end,
        ),
        Hint(_("It is short enough to remember."), written and short),
        Hint(_("A plan for when you will do it makes it likelier."), has_plan),
    ]
