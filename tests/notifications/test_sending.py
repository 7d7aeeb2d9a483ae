"""Sending: one message a person, in their hours, with the condition asked again, through both channels, once."""

import datetime as dt

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ecosystem.core.models import OutboxMessage, OutgoingMail
from ecosystem.notifications.actions import tell
from ecosystem.notifications.models import FOREVER, MutedRule, Notification, Nudge, NudgeRuleState, Preference
from ecosystem.notifications.sending import hand_out, send_to_person
from tests.factories.people import PersonFactory, SiteFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_held_out")]
DAY = dt.date(2026, 11, 24)


@pytest.fixture
def tuesday(at):
    """Tuesday at ten in Lisbon."""
    return at("2026-11-24 10:00")


@pytest.fixture
def due(world, find):
    """Let a condition hold for somebody and find it: due(emil, "quiet_goal", subject=3)."""

    def make(person, name="quiet_goal", subject=1):
        world.put(person, subject=subject, rule=f"tests.{name}")
        find(name, DAY)
        return Nudge.objects.get(rule__code=f"tests.{name}", person=person, subject_id=subject)

    return make


def test_send_says_it_by_bell_and_mail(tuesday, due, emil):
    nudge = due(emil)
    assert send_to_person(emil.pk) == 1
    nudge.refresh_from_db()
    assert (nudge.sent_at, nudge.why) == (tuesday, "no check-in on this goal for 16 days")
    assert nudge.rest_until == DAY + dt.timedelta(days=14)
    bell = Notification.objects.get(person=emil)
    assert (bell.nudge, bell.url, bell.action) == (nudge, "/goals/1/", "Check in")
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.subject) == (emil.email, "Emil, Accessible forms needs two minutes")


def test_send_twice_says_it_once(tuesday, due, emil):
    due(emil)
    assert (send_to_person(emil.pk), send_to_person(emil.pk)) == (1, 0)
    assert Notification.objects.count() == OutgoingMail.objects.count() == 1


def test_two_due_are_one_digest(tuesday, due, emil):
    due(emil)
    due(emil, "faded_skill", subject=7)
    assert send_to_person(emil.pk) == 2
    mail = OutgoingMail.objects.get()
    assert "one thing more" in mail.subject
    assert mail.text.count("/goals/1/") == mail.text.count("/goals/7/") == 1
    assert Notification.objects.count() == 2


def test_send_asks_the_condition_again(tuesday, due, world, emil):
    nudge = due(emil)
    world.clear(emil)
    assert send_to_person(emil.pk) == 0
    nudge.refresh_from_db()
    assert (nudge.dropped, nudge.rest_until) == ("gone", DAY)
    assert OutgoingMail.objects.count() == Notification.objects.count() == 0


def test_what_is_gone_makes_room_for_the_next(tuesday, due, world, emil):
    for subject in range(1, 8):
        due(emil, subject=subject)
    world.clear(emil, subject=1)
    assert send_to_person(emil.pk) == 5
    assert list(Nudge.objects.waiting().values_list("subject_id", flat=True)) == [7]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda person, rule: NudgeRuleState.objects.filter(pk=rule.pk).update(state="off"), "switched_off"),
        (
            lambda person, rule: MutedRule.objects.create(person=person, rule=rule, created_at=dt.datetime.now(dt.UTC)),
            "switched_off",
        ),
        (
            lambda person, rule: Preference.objects.create(person=person, category="tests", in_app=False, email=False),
            "switched_off",
        ),
        (lambda person, rule: type(person).objects.filter(pk=person.pk).update(is_active=False), "unreachable"),
    ],
    ids=["rule off", "stopped", "category off", "left"],
)
def test_what_changed_since_it_was_found_counts(tuesday, due, emil, change, reason):
    nudge = due(emil)
    change(emil, nudge.rule)
    assert send_to_person(emil.pk) == 0
    nudge.refresh_from_db()
    assert nudge.dropped == reason


