"""The alignment summary: per objective one plain sentence, read from what was published. No person is named."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    When,
    Window,
    prefetch_related_objects,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import PublishedCell
from accounts.shares import step_of
from ecosystem.core.aggregates import Bound, share
from ecosystem.core.clock import today
from ecosystem.core.compiled import compiled
from ecosystem.core.definitions import DEFINITIONS
from ecosystem.core.policy import policy
from ecosystem.core.templatetags.ui import number
from goals.alignment_figures import FEW
from goals.models import AlignmentFigure, GuildObjective, KeyResult, Objective, ObjectiveSkill, Sponsorship
from goals.okr_tree import pace_of_objective

MONTH = dt.timedelta(days=30)
WEEK, WEEKS = dt.timedelta(days=7), 14
HANGING = ("absent", "single point", "single_point")
LARGEST = 5
MOST, MOST_LOST = 50, 10
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
    hanging: list[tuple[Any, str]]
    sentence: str
    needs_you: bool

    @property
    def confidence(self) -> float | None:
        return self.confidences[-1] if self.confidences else None

    @property
    def coverage_share(self) -> Decimal:
        return Decimal(step_of(self.coverage)) / 100


def summary_of(day: dt.date | None = None) -> dict[str, Any]:
    """Everything that the page shows, in six statements."""
    day = day or today()
    objectives = _objectives(day)
    figures = _published(day=day, objectives=[each.pk for each in objectives])
    latest = max((row.day for row in figures), default=None)
    history = [row for row in figures if row.objective_id is None]
    cells = _cells(objectives)
    per_objective: dict[int, list[AlignmentFigure]] = {}
    for row in figures:
        if row.objective_id:
            per_objective.setdefault(row.objective_id, []).append(row)
    lines = [
        _line(objective, per_objective[objective.pk], cells, day)
        for objective in objectives
        if per_objective.get(objective.pk)
    ]
    lines.sort(key=lambda line: (not line.needs_you, line.objective.progress or 0, line.objective.code))
    return {
        "name": policy().name,
        "lines": lines,
        "needy": [line for line in lines if line.needs_you],
        "moving": [line for line in lines if not line.needs_you],
        "more": max(0, objectives[0].all_rows - len(objectives)) if objectives else 0,
        "hanging": objectives[0].hanging_rows if objectives else 0,
        "uncovered": [line for line in lines if line.goals == 0 and not line.objective.no_learning_needed],
        "nobody_learns": objectives[0].uncovered_rows if objectives else 0,
        "lost": _lost(day),
        "gaps": sorted((c for c in cells.values() if c.priority), key=lambda c: c.priority or 0, reverse=True)[
            :LARGEST
        ],
        "counted": [definition for definition in DEFINITIONS if definition.anchor in COUNTED],
        **_shares(history, day),
        "trends": _trends(history),
        "as_of": latest,
        "day": day,
    }


@compiled
def _published(day: dt.date, objectives: list[int]) -> Any:
    """Of the company and of these objectives the latest published day, and one of each week before it, for trends; the
    oldest first."""
    weeks = [day - WEEK * number for number in range(1, WEEKS)]
    shown = AlignmentFigure.objects.filter(Q(objective=None) | Q(objective__in=objectives))
    return shown.filter(Q(day=Subquery(_latest_day(day))) | Q(day__in=weeks)).order_by("day", "pk")


def _latest_day(day: dt.date) -> Any:
    return AlignmentFigure.objects.filter(day__lte=day).order_by("-day").values("day")[:1]


def _objectives(day: dt.date) -> list[Any]:
    found = _shown(day=day)
    results = Prefetch("key_results", KeyResult.objects.select_related("skill"))
    skills = Prefetch("critical_skills", ObjectiveSkill.objects.select_related("target__skill"))
    prefetch_related_objects(found, results, skills)
    return found


@compiled
def _shown(day: dt.date) -> Any:
    """Of the objectives that were counted last at most 50: those of the company first, then those that need somebody,
    then the furthest behind. Each row says of how many it is one."""
    counted = AlignmentFigure.objects.filter(day=Subquery(_latest_day(day)), objective=OuterRef("pk"))
    held = PublishedCell.objects.filter(unit=None, site=None, is_latest=True, concentration__in=HANGING)
    hangs = ObjectiveSkill.objects.filter(objective=OuterRef("pk"), target__skill__in=held.values("skill"))
    nobody = counted.annotate(goals=KeyTextTransform("goals", "figures")).filter(goals="0")
    sponsors = Sponsorship.objects.current().filter(objective=OuterRef("pk"))
    rows = Objective.objects.filter(Exists(counted.filter(figures__has_key="goals")), status="active")
    return (
        rows.exclude(level="person")
        .select_related("cycle", "unit")
        .annotate(
            hangs=Exists(hangs),
            uncovered=Exists(nobody) & Q(no_learning_needed=False),
            guilds=_guilds(),
            sponsored=Exists(sponsors),
        )
        .annotate(
            all_rows=Window(Count("pk")),
            hanging_rows=Window(Count("pk", filter=Q(hangs=True))),
            uncovered_rows=Window(Count("pk", filter=Q(uncovered=True))),
            of_unit=Case(When(level="company", then=0), default=1),
            at_ease=Case(When(Q(hangs=True) | Q(uncovered=True), then=0), default=1),
        )
        .order_by("of_unit", "at_ease", F("progress").asc(nulls_first=True), "code")[:MOST]
    )


def _guilds() -> Coalesce:
    """How many guilds serve it that everybody may know of."""
    rows = GuildObjective.objects.at_work().filter(objective=OuterRef("pk")).exclude(guild__joining="hidden")
    counted = rows.order_by().values("objective").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def _cells(objectives: Any) -> dict[int, PublishedCell]:
    """The company's published cell of each critical skill, and of the skills that come first."""
    skills = {link.target.skill_id for o in objectives for link in o.critical_skills.all()}
    return {cell.skill_id: cell for cell in _latest(skills=sorted(skills))}


