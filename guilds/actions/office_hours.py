"""Office hours: open and end them, make their quarters ahead, book one, cancel it, free what nobody booked."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import SYSTEM, record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell
from guilds.actions.telling import edition
from guilds.models import OfficeHours, Slot
from guilds.quarters import QUARTER, freed_at, quarters
from guilds.slot_mail import mail_both_soon

AHEAD = dt.timedelta(days=28)
MOST = 3
State = Slot.State


@transaction.atomic
def open_hours(*, actor: Person, **fields: Any) -> OfficeHours:
    """A weekly hour of one's own, from today on; its quarters stand four weeks ahead. The same twice is harmless."""
    Person.objects.select_for_update(no_key=True).get(pk=actor.pk)
    mine = OfficeHours.objects.running().filter(person=actor)
    same = mine.filter(weekday=fields["weekday"], local_time=fields["local_time"]).first()
    if same:
        return same
    if mine.count() >= MOST:
        raise Refused(_("Three office hours a week are the most. End one first."))
    hours = OfficeHours.objects.create(person=actor, starts_on=today(), **fields)
    make_slots(hours)
    record(actor, "office_hours.opened", hours, fields=sorted(fields))
    return hours


@transaction.atomic
def end_hours(hours: OfficeHours, *, actor: Person | Any, version: int | None) -> None:
    """No more quarters from now on; whoever booked one hears that it is off. Twice is harmless."""
    if hours.ended_at or not change(hours, version, {"ended_at": None}, ended_at=now()):
        return
    coming = hours.times.filter(starts_at__gt=now())
    for slot in coming.filter(state=State.BOOKED):
        _cancel(slot, actor, told=slot.booked_by_id)
    coming.filter(state=State.FREE).update(state=State.FREED)
    record(actor or SYSTEM, "office_hours.ended", hours, fields=["ended_at"])


def make_slots(hours: OfficeHours) -> int:
    """Up to four weeks ahead, each once; not those that are too near to be booked."""
    moment, until = now(), today() + AHEAD
    begins = quarters(
        weekday=hours.weekday,
        local_time=hours.local_time,
        zone=hours.zone,
        slots=hours.slots,
        after=max(hours.starts_on, hours.made_until or hours.starts_on),
        until=until,
    )
    rows = [
        Slot(hours=hours, starts_at=each, ends_at=each + QUARTER)
        for each in begins
        if freed_at(each, hours.zone) > moment
    ]
    Slot.objects.bulk_create(rows, ignore_conflicts=True)
    OfficeHours.objects.filter(pk=hours.pk).update(made_until=until)
    return len(rows)


def make_all_slots() -> int:
    """Each night, for hours that go on; those of leavers end."""
    for gone in OfficeHours.objects.filter(ended_at=None, person__is_active=False):
        end_hours(gone, actor=None, version=None)
    return sum(make_slots(hours) for hours in OfficeHours.objects.running())


@transaction.atomic
def book_slot(slot: Slot, *, actor: Person, agenda: str) -> None:
    """A quarter of an hour with one line on what it is about; whose hours they are is told. Twice is harmless."""
    if slot.state == State.BOOKED and slot.booked_by_id == actor.pk:
        return
    free = {"state": State.FREE, "starts_at__gt": now()}
    if not change(slot, None, free, state=State.BOOKED, booked_by=actor, agenda=agenda, booked_at=now()):
        raise Refused(_("This quarter of an hour is taken meanwhile. Choose another one."))
    record(actor, "slot.booked", slot, subject=slot.hours.person_id)
    tell("guilds.slot_booked", person_id=slot.hours.person_id, subject_id=slot.pk, window=edition(slot.version))
    mail_both_soon(slot, actor.pk, off=False)


@transaction.atomic
def cancel_slot(slot: Slot, *, actor: Person) -> None:
    """By either of the two, who hears of the other. Cancelled in time by who booked it, others may. Twice is harmless."""
    if slot.state != State.BOOKED:
        return
    by_host, guest = actor.pk == slot.hours.person_id, slot.booked_by_id
    other = guest if by_host else slot.hours.person_id
    if by_host or freed_at(slot.starts_at, slot.hours.zone) <= now():
        _cancel(slot, actor, told=other)
        return
    values = {"state": State.FREE, "booked_by": None, "agenda": "", "booked_at": now()}
    if change(slot, None, {"state": State.BOOKED, "booked_by": actor}, **values):
        _say_cancelled(slot, actor, other, guest)


def free_unbooked(moment: dt.datetime) -> int:
    """The evening before, where they are, whose hours they are gets back what nobody booked."""
    near = Slot.objects.filter(state=State.FREE, starts_at__lt=moment + dt.timedelta(hours=36)).select_related("hours")
    due = [slot.pk for slot in near if freed_at(slot.starts_at, slot.hours.zone) <= moment]
    return _turn(Slot.objects.filter(pk__in=due, state=State.FREE), State.FREED)


def close_past(moment: dt.datetime) -> int:
    """Booked quarters that are over took place."""
    return _turn(Slot.objects.filter(state=State.BOOKED, ends_at__lte=moment), State.DONE)


def _turn(slots: Any, state: str) -> int:
    return slots.update(state=state, version=F("version") + 1)


def _cancel(slot: Slot, actor: Any, told: int | None) -> None:
    if change(slot, None, {"state": State.BOOKED}, state=State.CANCELLED, booked_at=now()):
        _say_cancelled(slot, actor, told, slot.booked_by_id)


def _say_cancelled(slot: Slot, actor: Any, told: int | None, guest: int | None) -> None:
    record(actor or SYSTEM, "slot.cancelled", slot, subject=told)
    if told:
        tell("guilds.slot_cancelled", person_id=told, subject_id=slot.pk, window=edition(slot.version))
    mail_both_soon(slot, guest, off=True)
