"""Erasing somebody who has left: an administrator asks with a reason, another one confirms, a worker does it in batches."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.actions.leaving import leave_nothing_open
from accounts.models import AccessRole, Erasure, Person, RoleGrant
from accounts.models.person import monday_to_friday
from accounts.own_data_announcements import TO_CONFIRM
from accounts.placing import plainly
from ecosystem.core import erasing
from ecosystem.core.audit import SYSTEM, record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.outbox import enqueue
from ecosystem.core.personal_data import followers
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell_many

State = Erasure.State


@transaction.atomic
def ask_erasure(person: Person, *, actor: Person, reason: str) -> Erasure:
    """The first of two steps: nothing happens yet. Every administrator but the asker hears of it."""
    _refuse_unless_left(person)
    with plainly(Erasure):
        erasure = Erasure.objects.create(person=person, reason=reason, asked_by=actor, asked_at=now())
    record(actor, "erasure.asked", erasure, subject=person)
    others = RoleGrant.objects.active().filter(role=AccessRole.ADMIN, unit=None).exclude(person=actor)
    tell_many(TO_CONFIRM, person_ids=sorted(set(others.values_list("person_id", flat=True))), subject_id=erasure.pk)
    return erasure


@transaction.atomic
def withdraw_erasure(erasure: Erasure, *, actor: Person) -> None:
    """Taken back before it was confirmed. Twice is harmless."""
    if change(erasure, None, where={"state": State.ASKED}, state=State.WITHDRAWN, withdrawn_by_id=actor.pk):
        record(actor, "erasure.withdrawn", erasure, subject=erasure.person)


@transaction.atomic
def confirm_erasure(erasure: Erasure, *, actor: Person, version: int | None = None) -> None:
    """The second step, by another administrator. From here on there is no way back; what leaving hands on is handed on first."""
    person = Person.objects.select_for_update().get(pk=erasure.person_id)
    _refuse_unless_left(person)
    if erasure.asked_by_id == actor.pk:
        raise Refused(_("You asked for it; somebody else confirms."))
    started = {"state": State.RUNNING, "confirmed_by_id": actor.pk, "confirmed_at": now()}
    if not change(erasure, version, where={"state": State.ASKED}, **started):
        return
    change(person, None, erased_at=now())
    leave_nothing_open(person)
    record(actor, "erasure.confirmed", erasure, subject=person)
    _go_on(erasure)


@transaction.atomic
def erase_batch(erasure: Erasure) -> None:
    """Some of the work, at most a few hundred rows; then the next batch is ordered, or the name itself goes."""
    erasure = Erasure.objects.select_for_update().select_related("person").get(pk=erasure.pk)
    if erasure.state != State.RUNNING:
        return
    at, cleared = erasing.work_off(erasure.person, erasure.step)
    for key, number in cleared.items():
        erasure.done[key] = erasure.done.get(key, 0) + number
    erasure.cleared += sum(cleared.values())
    erasure.step, erasure.batches = at, erasure.batches + 1
    if at >= len(erasing.steps()):
        if not erasure.cleared:
            _finish(erasure)
            return
        erasure.step = erasure.cleared = 0
    erasure.save(update_fields=["step", "batches", "cleared", "done"])
    _go_on(erasure)


def _finish(erasure: Erasure) -> None:
    """A whole pass found nothing: the row loses its name, and what is counted of it is counted anew."""
    person = erasure.person
    take_name(person)
    for count_anew in followers():
        count_anew(person.pk)
    change(erasure, None, state=State.DONE, finished_at=now(), step=0, batches=erasure.batches)
    record(SYSTEM, "person.erased", person, subject=person)


def take_name(person: Person) -> None:
    """What is left of a person: a number. Nobody signs in with it, and no file finds it."""
    person.set_unusable_password()
    change(
        person,
        None,
        full_name=gettext("Former colleague"),
        email=f"erased-{person.pk}@erased.invalid",
        employee_number=None,
        scim_id=None,
        scim_external_id=None,
        scim_username=None,
        site_id=None,
        time_zone="",
        locale="",
        working_days=monday_to_friday(),
        learning_hours_per_week=None,
        last_login=None,
        joined_at=person.erased_at,
        password=person.password,
        is_active=False,
    )


def _go_on(erasure: Erasure) -> None:
    enqueue("accounts.erase", key=f"erase-{erasure.pk}-{erasure.batches}", erasure_id=erasure.pk)


def _refuse_unless_left(person: Person) -> None:
    if person.kind != Person.Kind.PERSON or person.is_active or person.employments.from_day(today()).exists():
        raise Refused(_("Only somebody who has left can be erased."))


def what_will_happen(person: Person) -> list[dict[str, Any]]:
    """Kind by kind: what it is, how many, what becomes of it and why. Numbers only."""
    return [
        {"words": each.words, "number": number, "becomes": each.becomes, "why": each.why}
        for each, number in erasing.counted(person.pk)
    ]