@compiled
def _latest(skills: list[int]) -> Any:
    company = PublishedCell.objects.filter(unit=None, site=None, is_latest=True)
    first = company.filter(priority__gt=0).order_by("-priority", "pk").values("pk")[:LARGEST]
    return company.filter(Q(skill__in=skills) | Q(pk__in=first)).select_related("skill")


def _line(objective: Objective, rows: list[AlignmentFigure], cells: dict[int, PublishedCell], day: dt.date) -> Line:
    found = pace_of_objective(objective, objective.cycle, day)
    goals = rows[-1].figures["goals"]
    skills = [(link.target, cells.get(link.target.skill_id)) for link in objective.critical_skills.all()]
    hanging = [(target.skill, cell.concentration) for target, cell in skills if cell and cell.concentration in HANGING]
    coverages = [cell.coverage for _target, cell in skills if cell and cell.coverage is not None]
    uncovered = goals == 0 and not objective.no_learning_needed
    return Line(
        objective=objective,
        state=found.status.value if found.status else "none",
        goals=goals,
        confidences=[row.figures["confidence"] for row in rows if row.figures.get("confidence") is not None],
        coverage=min(coverages) if coverages else None,
        is_few=any(cell.few for _target, cell in skills if cell),
        hanging=hanging,
        sentence=_sentence(objective, goals, hanging, skills, rows),
        needs_you=bool(hanging) or uncovered,
    )


