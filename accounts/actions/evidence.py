"""Evidence: added once for several skills, confirmed or refused by somebody else. Only confirmed work moves a level."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions.assessments import Said
from accounts.levels import Rung, enters_level
from accounts.models import Assessment, Evidence, Person
from accounts.refresh import touch
from accounts.signals import levels_changed, requests_changed
from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.twice import twin
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell

WAITING = {"confirmed_at": None, "refused_reason": ""}


@transaction.atomic
def add_evidence(
    person: Person, *, actor: Person, skills: Mapping[int, Said], asked: Person | None = None, **fields: Any
) -> Evidence:
    """An item behind the levels of several skills. It counts from its own date, once it is confirmed. Sent twice it is one."""
    if asked is not None and asked.pk == person.pk:
        raise Refused(_("Ask somebody else: nobody confirms their own evidence."), field="asked")
    alike = Evidence.objects.filter(person=person, asked=asked, **fields)
    if (before := twin(actor, "evidence.added", alike)) and _said(before) == dict(skills):
        return before
    evidence = Evidence.objects.create(person=person, asked=asked, **fields)
    Assessment.objects.bulk_create(_claim(evidence, actor, skill_id, said) for skill_id, said in skills.items())
    record(actor, "evidence.added", evidence, subject=person)
    _follow(evidence)
    if asked:
        _ask(evidence, asked)
    return evidence


@transaction.atomic
def ask_to_confirm(evidence: Evidence, *, actor: Person, version: int | None, asked: Person) -> None:
    """Ask somebody (else) to confirm it; a refusal is cleared by asking anew."""
    if asked.pk == evidence.person_id:
        raise Refused(_("Ask somebody else: nobody confirms their own evidence."), field="asked")
    before = evidence.asked_id
    if not change(evidence, version, where={"confirmed_at": None}, asked=asked, refused_reason=""):
        raise Refused(_("It is confirmed already."))
    record(actor, "evidence.asked", evidence, fields=["asked"], subject=evidence.person_id)
    if before and before != asked.pk:
        requests_changed.send(sender=Evidence, person_ids=[before])
    _follow(evidence)
    _ask(evidence, asked)


@transaction.atomic
def confirm_evidence(evidence: Evidence, *, actor: Person, version: int | None = None) -> None:
    """It was so: from now on it counts. Confirming twice is harmless."""
    if not change(evidence, version, where=WAITING, confirmed_by=actor, confirmed_at=now()):
        return _already(evidence, bool(evidence.confirmed_at))
    _answered(evidence, actor, "evidence.confirmed")


@transaction.atomic
def refuse_evidence(evidence: Evidence, *, actor: Person, reason: str, version: int | None = None) -> None:
    """Not confirmed, with the reason, which the person reads. Twice is harmless."""
    if not change(evidence, version, where=WAITING, refused_reason=reason):
        return _already(evidence, bool(evidence.refused_reason))
    _answered(evidence, actor, "evidence.refused")


@transaction.atomic
def remove_evidence(evidence: Evidence, *, actor: Person) -> None:
    """One's own item goes, and what it said of levels with it."""
    asked, skills = evidence.asked_id, _skills(evidence)
    record(actor, "evidence.removed", evidence, subject=evidence.person_id)
    evidence.delete()
    touch([evidence.person_id], skills)
    levels_changed.send(sender=Evidence, person_ids=[evidence.person_id])
    if asked:
        requests_changed.send(sender=Evidence, person_ids=[asked])


def moves_level(rung: str) -> bool:
    """Lower rungs only propose a fresh statement."""
    return enters_level(Rung(rung))


def _already(evidence: Evidence, same: bool) -> None:
    if not same:
        raise Refused(_("This was answered already."))


def _answered(evidence: Evidence, actor: Person, verb: str) -> None:
    record(actor, verb, evidence, fields=["confirmed_at", "refused_reason"], subject=evidence.person_id)
    tell("accounts.evidence_answered", person_id=evidence.person_id, subject_id=evidence.pk, window=today())
    _follow(evidence)
    requests_changed.send(sender=Evidence, person_ids=[actor.pk])


def _ask(evidence: Evidence, asked: Person) -> None:
    tell("accounts.evidence_asked", person_id=asked.pk, subject_id=evidence.pk)
    requests_changed.send(sender=Evidence, person_ids=[asked.pk])


def _claim(evidence: Evidence, actor: Person, skill_id: int, said: Said) -> Assessment:
    return Assessment(
        person_id=evidence.person_id,
        skill_id=skill_id,
        source=Assessment.Source.EVIDENCE,
        level=said.level,
        scale_max=said.top,
        assessor=actor,
        stated_on=evidence.occurred_on,
        released_at=now(),
        evidence=evidence,
    )


def _said(evidence: Evidence) -> dict[int, Said]:
    return {claim.skill_id: Said(claim.level, claim.scale_max) for claim in evidence.assessments.all()}


def _skills(evidence: Evidence) -> list[int]:
    return sorted(set(evidence.assessments.values_list("skill_id", flat=True)))


def _follow(evidence: Evidence) -> None:
    touch([evidence.person_id], _skills(evidence))
    levels_changed.send(sender=Evidence, person_ids=[evidence.person_id])
