"""What may be said about the effect of a rule: never more than its numbers carry, never about few people."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from django.utils.translation import gettext as _

from ecosystem.core.aggregates import Bound, share
from ecosystem.core.policy import policy
from ecosystem.notifications.effects import arms_of
from ecosystem.notifications.holdout import CYCLES_ON_TRIAL, LEAST_EFFECT, Arms, effect, pooled
from ecosystem.notifications.models import NudgeEffect

# 1.96 + 0.84: two-sided 5 %, 80 % power, at the least favourable rate of one half.
REACH_OF_A_TRIAL = 2.8


@dataclass(frozen=True)
class Verdict:
    """A sentence with its figures in whole points; no figures where an arm is too small to be published."""

    sentence: str
    shown: bool
    arms: Arms
    points: int = 0
    low: int = 0
    high: int = 0

    @property
    def acted(self) -> list[str]:
        """Shares that acted, of those reminded and of those held out; the ends are bands."""
        arms = self.arms
        return [_share(arms.nudged_acted, arms.nudged), _share(arms.held_out_acted, arms.held_out)]


def verdict_of(effects: Sequence[NudgeEffect]) -> Verdict:
    """Over the latest two cycles together."""
    arms = pooled(arms_of(effects[:CYCLES_ON_TRIAL]))
    found = effect(arms)
    if found is None or min(arms.nudged, arms.held_out) <= policy().k:
        return Verdict(_("Too few people so far for any figure."), shown=False, arms=arms)
    figures = {"points": _points(found.difference), "low": _points(found.low), "high": _points(found.high)}
    words = {name: str(figure).replace("-", "\N{MINUS SIGN}") for name, figure in figures.items()}
    return Verdict(_sentence(found.low, found.high, arms) % words, shown=True, arms=arms, **figures)


def least_detectable(arms: Arms) -> int:
    """The smallest difference in points that so many people can show: 192 and 48 → 23."""
    return round(100 * REACH_OF_A_TRIAL * sqrt(0.25 * (1 / arms.nudged + 1 / arms.held_out)))


def few(number: int) -> str:
    """A count of people as learning & development may read it."""
    return str(number) if number > policy().k else _("fewer than %(number)s") % {"number": policy().k + 1}


def _sentence(low: float, high: float, arms: Arms) -> str:
    if low > 0:
        return _("%(points)s points more people acted than without it (from %(low)s to %(high)s).")
    if high < LEAST_EFFECT:
        return _("It does not help: between %(low)s and %(high)s points.")
    bound = _("With so few people only a difference of %(bound)s points would show.") % {
        "bound": least_detectable(arms)
    }
    return _("No effect can be told from chance: between %(low)s and %(high)s points.") + " " + bound


def _share(part: int, people: int) -> str:
    found = share(part, people)
    if found is None or found.bound == Bound.ABOUT:
        return f"{found.points} %" if found else "–"
    return f"< {found.points} %" if found.bound == Bound.BELOW else f"> {found.points} %"


def _points(share: float) -> int:
    return round(share * 100)
