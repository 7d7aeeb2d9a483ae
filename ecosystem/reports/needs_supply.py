"""What is asked for of a skill, what there is to learn it from, and who says that it is missing. Of no person, by skill."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, JSONObject

from accounts.fresh_resources import asking
from accounts.models import Person, PublishedCell, Skill, SkillTarget, TeachingOffer, UnitClosure
from ecosystem.reports.gap_cells import NOTHING_NEEDED
from feedback.models import Need
from goals.models import Objective, Path
from resources.at_level import fresh_by_level

EVERY_LEVEL = (1, 2, 3, 4)


@dataclass(frozen=True)
class Asked:
    """The open needs of one skill, in the whole company: where they come from is never shown.

    `people` adds up what the page of each need says. Whoever reported two of them is in it twice, so that nothing is
    told of who reported which.
    """

    skill: Skill
    needs: int
    people: int
    claims: int
    required: bool  # whether a role, the baseline or an objective asks for it, as published of the company


@dataclass(frozen=True)
class Target:
    """What a running objective of the company or a unit wants. `above`: the unit and all units above it, by number."""

    objective: int
    code: str
    level: int
    people: int | None
    unit: int | None
    unit_name: str | None
    role: str | None
    above: Sequence[int]

    def holds_in(self, unit: int | None, above: Collection[int]) -> bool:
        """For a unit with all below it: what is wanted everywhere, above it, of it, or of a unit within it."""
        return unit is None or self.unit is None or unit in self.above or self.unit in above


@dataclass(frozen=True)
class Supply:
    """One skill: the levels asked for, how many fresh resources lead to each, paths, and people who offer to teach it."""

    levels: Sequence[int]
    targets: Sequence[Target]
    at_level: dict[int, int]
    paths: int
    teachers: int

    @property
    def resources(self) -> int:
        return sum(self.at_level.values())

    @property
    def covered(self) -> list[int]:
        """The levels asked for that something fresh leads to."""
        return [level for level in self.levels if self.at_level.get(level)]


def asked_for() -> tuple[dict[int, Asked], int]:
    """Open needs by skill, and how many name no skill. One statement."""
    company = PublishedCell.objects.filter(is_latest=True, unit=None, site=None, skill=OuterRef("skill"))
    counted = (
        Need.objects.unsettled()
        .order_by()
        .values("skill", "skill__code", "skill__name", "skill__group")
        .annotate(
            required=Exists(company.exclude(NOTHING_NEEDED)),
            needs=Count("pk"),
            reported=Sum("people"),
            claims=Count("pk", filter=Q(status="claimed")),
        )
    )
    found, nameless = {}, 0
    for row in counted:
        if row["skill"] is None:
            nameless = row["needs"]
            continue
        skill = Skill(pk=row["skill"], code=row["skill__code"], name=row["skill__name"], group=row["skill__group"])
        found[skill.pk] = Asked(skill, row["needs"], row["reported"], row["claims"], row["required"])
    return found, nameless


def supply_of(skills: Sequence[int], day: dt.date) -> dict[int, Supply]:
    """Two statements."""
    rows = list(_known(skills, day))
    targets = {row["pk"]: [Target(**target) for target in row["wanted"]] for row in rows}
    levels = {row["pk"]: sorted({*row["by_roles"], *row["by_aims"]}) for row in rows}
    fresh: dict[int, dict[int, int]] = {row["pk"]: {} for row in rows}
    for (skill, level), number in fresh_by_level({pk: levels[pk] or EVERY_LEVEL for pk in fresh}, day).items():
        fresh[skill][level] = number
    return {
        row["pk"]: Supply(levels[row["pk"]], targets[row["pk"]], fresh[row["pk"]], row["ways"], row["teachers"])
        for row in rows
    }


def _known(skills: Sequence[int], day: dt.date) -> QuerySet[Any]:
    """Who left is looked up once, as few people did: of each of thousands who teach it would cost a look at the person."""
    gone = Person.objects.filter(is_active=False).values("pk")
    by_roles, by_aims = (
        ArraySubquery(rows.filter(skill=OuterRef("pk")).order_by().values("level").distinct()) for rows in asking(day)
    )
    return Skill.objects.filter(pk__in=skills).values(
        "pk",
        by_roles=by_roles,
        by_aims=by_aims,
        wanted=ArraySubquery(_targets(day)),
        ways=_number(Path.objects.published()),
        teachers=_number(TeachingOffer.objects.exclude(person__in=gone)),
    )


def _targets(day: dt.date) -> QuerySet[Any]:
    running = Objective.objects.counted_on(day).values("pk")
    above = UnitClosure.objects.filter(descendant=OuterRef("unit")).values("ancestor")
    shown = JSONObject(
        objective="objective_skill__objective",
        code="objective_skill__objective__code",
        level="level",
        people="people_wanted",
        unit="unit",
        unit_name="unit__name",
        role="job_role__name",
        above=ArraySubquery(above),
    )
    wanted = SkillTarget.objects.on(day).filter(skill=OuterRef("pk"), objective_skill__objective__in=running)
    return wanted.order_by("objective_skill__objective__code", "pk").values_list(shown)


def _number(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.filter(skill=OuterRef("pk")).order_by().values("skill").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())
