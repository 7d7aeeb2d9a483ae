"""The team dashboard: who could use their manager this week, and why; the others from A to Z, never ranked.

A fixed number of statements, whatever the size of the reach: direct reports (50 at most) are read live, everybody
further below comes from the stored sums.
"""

import datetime as dt
from dataclasses import dataclass, field
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
from ecosystem.core.compiled import compiled, compiled_rows
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

    person: Any  # a Person with what `_members` brings along
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


def team_of(manager: Person) -> dict[str, Any]:
    """Everything that the page shows."""
    day = today()
    members = _members(manager)
    _give_goals(members)
    obstacles = _obstacles(manager=manager)
    _give_obstacles(members, obstacles)
    skills = _skills(members, day)
    _give_gaps(members, skills)
    flagged = _flagged(members, manager, day)
    fine = [member for member in members.values() if member.person.pk not in {m.person.pk for m, _ in flagged}]
    return {
        "flagged": flagged,
        "fine": fine,
        "size": len(members),
        "first_names": [(member.person.first_name, member.person.get_absolute_url()) for member, _ in flagged],
        "obstacles": obstacles,
        "looked_at": members.keys() | {obstacle.goal.owner_id for obstacle in obstacles if obstacle.words},
        "thin": _thin(skills, members),
        "below": below_of(manager, members.values()),
        "most": MOST_REPORTS,
        "day": day,
    }


def _members(manager: Person) -> dict[int, Member]:
    """Direct reports by name, with job role, start and recent confidences."""
    return {person.pk: Member(person) for person in _reports(manager=manager)}


@compiled
def _reports(manager: Person) -> Any:
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
    return people[:MOST_REPORTS]


def _give_goals(members: dict[int, Member]) -> None:
    for goal in _goals(people=list(members)):
        members[goal.owner_id].standings.append(goal.standing)


@compiled
def _goals(people: list[int]) -> Any:
    return LearningGoal.objects.active().counted().filter(owner__in=people).with_milestones()


@compiled
def _obstacles(manager: Person) -> Any:
    return Obstacle.objects.for_team(manager)[:OBSTACLES_SHOWN]


def _give_obstacles(members: dict[int, Member], obstacles: list[Obstacle]) -> None:
    for obstacle in obstacles:
        if obstacle.goal.owner_id in members:
            members[obstacle.goal.owner_id].obstacles.append(obstacle)


def _skills(members: dict[int, Member], day: dt.date) -> list[dict[str, Any]]:
    """Per skill that the team needs: who needs it, who is below it, the highest need and level. One statement."""
    return [dict(zip(SKILL, row, strict=True)) for row in _needed(people=list(members), day=day)]


@compiled_rows
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


def _give_gaps(members: dict[int, Member], skills: list[dict[str, Any]]) -> None:
    for skill in skills:
        for person in skill["people"]:
            members[person].gaps.append((skill["skill_id"], skill["skill__name"]))


def _thin(skills: list[dict[str, Any]], members: dict[int, Member]) -> list[dict[str, Any]]:
    """Skills in which most of those who need them are below, or that one person carries; three at most. `first`: whom a
    suggestion begins with; its page names the others."""
    rows = []
    for skill in skills:
        carried = concentration(holders(skill["levels"], skill["highest"]))
        if skill["below"] * 2 >= skill["needed"] and skill["below"] >= 2:
            rows.append({**skill, "word": "", "first": _first_of(skill, members)})
        elif skill["highest"] >= 3 and carried and skill["needed"] >= 3 and skill["people"]:
            rows.append({**skill, "word": carried.value, "first": _first_of(skill, members)})
    return rows[:THIN_SHOWN]


def _first_of(skill: dict[str, Any], members: dict[int, Member]) -> int:
    """From A to Z, never ranked: the first of those below it who has no shared goal on it."""
    below = [member for pk, member in members.items() if pk in skill["people"]]
    free = [each for each in below if all(one.goal.skill_id != skill["skill_id"] for one in each.standings)]
    return (free or below)[0].person.pk


def _flagged(members: dict[int, Member], manager: Person, day: dt.date) -> list[tuple[Member, Flag]]:
    """At most five people, each with the most pressing reason, A to Z."""
    found = [(member, flag) for member in members.values() if (flag := flag_of(member, manager, day))]
    pressing = sorted(found, key=lambda pair: pair[1].rank)[:MOST_FLAGS]
    return sorted(pressing, key=lambda pair: pair[0].person.full_name.casefold())


def flag_of(member: Member, manager: Person, day: dt.date) -> Flag | None:
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


def _old_obstacle(member: Member, manager: Person, day: dt.date) -> Flag | None:
    old = next((o for o in member.obstacles if day - o.opened_at.date() > OBSTACLE_WAITS), None)
    if old is None:
        return None
    mine = old.turn_id == manager.pk
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


@compiled
def _sums(manager: Person) -> Any:
    return TeamSum.objects.filter(manager=manager)


def below_of(manager: Person, members: Any) -> dict[str, Any] | None:
    """Everybody below the direct reports, as counts: shown from k + 1 people, else only that there are a few."""
    row = next(iter(_sums(manager=manager)), None)
    direct = list(members)
    people = row.people - len(direct) if row else 0
    if not row or people <= 0:
        return None
    if people <= policy().k:
        return {"few": True, "as_of": row.as_of}
    with_goal = sum(bool(member.standings) for member in direct)
    goals = sum(len(member.standings) for member in direct)
    return {
        "people": people,
        "with_goal": max(0, row.with_goal - with_goal),
        "goals": max(0, row.goals - goals),
        "as_of": row.as_of,
    }
