"""The words for numbers and states of a goal: what the page says in one sentence, and what stands beside its bar."""

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ecosystem.core.templatetags.ui import number
from goals.models import LearningGoal
from goals.pace import Forecast
from goals.standing import Standing, milestones_of

LONG_DAY = "j F"
WIDEST = 2


@dataclass(frozen=True)
class Sentence:
    """`need` are the words that ask for somebody; empty where all is well."""

    before: str
    need: str = ""
    after: str = ""


@dataclass(frozen=True)
class Figures:
    """The words around a pace bar: `1 of 6` `forms`, `expected 2.4`."""

    value: str
    unit: str
    expectation: str


def plain(value: Decimal | None) -> str:
    """For number fields: no trailing zeros, a point, no grouping."""
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else str(Decimal(value).normalize())


def figures_of(goal: LearningGoal, standing: Standing) -> Figures:
    expected = standing.expected_value
    if goal.measure == LearningGoal.Measure.YES_NO:
        return Figures(_("Done") if standing.progress == 1 else _("Not yet"), "", "")
    if standing.value is None:
        return Figures(_("No check-in yet"), "", _said_expected(goal, expected))
    if goal.measure == LearningGoal.Measure.PERCENTAGE:
        return Figures(_percent(standing.value), goal.unit_of_measure, _said_expected(goal, expected))
    pair = {"value": number(standing.value), "whole": number(standing.whole), "start": number(goal.baseline)}
    if goal.measure == LearningGoal.Measure.MILESTONES:
        return Figures(_("%(value)s of %(whole)s") % pair, _("milestones"), _said_expected(goal, expected))
    if goal.baseline == 0 and goal.target > 0:
        return Figures(_("%(value)s of %(whole)s") % pair, goal.unit_of_measure, _said_expected(goal, expected))
    words = _("%(value)s, from %(start)s to %(whole)s") % pair
    return Figures(words, goal.unit_of_measure, _said_expected(goal, expected))


def value_words(goal: LearningGoal, value: Decimal | None) -> str:
    """A value of a check-in: `2 of 6`, `50 %`, `Done`."""
    if value is None:
        return ""
    if goal.measure == LearningGoal.Measure.YES_NO:
        return _("done") if value == 1 else _("not yet")
    if goal.measure == LearningGoal.Measure.PERCENTAGE:
        return _percent(value)
    whole = len(milestones_of(goal)) if goal.measure == LearningGoal.Measure.MILESTONES else goal.target
    if goal.baseline == 0:
        return _("%(value)s of %(whole)s") % {"value": number(value), "whole": number(whole)}
    return f"{number(value)} {goal.unit_of_measure}".strip()


def sentence_of(goal: LearningGoal, standing: Standing, forecast: Forecast | None) -> Sentence:
    """Where it stands and where that leads, on any day of a goal's life."""
    if not goal.is_active:
        return Sentence(ended_words(goal))
    figures = figures_of(goal, standing)
    now = f"{figures.value} {figures.unit}".strip()
    due = date_format(goal.due_date, LONG_DAY)
    if standing.state == "done":
        return Sentence(_("%(now)s; you are there. Close it with what you learned.") % {"now": now})
    if standing.state == "overdue":
        return Sentence(_("%(now)s; it was") % {"now": now}, _("due on %(day)s") % {"day": due}, ".")
    if forecast is None:
        return _without_forecast(goal, standing, now, due)
    ahead = forecast_words(goal, forecast)
    need, after = (ahead, "") if standing.state == "behind" else ("", ahead)
    head = _("%(now)s; at this pace it is") % {"now": now}
    tail = _("by %(day)s.") % {"day": due}
    return Sentence(head, need, f"{after} {tail}".strip())


def _without_forecast(goal: LearningGoal, standing: Standing, now: str, due: str) -> Sentence:
    if goal.measure == LearningGoal.Measure.YES_NO:
        return Sentence(_("Not yet; the day is %(day)s.") % {"day": due})
    if goal.measure == LearningGoal.Measure.MILESTONES:
        step = next((step for step in milestones_of(goal) if step.done_on is None), None)
        title = step.title if step else ""
        return Sentence(_("%(now)s; next is “%(step)s”.") % {"now": now, "step": title})
    if standing.state == "behind":
        expected = amount(goal, standing.expected_value)
        return Sentence(f"{now};", _("%(expected)s were expected by today") % {"expected": expected}, ".")
    target = _percent(goal.target) if goal.measure == LearningGoal.Measure.PERCENTAGE else number(goal.target)
    words = {"now": now, "target": target, "day": due}
    return Sentence(_("%(now)s; the target is %(target)s by %(day)s.") % words)


def forecast_words(goal: LearningGoal, forecast: Forecast) -> str:
    """`2 or 3`, `2 to 4`, `55 %`: the value at the end, in whole numbers where the goal counts in them, at most the target.

    An interval wider than two steps says nothing; then the steps around the middle are named.
    """
    middle = _value_at(goal, forecast.value)
    if goal.measure == LearningGoal.Measure.PERCENTAGE:
        return _percent(middle)
    if any(edge != int(edge) for edge in (goal.baseline, goal.target)):
        return number(middle)
    edges = [middle if share is None else _value_at(goal, share) for share in (forecast.low, forecast.high)]
    first, last = math.floor(min(edges)), math.ceil(max(edges))
    if last - first > WIDEST:
        first, last = math.floor(middle), math.ceil(middle)
    if first == last:
        return number(first)
    words = _("%(first)s or %(last)s") if last - first == 1 else _("%(first)s to %(last)s")
    return words % {"first": number(first), "last": number(last)}


def _value_at(goal: LearningGoal, share: Decimal) -> Decimal:
    return goal.baseline + (goal.target - goal.baseline) * min(Decimal(1), share)


def ended_words(goal: LearningGoal) -> str:
    day = date_format(goal.closed_at or goal.cancelled_at or goal.due_date, LONG_DAY)
    if goal.cancelled_at and not goal.closed_at:
        return _("Cancelled on %(day)s.") % {"day": day}
    return _("Closed on %(day)s: %(outcome)s.") % {"day": day, "outcome": goal.get_outcome_display().lower()}


def levels_words(goal: LearningGoal, *, names: list[str] | None = None, with_start: bool = True) -> str:
    """`Accessibility, 0 None to 2 Working`; without names only the numbers, and without the start for colleagues."""
    if not goal.skill:
        return ""
    start = _level_words(goal.from_level, names) if with_start and goal.from_level is not None else ""
    end = _level_words(goal.to_level, names) if goal.to_level is not None else ""
    words = {"skill": goal.skill.name, "start": start, "end": end}
    comma = ", " if names else " "
    if start and end:
        return _("%(skill)s%(comma)s%(start)s to %(end)s") % {**words, "comma": comma}
    return _("%(skill)s%(comma)sto %(end)s") % {**words, "comma": comma} if end else goal.skill.name


def _level_words(level: Any, names: list[str] | None) -> str:
    whole = level == int(level)
    if names and whole and int(level) < len(names):
        return f"{int(level)} {names[int(level)]}"
    return number(level)


def _said_expected(goal: LearningGoal, expected: Decimal | None) -> str:
    return _("expected %(value)s") % {"value": amount(goal, expected)} if expected is not None else ""


def amount(goal: LearningGoal, value: Decimal | int | None) -> str:
    """`2.4`, and `44 %` where the goal counts in percent."""
    return _percent(value) if goal.measure == LearningGoal.Measure.PERCENTAGE else number(value)


def _percent(value: Decimal | int | None) -> str:
    return f"{number(value, 0)}\u00a0%"
