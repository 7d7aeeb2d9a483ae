"""The screens: page and fragment, invalid input, statements, and nothing for those whom it is not addressed to."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from ecosystem.core.clock import now
from ecosystem.notifications.links import ANSWER, UNSUBSCRIBE
from ecosystem.notifications.models import MutedRule, Notification, Nudge, NudgeRuleState, Preference
from ecosystem.notifications.sending import send_to_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_held_out")]
DAY = dt.date(2026, 11, 24)


@pytest.fixture
def said(at, world, find, emil):
    at("2026-11-24 10:00")
    world.put(emil)
    find("quiet_goal", DAY)
    send_to_person(emil.pk)
    return Nudge.objects.get()


def url(name, *args):
    return reverse(f"notifications:{name}", args=args)


def test_inbox_shows_ones_own(said, client_for, emil, otto):
    page = client_for(emil).get(url("inbox")).content.decode()
    assert "Your goal Accessible forms 1 is behind" in page
    assert "Why you get this: no check-in on this goal for 16 days" in page
    assert "One thing is new." in page
    assert "Accessible forms" not in client_for(otto).get(url("inbox")).content.decode()


def test_inbox_as_fragment(said, client_for, emil):
    answer = client_for(emil, htmx=True).get(url("inbox"))
    assert answer.content.decode().strip().startswith('<div class="narrow stack" id="inbox"')


def test_inbox_hides_what_the_person_may_no_longer_know_of(said, client_for, emil):
    object.__setattr__(said.rule.rule, "visible", lambda person, subjects: set())
    assert "Accessible forms" not in client_for(emil).get(url("inbox")).content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_inbox_statements_do_not_grow(world, client_for, emil, at, count, django_assert_max_num_queries):
    at("2026-11-24 10:00")
    Notification.objects.bulk_create(
        Notification(person=emil, key=f"k{number}", category="tests", title="T", url="/", created_at=now())
        for number in range(count)
    )
    client = client_for(emil)
    with django_assert_max_num_queries(4):
        client.get(url("inbox"))


def test_inbox_read(said, client_for, emil):
    assert client_for(emil).post(url("inbox_read")).url == url("inbox")
    assert not Notification.objects.unread().exists()


def test_notification_read_is_for_the_recipient(said, client_for, emil, otto):
    bell = Notification.objects.get()
    assert client_for(otto).post(url("notification_read", bell.pk)).status_code == 404
    answer = client_for(emil, htmx=True).post(url("notification_read", bell.pk))
    assert f'id="notification-{bell.pk}"' in answer.content.decode()
    assert not Notification.objects.unread().exists()


def test_nudge_answer_snoozed_gives_the_row_back(said, client_for, emil):
    answer = client_for(emil, htmx=True).post(url("nudge_answer", said.pk, "snoozed"))
    assert "Snoozed for a week." in answer.content.decode()


def test_nudge_answer_acted_leads_to_the_goal(said, client_for, emil):
    assert client_for(emil).post(url("nudge_answer", said.pk, "acted")).url == "/goals/1/"


def test_nudge_answer_is_for_the_recipient(said, client_for, otto, lena):
    for person in (otto, lena):
        assert client_for(person).post(url("nudge_answer", said.pk, "stopped")).status_code == 404
    assert Nudge.objects.get().answer == ""


def test_a_nudge_not_yet_said_is_unknown(world, find, client_for, emil):
    world.put(emil)
    find("quiet_goal", DAY)
    assert client_for(emil).post(url("nudge_answer", Nudge.objects.get().pk, "stopped")).status_code == 404


def test_get_changes_nothing(said, client_for, emil):
    client = client_for(emil)
    assert client.get(url("nudge_answer", said.pk, "stopped")).status_code == 405
    assert client.get(url("inbox_read")).status_code == 405


class TestLinks:
    def test_a_forged_link_is_broken(self, said, client):
        token = ANSWER.sign(str(said.pk))
        for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), UNSUBSCRIBE.sign(str(said.pk)), "x"):
            for method in (client.get, client.post):
                assert method(url("link_answer", wrong, "stopped")).status_code == 404
                assert method(url("link_unsubscribe", wrong)).status_code == 404
        assert not MutedRule.objects.exists() and not Preference.objects.exists()

    def test_a_link_works_signed_out_with_a_csrf_token_only(self, said):
        client = Client(enforce_csrf_checks=True)
        path = url("link_answer", ANSWER.sign(str(said.pk)), "stopped")
        page = client.get(path).content.decode()
        assert "Stop reminders of this kind?" in page
        assert client.post(path).status_code == 403
        token = client.cookies["csrftoken"].value if "csrftoken" in client.cookies else client.cookies["csrf"].value
        assert "Stopped" in client.post(path, {"csrfmiddlewaretoken": token}).content.decode()
        assert MutedRule.objects.count() == 1

    def test_unsubscribe_asks_then_changes(self, said, client, emil):
        path = url("link_unsubscribe", UNSUBSCRIBE.sign(f"{emil.pk}.tests"))
        assert "No more mails of the kind “Goal reminders”?" in client.get(path).content.decode()
        assert not Preference.objects.exists()
        assert "Unsubscribed" in client.post(path).content.decode()
        assert not Preference.objects.get().email


class TestPreferences:
    def test_page_shows_the_persons_own_hours(self, said, client_for, emil):
        page = client_for(emil).get(url("preferences_change")).content.decode()
        for words in ("Goal reminders", "from 09:00 to 17:00, time in Europe/Lisbon", "You got one in the last 7 days"):
            assert words in page

    def test_save(self, world, client_for, emil):
        client = client_for(emil)
        assert client.post(url("preferences_change"), {"tests-in_app": "on"}).url == url("preferences_change")
        wish = Preference.objects.get(category="tests")
        assert (wish.in_app, wish.email) == (True, False)
        answer = client_for(emil, htmx=True).post(url("preferences_change"), {"tests-email": "on"})
        assert "Kept." in answer.content.decode()

    def test_resume_is_for_who_stopped_it(self, state_of, client_for, emil, otto):
        muted = MutedRule.objects.create(person=emil, rule=state_of("quiet_goal"), created_at=now())
        assert client_for(otto).post(url("rule_resume", muted.pk)).status_code == 404
        assert client_for(emil).post(url("rule_resume", muted.pk)).status_code == 302
        assert not MutedRule.objects.exists()


class TestRules:
    @pytest.mark.parametrize("name", ["emil", "mara", "xenia", "adam", "pia"])
    def test_rules_are_for_learning_and_development(self, cast, state_of, client_for, name):
        client = client_for(getattr(cast, name))
        assert client.get(url("rule_list")).status_code == 403
        assert client.get(url("rule_page", state_of("quiet_goal").pk)).status_code == 404
        assert client.post(url("rule_change", state_of("quiet_goal").pk), {"to": "off"}).status_code == 404

    def test_list_names_each_rule_with_its_sentence(self, world, client_for, lena):
        page = client_for(lena).get(url("rule_list")).content.decode()
        assert "The sentence of quiet_goal." in page
        assert "Too few people so far for any figure." in page

    @pytest.mark.parametrize(("people", "words"), [(3, "fewer than 6"), (8, "8 people")])
    def test_page_previews_recipients_from_six_on(self, world, state_of, client_for, lena, cast, people, words):
        names = ("emil", "mara", "nora", "dario", "otto", "xenia", "adam", "pia")
        for name in names[:people]:
            world.put(getattr(cast, name))
        page = client_for(lena).get(url("rule_page", state_of("quiet_goal").pk)).content.decode()
        assert words in page
        assert Nudge.objects.count() == 0

    def test_change(self, state_of, client_for, lena):
        state = state_of("quiet_goal")
        path = url("rule_change", state.pk)
        client = client_for(lena, htmx=True)
        assert "Kept." in client.post(path, {"version": state.version, "to": "off"}).content.decode()
        assert state_of("quiet_goal").state == "off"
        stale = client.post(path, {"version": state.version, "to": "on"})
        assert (stale.status_code, state_of("quiet_goal").state) == (422, "off")
        wrong = client.post(path, {"version": state.version + 1, "to": "retired"})
        assert (wrong.status_code, state_of("quiet_goal").state) == (422, "off")

    def test_statements_do_not_grow_with_the_rules(self, world, client_for, lena, django_assert_max_num_queries):
        client = client_for(lena)
        with django_assert_max_num_queries(5):
            client.get(url("rule_list"))
        state = NudgeRuleState.objects.get(code="tests.quiet_goal")
        with django_assert_max_num_queries(8):
            client.get(url("rule_page", state.pk))
