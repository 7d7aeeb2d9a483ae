"""Acts on requests to write: ask somebody who knows, accept, decline, withdraw; and what is told once it is written."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, Skill
from ecosystem.core.audit import record
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell
from resources.actions.writing import create_resource
from resources.experts import limit_of
from resources.models import Resource, WritingRequest
from resources.outlines import title_for

State = WritingRequest.State
OPEN = {"state__in": [State.ASKED, State.ACCEPTED]}


@transaction.atomic
def ask_to_write(
    skill: Skill,
    *,
    actor: Person,
    person: Person,
    level: int,
    kind: str,
    outline: str,
    minutes: int,
    due_on: dt.date,
    words: str = "",
) -> WritingRequest:
    """Ask one person, who has two open requests at most and is asked once a month at most. Twice is harmless."""
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    waiting = WritingRequest.objects.open().filter(person=person, skill=skill).first()
    if waiting:
        return waiting
    _may_be_asked(person, actor)
    request = WritingRequest.objects.create(
        skill=skill,
        asked_by=actor,
        person=person,
        level=level,
        kind=kind,
        outline=outline,
        minutes=minutes,
        due_on=due_on,
        words=words,
        asked_at=now(),
    )
    record(actor, "writing.asked", request, fields=["kind", "level", "outline", "minutes", "due_on"], subject=person)
    tell("resources.asked_to_write", person_id=person.pk, subject_id=request.pk)
    return request


@transaction.atomic
def accept_request(request: WritingRequest, *, actor: Person, version: int) -> Resource:
    """A draft of theirs begins with the outline; published, it answers the request. Twice is harmless."""
    if not change(request, version, where={"state": State.ASKED}, state=State.ACCEPTED):
        if request.resource and request.state in (State.ACCEPTED, State.WRITTEN):
            return request.resource
        raise Refused(_("This request is no longer open."))
    draft = create_resource(
        actor=actor,
        kind=request.kind,
        title=title_for(request.skill, request.kind),
        body=request.outline,
        skills=[(request.skill, request.level)],
        publish=False,
    )
    change(request, None, resource=draft)
    record(actor, "writing.accepted", request, fields=["state", "resource"])
    return draft


@transaction.atomic
def decline_request(
    request: WritingRequest, *, actor: Person, version: int, answer: str = "", instead: Person | None = None
) -> None:
    """Say that one will not, why, or who would be better; nobody else is asked by that. Twice is harmless."""
    if instead and instead.pk == request.person_id:
        raise Refused(_("That is you. Name somebody else, or give a reason."), field="instead")
    values = {"answer": answer, "instead": instead, "closed_at": now()}
    if not _close(request, version, State.DECLINED, **values):
        return
    record(actor, "writing.declined", request, fields=["state", "answer", "instead"])
    _tell_asker(request, actor)


@transaction.atomic
def withdraw_request(request: WritingRequest, *, actor: Any, version: int | None = None) -> None:
    """It is needed no more. A draft that was begun stays its author's. Twice is harmless."""
    if not _close(request, version, State.WITHDRAWN, closed_at=now()):
        return
    record(actor, "writing.withdrawn", request, fields=["state"], subject=request.person_id)
    tell("resources.writing_withdrawn", person_id=request.person_id, subject_id=request.pk)
    _tell_asker(request, actor)


def _close(request: WritingRequest, version: int | None, state: str, **values: Any) -> bool:
    if request.state == state:
        return False
    if change(request, version, where=OPEN, state=state, **values):
        return True
    if request.state != state:
        raise Refused(_("This request is no longer open."))
    return False


def _may_be_asked(person: Person, actor: Person) -> None:
    if person.pk == actor.pk:
        raise Refused(_("You need not ask yourself. Write it, or choose somebody else."), field="person")
    if not person.is_active:
        raise Refused(_("%(name)s is no longer here. Choose somebody else.") % {"name": person}, field="person")
    if limit := limit_of(person.pk):
        raise Refused(_("%(name)s %(limit)s.") % {"name": person, "limit": limit}, field="person")


def _tell_asker(request: WritingRequest, actor: Any) -> None:
    if request.asked_by_id not in (None, actor.pk):
        tell("resources.writing_answered", person_id=request.asked_by_id, subject_id=request.pk)
