"""The team dashboard: who could use their manager this week, and why; the others from A to Z, never ranked.

A fixed number of statements, whatever the size of the reach: direct reports (50 at most) are read live, everybody
further below comes from the stored sums.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.gaps import COUNTS_FROM, concentration, holders
from accounts.models import Employment, Person, PersonSkill, RoleHolding
from ecosystem.core.clock import today
from ecosystem.core.compiled import prepared, prepared_rows
from ecosystem.core.facts import Facts
from ecosystem.core.policy import policy
from ecosystem.core.templatetags.ui import age, listed, short_date
from goals.leads import leaving_lines, still_leads
from goals.models import CheckIn, LearningGoal, Obstacle, Suggestion, TeamSum
from goals.standing import Standing

MOST_REPORTS, MOST_FLAGS, OBSTACLES_SHOWN, THIN_SHOWN = 50, 5, 10, 3
OBSTACLE_WAITS = dt.timedelta(days=3)
QUIET = dt.timedelta(days=21)
CONFIDENCE_FELL = 3
CONFIDENCES = 6
SKILL = ("skill_id", "skill__name", "needed", "below", "people", "levels", "highest")
GOAL = ["owner", "title", "skill", "measure", "baseline", "target", "current", "start_date", "due_date", "closed_at"]
GOAL += ["cancelled_at", "outcome", "progress", "status", "last_check_in_on"]
OBSTACLE = ("text", "opened_at", "turn", "goal", "goal__owner", "goal__owner__full_name", "turn__full_name")
STATES = ("overdue", "behind", "watch", "none", "early", "on_track", "done")


@dataclass(frozen=True)
class Flag:
    """Why somebody could use their manager, and the one act that helps."""

    reason: str
    words: str
    action: str
    url: str
    rank: int


@dataclass
class Member:
    """One direct report with what the manager may see of them."""

    person: Any  # a Person with what `_reports` brings along
    standings: list[Standing] = field(default_factory=list)
    obstacles: list[Obstacle] = field(default_factory=list)
    gaps: list[tuple[int, str]] = field(default_factory=list)

    @property
    def worst(self) -> Standing | None:
        """The goal furthest from its pace."""
        return min(self.standings, key=_need, default=None)

    @property
    def state(self) -> str:
        return self.worst.state if self.worst else "none"

    @property
    def more(self) -> int:
        return max(0, len(self.standings) - 1)

    @property
    def last_check_in_on(self) -> dt.date | None:
        return max((s.goal.last_check_in_on for s in self.standings if s.goal.last_check_in_on), default=None)

    @property
    def confidences(self) -> list[int]:
        """The oldest first."""
        return list(reversed(self.person.confidences))

    @property
    def confidence(self) -> int | None:
        return self.person.confidences[0] if self.person.confidences else None


def _need(standing: Standing) -> tuple[int, int]:
    return STATES.index(standing.state) if standing.state in STATES else len(STATES), standing.points or 0


@dataclass(frozen=True)
class Team(Facts):
    """Everything that the page shows. `needed`: the team's skills, `sums`: of everybody below the manager, `k`: so many
    people are too few for figures."""

    manager: int
    day: dt.date
    k: int
    reports: Sequence[Person]
    goals: Sequence[LearningGoal]
    obstacles: Sequence[Any]
    needed: Sequence[tuple]
    sums: Sequence[TeamSum]

    @cached_property
    def members(self) -> dict[int, Member]:
        """Direct reports by name, each with their goals, obstacles and gaps."""
        members = {person.pk: Member(person) for person in self.reports}
        for goal in self.goals:
            members[goal.owner_id].standings.append(goal.standing)
        for obstacle in self.obstacles:
            if obstacle.goal.owner_id in members:
                members[obstacle.goal.owner_id].obstacles.append(obstacle)
        for skill in self.skills:
            for person in skill["people"]:
                members[person].gaps.append((skill["skill_id"], skill["skill__name"]))
        return members

    @cached_property
    def skills(self) -> list[dict[str, Any]]:
        """Per skill that the team needs: who needs it, who is below it, the highest need and level."""
        return [dict(zip(SKILL, row, strict=True)) for row in self.needed]

    @property
    def size(self) -> int:
        return len(self.reports)

    @cached_property
    def flagged(self) -> list[tuple[Member, Flag]]:
        """At most five people, each with the most pressing reason, A to Z."""
        found = [(one, flag) for one in self.members.values() if (flag := flag_of(one, self.manager, self.day))]
        pressing = sorted(found, key=lambda pair: pair[1].rank)[:MOST_FLAGS]
        return sorted(pressing, key=lambda pair: pair[0].person.full_name.casefold())

    @cached_property
    def fine(self) -> list[Member]:
        flagged = {member.person.pk for member, _flag in self.flagged}
        return [member for pk, member in self.members.items() if pk not in flagged]

    @property
    def first_names(self) -> list[tuple[str, str]]:
        return [(member.person.first_name, member.person.get_absolute_url()) for member, _flag in self.flagged]

    @cached_property
    def thin(self) -> list[dict[str, Any]]:
        """Skills in which most of those who need them are below, or that one person carries; three at most. `first`: whom a
        suggestion begins with; its page names the others."""
        rows = []
        for skill in self.skills:
            carried = concentration(holders(skill["levels"], skill["highest"]))
            if skill["below"] * 2 >= skill["needed"] and skill["below"] >= 2:
                rows.append({**skill, "word": "", "first": _first_of(skill, self.members)})
            elif skill["highest"] >= 3 and carried and skill["needed"] >= 3 and skill["people"]:
                rows.append({**skill, "word": carried.value, "first": _first_of(skill, self.members)})
        return rows[:THIN_SHOWN]

    @cached_property
    def below(self) -> dict[str, Any] | None:
        """Everybody below the direct reports, as counts: shown from k + 1 people, else only that there are a few."""
        row = next(iter(self.sums), None)
        people = row.people - self.size if row else 0
        if not row or people <= 0:
            return None
        if people <= self.k:
            return {"few": True, "as_of": row.as_of}
        with_goal = len({goal.owner_id for goal in self.goals})
        return {
            "people": people,
            "with_goal": max(0, row.with_goal - with_goal),
            "goals": max(0, row.goals - len(self.goals)),
            "as_of": row.as_of,
        }


def team_of(manager: Person) -> Team:
    """In five statements; what the page says is worked out where it is drawn."""
    day = today()
    reports = _reports.found(manager=manager)
    people = reports.column("id")
    return Team(
        manager=manager.pk,
        day=day,
        k=policy().k,
        reports=reports,
        goals=_goals.found(people=people),
        obstacles=_obstacles.found(manager=manager),
        needed=_needed(people=people, day=day),
        sums=_sums.found(manager=manager),
    )


def looked_at(team: Any) -> list[int]:
    """Everybody whose data is shown."""
    told = zip(team.obstacles.column("goal__owner_id"), team.obstacles.column("words"), strict=True)
    return sorted({*team.reports.column("id"), *(owner for owner, words in told if words)})


@prepared
def _reports(manager: Person) -> Any:
    """Direct reports by name, with job role, start and recent confidences."""
    day = today()
    holding = RoleHolding.objects.on(day).filter(person=OuterRef("pk")).order_by("pk")
    started = Employment.objects.on(day).filter(person=OuterRef("pk"))
    stated = CheckIn.objects.filter(goal__owner=OuterRef("pk"), confidence__isnull=False).exclude(goal__visibility="me")
    asked = Suggestion.objects.waiting().filter(person=OuterRef("pk"), suggested_by=manager, kind__in=["ask", "goal"])
    people = (
        Person.objects.reports_of(manager)
        .filter(is_active=True, kind=Person.Kind.PERSON)
        .annotate(
            role_name=Subquery(holding.values("job_role__name")[:1]),
            started_on=Subquery(started.values("valid_from")[:1]),
            confidences=ArraySubquery(stated.order_by("-checked_on", "-pk").values("confidence")[:CONFIDENCES]),
            is_asked=Exists(asked),
            leaves_on=Subquery(leaving_lines().filter(still_leads(), person=OuterRef("pk")).values("valid_to")[:1]),
        )
        .order_by(Lower("full_name"), "pk")
    )
    return people.only("full_name")[:MOST_REPORTS]


@prepared
def _goals(people: list[int]) -> Any:
    goals = LearningGoal.objects.active().counted().filter(owner__in=people).with_milestones()
    return goals.select_related(None).only(*GOAL)


@prepared
def _obstacles(manager: Person) -> Any:
    found = Obstacle.objects.for_team(manager).select_related(None).select_related("goal__owner", "turn")
    return found.only(*OBSTACLE)[:OBSTACLES_SHOWN]


@prepared_rows
def _needed(people: list[int], day: dt.date) -> Any:
    known = Q(level__isnull=False, weight_on__gte=day - dt.timedelta(days=1200))
    below = known & Q(required__gte=F("level") + COUNTS_FROM)
    return (
        PersonSkill.objects.filter(person__in=people, counted=True, required__isnull=False, not_applicable=False)
        .values("skill_id", "skill__name")
        .annotate(
            needed=Count("pk"),
            below=Count("pk", filter=below),
            people=ArrayAgg("person_id", filter=below, default=[]),
            levels=ArrayAgg("level", filter=known, default=[]),
            highest=Max("required"),
        )
        .order_by("-below", "skill__name")
        .values_list(*SKILL)
    )


def _first_of(skill: dict[str, Any], members: dict[int, Member]) -> int:
    """From A to Z, never ranked: the first of those below it who has no shared goal on it."""
    below = [member for pk, member in members.items() if pk in skill["people"]]
    free = [each for each in below if all(one.goal.skill_id != skill["skill_id"] for one in each.standings)]
    return (free or below)[0].person.pk


def flag_of(member: Member, manager: int, day: dt.date) -> Flag | None:
    """The most pressing reason, or None: leads that need somebody else, an old obstacle, confidence that fell, no goal, a
    goal behind, long silence."""
    return (
        _leads_to_hand_on(member)
        or _old_obstacle(member, manager, day)
        or _fallen_confidence(member)
        or _no_goal(member, day)
        or _behind(member)
        or _silence(member, day)
    )


def _leads_to_hand_on(member: Member) -> Flag | None:
    if member.person.leaves_on is None:
        return None
    return Flag(
        _("Leaves after %(day)s") % {"day": short_date(member.person.leaves_on)},
        _("Objectives of %(name)s need a lead.") % {"name": member.person.first_name},
        _("Hand on"),
        reverse("goals:leads_page", args=[member.person.pk]),
        rank=0,
    )


def _old_obstacle(member: Member, manager: int, day: dt.date) -> Flag | None:
    old = next((o for o in member.obstacles if day - o.opened_at.date() > OBSTACLE_WAITS), None)
    if old is None:
        return None
    mine = old.turn_id == manager
    words = _("“%(text)s”: it is your turn.") if mine else _("“%(text)s”: it is %(name)s’s turn.")
    return Flag(
        _("Obstacle open for %(age)s") % {"age": age(old.opened_at)},
        words % {"text": old.text.rstrip("."), "name": old.turn or _("nobody")},
        _("Clear the obstacle") if mine else _("See whose turn it is"),
        reverse("goals:obstacle_page", args=[old.pk]),
        rank=1,
    )


def _fallen_confidence(member: Member) -> Flag | None:
    stated = member.person.confidences
    if len(stated) < 2 or max(stated[1:3]) - stated[0] < CONFIDENCE_FELL or not member.worst:
        return None
    goal = member.worst.goal
    return Flag(
        _("Confidence fell from %(before)s to %(now)s") % {"before": max(stated[1:3]), "now": stated[0]},
        f"“{goal.title}”",
        _("Write a word"),
        f"{goal.get_absolute_url()}#comments",
        rank=2,
    )


def _no_goal(member: Member, day: dt.date) -> Flag | None:
    if member.standings or member.person.is_asked:
        return None
    gaps = [name for _pk, name in member.gaps[:2]]
    joined = member.person.started_on
    parts = []
    if joined and (day - joined).days < 90:
        parts.append(_("Joined %(day)s, day %(n)s.") % {"day": short_date(joined), "n": (day - joined).days + 1})
    if gaps:
        words = ngettext("A gap in the role profile: %(skills)s.", "Gaps in the role profile: %(skills)s.", len(gaps))
        parts.append(words % {"skills": listed(gaps)})
    skill = f"&skill={member.gaps[0][0]}" if member.gaps else ""
    kind = "goal" if member.gaps else "ask"
    make = reverse("goals:suggestion_make", args=[member.person.pk])
    action = _("Draft one together") if member.gaps else _("Ask for a goal")
    return Flag(_("No shared learning goal yet"), " ".join(parts), action, f"{make}?kind={kind}{skill}", rank=3)


def _behind(member: Member) -> Flag | None:
    worst = member.worst
    if worst is None or worst.state not in ("behind", "overdue"):
        return None
    skill = f"&skill={worst.goal.skill_id}" if worst.goal.skill_id else ""
    make = reverse("goals:suggestion_make", args=[member.person.pk])
    reason = _("A goal is past its day") if worst.state == "overdue" else _("Behind its pace")
    return Flag(reason, f"“{worst.goal.title}”", _("Suggest help"), f"{make}?kind=person{skill}", rank=4)


def _silence(member: Member, day: dt.date) -> Flag | None:
    last = member.last_check_in_on or min((s.goal.start_date for s in member.standings), default=day)
    if day - last < QUIET or not member.worst:
        return None
    goal = member.worst.goal
    words = _("The last was on %(day)s.") % {"day": short_date(last)} if member.last_check_in_on else f"“{goal.title}”"
    return Flag(
        _("No check-in for %(age)s") % {"age": age(last)},
        words,
        _("Ask how it goes"),
        f"{goal.get_absolute_url()}#comments",
        rank=5,
    )


@prepared
def _sums(manager: Person) -> Any:
    return TeamSum.objects.filter(manager=manager).only("people", "with_goal", "goals", "as_of")
