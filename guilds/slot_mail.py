"""Booked quarters of office hours by mail, for both calendars: REQUEST when one is booked, CANCEL when it is given up.

One mail for each person and edition of the quarter; what is right is asked again when it leaves.
"""

from dataclasses import replace
from email.utils import parseaddr

from accounts.models import Person
from ecosystem.core.clock import now
from ecosystem.core.mail import queue_mail, register_check, sender
from ecosystem.core.models import OutgoingMail
from ecosystem.core.outbox import enqueue_many
from ecosystem.notifications.links import absolute, unsubscribe_link
from ecosystem.notifications.wishes import Wishes
from guilds.calendar import CANCEL, CANCELLED, REQUEST, Entry, Party, cancellation, invitation
from guilds.calendar_entries import slot_entry
from guilds.calendar_mail import CATEGORY
from guilds.models import Slot

TASK, STILL_RIGHT = "guilds.send_slot_entry", "guilds.slot_entry_still_right"


def mail_both_soon(slot: Slot, guest_id: int | None, *, off: bool) -> None:
    """Once this transaction has committed. `guest_id`: who booked it; `off`: it was given up."""
    people = [pk for pk in (slot.hours.person_id, guest_id) if pk]
    told = {"slot_id": slot.pk, "sequence": slot.version, "off": off}
    enqueue_many(TASK, [(f"{TASK} {slot.pk} {slot.version} {pk}", {**told, "person_id": pk}) for pk in people])


def send_slot_entry(slot: Slot, person: Person, *, sequence: int, off: bool) -> OutgoingMail | None:
    """Write the mail that is due, if one is: nobody hears that something is off of which they were not told."""
    if slot.ends_at <= now() or not person.is_active:
        return None
    due = _was_told(slot, person, sequence - 1) if off else _stands(slot, sequence)
    if not due or not Wishes.of(person.pk).channels(CATEGORY)[1]:
        return None
    return _queue(slot, person, sequence, off)


def is_still_right(mail: OutgoingMail) -> bool:
    """Not when the quarter was given up before the mail about it left."""
    slot = Slot.objects.filter(pk=mail.about["slot"]).first()
    return slot is not None and (mail.about["method"] == CANCEL or _stands(slot, mail.about["sequence"]))


def _stands(slot: Slot, sequence: int) -> bool:
    return slot.state == Slot.State.BOOKED and slot.version == sequence


def _was_told(slot: Slot, person: Person, sequence: int) -> bool:
    mails = OutgoingMail.objects.filter(key=_key(slot, person, sequence, REQUEST))
    return mails.filter(sent_at__isnull=False).exists()


def _key(slot: Slot, person: Person, sequence: int, method: str) -> str:
    return f"slot-{slot.pk}-{person.pk}-{sequence}-{method}"


def _entry(slot: Slot, person: Person, sequence: int, off: bool) -> Entry:
    """What is off names nobody: somebody else may have booked the quarter meanwhile."""
    entry = replace(slot_entry(slot, person.pk), sequence=sequence, changed_at=now())
    return replace(entry, title=slot.hours.about, text="", status=CANCELLED, free=False) if off else entry


def _queue(slot: Slot, person: Person, sequence: int, off: bool) -> OutgoingMail:
    hours, method = slot.hours, CANCEL if off else REQUEST
    own = hours.person_id == person.pk
    entry, guest = _entry(slot, person, sequence, off), Party(person.full_name, person.email)
    host = Party(str(hours.person), parseaddr(sender())[1])
    return queue_mail(
        to=person.email,
        person_id=person.pk,
        template="guilds/emails/slot_off" if off else "guilds/emails/slot",
        context={
            "hours": hours,
            "starts": slot.starts_at.astimezone(person.zone),
            "other": "" if off else str(slot.booked_by if own else hours.person),
            "agenda": "" if off else slot.agenda,
            "own": own,
            "url": absolute(hours.get_absolute_url()),
        },
        key=_key(slot, person, sequence, method),
        unsubscribe_url=unsubscribe_link(person.pk, CATEGORY),
        check=STILL_RIGHT,
        about={"slot": slot.pk, "sequence": sequence, "method": method},
        calendar=cancellation(entry, organizer=host, guest=guest)
        if off
        else invitation(entry, organizer=host, guest=guest, answered=True),
    )


register_check(STILL_RIGHT, is_still_right)
