"""Peer review along a template: ask a colleague, write it, decline it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell
from resources.actions.edits import authors_of
from resources.models import Resource, Review

WAITING = {"state": Review.State.OPEN}


@transaction.atomic
def ask_review(resource: Resource, *, actor: Person, reviewer: Person) -> Review:
    """Ask a colleague to look at it. Who is asked and has not answered yet is not asked again."""
    Resource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
    if reviewer.pk in {actor.pk, *authors_of(resource)}:
        raise Refused(_("Authors do not review their own text. Choose a colleague."), field="reviewer")
    if resource.state != Resource.State.PUBLISHED:
        raise Refused(_("Publish it first: a reviewer reads what everybody reads."))
    waiting = resource.reviews.open().filter(reviewer=reviewer).first()
    if waiting:
        return waiting
    review = Review.objects.create(
        resource=resource, reviewer=reviewer, asked_by=actor, number=resource.number, created_at=now()
    )
    record(actor, "resource.review_asked", review, subject=reviewer)
    tell("resources.review_asked", person_id=reviewer.pk, subject_id=review.pk)
    return review


@transaction.atomic
def write_review(
    review: Review, *, actor: Person, version: int, number: int, correct: str, clear: str, missing: str = ""
) -> None:
    """Say what was found on the version that was read. Who asked is told. Twice is harmless."""
    if not review.resource.versions.filter(number=number).exists():
        raise Refused(_("There is no such version. Open the page again."))
    said = {"correct": correct, "clear": clear, "missing": missing, "number": number}
    if not change(review, version, where=WAITING, state=Review.State.DONE, done_at=now(), **said):
        return _answered_already(review, Review.State.DONE)
    record(actor, "resource.review_written", review, fields=["correct", "clear", "missing"])
    _tell_who_asked(review)


@transaction.atomic
def decline_review(review: Review, *, actor: Person, version: int) -> None:
    """Say that one will not. Who asked is told. Twice is harmless."""
    if not change(review, version, where=WAITING, state=Review.State.DECLINED, done_at=now()):
        return _answered_already(review, Review.State.DECLINED)
    record(actor, "resource.review_declined", review, fields=["state"])
    _tell_who_asked(review)


def _answered_already(review: Review, state: str) -> None:
    if review.state != state:
        raise Refused(_("This review was written or declined already."))


def _tell_who_asked(review: Review) -> None:
    if review.asked_by_id:
        tell("resources.review_answered", person_id=review.asked_by_id, subject_id=review.pk)
