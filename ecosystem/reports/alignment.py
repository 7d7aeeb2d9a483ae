"""The alignment summary: per objective one plain sentence, read from what was published. No person is named."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person, PublishedCell
from accounts.shares import step_of
from ecosystem.core.aggregates import Bound, share
from ecosystem.core.clock import today
from ecosystem.core.definitions import DEFINITIONS, Definition
from ecosystem.core.facts import Facts
from ecosystem.core.policy import policy
from ecosystem.core.rules import allows
from ecosystem.core.templatetags.ui import number
from ecosystem.reports import alignment_found as found
from goals.alignment_figures import FEW
from goals.models import AlignmentFigure, KeyResult, Objective
from goals.okr_tree import pace_of_objective

MONTH = dt.timedelta(days=30)
MOST_UNCOVERED = 10
COUNTED = ("objectives-with-learning", "need-fit", "alignment", "severity", "coverage", "priority", "few")


@dataclass
class Line:
    """One objective as the summary shows it."""

    objective: Objective
    state: str
    goals: int | str
    confidences: list[float]
    coverage: int | None
    is_few: bool
    hanging: list[dict[str, Any]]
    sentence: str
    is_uncovered: bool
    is_sponsored: bool
    guilds: int

    @property
    def needs_you(self) -> bool:
        return bool(self.hanging) or self.is_uncovered

    @property
    def confidence(self) -> float | None:
        return self.confidences[-1] if self.confidences else None

    @property
    def coverage_share(self) -> Decimal:
        return Decimal(step_of(self.coverage)) / 100


@dataclass(frozen=True)
class Summary(Facts):
    """What the page shows: `shown` objectives, each with what the page says of it; how many of all
    are `hanging` on one person or nobody, the largest `gaps`, and what else was `published`. `name`: the organisation's."""

    name: str
    day: dt.date
    shown: Sequence[Any]
    hanging: int
    published: Sequence[AlignmentFigure]
    gaps: Sequence[PublishedCell]

    @cached_property
    def lines(self) -> list[Line]:
        """Those that need somebody first, then the furthest behind."""
        lines = [_line(each, self.day) for each in self.shown]
        return sorted(lines, key=lambda line: (not line.needs_you, line.objective.progress or 0, line.objective.code))

    @property
    def needy(self) -> list[Line]:
        return [line for line in self.lines if line.needs_you]

    @property
    def moving(self) -> list[Line]:
        return [line for line in self.lines if not line.needs_you]

    @property
    def more(self) -> int:
        return max(0, self.shown[0].counts["all"] - len(self.shown)) if self.shown else 0

    @property
    def nobody_learns(self) -> int:
        return self.shown[0].counts["uncovered"] if self.shown else 0

    @property
    def uncovered(self) -> list[Line]:
        """Those that nobody learns for."""
        return [line for line in self.lines if line.is_uncovered][:MOST_UNCOVERED]

    @cached_property
    def lost(self) -> list[dict[str, Any]]:
        """Objectives that were cancelled, and how much learning lost its aim with each."""
        found = []
        for row in self.published:
            if row.objective is None:
                continue
            count = row.figures["lost"]
            words = ngettext("%(n)s goal", "%(n)s goals", count) % {"n": count} if count != FEW else _("a few goals")
            found.append({"objective": row.objective, "count": count, "words": words})
        return found

    @property
    def counted(self) -> list[Definition]:
        return [definition for definition in DEFINITIONS if definition.anchor in COUNTED]

    @cached_property
    def figures(self) -> list[AlignmentFigure]:
        """The company's, the oldest first."""
        return [row for row in self.published if row.objective is None]

    @property
    def as_of(self) -> dt.date | None:
        return self.figures[-1].day if self.figures else None

    @property
    def company(self) -> dict[str, Any] | None:
        return self.figures[-1].figures if self.figures else None

    @cached_property
    def before(self) -> dict[str, Any] | None:
        """The company's figures a month ago, or as near to it as there are any."""
        older = [row for row in self.figures if row.day <= self.day - MONTH]
        return older[-1].figures if older else None

    @property
    def need_fit(self) -> str:
        return _share(self.company, "on_top_skills", "with_skill")

    @property
    def need_fit_before(self) -> str:
        return _share(self.before, "on_top_skills", "with_skill")

    @property
    def aligned(self) -> str:
        return _share(self.company, "aligned", "goals")

    @cached_property
    def trends(self) -> dict[str, list[float]]:
        return _trends([row.figures for row in self.figures])


