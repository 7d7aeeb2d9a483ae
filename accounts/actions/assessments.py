"""Statements of levels: by oneself, by the line manager, by peers. Each brings what follows from it up to date."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.campaigns import note_round
from accounts.models import Assessment, PeerRequest, Person
from accounts.refresh import touch
from accounts.signals import levels_changed, requests_changed
from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell

Source = Assessment.Source
ONCE_A_DAY = ["person", "skill", "source", "assessor", "stated_on", "evidence"]


class Said(NamedTuple):
    """A raw value of the scale 0 … `top`; no level: not applicable."""

    level: int | None
    top: int = 4


@transaction.atomic
def state_levels(person: Person, *, actor: Person, said: Mapping[int, Said]) -> None:
    """One's own levels by skill id. What was said before today stays; what was said today is replaced."""
    rows = [_row(person.pk, skill_id, Source.SELF, actor, word, released_at=now()) for skill_id, word in said.items()]
    if rows:
        _write(rows)
        record(actor, "skill.stated", person, fields=["level"], subject=person)
        _follow(person.pk, said)
        note_round(person)


@transaction.atomic
def take_back_level(person: Person, *, actor: Person, skill_id: int) -> None:
    """Undo what was stated today; the word before it counts again. Twice is harmless."""
    mine = Assessment.objects.filter(person=person, skill=skill_id, source=Source.SELF, stated_on=today())
    if mine.delete()[0]:
        record(actor, "skill.statement_taken_back", person, fields=["level"], subject=person)
        _follow(person.pk, [skill_id])


@transaction.atomic
def assess_person(person: Person, *, actor: Person, skill_id: int, said: Said, note: str, release: bool) -> None:
    """The line manager's word. It needs a reason where it differs from what the person says; a draft counts for nothing."""
    own = (
        Assessment.objects.filter(person=person, skill=skill_id, source=Source.SELF)
        .order_by("-stated_on", "-pk")
        .first()
    )
    if not note and own is not None and not _same(own, said):
        raise Refused(_("Say why you see it differently; the person reads it."), field="note")
    _write([_row(person.pk, skill_id, Source.MANAGER, actor, said, note=note, released_at=now() if release else None)])
    record(
        actor, "person.assessed" if release else "person.assessment_drafted", person, fields=["level"], subject=person
    )
    if release:
        _follow(person.pk, [skill_id])
        if note:
            _tell_of_release(person, skill_id)


@transaction.atomic
def confirm_levels(person: Person, *, actor: Person, said: Mapping[int, Said]) -> None:
    """The line manager sees it as the person does, for all these skills at once."""
    rows = [
        _row(person.pk, skill_id, Source.MANAGER, actor, word, released_at=now()) for skill_id, word in said.items()
    ]
    if rows:
        _write(rows)
        record(actor, "person.levels_confirmed", person, fields=["level"], subject=person)
        _follow(person.pk, said)


@transaction.atomic
def take_back_assessment(person: Person, *, actor: Person, skill_id: int) -> None:
    """Undo the line manager's word of today. Twice is harmless."""
    mine = Assessment.objects.filter(
        person=person, skill=skill_id, source=Source.MANAGER, assessor=actor, stated_on=today()
    )
    if mine.delete()[0]:
        record(actor, "person.assessment_taken_back", person, fields=["level"], subject=person)
        _follow(person.pk, [skill_id])


@transaction.atomic
def release_drafts(person: Person, *, actor: Person) -> int:
    """Let the person read one's drafts about them, and let these count. Returns how many."""
    drafts = Assessment.objects.filter(person=person, source=Source.MANAGER, assessor=actor, released_at=None)
    skills = list(drafts.values_list("skill_id", flat=True))
    if drafts.update(released_at=now(), stated_on=today()):
        record(actor, "person.assessed", person, fields=["released_at"], subject=person)
        _follow(person.pk, skills)
        _tell_of_release(person, skills[0])
    return len(skills)


@transaction.atomic
def reply_to_assessment(assessment: Assessment, *, actor: Person, reply: str) -> None:
    """The comment of the person assessed; it stands beside the assessment."""
    if Assessment.objects.filter(pk=assessment.pk).exclude(reply=reply).update(reply=reply):
        record(actor, "assessment.replied", assessment, fields=["reply"], subject=assessment.person_id)


@transaction.atomic
def rate_peer(request: PeerRequest, *, actor: Person, said: Said) -> None:
    """A colleague's view. The person sees the mean of two or more, never whose it is. A later word replaces it."""
    states = PeerRequest.State
    unanswered = {"state__in": [states.OPEN, states.DECLINED]}
    answered = change(request, None, where=unanswered, state=states.ANSWERED, changed_at=now())
    if not answered and request.state == states.WITHDRAWN:
        raise Refused(_("This was taken back; your view is not needed any more."))
    _write([_row(request.person_id, request.skill_id, Source.PEER, actor, said, released_at=now())])
    record(actor, "peer.rated", request, fields=["level"])
    _follow(request.person_id, [request.skill_id])
    requests_changed.send(sender=PeerRequest, person_ids=[actor.pk])


def _row(person_id: int, skill_id: int, source: str, assessor: Person, said: Said, **more: Any) -> Assessment:
    return Assessment(
        person_id=person_id,
        skill_id=skill_id,
        source=source,
        assessor=assessor,
        level=said.level,
        not_applicable=said.level is None,
        scale_max=said.top,
        stated_on=today(),
        **more,
    )


def _write(rows: list[Assessment]) -> None:
    """One statement: a second word of the same day replaces the first."""
    Assessment.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=ONCE_A_DAY,
        update_fields=["level", "not_applicable", "scale_max", "note", "released_at"],
    )


def _follow(person_id: int, skill_ids: Iterable[int]) -> None:
    touch([person_id], sorted(skill_ids))
    levels_changed.send(sender=Assessment, person_ids=[person_id])


def _same(own: Assessment, said: Said) -> bool:
    if own.level is None or said.level is None:
        return own.level is said.level
    return own.level * said.top == said.level * own.scale_max


def _tell_of_release(person: Person, skill_id: int) -> None:
    tell("accounts.assessment_released", person_id=person.pk, subject_id=skill_id, window=today())
