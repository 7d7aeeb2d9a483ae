"""Obstacles: raised, shared, handed on, resolved, and confirmed as cleared by whoever met them."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, ReportingLine
from accounts.querysets import line_managers
from ecosystem.core.audit import SYSTEM, record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.twice import in_turn
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell
from goals.models import LearningGoal, Obstacle, ObstacleMove
from goals.noting import note

OPEN = {"resolved_at": None}


@transaction.atomic
def raise_obstacle(goal: LearningGoal, *, actor: Person, text: str, share_with: Person | None = None) -> Obstacle:
    """Say what is in the way. It is the line manager's turn; the same words again while it is open are the same obstacle."""
    if not goal.is_active:
        raise Refused(_("This goal has ended. Re-open it first."))
    in_turn("goals.obstacle", goal.pk)
    twin = goal.obstacles.open().filter(text=text).first()
    if twin:
        return twin
    obstacle = open_obstacle(goal, actor=actor, text=text, share_with=share_with)
    note(goal.owner_id, obstacle.turn_id, key=f"obstacle-{obstacle.pk}")
    return obstacle


def open_obstacle(goal: LearningGoal, *, actor: Person, text: str, share_with: Person | None = None) -> Obstacle:
    """Within another act that notes the change itself."""
    kept_private = goal.visibility == "me"
    obstacle = Obstacle.objects.create(
        goal=goal,
        text=text,
        opened_at=now(),
        turn_id=goal.owner_id if kept_private else _line_manager_of(goal) or goal.owner_id,
        shared_with=None if kept_private else share_with,
    )
    record(actor, "obstacle.raised", obstacle, fields=["text"], subject=goal.owner_id)
    _tell_whose_turn(obstacle, actor)
    if obstacle.shared_with_id:
        tell("goals.obstacle_shared", person_id=obstacle.shared_with_id, subject_id=obstacle.pk)
    return obstacle


@transaction.atomic
def share_obstacle(obstacle: Obstacle, *, actor: Person, version: int, share_with: Person | None) -> None:
    """Let a delivery lead read it too, or no longer."""
    if obstacle.goal.visibility == "me":
        raise Refused(_("Only you see this goal. Share the goal first."))
    if not change(obstacle, version, where=OPEN, shared_with=share_with):
        raise Refused(_("This obstacle is resolved already."))
    record(actor, "obstacle.shared", obstacle, fields=["shared_with"], subject=obstacle.goal.owner_id)
    if share_with:
        tell("goals.obstacle_shared", person_id=share_with.pk, subject_id=obstacle.pk)


@transaction.atomic
def delegate_obstacle(obstacle: Obstacle, *, actor: Person, version: int, to: Person, line: str) -> None:
    """Somebody else's turn, with one line. They read the line; the obstacle itself stays with those who read it before."""
    if to.pk == obstacle.turn_id:
        return
    _hand_on(obstacle, actor=actor, version=version, to=to.pk, line=line)
    record(actor, "obstacle.delegated", obstacle, fields=["turn"], subject=obstacle.goal.owner_id)


@transaction.atomic
def pass_up_obstacle(obstacle: Obstacle, *, actor: Person, version: int, line: str) -> None:
    """One level up from whoever passes it, with one line."""
    above = line_managers(actor).values_list("manager_id", flat=True).first()
    if above is None:
        raise Refused(_("There is nobody above you to pass it to."))
    _hand_on(obstacle, actor=actor, version=version, to=above, line=line, passed_up_at=now())
    record(actor, "obstacle.passed_up", obstacle, fields=["turn"], subject=obstacle.goal.owner_id)


@transaction.atomic
def resolve_obstacle(obstacle: Obstacle, *, actor: Person, version: int, resolution: str = "") -> None:
    """Out of the way. The owner is asked whether it is; their own word needs no confirmation. Resolving twice is harmless."""
    own = obstacle.goal.owner_id == actor.pk
    moment, in_hand = now(), obstacle.turn_id
    values = {"resolved_at": moment, "resolved_by": actor, "resolution": resolution}
    if not change(obstacle, version, where=OPEN, **values, confirmed_at=moment if own else None):
        return
    record(actor, "obstacle.resolved", obstacle, fields=["resolution"], subject=obstacle.goal.owner_id)
    if not own:
        tell("goals.obstacle_resolved", person_id=obstacle.goal.owner_id, subject_id=obstacle.pk, window=today())
    note(obstacle.goal.owner_id, in_hand, key=f"obstacle-resolved-{obstacle.pk}-{obstacle.version}")


