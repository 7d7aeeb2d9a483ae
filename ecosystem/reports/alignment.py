"""The alignment summary: per objective one plain sentence, read from what was published. No person is named."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, F, FloatField, IntegerField, OuterRef, Q, Subquery, When, Window
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person, PublishedCell
from accounts.shares import step_of
from ecosystem.core.aggregates import Bound, share
from ecosystem.core.clock import today
from ecosystem.core.compiled import prepared, prepared_rows
from ecosystem.core.definitions import DEFINITIONS, Definition
from ecosystem.core.facts import Facts
from ecosystem.core.policy import policy
from ecosystem.core.rules import allows
from ecosystem.core.templatetags.ui import number
from goals.alignment_figures import FEW
from goals.models import AlignmentFigure, GuildObjective, KeyResult, Objective, ObjectiveSkill, Sponsorship
from goals.okr_tree import pace_of_objective

MONTH = dt.timedelta(days=30)
WEEK, WEEKS = dt.timedelta(days=7), 14
HANGING = ("absent", "single point", "single_point")
LARGEST = 5
MOST, MOST_LOST, MOST_UNCOVERED = 50, 10, 10
OBJECTIVE = (
    "code",
    "title",
    "level",
    "status",
    "owner",
    "progress",
    "no_learning_needed",
    "cycle__start",
    "cycle__end",
)
RESULT = ("objective", "kind", "title", "baseline", "target", "current", "progress", "skill__name", "skill_level")
CELL = ("skill", "skill__name", "few", "coverage", "severity", "priority", "resources", "concentration")
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
    """What the page shows: `shown` objectives with the `results` and critical `skills` of each, the company's
    published `cells`, and what else was `published`. `name`: the organisation's."""

    name: str
    day: dt.date
    shown: Sequence[Any]
    results: Sequence[KeyResult]
    skills: Sequence[ObjectiveSkill]
    cells: Sequence[PublishedCell]
    published: Sequence[AlignmentFigure]

    @cached_property
    def lines(self) -> list[Line]:
        """Those that need somebody first, then the furthest behind."""
        results, skills = _by_objective(self.results), _by_objective(self.skills)
        cells = {cell.skill_id: cell for cell in self.cells}
        lines = []
        for each in self.shown:
            links, read = skills.get(each.objective_id, ()), results.get(each.objective_id, [])
            wanted = [(link.target, cells.get(link.target.skill_id)) for link in links]
            lines.append(_line(each, read, wanted, self.day))
        return sorted(lines, key=lambda line: (not line.needs_you, line.objective.progress or 0, line.objective.code))

    @property
    def needy(self) -> list[Line]:
        return [line for line in self.lines if line.needs_you]

    @property
    def moving(self) -> list[Line]:
        return [line for line in self.lines if not line.needs_you]

    @property
    def more(self) -> int:
        return max(0, self.shown[0].all_rows - len(self.shown)) if self.shown else 0

    @property
    def hanging(self) -> int:
        return self.shown[0].hanging_rows if self.shown else 0

    @property
    def nobody_learns(self) -> int:
        return self.shown[0].uncovered_rows if self.shown else 0

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
    def gaps(self) -> list[PublishedCell]:
        """The largest."""
        return sorted((c for c in self.cells if c.priority), key=lambda c: c.priority or 0, reverse=True)[:LARGEST]

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
    """In six statements; what it says is worked out where it is drawn."""
    day = day or today()
    hanging = sorted({objective for (objective,) in _hanging()})
    shown = _shown.found(day=day, hanging=hanging)
    objectives = shown.column("objective_id")
    links = _links.found(objectives=objectives)
    return Summary(
        name=policy().name,
        day=day,
        shown=shown,
        results=_results.found(objectives=objectives),
        skills=links,
        published=_published.found(day=day),
        cells=_latest.found(skills=sorted(set(links.column("target__skill_id")))),
    )


def to_sponsor(shown: Any, person: Person) -> list[int]:
    """Of the objectives that nobody learns for those that this person may sponsor."""
    uncovered = [
        shown.row(nth).objective for nth, nobody_learns in enumerate(shown.column("uncovered")) if nobody_learns
    ]
    return [each.pk for each in uncovered if allows(person, "goals.sponsor_objective", each)]


@prepared
def _published(day: dt.date) -> Any:
    """The company's figures of the latest published day, and of one day of each week before it; and those of objectives that
    were cancelled. The oldest first."""
    rows = AlignmentFigure.objects.order_by("-objective__ended_on", "pk")
    ended = rows.filter(day=Subquery(_latest_day(day)), figures__has_key="lost")[:MOST_LOST]
    company = AlignmentFigure.objects.filter(_latest_and_weeks(day), objective=None)
    found = AlignmentFigure.objects.filter(pk__in=company.values("pk").union(ended.values("pk")))
    shown = found.select_related("objective").order_by("day", F("objective__ended_on").desc(nulls_first=True), "pk")
    return shown.only("day", "figures", "objective", "objective__title", "objective__ended_on")


def _latest_and_weeks(day: dt.date) -> Q:
    return Q(day=Subquery(_latest_day(day))) | Q(day__in=[day - WEEK * number for number in range(1, WEEKS)])


def _latest_day(day: dt.date) -> Any:
    return AlignmentFigure.objects.filter(day__lte=day).order_by("-day").values("day")[:1]


