"""Booked quarters of office hours in the calendars of both, and one reminder the day before."""

import datetime as dt

import pytest
import time_machine
from django.core import mail as outside
from ics import Calendar

from ecosystem.core.models import OutgoingMail
from ecosystem.core.outbox import deliver
from ecosystem.notifications.finding import find_all
from ecosystem.notifications.models import Nudge, Preference
from guilds.actions import office_hours as acts
from guilds.models import Slot
from tests.factories.meeting import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def slot(mara):
    """Mara's first quarter of Tuesday 8 December, on Monday 30 November."""
    with time_machine.travel("2026-11-30T09:00:00Z", tick=False):
        fields = {"about": "Queues", "weekday": 1, "local_time": dt.time(10), "slots": 1, "zone": "Europe/Lisbon"}
        acts.open_hours(actor=mara, **fields)
        yield Slot.objects.get(starts_at=at("UTC", 2026, 12, 8, 10))


def entries() -> list[tuple[str, str, int, str]]:
    """Address, method, sequence and UID of each mail with an entry, by address."""
    found = []
    for mail in OutgoingMail.objects.filter(sent_at__isnull=False).exclude(calendar="").order_by("created_at", "to"):
        lines = dict(line.split(":", 1) for line in mail.calendar.splitlines() if ":" in line)
        found.append((mail.to, lines["METHOD"], int(lines["SEQUENCE"]), lines["UID"]))
    return found


def test_a_booking_is_an_entry_for_both_and_given_up_it_leaves_both(slot, emil, mara):
    acts.book_slot(slot, actor=emil, agenda="Why is it slow?")
    acts.book_slot(slot, actor=emil, agenda="Why is it slow?")
    deliver()
    with time_machine.travel("2026-11-30T10:00:00Z", tick=False):
        acts.cancel_slot(slot, actor=emil)
        deliver()
    (first, second, third, fourth) = entries()
    assert [each[:2] for each in (first, second)] == [(emil.email, "REQUEST"), (mara.email, "REQUEST")]
    assert [each[:2] for each in (third, fourth)] == [(emil.email, "CANCEL"), (mara.email, "CANCEL")]
    assert len({each[3] for each in entries()}) == 1 and first[2] < third[2]
    (event,) = Calendar(OutgoingMail.objects.get(to=mara.email, key__endswith="REQUEST").calendar).events
    assert "Emil" in event.name and event.begin.datetime == slot.starts_at


def test_who_gave_it_up_reads_nothing_of_who_booked_it_next(slot, emil, otto):
    acts.book_slot(slot, actor=emil, agenda="Why?")
    deliver()
    acts.cancel_slot(slot, actor=emil)
    acts.book_slot(slot, actor=otto, agenda="A secret line")
    deliver()
    (off,) = OutgoingMail.objects.filter(to=emil.email, key__endswith="CANCEL")
    said = off.calendar + off.text + off.html + off.subject
    assert "A secret line" not in said and str(otto) not in said
    assert [each[1] for each in entries() if each[0] == otto.email] == ["REQUEST"]


def test_what_was_given_up_before_it_left_is_not_sent(slot, emil):
    acts.book_slot(slot, actor=emil, agenda="Why?")
    acts.cancel_slot(slot, actor=emil)
    deliver()
    assert entries() == []


def test_nobody_gets_mail_that_they_do_not_want(slot, emil, mara):
    Preference.objects.create(person=emil, category="calendar", in_app=True, email=False)
    acts.book_slot(slot, actor=emil, agenda="Why?")
    deliver()
    assert [each[0] for each in entries()] == [mara.email]
    assert all(emil.email not in message.to or not message.attachments for message in outside.outbox)


def test_both_are_reminded_once_the_day_before(slot, emil, mara):
    acts.book_slot(slot, actor=emil, agenda="Why?")
    reminders = Nudge.objects.filter(rule__code="guilds.slot_tomorrow")
    find_all()
    assert not reminders.exists()
    for hour in (12, 15):
        with time_machine.travel(f"2026-12-07T{hour}:00:00Z", tick=False):
            find_all()
    assert sorted(reminders.values_list("person", flat=True)) == sorted([emil.pk, mara.pk])
    message = reminders.get(person=mara).rule.rule.context(reminders.get(person=mara))
    assert str(emil) in message.sentence
    acts.cancel_slot(slot, actor=mara)
    assert reminders.get(person=mara).rule.rule.context(reminders.get(person=mara)) is None
