"""What one wants to learn, whom one lets know of it, and what one offers to teach."""

from typing import Any

from django.db import transaction

from accounts.models import Interest, Person, Skill, TeachingOffer
from accounts.search_entries import index_person
from ecosystem.core.audit import record
from ecosystem.core.clock import today


@transaction.atomic
def state_interests(person: Person, *, actor: Person, said: dict[int, str]) -> None:
    """Answers by skill id; an empty one takes the answer back. What is shared stays shared."""
    gone = [skill_id for skill_id, answer in said.items() if not answer]
    rows = [
        Interest(person=person, skill_id=skill_id, answer=answer, stated_on=today())
        for skill_id, answer in said.items()
        if answer
    ]
    if gone:
        Interest.objects.filter(person=person, skill__in=gone).delete()
    if rows:
        Interest.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["person", "skill"], update_fields=["answer", "stated_on"]
        )
    if said:
        record(actor, "interest.stated", person, fields=["answer"], subject=person)


@transaction.atomic
def share_interests(
    person: Person,
    *,
    actor: Person,
    shared: bool | None = None,
    open_to_offers: bool | None = None,
    skill: Skill | None = None,
) -> int:
    """Let one's line manager know of an interest, or be offered work that fits; of one skill, or of all. Returns how many."""
    wishes = {
        name: value for name, value in (("shared", shared), ("open_to_offers", open_to_offers)) if value is not None
    }
    mine = Interest.objects.filter(person=person, **({"skill": skill} if skill else {}))
    changed = mine.update(**wishes) if wishes else 0
    if changed:
        record(actor, "interest.shared", person, fields=sorted(wishes), subject=person)
    return changed


@transaction.atomic
def offer_teaching(person: Person, *, actor: Person, skill: Skill, **fields: Any) -> TeachingOffer:
    """Everybody sees it. A second offer of the same skill changes the first."""
    offer, _made = TeachingOffer.objects.update_or_create(
        person=person, skill=skill, defaults=fields, create_defaults={**fields, "offered_on": today()}
    )
    index_person(person.pk)
    record(actor, "teaching.offered", offer, fields=sorted(fields), subject=person)
    return offer


@transaction.atomic
def end_offer(person: Person, *, actor: Person, skill: Skill) -> None:
    """Those who are being taught stay with it. Twice is harmless."""
    mine = TeachingOffer.objects.filter(person=person, skill=skill)
    if mine.delete()[0]:
        index_person(person.pk)
        record(actor, "teaching.ended", skill, subject=person)