@pytest.mark.parametrize(("in_app", "email"), [(True, False), (False, True)])
def test_channels_are_switched_apart_and_count_together(tuesday, due, emil, in_app, email):
    Preference.objects.create(person=emil, category="tests", in_app=in_app, email=email)
    due(emil)
    assert send_to_person(emil.pk) == 1
    assert (Notification.objects.count(), OutgoingMail.objects.count()) == (int(in_app), int(email))


def test_back_off_doubles_after_two_and_stops_after_four(at, world, find, emil):
    """Said at day 0, 14, 42 and 70; then never again in this episode."""
    world.put(emil)
    said, start = [], dt.date(2026, 9, 1)
    for number in range(100):
        day = start + dt.timedelta(days=number)
        moment = at(f"{day} 10:00")
        find("quiet_goal", day)
        if send_to_person(emil.pk, moment):
            said.append(day - start)
    assert [gap.days for gap in said] == [0, 14, 42, 70]
    assert Nudge.objects.latest("turn").rest_until == FOREVER


def test_off_hours_nothing_is_said_and_no_task_is_made(at, due, emil):
    moment = at("2026-11-24 18:30")
    nudge = due(emil)
    assert hand_out(moment) == 1
    nudge.refresh_from_db()
    assert nudge.send_after == dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)
    assert not OutboxMessage.objects.filter(task="notifications.send_to_person").exists()
    assert hand_out(moment) == 0


def test_hand_out_makes_one_task_for_each_person(tuesday, due, emil, mara):
    due(emil)
    due(emil, "faded_skill", subject=2)
    due(mara)
    assert hand_out(tuesday) == 2
    assert hand_out(tuesday) == 2
    tasks = OutboxMessage.objects.filter(task="notifications.send_to_person")
    assert sorted(task.kwargs["person_id"] for task in tasks) == sorted([emil.pk, mara.pk])


def test_a_person_on_leave_gets_none_and_one_digest_after(at, due, emil):
    emil.leaves.create(valid_from=dt.date(2026, 11, 20), valid_to=dt.date(2026, 12, 4))
    moment = at("2026-11-24 10:00")
    for subject in range(4):
        due(emil, subject=subject)
    assert (hand_out(moment), send_to_person(emil.pk, moment)) == (1, 0)
    assert OutgoingMail.objects.count() == 0
    back = at("2026-12-07 09:00")
    assert {one.send_after for one in Nudge.objects.all()} == {back}
    assert send_to_person(emil.pk, back) == 4
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize(
    ("zone", "moment", "goes"),
    [
        ("Pacific/Auckland", "2026-09-24T19:00Z", "2026-09-24T21:00Z"),
        ("Pacific/Auckland", "2026-09-27T19:00Z", "2026-09-27T20:00Z"),
        ("Pacific/Auckland", "2027-04-01T19:00Z", "2027-04-01T20:00Z"),
        ("Pacific/Auckland", "2027-04-04T19:00Z", "2027-04-04T21:00Z"),
        ("Asia/Kolkata", "2026-11-24T03:00Z", "2026-11-24T03:30Z"),
    ],
    ids=["before the clocks go forward", "after", "before they go back", "after it", "half an hour off"],
)
def test_nine_o_clock_is_the_persons(at, world, find, zone, moment, goes):
    person = PersonFactory(time_zone=zone, site=SiteFactory(time_zone="Europe/Lisbon"))
    now = at(moment)
    world.put(person)
    find("quiet_goal", now.date())
    hand_out(now)
    assert Nudge.objects.get().send_after == dt.datetime.fromisoformat(goes)
    assert send_to_person(person.pk, dt.datetime.fromisoformat(goes)) == 1


def test_holidays_of_the_site_are_kept(at, world, find):
    person = PersonFactory(site=SiteFactory(country="PT"))
    now = at("2026-12-01 10:00")
    world.put(person)
    find("quiet_goal", now.date())
    assert send_to_person(person.pk, now) == 0
    assert Nudge.objects.get().send_after == dt.datetime(2026, 12, 2, 9, tzinfo=dt.UTC)