def _sentence(objective: Objective, goals: int | str, hanging: list, skills: list, rows: list[AlignmentFigure]) -> str:
    """What an executive has to know first: a skill nobody or one person has, no learning, people at a level, a number."""
    if hanging:
        skill, word = hanging[0]
        level = next((target.level for target, _cell in skills if target.skill_id == skill.pk), 3)
        if word == "absent":
            return _("It needs %(skill)s at level %(level)s, and nobody is there.") % {"skill": skill, "level": level}
        return _("It needs %(skill)s, and it hangs on one person.") % {"skill": skill}
    if goals == 0 and not objective.no_learning_needed:
        return _("Nobody learns for this. Mark it “no learning needed”, or set the first goal.")
    return _counted(objective) or _read(objective) or _("No key result has been read yet.")


def _counted(objective: Objective) -> str:
    people = next((kr for kr in objective.key_results.all() if kr.kind == KeyResult.Kind.PEOPLE_AT_LEVEL), None)
    if people is None or people.current is None or people.target is None:
        return ""
    words = {"n": int(people.current), "target": int(people.target), "skill": people.skill, "level": people.skill_level}
    return _("%(n)s of %(target)s people are at %(skill)s %(level)s.") % words


def _read(objective: Objective) -> str:
    """The key result that moved furthest, in its own words."""
    read = [kr for kr in objective.key_results.all() if kr.current is not None and kr.progress is not None]
    if not read:
        return ""
    best = max(read, key=lambda kr: kr.progress or 0)
    words = {"title": best.title, "now": number(best.current, 2), "start": number(best.baseline, 2)}
    if best.baseline is None:
        return _("%(title)s: %(now)s now.") % words
    return _("%(title)s: %(now)s now, from %(start)s.") % words


def _lost(day: dt.date) -> list[dict[str, Any]]:
    """Objectives that were cancelled, and how much learning lost its aim with each."""
    found = []
    for row in _ended(day=day):
        count = row.figures["lost"]
        words = ngettext("%(n)s goal", "%(n)s goals", count) % {"n": count} if count != FEW else _("a few goals")
        found.append({"objective": row.objective, "count": count, "words": words})
    return found


@compiled
def _ended(day: dt.date) -> Any:
    rows = AlignmentFigure.objects.filter(day=Subquery(_latest_day(day)), figures__has_key="lost")
    return rows.select_related("objective").order_by("-objective__ended_on", "pk")[:MOST_LOST]


def _shares(history: list[AlignmentFigure], day: dt.date) -> dict[str, Any]:
    """The company's figures now and a month ago, with the two shares that are shown."""
    company, before = (history[-1].figures if history else None), _before(history, day)
    return {
        "company": company,
        "before": before,
        "need_fit": _share(company, "on_top_skills", "with_skill"),
        "need_fit_before": _share(before, "on_top_skills", "with_skill"),
        "aligned": _share(company, "aligned", "goals"),
    }


def _share(figures: dict[str, Any] | None, part: str, whole: str) -> str:
    """In steps of five points, the ends as bands, like every published share."""
    if not figures or not figures.get(whole):
        return ""
    found = share(figures[part], figures[whole])
    if found is None:
        return ""
    words = {Bound.BELOW: _("below %(n)s %%"), Bound.ABOUT: _("%(n)s %%"), Bound.ABOVE: _("over %(n)s %%")}
    return words[found.bound] % {"n": found.points}


def _before(history: list[AlignmentFigure], day: dt.date) -> dict[str, Any] | None:
    """The company's figures a month ago, or as near to it as there are any."""
    older = [row for row in history if row.day <= day - MONTH]
    return older[-1].figures if older else None


def _trends(history: list[AlignmentFigure]) -> dict[str, list[float]]:
    shares: dict[str, list[float]] = {"covered": [], "need_fit": [], "aligned": [], "severity": []}
    for row in history:
        figures = row.figures
        if figures.get("objectives"):
            shares["covered"].append(figures["covered"])
        if figures.get("severity") is not None:
            shares["severity"].append(figures["severity"])
        for name, part, whole in (("need_fit", "on_top_skills", "with_skill"), ("aligned", "aligned", "goals")):
            found = share(figures[part], figures[whole]) if figures.get(whole) else None
            if found is not None:
                shares[name].append(found.points)
    return shares
