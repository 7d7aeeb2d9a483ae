"""Acts on people: hire, change, move, let go, take back; vacant seats."""

import datetime as dt
import uuid
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.dating import DAY, end_on
from accounts.models import Employment, Person, ReportingLine
from accounts.placing import Place, follow, pass_on_reports, plainly, put
from ecosystem.core.audit import record
from ecosystem.core.clock import today
from ecosystem.core.errors import Refused
from ecosystem.core.twice import DOUBLE_CLICK, in_turn, twin
from ecosystem.core.versions import change


@transaction.atomic
def hire_person(
    *, actor: Any, start: dt.date, place: Place, fte: Any = 1, seat: Person | None = None, **fields: Any
) -> Person:
    """A new colleague from a first working day on; with `seat`, in the place of a vacant seat, which ends."""
    with plainly(Person, field="email"):
        person = Person.objects.create_user(**fields)
    Employment.objects.create(person=person, valid_from=start, fte=fte)
    put(person, place, start)
    moved = _fill(seat, person, start) if seat else []
    record(actor, "person.hired", person, subject=person)
    follow(person.pk, *moved, lines=True)
    return person


@transaction.atomic
def add_seat(*, actor: Any, title: str, start: dt.date, place: Place) -> Person:
    """A vacant seat: it holds a place in the reporting line until somebody is hired for it, and can never sign in.

    A double click is one seat; who wants two of the same title adds the second a moment later.
    """
    if before := twin(
        actor,
        "seat.added",
        Person.objects.filter(full_name=title, kind=Person.Kind.PLACEHOLDER, is_active=True),
        within=DOUBLE_CLICK,
    ):
        return before
    seat = Person.objects.create_user(email=_no_address(), full_name=title, kind=Person.Kind.PLACEHOLDER)
    Employment.objects.create(person=seat, valid_from=start)
    put(seat, place, start)
    record(actor, "seat.added", seat)
    follow(seat.pk, lines=True)
    return seat


@transaction.atomic
def drop_seat(seat: Person, *, actor: Any, successor: Person | None = None) -> None:
    """Nobody will be hired for it. Its reports pass to its own line manager, or to `successor`. Twice is harmless."""
    if not change(seat, None, where={"kind": Person.Kind.PLACEHOLDER, "is_active": True}, is_active=False):
        return
    moved = pass_on_reports(seat, successor, today())
    _end_rows(seat, today() - DAY)
    record(actor, "seat.dropped", seat)
    follow(seat.pk, *moved, lines=True)


@transaction.atomic
def change_person(person: Person, *, actor: Any, version: int | None, fte: Any = None, **fields: Any) -> None:
    """Name, addresses, site, days; `fte` changes the current employment."""
    with plainly(Person, field="email"):
        change(person, version, **fields)
    if "email" in fields:
        forget_old_addresses(person)
    changed = list(fields)
    if fte is not None and Employment.objects.on(today()).filter(person=person).exclude(fte=fte).update(fte=fte):
        changed.append("fte")
    record(actor, "person.changed", person, fields=changed, subject=person)
    follow(person.pk)


@transaction.atomic
def move_person(person: Person, *, actor: Any, day: dt.date, place: Place, version: int | None = None) -> list[str]:
    """Another unit, line manager or other roles from a day on, today or later. Returns what changed."""
    employment = Employment.objects.from_day(day).filter(person=person, valid_from__lte=day).first()
    if employment is None:
        raise Refused(
            _("Not employed on that day; choose a day between the first and the last working day."), field="day"
        )
    change(person, version)
    changed = put(person, place, day)
    if employment.valid_to:
        end_dated_rows(person, employment.valid_to)
    if changed:
        record(actor, "person.moved", person, fields=changed, subject=person)
        follow(person.pk, lines="line_manager" in changed)
    return changed


@transaction.atomic
def rehire_person(person: Person, *, actor: Any, start: dt.date, place: Place, fte: Any = 1) -> None:
    """Somebody comes back: a second employment. They are invited anew; no earlier session or password revives."""
    if person.erased_at is not None:
        raise Refused(_("Erased; who comes back is hired as somebody new."))
    in_turn("accounts.rehire", person.pk)
    last = person.employments.order_by("-valid_from").first()
    if last and (last.valid_to is None or last.valid_to >= start):
        raise Refused(_("Is employed on that day already; choose a day after the last working day."), field="start")
    person.set_unusable_password()
    change(person, None, is_active=True, password=person.password)
    Employment.objects.create(person=person, valid_from=start, fte=fte)
    put(person, place, start)
    record(actor, "person.rehired", person, subject=person)
    follow(person.pk, lines=True)


def end_dated_rows(person: Person, last_day: dt.date) -> None:
    """Unit, line, roles and assignments do not outlast the employment."""
    for rows in (person.unit_memberships, person.lines, person.role_holdings, person.assignments):
        end_on(rows.model, {"person_id": person.pk}, last_day)


def forget_old_addresses(person: Person) -> None:
    """Nobody signs in, or gets a code, with an address that is no longer theirs."""
    EmailAddress.objects.filter(user=person).exclude(email__iexact=person.email).delete()


def _fill(seat: Person, person: Person, start: dt.date) -> list[int]:
    """The seat's reports pass to the person, and the seat ends the day before. Returns whose line changed."""
    if not change(seat, None, where={"kind": Person.Kind.PLACEHOLDER, "is_active": True}, is_active=False):
        raise Refused(_("This seat has been filled or dropped meanwhile."))
    reports = ReportingLine.objects.from_day(start).filter(manager=seat).exclude(person=person)
    moved = pass_on_reports(seat, person, start) if reports.exists() else []
    _end_rows(seat, start - DAY)
    return [*moved, seat.pk]


def _end_rows(person: Person, last_day: dt.date) -> None:
    end_on(Employment, {"person_id": person.pk}, last_day)
    end_dated_rows(person, last_day)


def _no_address() -> str:
    """Unique, and undeliverable by definition: `.invalid` is reserved for that."""
    return f"seat-{uuid.uuid4().hex[:12]}@vacant.invalid"