@transaction.atomic
def confirm_obstacle(obstacle: Obstacle, *, actor: Person, version: int, cleared: bool) -> None:
    """The owner says it is cleared, or that it is still there: then it is the same person's turn again, as old as it was."""
    if cleared:
        if change(obstacle, version, where={"resolved_at__isnull": False, "confirmed_at": None}, confirmed_at=now()):
            record(actor, "obstacle.confirmed", obstacle, subject=obstacle.goal.owner_id)
        return
    values = {"resolved_at": None, "resolved_by": None, "confirmed_at": None}
    if not change(obstacle, version, where={"resolved_at__isnull": False}, **values):
        return
    record(actor, "obstacle.reopened", obstacle, subject=obstacle.goal.owner_id)
    _tell_whose_turn(obstacle, actor)
    note(obstacle.goal.owner_id, obstacle.turn_id, key=f"obstacle-reopened-{obstacle.pk}-{obstacle.version}")


def hand_over_obstacles(owners: Collection[int] | None = None) -> int:
    """What somebody has in hand as line manager goes to the line manager of today. Returns how many went; twice is harmless.

    `owners`: whose line changed (None: everybody). What was handed on with a line stays where it is.
    """
    line = ReportingLine.objects.on(today()).filter(person=OuterRef("goal__owner"))
    given = ObstacleMove.objects.filter(obstacle=OuterRef("pk"), to=OuterRef("turn"))
    with_line = Obstacle.objects.open().exclude(goal__visibility="me").exclude(turn=F("goal__owner"))
    heir = Coalesce(Subquery(line.values("manager")[:1]), F("goal__owner"), output_field=BigIntegerField())
    if owners is not None:
        with_line = with_line.filter(goal__owner__in=owners)
    moved: list[Any] = list(
        with_line.filter(~Exists(given)).annotate(heir=heir).exclude(turn=F("heir")).select_related("goal")
    )
    for obstacle in moved:
        _hand_over(obstacle, obstacle.turn_id, obstacle.heir)
    return len(moved)


@transaction.atomic
def _hand_over(obstacle: Obstacle, before: int | None, heir: int) -> None:
    if change(obstacle, None, where={**OPEN, "turn_id": before}, turn_id=heir):
        record(SYSTEM, "obstacle.handed_over", obstacle, fields=["turn"], subject=obstacle.goal.owner_id)
        _tell_whose_turn(obstacle, SYSTEM)
        note(obstacle.goal.owner_id, before, heir, key=f"obstacle-handed-over-{obstacle.pk}-{obstacle.version}")


def _hand_on(obstacle: Obstacle, *, actor: Person, version: int, to: int, line: str, **values) -> None:
    before = obstacle.turn_id
    if not change(obstacle, version, where=OPEN, turn_id=to, **values):
        raise Refused(_("This obstacle is resolved already."))
    ObstacleMove.objects.create(obstacle=obstacle, moved_by=actor, to_id=to, note=line, moved_at=now())
    _tell_whose_turn(obstacle, actor)
    note(obstacle.goal.owner_id, before, to, key=f"obstacle-moved-{obstacle.pk}-{obstacle.version}")


def _tell_whose_turn(obstacle: Obstacle, actor: Any) -> None:
    if obstacle.turn_id and obstacle.turn_id not in (actor.pk, obstacle.goal.owner_id):
        tell("goals.obstacle_yours", person_id=obstacle.turn_id, subject_id=obstacle.pk, window=today())


def _line_manager_of(goal: LearningGoal) -> int | None:
    """From the row where it came along."""
    known = vars(goal).get("line_manager", ...)
    if known is not ...:
        return known["id"] if known else None
    managers: QuerySet = line_managers(goal.owner)
    return managers.values_list("manager_id", flat=True).first()
