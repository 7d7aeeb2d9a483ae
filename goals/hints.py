"""Hints on writing objectives and key results well: friendly, live, never a barrier (ours; after Doerr and Locke & Latham)."""

import re
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from goals.models import KeyResult

TASK_WORDS = re.compile(
    r"^(write|build|create|launch|hold|organi[sz]e|buy|set up|implement|finish|complete|do)\b", re.I
)
NUMBER = re.compile(r"\d")
FEWEST_KEY_RESULTS, MOST_KEY_RESULTS = 2, 5


class Hint(NamedTuple):
    """`kept`: the text follows it already."""

    sentence: str | Promise
    kept: bool


def objective_hints(title: str) -> list[Hint]:
    """What makes an objective good: an aim, not a task; a direction, not a number."""
    words = len(title.split())
    return [
        Hint(_("It says what will be true, not what will be done."), bool(title) and not TASK_WORDS.match(title)),
        Hint(_("It has no number; numbers are for its key results."), bool(title) and not NUMBER.search(title)),
        Hint(_("It is short enough to remember."), 2 <= words <= 9),
    ]


def key_result_hints(title: str, kind: str, baseline: str, target: str) -> list[Hint]:
    """What makes a key result good: measured, from where to where, and a result rather than a task."""
    counted = kind not in (KeyResult.Kind.MILESTONES, KeyResult.Kind.YES_NO)
    return [
        Hint(_("It has a number to reach."), bool(target) or not counted),
        Hint(_("It says where it starts."), bool(baseline) or not counted or kind == KeyResult.Kind.KEEP),
        Hint(_("It is a result, not a task in disguise."), bool(title) and not TASK_WORDS.match(title)),
    ]


def count_hint(key_results: int) -> Hint:
    """Two to five key results; fewer say too little, more hide what counts."""
    return Hint(_("It has two to five key results."), FEWEST_KEY_RESULTS <= key_results <= MOST_KEY_RESULTS)