class TestTell:
    def test_tell_rings_at_once_and_mails_in_hours(self, at, world, emil):
        night = at("2026-11-24 22:00")
        tell("tests.answer", person_id=emil.pk, subject_id=4)
        assert OutboxMessage.objects.get(task="notifications.send_to_person").kwargs == {"person_id": emil.pk}
        assert send_to_person(emil.pk, night) == 0
        assert (Notification.objects.count(), OutgoingMail.objects.count()) == (1, 0)
        assert send_to_person(emil.pk, at("2026-11-25 09:00")) == 1
        assert (Notification.objects.count(), OutgoingMail.objects.count()) == (1, 1)

    def test_telling_twice_is_harmless(self, tuesday, world, emil):
        for _time in range(2):
            tell("tests.answer", person_id=emil.pk, subject_id=4)
        assert Nudge.objects.count() == OutboxMessage.objects.filter(task="notifications.send_to_person").count() == 1

    def test_what_was_read_in_the_app_needs_no_mail(self, at, world, emil):
        from ecosystem.notifications.actions import read_all_notifications

        night = at("2026-11-24 22:00")
        tell("tests.answer", person_id=emil.pk, subject_id=4)
        send_to_person(emil.pk, night)
        read_all_notifications(actor=emil)
        assert send_to_person(emil.pk, at("2026-11-25 09:00")) == 0
        assert Nudge.objects.get().dropped == "seen"

    def test_an_unknown_rule_is_loud(self, world, emil):
        with pytest.raises(KeyError):
            tell("tests.unknown", person_id=emil.pk, subject_id=4)

    def test_services_neither_count_nor_back_off(self, tuesday, due, find, world, emil):
        nudge = due(emil, "obstacle")
        due(emil)
        send_to_person(emil.pk)
        nudge.refresh_from_db()
        assert nudge.rest_until == DAY + dt.timedelta(days=3)
        tell("tests.answer", person_id=emil.pk, subject_id=4)
        assert send_to_person(emil.pk) == 1


@settings(max_examples=6, phases=[Phase.reuse, Phase.generate])
@given(data=st.data())
def test_over_weeks_the_policy_holds_for_what_was_really_sent(world, find, otto, time_machine, data):
    """Days with conditions that come and go, looks at any hour: caps, rest per subject, hours, leave, no double."""
    Nudge.objects.all().delete()
    OutgoingMail.objects.all().delete()
    world.holds.clear()
    otto.leaves.all().delete()
    otto.leaves.create(valid_from=dt.date(2026, 10, 22), valid_to=dt.date(2026, 11, 3))
    names = ["quiet_goal", "behind_pace", "faded_skill", "orphan"]
    world.put(otto, subject=4, since=dt.date(2026, 10, 1))
    for number in range(28):
        day = dt.date(2026, 10, 12) + dt.timedelta(days=number)
        for name in data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)):
            subject = data.draw(st.integers(1, 9))
            if data.draw(st.integers(0, 3)):
                world.put(otto, subject=subject, since=day, rule=f"tests.{name}")
            else:
                world.clear(otto, subject=subject, rule=f"tests.{name}")
            find(name, day)
        for hour in sorted({12, *data.draw(st.lists(st.integers(0, 23), max_size=3))}):
            moment = dt.datetime.combine(day, dt.time(hour), dt.UTC)
            time_machine.move_to(moment, tick=False)
            send_to_person(otto.pk, moment)
    _assert_policy(otto)


def _assert_policy(person):
    sent = Nudge.objects.filter(person=person, sent_at__isnull=False).order_by("sent_at")
    moments = sorted(set(sent.values_list("sent_at", flat=True)))
    days = [moment.astimezone(person.zone).date() for moment in moments]
    assert len(days) == len(set(days))
    assert all((third - first).days >= 7 for first, third in zip(days, days[2:], strict=False))
    for moment, day in zip(moments, days, strict=True):
        assert 9 <= moment.astimezone(person.zone).hour < 17 and day.weekday() < 5
        assert not dt.date(2026, 10, 22) <= day <= dt.date(2026, 11, 3)
    last = {}
    for nudge in sent:
        subject = (nudge.subject_kind, nudge.subject_id)
        assert subject not in last or nudge.sent_at - last[subject] >= dt.timedelta(hours=72)
        last[subject] = nudge.sent_at
    assert OutgoingMail.objects.count() == len(moments)
