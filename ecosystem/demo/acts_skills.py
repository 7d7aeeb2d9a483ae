"""What the demo's people say about their skills: levels, wishes, offers."""

import datetime as dt
import random
from collections import defaultdict

from django.db.models import Q

from accounts.models import (
    Assessment,
    Interest,
    Person,
    ReportingLine,
    RoleHolding,
    RoleRequirement,
    Skill,
    TeachingOffer,
)
from ecosystem.core.clock import now

# self-rating minus need, and how often
DIFFERENCES = ((-2, 8), (-1, 27), (0, 52), (1, 13))
STATED, CONFIRMED = 0.9, 0.62
MANAGER_DIFFERENCES = ((-1, 28), (0, 62), (1, 10))
CAPPED = {"IAM": 2, "LLM": 2}  # nobody is at 3: "absent"
SINGLE = {"LEG": 2}  # one holder; everybody else below
HELD_BY_CHOICE = ("JV", "MOB", "CRT", "TIM")  # held, required by nobody
HELD_BY = 0.12
WAYS = ("answers", "pairs", "reviews", "talks")


def people(day: dt.date) -> list[Person]:
    """Those employed today, vacant seats left out."""
    return list(Person.objects.people().filter(is_active=True).employed_on(day).order_by("employee_number"))


def needs(day: dt.date) -> dict[int, dict[int, int]]:
    """Per person the level that each skill of their roles and of the baseline needs."""
    required = list(RoleRequirement.objects.on(day).values_list("job_role_id", "skill_id", "level"))
    holdings = RoleHolding.objects.on(day).values_list("person_id", "job_role_id")
    found: dict[int, dict[int, int]] = defaultdict(dict)
    roles = defaultdict(set)
    for person, role in holdings:
        roles[person].add(role)
    for person in people(day):
        for role, skill, level in required:
            if role is None or role in roles[person.pk]:
                found[person.pk][skill] = max(level, found[person.pk].get(skill, 0))
    return found


def state_skills(rng: random.Random, day: dt.date) -> int:
    """A self-rating for nine in ten required skills, and a manager's word for six in ten of those."""
    codes = dict(Skill.objects.values_list("pk", "code"))
    said = set(Assessment.objects.values_list("person_id", flat=True))  # the people of the files stay as they are
    managers = dict(ReportingLine.objects.on(day).values_list("person_id", "manager_id"))
    rows: list[Assessment] = []
    for person, wanted in sorted(needs(day).items()):
        if person in said:
            continue
        extra = {pk: 0 for pk, code in codes.items() if code in HELD_BY_CHOICE and rng.random() < HELD_BY}
        for skill, need in {**extra, **wanted}.items():
            rows += _statements(rng, day, person, skill, need, codes[skill], managers.get(person))
    Assessment.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


def _statements(
    rng: random.Random, day: dt.date, person: int, skill: int, need: int, code: str, manager: int | None
) -> list[Assessment]:
    if rng.random() > STATED:
        return []
    level = _level(rng, need, code) if need else rng.randint(1, 3)
    ago = rng.randint(15, 420)
    rows = [_statement(person, skill, "self", level, day - dt.timedelta(days=ago), person)]
    if manager and need and rng.random() < CONFIRMED:
        word = min(_cap(code), max(0, level + _drawn(rng, MANAGER_DIFFERENCES)))
        since = day - dt.timedelta(days=rng.randint(5, max(6, min(ago, 240))))
        rows.append(_statement(person, skill, "manager", word, since, manager))
    return rows


def _statement(person: int, skill: int, source: str, level: int, on: dt.date, assessor: int) -> Assessment:
    return Assessment(
        person_id=person,
        skill_id=skill,
        source=source,
        level=level,
        stated_on=on,
        assessor_id=assessor,
        released_at=dt.datetime.combine(on, dt.time(14), tzinfo=dt.UTC),
        note="" if source == "self" else "Seen in this quarter's work.",
    )


def _level(rng: random.Random, need: int, code: str) -> int:
    return min(_cap(code), max(0, need + _drawn(rng, DIFFERENCES)))


def _cap(code: str) -> int:
    return CAPPED.get(code, SINGLE.get(code, 4))


def _drawn(rng: random.Random, weighted: tuple[tuple[int, int], ...]) -> int:
    values, weights = zip(*weighted, strict=True)
    return rng.choices(values, weights)[0]


def wish_and_offer(rng: random.Random, day: dt.date) -> int:
    """Wishes in skills below the need, a few shared; offers by those who are at 3 or more."""
    wishes, offers = [], []
    known = set(Interest.objects.values_list("person_id", "skill_id"))
    wanted = needs(day)
    statements = Assessment.objects.filter(source="self", level__isnull=False).order_by("pk")
    for person, skill, level in statements.values_list("person_id", "skill_id", "level"):
        need = wanted.get(person, {}).get(skill, 0)
        if (person, skill) not in known and need and rng.random() < (0.75 if level < need else 0.2):
            known.add((person, skill))
            wishes.append(_wish(rng, person, skill, day, keen=level < need))
        if level >= 3 and rng.random() < 0.07:
            offers.append(_offer(rng, person, skill, day))
    Interest.objects.bulk_create(wishes, batch_size=2000)
    TeachingOffer.objects.bulk_create(offers, ignore_conflicts=True)
    return len(wishes) + len(offers)


def _wish(rng: random.Random, person: int, skill: int, day: dt.date, keen: bool) -> Interest:
    answer = rng.choices(["yes", "later", "no"], [60, 30, 10] if keen else [25, 25, 50])[0]
    return Interest(
        person_id=person,
        skill_id=skill,
        answer=answer,
        shared=answer == "yes" and rng.random() < 0.4,
        open_to_offers=answer == "yes" and rng.random() < 0.5,
        stated_on=day - dt.timedelta(days=rng.randint(1, 120)),
    )


def _offer(rng: random.Random, person: int, skill: int, day: dt.date) -> TeachingOffer:
    return TeachingOffer(
        person_id=person,
        skill_id=skill,
        way=rng.choice(WAYS),
        places=rng.randint(1, 3),
        offered_on=day - dt.timedelta(days=rng.randint(5, 200)),
    )


def named(*codes: str) -> dict[str, Skill]:
    """Skills by code."""
    return {skill.code: skill for skill in Skill.objects.filter(Q(code__in=codes))}


def at_noon(day: dt.date) -> dt.datetime:
    """A moment of that day, never in the future."""
    return min(dt.datetime.combine(day, dt.time(15), tzinfo=dt.UTC), now())
