"""Storylines that one finds in the demo's library and among its offers: stale and revived (3), wrong fit (9)."""

import datetime as dt
import random

from django.db.models import Max

from accounts.models import Person, PersonSkill, Skill
from ecosystem.demo.acts_skills import at_noon
from goals.models import OfferAnswer
from resources.freshness import verify_by
from resources.models import Reaction, Resource, ResourceSkill, ResourceVersion, Verification

DAY = dt.timedelta(days=1)
BODY = "Open the console, find the release before this one, and move the traffic back.\n\n1. Say so in the channel\n2. Roll back\n3. Write down why"
DOUBTS = ("Screens are from the old console", "Step 2 is gone since the move")


def tell_storylines(rng: random.Random, day: dt.date) -> int:
    """Rows with past dates; how many."""
    return _stale_and_revived(day) + _wrong_fit(day)


def _stale_and_revived(day: dt.date) -> int:
    """The most viewed how-to on cloud ran out, two called it outdated, its owner had left; its heir verified it last week."""
    skill = Skill.objects.get(code="CLD")
    able = PersonSkill.objects.filter(skill=skill, person__is_active=True, level__gte=2, person__kind="person")
    people = [row.person for row in able.select_related("person").order_by("-level", "person__employee_number")[:3]]
    if len(people) < 3:
        return 0
    heir, *readers = people
    seen = Resource.objects.aggregate(most=Max("views"))["most"]
    shared, verified = day - 230 * DAY, day - 8 * DAY
    guide = Resource.objects.create(
        kind="how_to", title="Roll a release back in the cloud", summary="Ten minutes, with nobody on the phone.",
        body=BODY, owner=heir, state="published", created_at=at_noon(shared), published_at=at_noon(shared),
        changed_at=at_noon(shared), verified_on=verified, verify_by=verify_by("how_to", verified), views=20 + (seen or 0),
    )  # fmt: skip
    texts = {name: getattr(guide, name) for name in ("title", "summary", "body", "url")}
    ResourceVersion.objects.create(resource=guide, number=1, author=_gone(), at=guide.created_at, **texts)
    ResourceSkill.objects.create(resource=guide, skill=skill, level=2)
    Verification.objects.create(resource=guide, by=heir, on=verified, against="The console of this year", number=1)
    doubts = [
        Reaction(
            resource=guide, person=reader, kind="outdated", reason=reason, at=at_noon(day - 40 * DAY),
            answered_at=at_noon(verified), answered_by=heir, answer="Verified against the console of this year.",
        )
        for reader, reason in zip(readers, DOUBTS, strict=True)
    ]  # fmt: skip
    return 4 + len(Reaction.objects.bulk_create(doubts))


def _gone() -> Person | None:
    return Person.objects.filter(kind="person", is_active=False).order_by("employee_number").first()


def _wrong_fit(day: dt.date) -> int:
    """Three who are further than the company knows called beginners' work too easy; one let a skill rest."""
    far = PersonSkill.objects.filter(person__is_active=True, person__kind="person", level__gte=3).order_by("pk")
    answers = [
        OfferAnswer(person_id=row.person_id, skill_id=row.skill_id, kind=kind, level=level, on=day - ago * DAY)
        for row, (kind, level, ago) in zip(
            far.distinct()[:3], (("too_easy", 1, 20), ("too_easy", 2, 9), ("not_now", 2, 4)), strict=False
        )
    ]
    return len(OfferAnswer.objects.bulk_create(answers))
