"""Comments and encouragement: both sides read them; the subject may make them public."""

import pytest

from ecosystem.core.models import AuditEntry
from ecosystem.notifications.models import Nudge
from goals.actions.comments import add_comment, publish_comment, withdraw_comment
from goals.models import Comment
from tests.factories.goals import CheckInFactory, CommentFactory, GoalFactory

pytestmark = pytest.mark.django_db


def test_add_comment_tells_the_other_side_and_once(emil, mara):
    goal = GoalFactory(owner=emil)
    stated = CheckInFactory(goal=goal)
    first = add_comment(goal, actor=mara, text="Well fought.", kind="encouragement", check_in=stated)
    assert add_comment(goal, actor=mara, text="Well fought.", kind="encouragement", check_in=stated) == first
    assert (first.check_in, first.public, Comment.objects.count()) == (stated, False, 1)
    assert list(Nudge.objects.values_list("rule__code", "person_id")) == [("goals.comment", emil.pk)]
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["goal.encouraged"]


def test_add_comment_by_the_owner_tells_the_line_manager_unless_only_me(emil, mara):
    add_comment(GoalFactory(owner=emil), actor=emil, text="Thank you.")
    add_comment(GoalFactory(owner=emil, visibility="me"), actor=emil, text="Note to self.")
    assert list(Nudge.objects.values_list("person_id", flat=True)) == [mara.pk]


def test_publish_comment_and_back(emil, mara):
    comment = CommentFactory(goal=GoalFactory(owner=emil), author=mara)
    for public in (True, True, False):
        publish_comment(comment, actor=emil, public=public)
    assert not Comment.objects.get().public
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "comment.published",
        "comment.made_private",
    ]


def test_withdraw_comment_takes_the_words_back(emil, mara):
    comment = CommentFactory(goal=GoalFactory(owner=emil), author=mara)
    withdraw_comment(comment, actor=mara)
    withdraw_comment(comment, actor=mara)
    assert (Comment.objects.get().text, Comment.objects.standing().count(), AuditEntry.objects.count()) == ("", 0, 1)
