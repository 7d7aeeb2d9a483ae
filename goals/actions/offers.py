"""What somebody says to what is offered: too easy, or not now. It changes what is offered next, never a level."""

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest

from accounts.models import Person, Skill
from ecosystem.core.audit import record
from ecosystem.core.clock import today
from goals.models import OfferAnswer, Opportunity


@transaction.atomic
def answer_offer(opportunity: Opportunity, *, actor: Person, kind: str) -> OfferAnswer:
    """Too easy: nothing up to its level is offered in its skill. Not now: the skill rests 30 days. Twice is once."""
    return keep_answer(opportunity.skill, opportunity.level, actor=actor, kind=kind)


@transaction.atomic
def keep_answer(skill: Skill, level: int, *, actor: Person, kind: str) -> OfferAnswer:
    """One row per person, skill and kind: the highest level that was too easy, the latest day of “not now”."""
    day = today()
    first = {"level": level, "on": day}
    answer, is_new = OfferAnswer.objects.get_or_create(person=actor, skill=skill, kind=kind, defaults=first)
    further = Q(level__lt=level) | Q(kind=OfferAnswer.Kind.NOT_NOW, on__lt=day)
    kept = OfferAnswer.objects.filter(further, pk=answer.pk)
    if is_new or kept.update(level=Greatest(F("level"), level), on=day):
        answer.refresh_from_db()
        record(actor, f"offer.{kind}", answer, fields=["level", "on"])
    return answer


@transaction.atomic
def take_back_offer_answer(answer: OfferAnswer, *, actor: Person) -> None:
    """Offer it again. Twice is harmless."""
    if OfferAnswer.objects.filter(pk=answer.pk).delete()[0]:
        record(actor, "offer.answer_taken_back", answer)
