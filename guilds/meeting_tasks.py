"""Background work on calendars and meetings: ids in, one action."""

from pathlib import Path

from celery import shared_task
from django.conf import settings

from accounts.models import Person
from ecosystem.core.clock import now, today
from ecosystem.core.jobs import run_job
from guilds.actions import coffee, mentoring, office_hours
from guilds.actions.replies import read_folder
from guilds.calendar_mail import send_invitation
from guilds.host_mail import send_host_entry
from guilds.models import Seat, Session, Slot
from guilds.slot_mail import send_slot_entry


@shared_task(name="guilds.send_invitation")
def send_invitation_of(*, seat_id: int) -> None:
    seats = Seat.objects.select_related("session__host", "person__site").select_for_update(of=("self",))
    seat = seats.filter(pk=seat_id).first()
    if seat:
        send_invitation(seat)


@shared_task(name="guilds.send_host_entry")
def send_host_entry_of(*, session_id: int, person_id: int, off: bool) -> None:
    session = Session.objects.select_related("host").select_for_update(of=("self",)).filter(pk=session_id).first()
    person = Person.objects.select_related("site").filter(pk=person_id).first()
    if session and person:
        send_host_entry(session, person, off=off)


@shared_task(name="guilds.send_slot_entry")
def send_slot_entry_of(*, slot_id: int, person_id: int, sequence: int, off: bool) -> None:
    slot = Slot.objects.for_page().select_for_update(of=("self",)).filter(pk=slot_id).first()
    person = Person.objects.select_related("site").filter(pk=person_id).first()
    if slot and person:
        send_slot_entry(slot, person, sequence=sequence, off=off)


@shared_task(name="guilds.read_calendar_replies")
def read_calendar_replies(*, run_id: int) -> None:
    """Nothing to do where no folder is named."""
    path = Path(settings.CALENDAR_REPLIES)
    with run_job(run_id) as run:
        run.rows = sum(read_folder(path)) if settings.CALENDAR_REPLIES and path.exists() else 0


@shared_task(name="guilds.make_slots")
def make_slots(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = office_hours.make_all_slots()


@shared_task(name="guilds.free_slots")
def free_slots(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = office_hours.free_unbooked(now()) + office_hours.close_past(now())


@shared_task(name="guilds.end_mentoring")
def end_mentoring(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = mentoring.end_due(today())


@shared_task(name="guilds.draw_coffee")
def draw_coffee(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = coffee.draw_rounds(today())
