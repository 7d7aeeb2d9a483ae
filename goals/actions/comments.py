"""Comments and encouragement on a goal or on one of its check-ins."""

from django.db import transaction

from accounts.models import Person
from accounts.querysets import line_managers
from ecosystem.core.audit import record
from ecosystem.core.clock import now
from ecosystem.core.twice import SENT_TWICE, in_turn
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell
from goals.models import CheckIn, Comment, LearningGoal


@transaction.atomic
def add_comment(
    goal: LearningGoal, *, actor: Person, text: str, kind: str = Comment.Kind.COMMENT, check_in: CheckIn | None = None
) -> Comment:
    """A word that both sides read. The other side is told; the same words sent twice are one comment."""
    in_turn("goals.comment", actor.pk)
    same = {"goal": goal, "check_in": check_in, "author": actor, "text": text, "withdrawn_at": None}
    twin = Comment.objects.filter(**same, created_at__gte=now() - SENT_TWICE).first()
    if twin:
        return twin
    comment = Comment.objects.create(**same, kind=kind, created_at=now())
    record(
        actor, "goal.encouraged" if kind == Comment.Kind.ENCOURAGEMENT else "goal.commented", goal, fields=["comment"]
    )
    for person_id in _other_side(goal, actor):
        tell("goals.comment", person_id=person_id, subject_id=comment.pk)
    return comment


@transaction.atomic
def publish_comment(comment: Comment, *, actor: Person, public: bool) -> None:
    """Whom it is about decides whether everybody who may read the goal sees it. The same again is harmless."""
    if change(comment, None, where={"public": not public, "withdrawn_at": None}, public=public):
        record(actor, "comment.published" if public else "comment.made_private", comment, subject=comment.goal.owner_id)


@transaction.atomic
def withdraw_comment(comment: Comment, *, actor: Person) -> None:
    """Its author takes it back. Twice is harmless."""
    if change(comment, None, where={"withdrawn_at": None}, withdrawn_at=now(), text=""):
        record(actor, "comment.withdrawn", comment, subject=comment.goal.owner_id)


def _other_side(goal: LearningGoal, actor: Person) -> list[int]:
    """The owner; when the owner writes, the line manager of a goal that is shared with them."""
    if actor.pk != goal.owner_id:
        return [goal.owner_id]
    if goal.visibility == "me":
        return []
    return list(line_managers(actor).values_list("manager_id", flat=True))
