"""Acts that keep a resource alive: vouch for it, react to it, answer a doubt, hand it on. None of them is an edit."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell
from resources import freshness
from resources.fresh_days import keep_fresh_until
from resources.models import CoAuthor, Reaction, Resource, Verification
from resources.querysets import DOUBTS
from resources.search_entries import index_resource

OPPOSITES = {"useful": "not_useful", "not_useful": "useful"}


@transaction.atomic
def verify_resource(resource: Resource, *, actor: Any, against: str) -> Verification:
    """Somebody vouches that it holds, on the version of now, and says against what: the trust in it starts anew.

    Doubts that it is outdated are answered by that, and whoever had them is told. The same twice on a day is once.
    """
    _hold(resource)
    if resource.state != Resource.State.PUBLISHED:
        raise Refused(_("Only what is published can be verified."))
    day, edition = today(), {"by": actor, "against": against, "number": resource.number}
    made, is_new = Verification.objects.get_or_create(resource=resource, on=day, **edition)
    if not is_new:
        return made
    until = freshness.verify_by(resource.kind, day)
    _keep(resource, verified_on=day, verify_by=until)
    answer = _("Verified against %(what)s.") % {"what": against}
    for doubt in resource.reactions.waiting().filter(kind=Reaction.Kind.OUTDATED):
        _answer(doubt, None, actor=actor, answer=str(answer))
    _recount(resource)
    record(actor, "resource.verified", resource, fields=["verified_on", "verify_by"])
    index_resource(resource)
    return made


@transaction.atomic
def take_back_verification(made: Verification, *, actor: Any, before: dict[str, Any]) -> None:
    """It was not meant: the days of before stand again, unless it was verified since, and what it answered waits again."""
    resource = made.resource
    _hold(resource)
    latest = resource.verifications.order_by("-on", "-pk").first()
    if not Verification.objects.filter(pk=made.pk).delete()[0]:
        return
    if latest and latest.pk == before.get("verification"):
        days = {name: before.get(name) and dt.date.fromisoformat(before[name]) for name in ("verified_on", "verify_by")}
        _keep(resource, **days)
    answered = Reaction.objects.filter(pk__in=before.get("doubts", ()), answered_by_id=actor.pk)
    answered.update(answered_at=None, answered_by=None, answer="", version=F("version") + 1)
    _recount(resource)
    record(actor, "resource.verification_taken_back", resource, fields=["verified_on", "verify_by"])
    index_resource(resource)


@transaction.atomic
def react(resource: Resource, *, actor: Person, kind: str, reason: str = "") -> Reaction:
    """One of the six, once per person; useful and not useful exclude each other. A reason may follow, or be reworded.

    What was answered can be said again. The owner is told of doubts, once a day. The same again changes nothing.
    """
    _hold(resource)
    if resource.state != Resource.State.PUBLISHED:
        raise Refused(_("Only what is published can be reacted to."))
    if opposite := OPPOSITES.get(kind):
        Reaction.objects.filter(resource=resource, person=actor, kind=opposite).delete()
    first = {"at": now(), "reason": reason}
    reaction, is_new = Reaction.objects.get_or_create(resource=resource, person=actor, kind=kind, defaults=first)
    if not is_new and not _say_again(reaction, reason):
        return reaction
    record(actor, "resource.reacted", resource, fields=["kind", *(["reason"] if reason else [])])
    _recount(resource)
    if kind in DOUBTS and resource.owner_id not in (None, actor.pk):
        tell("resources.doubted", person_id=resource.owner_id, subject_id=resource.pk, window=today())
    return reaction


@transaction.atomic
def take_back_reaction(resource: Resource, *, actor: Person, kind: str) -> None:
    """As if it had not been said. Twice is harmless."""
    _hold(resource)
    if Reaction.objects.filter(resource=resource, person=actor, kind=kind).delete()[0]:
        record(actor, "resource.reaction_taken_back", resource, fields=["kind"])
        _recount(resource)


@transaction.atomic
def answer_reaction(reaction: Reaction, *, actor: Any, version: int, answer: str) -> None:
    """Whoever doubted reads what became of it, and the doubt counts no more. Answering twice is harmless."""
    _hold(reaction.resource)
    if not _answer(reaction, version, actor=actor, answer=answer):
        return
    record(actor, "reaction.answered", reaction, fields=["answer"], subject=reaction.person_id)
    _recount(reaction.resource)


@transaction.atomic
def hand_on_resource(resource: Resource, *, actor: Any, to: Person, because: str = "") -> bool:
    """Somebody else owns it from now on and hears of it. `because` names why they are next when nobody chose them.

    Returns whether it moved; to whoever owns it already, it does not.
    """
    if not to.is_active or to.kind != Person.Kind.PERSON:
        raise Refused(_("Choose somebody who works here."), field="to")
    before = resource.owner_id
    if before == to.pk:
        return False
    if not change(resource, None, where={"owner": before}, owner=to):
        raise Refused(_("Somebody else owns it by now. Look again before you hand it on."))
    CoAuthor.objects.filter(resource=resource, person=to).delete()
    record(actor, "resource.handed_on", resource, fields=["owner"], subject=to)
    if to.pk != actor.pk:
        told = {"because": because} if because else {"chosen_by": actor.pk}
        tell("resources.handed_on", person_id=to.pk, subject_id=resource.pk, window=today(), **told)
    return True


def _hold(resource: Resource) -> None:
    """One act on its figures at a time; brings the row up to date."""
    resource.refresh_from_db(from_queryset=Resource.objects.select_for_update())


def _say_again(reaction: Reaction, reason: str) -> bool:
    """Whether anything new was said: a reason, or the same doubt after its answer."""
    values: dict[str, Any] = {"reason": reason} if reason and reason != reaction.reason else {}
    if reaction.answered_at:
        values |= {"answered_at": None, "answered_by": None, "answer": "", "at": now()}
    return bool(values) and change(reaction, None, **values)


def _answer(reaction: Reaction, version: int | None, *, actor: Any, answer: str) -> bool:
    given = {"answered_at": now(), "answered_by_id": actor.pk, "answer": answer[:300]}
    if not change(reaction, version, where={"answered_at": None}, **given):
        return False
    tell("resources.doubt_answered", person_id=reaction.person_id, subject_id=reaction.pk, window=today())
    return True


def _recount(resource: Resource) -> None:
    """Score, usefulness and how long it is fresh, as they stand; doubts count until they are answered."""
    standing = ~Q(kind__in=DOUBTS) | Q(answered_at=None)
    kinds = Reaction.objects.filter(standing, resource=resource).values_list("kind").annotate(Count("pk"))
    counts = dict(kinds.order_by())
    positive = sum(counts.get(kind, 0) for kind in freshness.POSITIVE)
    negative = sum(counts.get(kind, 0) for kind in freshness.NEGATIVE)
    useful = round(freshness.usefulness(counts.get("useful", 0), sum(counts.get(kind, 0) for kind in DOUBTS)), 4)
    moved = useful != float(resource.usefulness)
    score = freshness.reaction_score(positive, negative, max(resource.views, positive + negative))
    _keep(resource, score=score, usefulness=useful)
    keep_fresh_until(resource.pk)
    if moved:
        index_resource(resource)


def _keep(resource: Resource, **figures: Any) -> None:
    """Stored figures are no text: the edition that somebody may be changing stays the same."""
    Resource.objects.filter(pk=resource.pk).update(**figures)
    for name, value in figures.items():
        setattr(resource, name, value)
