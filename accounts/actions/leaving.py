"""The end of an employment: days, reports, rights, sessions, goals."""

import datetime as dt
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actions.access import refuse_to_lose_last_administrator
from accounts.actions.leaver_requests import end_requests_of
from accounts.actions.people import end_dated_rows
from accounts.dating import DAY, end_on
from accounts.models import (
    Assignment,
    Delegation,
    Employment,
    ImportChange,
    Person,
    Project,
    ReportingLine,
    RoleGrant,
    Unit,
)
from accounts.placing import follow, pass_on_reports
from ecosystem.core.audit import SYSTEM, record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.outbox import enqueue
from ecosystem.core.versions import change

LOOK_BACK = 7 * DAY


@transaction.atomic
def end_employment(
    person: Person, *, actor: Any, last_day: dt.date, successor: Person | None = None, version: int | None = None
) -> None:
    """The last working day is known. Reports pass to `successor` the day after; led units and projects at once.

    With a day that has passed the person is out now, else at the turn of the last day.
    """
    employment = _employment_to_end(person, last_day)
    refuse_to_lose_last_administrator(person)
    day_after = last_day + DAY
    if ReportingLine.objects.from_day(day_after).filter(manager=person).exists() and successor is None:
        raise Refused(_("Somebody has to lead the reports from then on: say who."), field="successor")
    change(person, version)
    moved = pass_on_reports(person, successor, day_after)
    _pass_on_leads(person, successor)
    employment.valid_to = last_day
    employment.save(update_fields=["valid_to"])
    end_dated_rows(person, last_day)
    _end_rights(person, last_day)
    record(actor, "employment.ended", person, fields=["last_day"], subject=person)
    follow(person.pk, *moved, lines=True)
    if last_day < today():
        let_go(person, actor=actor)


@transaction.atomic
def keep_employment(person: Person, *, actor: Any, version: int | None = None) -> None:
    """Somebody stays after all: what would have ended with the last day goes on. Passed-on reports are not taken back."""
    change(person, version)  # first, so that whoever comes meanwhile waits, and finds it done
    employment = Employment.objects.from_day(today()).filter(person=person, valid_to__isnull=False).first()
    if employment is None:
        raise Refused(_("There is no last day to take back; who has left can be hired again."))
    last_day = employment.valid_to
    employment.valid_to = None
    employment.save(update_fields=["valid_to"])
    for rows in (person.unit_memberships, person.lines, person.role_holdings):
        rows.filter(valid_to=last_day).update(valid_to=None)
    record(actor, "employment.kept", person, fields=["last_day"], subject=person)
    follow(person.pk, lines=True)


@transaction.atomic
def let_go(person: Person, *, actor: Any) -> None:
    """Out at once: no session and no password revives, goals close as left. Twice is harmless."""
    if not change(person, None, where={"is_active": True}, is_active=False):
        return
    record(actor, "person.let_go", person, fields=["is_active"], subject=person)
    leave_nothing_open(person)
    follow(person.pk, lines=True)


@transaction.atomic
def leave_nothing_open(person: Person) -> None:
    """What must end with somebody who is out, also where a file put them out: ways in, rights, work, requests, goals."""
    last = person.employments.order_by("-valid_from").values_list("valid_to", flat=True).first()
    if person.has_usable_password():
        person.set_unusable_password()
        change(person, None, password=person.password)
    end_sessions(person)
    if last:
        end_on(Assignment, {"person_id": person.pk}, last)
        _end_rights(person, last)
    person.invitations.open().update(expires_at=now())
    end_requests_of(person)
    enqueue("goals.close_goals_of_leaver", key=f"goals-of-leaver-{person.pk}-{last}", person_id=person.pk)


def let_leavers_go(day: dt.date) -> int:
    """At the turn of a day: everybody whose last working day has passed; files may have put some out already."""
    gone = Person.objects.left_before(day)
    for person in gone.filter(is_active=True):
        let_go(person, actor=SYSTEM)
    lately = Q(employments__valid_to__gte=day - LOOK_BACK) | Q(pk__in=_put_out_by_files(now() - LOOK_BACK))
    recent = gone.filter(lately, is_active=False).distinct()
    for person in recent:
        leave_nothing_open(person)
    return len(recent)


def _put_out_by_files(since: dt.datetime) -> list[int]:
    """People whom a file changed lately; it may say of somebody that they left long ago."""
    changed = ImportChange.objects.filter(
        run__applied_at__gte=since, table="accounts_person", act=ImportChange.Act.CHANGED
    )
    return [pk for listed in changed.values_list("ids", flat=True) for pk in listed]


def end_sessions(person: Person) -> None:
    """Sign somebody out everywhere."""
    keys = UserSession.objects.filter(user=person).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()


def _employment_to_end(person: Person, last_day: dt.date) -> Employment:
    employment = person.employments.order_by("-valid_from").first()
    if employment is None or (employment.valid_to and employment.valid_to < today()):
        raise Refused(_("Has left already."))
    if last_day < employment.valid_from:
        raise Refused(_("Before the first working day of this employment."), field="last_day")
    return employment


def _pass_on_leads(person: Person, successor: Person | None) -> None:
    Unit.objects.filter(lead=person).update(lead=successor)
    Project.objects.filter(delivery_lead=person).update(delivery_lead=successor)
    Project.objects.filter(technical_lead=person).update(technical_lead=successor)


def _end_rights(person: Person, last_day: dt.date) -> None:
    """Roles and stand-ins, in both directions, end with the employment."""
    end_on(RoleGrant, {"person_id": person.pk}, last_day)
    end_on(Delegation, {"manager_id": person.pk}, last_day)
    end_on(Delegation, {"delegate_id": person.pk}, last_day)