def summary_of(day: dt.date | None = None) -> Summary:
    """In four statements; what it says is worked out where it is drawn."""
    day = day or today()
    hanging = found.hanging()
    shown = found.shown.found(day=day, hanging=hanging)
    return Summary(
        name=policy().name,
        day=day,
        shown=shown,
        hanging=len(hanging),
        published=found.published.found(day=day),
        gaps=found.largest_gaps.found(),
    )


def to_sponsor(shown: Any, person: Person) -> list[int]:
    """Of the objectives that nobody learns for those that this person may sponsor."""
    uncovered = [shown.row(nth) for nth, nobody_learns in enumerate(shown.column("uncovered")) if nobody_learns]
    return [each.pk for each in uncovered if allows(person, "goals.sponsor_objective", each)]


def _line(objective: Any, day: dt.date) -> Line:
    """An objective as `shown` finds it."""
    pace = pace_of_objective(objective, objective.cycle, day)
    skills = objective.skills or []
    cells = [skill["cell"] for skill in skills if skill["cell"]]
    coverages = [cell["coverage"] for cell in cells if cell["coverage"] is not None]
    hanging = [each for each in skills if each["cell"] and each["cell"]["concentration"] in found.HANGING]
    figures = objective.figures or {}
    return Line(
        objective=objective,
        state=pace.status.value if pace.status else "none",
        goals=figures.get("goals", 0),
        confidences=figures.get("confidences", []),
        coverage=min(coverages) if coverages else None,
        is_few=any(cell["few"] for cell in cells),
        hanging=hanging,
        sentence=_sentence(objective, hanging),
        is_uncovered=objective.uncovered,
        is_sponsored=objective.sponsored,
        guilds=objective.guilds,
    )


def _sentence(objective: Any, hanging: list[dict[str, Any]]) -> str:
    """What an executive has to know first: a skill nobody or one person has, no learning, people at a level, a number."""
    if hanging:
        if hanging[0]["cell"]["concentration"] == "absent":
            return _("It needs %(skill)s at level %(level)s, and nobody is there.") % hanging[0]
        return _("It needs %(skill)s, and it hangs on one person.") % hanging[0]
    if objective.uncovered:
        return _("Nobody learns for this. Mark it “no learning needed”, or set the first goal.")
    if not objective.result:
        return _("No key result has been read yet.")
    return _read(objective.result)


def _read(result: dict[str, Any]) -> str:
    """A key result in its own words, one of people in ours."""
    if result["kind"] == KeyResult.Kind.PEOPLE_AT_LEVEL and result["target"] is not None:
        words = {**result, "n": int(result["current"]), "target": int(result["target"])}
        return _("%(n)s of %(target)s people are at %(skill)s %(level)s.") % words
    words = {"title": result["title"], "now": number(result["current"], 2), "start": number(result["baseline"], 2)}
    if result["baseline"] is None:
        return _("%(title)s: %(now)s now.") % words
    return _("%(title)s: %(now)s now, from %(start)s.") % words


def _share(figures: dict[str, Any] | None, part: str, whole: str) -> str:
    """In steps of five points, the ends as bands, like every published share."""
    if not figures or not figures.get(whole):
        return ""
    found = share(figures[part], figures[whole])
    if found is None:
        return ""
    words = {Bound.BELOW: _("below %(n)s %%"), Bound.ABOUT: _("%(n)s %%"), Bound.ABOVE: _("over %(n)s %%")}
    return words[found.bound] % {"n": found.points}


def _trends(history: list[dict[str, Any]]) -> dict[str, list[float]]:
    shares: dict[str, list[float]] = {"covered": [], "need_fit": [], "aligned": [], "severity": []}
    for figures in history:
        if figures.get("objectives"):
            shares["covered"].append(figures["covered"])
        if figures.get("severity") is not None:
            shares["severity"].append(figures["severity"])
        for name, part, whole in (("need_fit", "on_top_skills", "with_skill"), ("aligned", "aligned", "goals")):
            found = share(figures[part], figures[whole]) if figures.get(whole) else None
            if found is not None:
                shares[name].append(found.points)
    return shares
