"""Answers, reading, preferences, switching rules: each with its outcome, its audit entry, and a harmless second call."""

import datetime as dt

import pytest

from ecosystem.core.audit import SYSTEM
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.models import AuditEntry, OutgoingMail
from ecosystem.notifications import actions
from ecosystem.notifications.delivery import is_still_right
from ecosystem.notifications.models import FOREVER, MutedRule, Notification, Nudge, NudgeRuleState, Preference
from ecosystem.notifications.sending import send_to_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_held_out")]
DAY = dt.date(2026, 11, 24)


@pytest.fixture
def said(at, world, find, emil):
    """A nudge that emil got on Tuesday at ten."""
    at("2026-11-24 10:00")
    world.put(emil)
    find("quiet_goal", DAY)
    send_to_person(emil.pk)
    return Nudge.objects.select_related("rule").get()


def verbs():
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


@pytest.mark.parametrize(
    ("answer", "rests_until", "muted"),
    [
        ("acted", DAY + dt.timedelta(days=14), []),
        ("snoozed", DAY + dt.timedelta(days=7), []),
        ("stopped", FOREVER, [None]),
        ("wrong_person", FOREVER, [1]),
    ],
)
def test_answer_nudge(said, emil, answer, rests_until, muted):
    for _time in range(2):
        actions.answer_nudge(said, actor=emil, answer=answer)
    said.refresh_from_db()
    assert (said.answer, said.answered_at, said.rest_until) == (answer, now(), rests_until)
    assert list(MutedRule.objects.values_list("subject_id", flat=True)) == muted
    assert Notification.objects.get().read_at == now()
    assert verbs() == ["nudge.answered"]


def test_a_later_answer_replaces_the_first(said, emil):
    actions.answer_nudge(said, actor=emil, answer="snoozed")
    actions.answer_nudge(said, actor=emil, answer="stopped")
    said.refresh_from_db()
    assert (said.answer, said.rest_until) == ("stopped", FOREVER)


def test_answered_by_snooze_it_comes_back_in_a_week(said, find, emil):
    actions.answer_nudge(said, actor=emil, answer="snoozed")
    assert find("quiet_goal", DAY + dt.timedelta(days=6)).due == 0
    assert find("quiet_goal", DAY + dt.timedelta(days=7)).due == 1


@pytest.mark.parametrize(("answer", "due"), [("stopped", 0), ("wrong_person", 1)])
def test_stopped_for_all_subjects_wrong_person_for_one(said, world, find, emil, answer, due):
    actions.answer_nudge(said, actor=emil, answer=answer)
    world.put(emil, subject=2)
    assert find("quiet_goal", DAY + dt.timedelta(days=30)).due == due


def test_wrong_person_is_told_to_whoever_looks_after_the_rule_without_a_name(said, emil, lena):
    NudgeRuleState.objects.filter(pk=said.rule_id).update(changed_by=lena)
    said.rule.refresh_from_db()
    for _time in range(2):
        actions.answer_nudge(said, actor=emil, answer="wrong_person")
    send_to_person(lena.pk)
    bell = Notification.objects.get(person=lena)
    assert "The quiet_goal rule" in bell.title
    mail = OutgoingMail.objects.get(person=lena)
    assert not any(emil.first_name in text for text in (bell.title, bell.body, bell.why, mail.subject, mail.text))


def test_read_notification(said, emil):
    bell = Notification.objects.get()
    for _time in range(2):
        actions.read_notification(bell, actor=emil)
    assert Notification.objects.unread().count() == 0
    assert verbs() == ["notification.read"]


def test_read_all_notifications_reads_ones_own(said, emil, otto):
    actions.read_all_notifications(actor=otto)
    assert Notification.objects.unread().count() == 1
    actions.read_all_notifications(actor=emil)
    assert Notification.objects.unread().count() == 0
    assert verbs() == ["notification.all_read"]


def test_change_preferences(world, emil):
    actions.change_preferences(actor=emil, wishes={"tests": (True, False)})
    actions.change_preferences(actor=emil, wishes={"tests": (False, False), "tests-more": (True, True)})
    found = Preference.objects.order_by("category").values_list("category", "in_app", "email")
    assert list(found) == [("tests", False, False), ("tests-more", True, True)]
    assert verbs() == ["preferences.changed"] * 2


def test_unsubscribe_keeps_the_bell(world, emil):
    for _time in range(2):
        actions.unsubscribe(person_id=emil.pk, category="tests")
    wish = Preference.objects.get()
    assert (wish.in_app, wish.email) == (True, False)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.actor_id, entry.subject_id) == ("preferences.unsubscribed", SYSTEM.pk, emil.pk)


def test_resume_rule(said, emil, find):
    actions.answer_nudge(said, actor=emil, answer="stopped")
    muted = MutedRule.objects.get()
    for _time in range(2):
        actions.resume_rule(muted, actor=emil)
    assert not MutedRule.objects.exists()
    assert verbs() == ["nudge.answered", "nudge_rule.resumed"]


def test_switch_rule(state_of, lena):
    state = state_of("quiet_goal")
    actions.switch_rule(state, actor=lena, version=state.version, to="off")
    state.refresh_from_db()
    assert (state.state, state.changed_by, verbs()) == ("off", lena, ["nudge_rule.off"])
    with pytest.raises(Stale):
        actions.switch_rule(state, actor=lena, version=1, to="on")
    with pytest.raises(Refused):
        actions.switch_rule(state, actor=lena, version=state.version, to="retired")


class TestQueuedMail:
    """What was queued an hour ago goes only if it is still right."""

    def test_it_goes_while_it_holds(self, said):
        assert is_still_right(OutgoingMail.objects.get())

    def test_not_when_the_condition_is_gone(self, said, world, emil):
        world.clear(emil)
        assert not is_still_right(OutgoingMail.objects.get())

    def test_not_when_it_was_answered(self, said, emil):
        actions.answer_nudge(said, actor=emil, answer="snoozed")
        assert not is_still_right(OutgoingMail.objects.get())

    def test_not_when_mails_were_switched_off(self, said, emil):
        actions.unsubscribe(person_id=emil.pk, category="tests")
        assert not is_still_right(OutgoingMail.objects.get())

    def test_not_when_the_person_may_no_longer_know_of_it(self, said, emil):
        object.__setattr__(said.rule.rule, "visible", lambda person, subjects: set())
        assert not is_still_right(OutgoingMail.objects.get())
