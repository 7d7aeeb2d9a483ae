"""What people ask of one another ends with an employment, on both sides, and the other side is told."""

from django.db import transaction
from django.db.models import Q

from accounts.actions.asking import end_help, withdraw_dispute, withdraw_peer_request
from accounts.leaving_announcements import ASKED_LEFT, ASKER_LEFT, TEACHER_LEFT
from accounts.models import AssessmentDispute, Evidence, HelpRequest, PeerRequest, Person, ReportingLine
from accounts.signals import requests_changed
from ecosystem.core.audit import SYSTEM, record
from ecosystem.core.clock import today
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell, tell_many


@transaction.atomic
def end_requests_of(leaver: Person) -> None:
    """Nobody waits for somebody who is out, and nobody answers them. Twice is harmless."""
    asked = _end_help(leaver) | _end_views(leaver, of_leaver=True) | _end_confirmations(leaver, of_leaver=True)
    asked |= _end_disputes(leaver)
    asking = _end_views(leaver, of_leaver=False) | _end_confirmations(leaver, of_leaver=False)
    asking |= _hand_on_disputes(leaver)
    for code, people in ((ASKER_LEFT, asked), (ASKED_LEFT, asking)):
        if people:
            tell_many(code, person_ids=sorted(people), subject_id=leaver.pk, window=today())


def _end_help(leaver: Person) -> set[int]:
    """Help asked for, and help asked of them: whoever asked hears at once whom they could ask instead."""
    for request in HelpRequest.objects.standing().filter(teacher=leaver):
        end_help(request, actor=SYSTEM)
        tell(TEACHER_LEFT, person_id=request.person_id, subject_id=request.pk)
    mine = list(HelpRequest.objects.standing().filter(person=leaver))
    for request in mine:
        end_help(request, actor=SYSTEM)
    return {request.teacher_id for request in mine}


def _end_views(leaver: Person, *, of_leaver: bool) -> set[int]:
    rows = list(PeerRequest.objects.open().filter(Q(person=leaver) if of_leaver else Q(peer=leaver)))
    for request in rows:
        withdraw_peer_request(request, actor=SYSTEM)
    return {request.peer_id if of_leaver else request.person_id for request in rows}


def _end_confirmations(leaver: Person, *, of_leaver: bool) -> set[int]:
    """Evidence stays with its owner; only the question to confirm it ends."""
    waiting = Evidence.objects.filter(asked__isnull=False, confirmed_at=None, refused_reason="")
    rows = list(waiting.filter(Q(person=leaver) if of_leaver else Q(asked=leaver)))
    others = {evidence.asked_id if of_leaver else evidence.person_id for evidence in rows}
    for evidence in rows:
        was_asked = evidence.asked_id
        change(evidence, None, where={"asked": was_asked, "confirmed_at": None}, asked=None)
        record(SYSTEM, "evidence.no_longer_asked", evidence, fields=["asked"], subject=evidence.person_id)
        requests_changed.send(sender=Evidence, person_ids=[was_asked])
    return {pk for pk in others if pk is not None}


def _end_disputes(leaver: Person) -> set[int]:
    """Taken back; whoever was their line manager last need not answer."""
    rows = list(AssessmentDispute.objects.open().filter(person=leaver))
    for dispute in rows:
        withdraw_dispute(dispute, actor=SYSTEM)
    last = ReportingLine.objects.filter(person=leaver).order_by("-valid_from").values_list("manager_id", flat=True)[:1]
    return set(last) if rows else set()


def _hand_on_disputes(leaver: Person) -> set[int]:
    """What waited for a line manager who left goes to whoever leads the person now; it ends where nobody does."""
    led = ReportingLine.objects.filter(manager=leaver).values("person_id")
    rows = AssessmentDispute.objects.open().filter(person__in=led, person__is_active=True)
    ended: set[int] = set()
    for dispute in rows:
        lines = ReportingLine.objects.on(today()).filter(person=dispute.person_id, manager__is_active=True)
        manager = lines.values_list("manager_id", flat=True).first()
        if manager is None:
            withdraw_dispute(dispute, actor=SYSTEM)
            ended.add(dispute.person_id)
        else:
            tell("accounts.level_disputed", person_id=manager, subject_id=dispute.pk)
            requests_changed.send(sender=AssessmentDispute, person_ids=[manager])
    return ended
