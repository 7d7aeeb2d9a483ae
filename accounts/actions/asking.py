"""Asking one another: to be taught by who offers it, to be seen by a colleague, to have a level looked at again."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import AssessmentDispute, HelpRequest, PeerRequest, Person, ReportingLine, Skill, TeachingOffer
from accounts.signals import requests_changed
from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.twice import in_turn
from ecosystem.core.versions import already, change
from ecosystem.notifications.actions import tell

State = HelpRequest.State
PeerState = PeerRequest.State
ANSWER_WITHIN = dt.timedelta(days=7)


# --- help ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def ask_for_help(offer: TeachingOffer, *, actor: Person, note: str) -> HelpRequest:
    """Ask somebody who offers to teach. Asking again while it stands is the same request."""
    in_turn("accounts.help", offer.pk)
    standing = HelpRequest.objects.standing().filter(teacher=offer.person_id, skill=offer.skill_id)
    if twin := standing.filter(person=actor).first():
        return twin
    if standing.filter(state=State.ACCEPTED).count() >= offer.places:
        raise Refused(_("Every place is taken at the moment. Ask somebody else, or come back later."))
    asked = HelpRequest.objects.create(
        person=actor, teacher_id=offer.person_id, skill_id=offer.skill_id, note=note, created_at=now(), changed_at=now()
    )
    record(actor, "help.asked", asked, subject=offer.person_id)
    tell("accounts.help_asked", person_id=offer.person_id, subject_id=asked.pk)
    requests_changed.send(sender=HelpRequest, person_ids=[offer.person_id])
    return asked


@transaction.atomic
def answer_help_request(asked: HelpRequest, *, actor: Person, accept: bool, answer: str = "") -> None:
    """Yes or no, with a word. The same answer twice is harmless."""
    state = State.ACCEPTED if accept else State.DECLINED
    if not change(asked, None, where={"state": State.OPEN}, state=state, answer=answer, changed_at=now()):
        if asked.state != state:
            raise Refused(_("This was answered or taken back already."))
        return
    record(actor, f"help.{state}", asked, fields=["state"], subject=asked.person_id)
    tell("accounts.help_answered", person_id=asked.person_id, subject_id=asked.pk)
    requests_changed.send(sender=HelpRequest, person_ids=[actor.pk])


@transaction.atomic
def end_help(asked: HelpRequest, *, actor: Any) -> None:
    """Taken back before an answer, ended after it; the place is free again. Twice is harmless."""
    ended = change(asked, None, where={"state": State.ACCEPTED}, state=State.ENDED, changed_at=now())
    if ended or change(asked, None, where={"state": State.OPEN}, state=State.WITHDRAWN, changed_at=now()):
        record(actor, f"help.{asked.state}", asked, fields=["state"], subject=asked.person_id)
        requests_changed.send(sender=HelpRequest, person_ids=[asked.teacher_id])


# --- peers -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def ask_peers(person: Person, *, actor: Person, peers: Iterable[Person], skills: Iterable[Skill]) -> int:
    """Ask colleagues for their view of some skills. What is asked already is not asked twice. Returns how many are new."""
    wanted = [(peer, skill) for peer in peers for skill in skills if peer.pk != person.pk]
    in_turn("accounts.peers", person.pk)
    before = set(PeerRequest.objects.open().filter(person=person).values_list("peer_id", "skill_id"))
    fresh = [pair for pair in wanted if (pair[0].pk, pair[1].pk) not in before]
    made = PeerRequest.objects.bulk_create(
        PeerRequest(person=person, peer=peer, skill=skill, created_at=now(), changed_at=now()) for peer, skill in fresh
    )
    for peer_id in sorted({asked.peer_id for asked in made}):
        first = next(asked for asked in made if asked.peer_id == peer_id)
        tell("accounts.peer_asked", person_id=peer_id, subject_id=first.pk)
    if made:
        record(actor, "peer.asked", person, subject=person)
        requests_changed.send(sender=PeerRequest, person_ids=sorted({asked.peer_id for asked in made}))
    return len(made)


@transaction.atomic
def decline_peer_request(asked: PeerRequest, *, actor: Person) -> None:
    """Say that one cannot judge it. Who asked sees how many answered, not who declined. Twice is harmless."""
    if change(asked, None, where={"state": PeerState.OPEN}, state=PeerState.DECLINED, changed_at=now()):
        record(actor, "peer.declined", asked, fields=["state"])
        requests_changed.send(sender=PeerRequest, person_ids=[actor.pk])


@transaction.atomic
def withdraw_peer_request(asked: PeerRequest, *, actor: Any) -> None:
    """Take the question back; an answer that was given stays. Twice is harmless."""
    if change(asked, None, where={"state": PeerState.OPEN}, state=PeerState.WITHDRAWN, changed_at=now()):
        record(actor, "peer.withdrawn", asked, fields=["state"])
        requests_changed.send(sender=PeerRequest, person_ids=[asked.peer_id])


# --- disputes --------------------------------------------------------------------------------------------------------
@transaction.atomic
def dispute_level(person: Person, *, actor: Person, skill: Skill, about: str, text: str) -> AssessmentDispute:
    """“This is wrong”: the line manager of today has a week to answer. One at a time for a skill."""
    manager = ReportingLine.objects.on(today()).filter(person=person).values_list("manager_id", flat=True).first()
    if manager is None:
        raise Refused(_("Nobody is your line manager today. Ask people administration who it will be."))
    in_turn("accounts.dispute", person.pk)
    if twin := AssessmentDispute.objects.open().filter(person=person, skill=skill).first():
        return twin
    dispute = AssessmentDispute.objects.create(
        person=person, skill=skill, about=about, text=text, opened_at=now(), answer_by=today() + ANSWER_WITHIN
    )
    record(actor, "level.disputed", dispute, subject=person)
    tell("accounts.level_disputed", person_id=manager, subject_id=dispute.pk)
    requests_changed.send(sender=AssessmentDispute, person_ids=[manager])
    return dispute


@transaction.atomic
def answer_dispute(dispute: AssessmentDispute, *, actor: Person, version: int, answer: str) -> None:
    """A person answers, in words; a new assessment is a statement of its own. Answering twice is harmless."""
    where = {"answered_at": None, "withdrawn_at": None}
    if not change(dispute, version, where=where, answer=answer, answered_by=actor, answered_at=now()):
        return already(dispute, "answered_at")
    record(actor, "level.dispute_answered", dispute, fields=["answer"], subject=dispute.person_id)
    tell("accounts.dispute_answered", person_id=dispute.person_id, subject_id=dispute.pk)
    requests_changed.send(sender=AssessmentDispute, person_ids=[actor.pk])


@transaction.atomic
def withdraw_dispute(dispute: AssessmentDispute, *, actor: Any) -> None:
    """Taken back by who wrote it. Twice is harmless."""
    if change(dispute, None, where={"answered_at": None, "withdrawn_at": None}, withdrawn_at=now()):
        record(actor, "level.dispute_withdrawn", dispute, subject=dispute.person_id)
        managers = ReportingLine.objects.on(today()).filter(person=dispute.person_id)
        requests_changed.send(sender=AssessmentDispute, person_ids=list(managers.values_list("manager_id", flat=True)))
