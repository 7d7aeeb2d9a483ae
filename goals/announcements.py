"""What people are told at once because somebody did something that concerns them: services, never capped."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Kind, Message, category, rule
from goals.models import Comment, Obstacle

CATEGORY = "goal_answers"


def obstacle_yours_message(nudge: Nudge) -> Message | None:
    obstacle = Obstacle.objects.open().for_page().filter(pk=nudge.subject_id, turn_id=nudge.person_id).first()
    if obstacle is None:
        return None
    return Message(
        subject=_("it is your turn with an obstacle"),
        sentence=_("%(name)s has an obstacle, and it is your turn.") % {"name": obstacle.goal.owner},
        needs=_("it is your turn"),
        why=_("you are the line manager, or it was handed to you"),
        url=reverse("goals:obstacle_page", args=[obstacle.pk]),
        action=_("See the obstacle"),
    )


def obstacle_shared_message(nudge: Nudge) -> Message | None:
    obstacle = Obstacle.objects.open().for_page().filter(pk=nudge.subject_id, shared_with_id=nudge.person_id).first()
    if obstacle is None:
        return None
    return Message(
        subject=_("an obstacle was shared with you"),
        sentence=_("%(name)s shared an obstacle with you.") % {"name": obstacle.goal.owner},
        why=_("you lead work that they are assigned to"),
        url=reverse("goals:obstacle_page", args=[obstacle.pk]),
        action=_("Read it"),
    )


def obstacle_resolved_message(nudge: Nudge) -> Message | None:
    obstacle = Obstacle.objects.unconfirmed().for_page().filter(pk=nudge.subject_id).first()
    if obstacle is None:
        return None
    return Message(
        subject=_("is your obstacle out of the way?"),
        sentence=_("%(name)s says that your obstacle is out of the way. Is it?") % {"name": obstacle.resolved_by},
        needs=_("Is it?"),
        why=_("you raised it"),
        url=reverse("goals:obstacle_page", args=[obstacle.pk]),
        action=_("Answer"),
    )


def comment_message(nudge: Nudge) -> Message | None:
    comment = Comment.objects.standing().select_related("goal", "author").filter(pk=nudge.subject_id).first()
    if comment is None or comment.author is None:
        return None
    words = {"name": comment.author, "goal": comment.goal}
    encouraged = comment.kind == Comment.Kind.ENCOURAGEMENT
    return Message(
        subject=_("a word on a goal"),
        sentence=(_("%(name)s encourages you on “%(goal)s”.") if encouraged else _("%(name)s wrote on “%(goal)s”."))
        % words,
        why=_("it is your goal, or one of your team that you talk about"),
        url=f"{comment.goal.get_absolute_url()}#comment-{comment.pk}",
        action=_("Read it"),
    )


def known_to(model: Any) -> Callable[[Any, Iterable[int]], set[int]]:
    """Messages about rows that the person may no longer see are dropped."""

    def visible(person: Any, ids: Iterable[int]) -> set[int]:
        return set(model.objects.visible_to(person).filter(pk__in=list(ids)).values_list("pk", flat=True))

    return visible


category(
    CATEGORY,
    gettext_lazy("What others do on your goals"),
    gettext_lazy("Comments, encouragement, and obstacles that are yours to clear or were cleared."),
)
for code, message, model, name, sentence in (
    (
        "goals.obstacle_yours",
        obstacle_yours_message,
        Obstacle,
        gettext_lazy("Your turn with an obstacle"),
        gettext_lazy("An obstacle came into your hands."),
    ),
    (
        "goals.obstacle_shared",
        obstacle_shared_message,
        Obstacle,
        gettext_lazy("An obstacle shared with you"),
        gettext_lazy("Somebody on your project shared an obstacle with you."),
    ),
    (
        "goals.obstacle_resolved",
        obstacle_resolved_message,
        Obstacle,
        gettext_lazy("Your obstacle was resolved"),
        gettext_lazy("Somebody says that your obstacle is out of the way; only you know whether it is."),
    ),
    (
        "goals.comment",
        comment_message,
        Comment,
        gettext_lazy("A word on a goal"),
        gettext_lazy("Somebody commented on a check-in or encouraged you."),
    ),
):
    rule(
        code,
        CATEGORY,
        Kind.SERVICE,
        sentence,
        name=name,
        subject_kind=str(model._meta.verbose_name),
        context=message,
        visible=known_to(model),
    )
