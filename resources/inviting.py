"""Whom to ask for an answer: people who offer to teach what the resource is about, and who keep resources beside it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, TeachingOffer
from resources.models import Question, Resource

MOST = 5
READ = 30


@dataclass(frozen=True)
class Candidate:
    """Somebody who could answer, and why: by name, never by rank."""

    person: Person
    why: Promise


def who_could_answer(question: Question) -> list[Candidate]:
    """At most five, those who offer to teach first; not who asked, nor who was invited or has answered."""
    skills = list(question.resource.skills.values_list("skill", flat=True))
    if not skills:
        return []
    passed = {question.author_id, *question.invitations.values_list("person", flat=True)}
    passed |= {answer.author_id for answer in question.answers.all()}
    found: dict[int, Candidate] = {}
    for offer in _offers(skills):
        found.setdefault(offer.person_id, Candidate(offer.person, format_lazy(_("offers to teach {}"), offer.skill)))
    for resource in _beside(question.resource, skills):
        if resource.owner is not None:
            why = format_lazy(_("keeps “{}”"), resource)
            found.setdefault(resource.owner.pk, Candidate(resource.owner, why))
    return [candidate for pk, candidate in found.items() if pk not in passed][:MOST]


def _offers(skills: list[int]) -> list[TeachingOffer]:
    rows = TeachingOffer.objects.of_active_people().for_page().filter(skill__in=skills)
    return list(rows.order_by("person__full_name")[:READ])


def _beside(resource: Resource, skills: list[int]) -> list[Resource]:
    """Published ones on the same skills, their owners here."""
    rows = Resource.objects.published().filter(skills__skill__in=skills, owner__is_active=True)
    return list(rows.select_related("owner").order_by("owner__full_name", "pk").distinct()[:READ])