@prepared
def _shown(day: dt.date, hanging: list[int]) -> Any:
    """Of the objectives that were counted last at most 50, each as its figures: those of the company first, then those that
    need somebody, then the furthest behind. Each row says of how many it is one."""
    counted = AlignmentFigure.objects.filter(day=Subquery(_latest_day(day)), figures__has_key="goals")
    rows = counted.filter(objective__status="active", objective__level__in=["company", "unit"])
    hangs = Q(objective__in=hanging)
    sponsors = Sponsorship.objects.current().filter(objective=OuterRef("objective"))
    earlier = AlignmentFigure.objects.filter(_latest_and_weeks(day), objective=OuterRef("objective"))
    return (
        rows.select_related("objective__cycle")
        .annotate(goals=KeyTextTransform("goals", "figures"))
        .annotate(uncovered=Q(goals="0", objective__no_learning_needed=False))
        .annotate(
            guilds=_guilds(),
            sponsored=Exists(sponsors),
            confidences=_confidences(earlier),
            all_rows=Window(Count("pk")),
            hanging_rows=Window(Count("pk", filter=hangs)),
            uncovered_rows=Window(Count("pk", filter=Q(uncovered=True))),
            of_unit=Case(When(objective__level="company", then=0), default=1),
            at_ease=Case(When(hangs | Q(uncovered=True), then=0), default=1),
        )
        .order_by("of_unit", "at_ease", F("objective__progress").asc(nulls_first=True), "objective__code")
        .only("objective", *OBJECTIVE)[:MOST]
    )


@prepared_rows
def _hanging() -> Any:
    """Objectives with a critical skill that nobody or one person has."""
    held = PublishedCell.objects.filter(unit=None, site=None, is_latest=True, concentration__in=HANGING)
    return ObjectiveSkill.objects.filter(target__skill__in=held.values("skill")).values_list("objective_id")


def _confidences(figures: Any) -> ArraySubquery:
    """Where one was published, the oldest first."""
    stated = figures.annotate(stated=Cast(KeyTextTransform("confidence", "figures"), FloatField()))
    return ArraySubquery(stated.filter(stated__isnull=False).order_by("day").values("stated"))


def _guilds() -> Coalesce:
    """How many guilds serve it that everybody may know of."""
    rows = GuildObjective.objects.at_work().filter(objective=OuterRef("objective")).exclude(guild__joining="hidden")
    counted = rows.order_by().values("objective").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


@prepared
def _results(objectives: list[int]) -> Any:
    return KeyResult.objects.filter(objective__in=objectives).select_related("skill").order_by("code").only(*RESULT)


@prepared
def _links(objectives: list[int]) -> Any:
    """The critical skills, with the level that each objective wants."""
    links = ObjectiveSkill.objects.filter(objective__in=objectives).select_related("target__skill").order_by("pk")
    return links.only("objective", "target", "target__level", "target__skill", "target__skill__name")


def _by_objective(rows: Sequence[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.objective_id, []).append(row)
    return found


@prepared
def _latest(skills: list[int]) -> Any:
    """The company's published cell of each critical skill, and of the skills that come first."""
    company = PublishedCell.objects.filter(unit=None, site=None, is_latest=True)
    first = company.filter(priority__gt=0).order_by("-priority", "pk").values("pk")[:LARGEST]
    wanted = company.filter(skill__in=skills).values("pk").union(first)
    return PublishedCell.objects.filter(pk__in=wanted).select_related("skill").only(*CELL)


def _line(row: Any, results: list[KeyResult], skills: list[tuple[Any, Any]], day: dt.date) -> Line:
    """`row` as `_shown` finds it; `skills`: the targets, each with the company's cell where one was published."""
    objective = row.objective
    found = pace_of_objective(objective, objective.cycle, day)
    hanging = [(target.skill, cell.concentration) for target, cell in skills if cell and cell.concentration in HANGING]
    coverages = [cell.coverage for _target, cell in skills if cell and cell.coverage is not None]
    return Line(
        objective=objective,
        state=found.status.value if found.status else "none",
        goals=row.goals if row.goals == FEW else int(row.goals),
        confidences=row.confidences,
        coverage=min(coverages) if coverages else None,
        is_few=any(cell.few for _target, cell in skills if cell),
        hanging=hanging,
        sentence=_sentence(row.uncovered, hanging, skills, results),
        is_uncovered=row.uncovered,
        is_sponsored=row.sponsored,
        guilds=row.guilds,
    )


def _sentence(uncovered: bool, hanging: list, skills: list, results: list[KeyResult]) -> str:
    """What an executive has to know first: a skill nobody or one person has, no learning, people at a level, a number."""
    if hanging:
        skill, word = hanging[0]
        level = next((target.level for target, _cell in skills if target.skill_id == skill.pk), 3)
        if word == "absent":
            return _("It needs %(skill)s at level %(level)s, and nobody is there.") % {"skill": skill, "level": level}
        return _("It needs %(skill)s, and it hangs on one person.") % {"skill": skill}
    if uncovered:
        return _("Nobody learns for this. Mark it “no learning needed”, or set the first goal.")
    return _counted(results) or _read(results) or _("No key result has been read yet.")


def _counted(results: list[KeyResult]) -> str:
    people = next((kr for kr in results if kr.kind == KeyResult.Kind.PEOPLE_AT_LEVEL), None)
    if people is None or people.current is None or people.target is None:
        return ""
    words = {"n": int(people.current), "target": int(people.target), "skill": people.skill, "level": people.skill_level}
    return _("%(n)s of %(target)s people are at %(skill)s %(level)s.") % words


def _read(results: list[KeyResult]) -> str:
    """The key result that moved furthest, in its own words."""
    read = [kr for kr in results if kr.current is not None and kr.progress is not None]
    if not read:
        return ""
    best = max(read, key=lambda kr: kr.progress or 0)
    words = {"title": best.title, "now": number(best.current, 2), "start": number(best.baseline, 2)}
    if best.baseline is None:
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
