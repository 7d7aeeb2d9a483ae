"""What the demo's people say about their skills: levels, wishes, offers."""

import datetime as dt
import random
from collections import defaultdict

from accounts.models import (
    Assessment,
    Employment,
    Interest,
    Person,
    ReportingLine,
    RoleHolding,
    RoleRequirement,
    Skill,
    TeachingOffer,
    UnitMembership,
)
from ecosystem.core.clock import now

# self-rating minus need, a year ago, and how often; since then some have moved up
DIFFERENCES = ((-2, 9), (-1, 33), (0, 46), (1, 12))
MOVED_UP = 0.42
STATED, CONFIRMED = 0.92, 0.8
MANAGER_DIFFERENCES = ((-1, 16), (0, 74), (1, 10))
CAPPED = {"IAM": 2, "LLM": 2, "LEG": 2}  # nobody is at 3; LEG has one holder, who is in the files
ANCHORS = 4  # of every other skill that somebody needs, so many hold it at the highest need
SPREAD = {"A11Y": ("ENG", 2, 0.46), "AIL": ("", 2, 0.5)}  # what objectives want: unit, level, share of people there
HELD_BY_CHOICE = ("JV", "MOB", "CRT", "TIM")  # held, required by nobody
HELD_BY = 0.12
SEEN = (
    "Seen in the work of those weeks.",
    "From what we did together.",
    "As I saw it in the last review.",
    "From the project before this one.",
    "We talked it through with two examples.",
)
SETTLED_IN = dt.timedelta(days=4)
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
    """A first round within the last year, confirmed for most, and a second one of those who moved up since. Nobody says
    anything before they are here."""
    codes = dict(Skill.objects.values_list("pk", "code"))
    said = set(Assessment.objects.values_list("person_id", flat=True))  # the people of the files stay as they are
    started = dict(Employment.objects.on(day).values_list("person_id", "valid_from"))
    managers = dict(ReportingLine.objects.on(day).values_list("person_id", "manager_id"))
    wanted = {person: skills for person, skills in sorted(needs(day).items()) if person not in said}
    settled = {**_spread(rng, day, wanted, codes), **_anchors(rng, wanted, codes)}
    rows: list[Assessment] = []
    for person, skills in wanted.items():
        extra = {pk: 0 for pk, code in codes.items() if code in HELD_BY_CHOICE and rng.random() < HELD_BY}
        for skill, need in {**extra, **skills}.items():
            fixed = settled.get((person, skill))
            if fixed is not None or rng.random() < STATED:
                level = fixed if fixed is not None else _level(rng, need, codes[skill]) if need else rng.randint(1, 3)
                begun = min(started[person] + SETTLED_IN, day - dt.timedelta(days=3))
                who = (person, skill)
                rows += _rounds(rng, day, begun, who, level, fixed is not None, codes[skill], managers.get(person))
    rows = [row for row in rows if row.stated_on >= started[row.person_id]]
    Assessment.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


def _anchors(rng: random.Random, wanted: dict[int, dict[int, int]], codes: dict[int, str]) -> dict[tuple, int]:
    """Some who hold each skill at the highest level that anybody needs."""
    highest: dict[int, int] = defaultdict(int)
    asked: dict[int, list[int]] = defaultdict(list)
    for person, skills in wanted.items():
        for skill, need in skills.items():
            highest[skill] = max(highest[skill], need)
            asked[skill].append(person)
    return {
        (person, skill): max(3, highest[skill])
        for skill, those in sorted(asked.items())
        if codes[skill] not in CAPPED
        for person in rng.sample(those, min(ANCHORS, len(those)))
    }


def _spread(rng: random.Random, day: dt.date, wanted: dict, codes: dict[int, str]) -> dict[tuple, int]:
    """The levels that objectives want of many people, reached by a share of them."""
    skills = {code: pk for pk, code in codes.items()}
    inside = {
        unit: set(
            UnitMembership.objects.on(day).filter(unit__code__startswith=unit).values_list("person_id", flat=True)
        )
        for unit, _level, _share in SPREAD.values()
    }
    return {
        (person, skills[code]): level if rng.random() < share else level - 1
        for code, (unit, level, share) in SPREAD.items()
        for person in wanted
        if person in inside[unit]
    }


def _rounds(
    rng, day, begun: dt.date, who: tuple[int, int], level: int, fixed: bool, code: str, manager: int | None
) -> list[Assessment]:
    first = max(begun, day - dt.timedelta(days=rng.randint(110, 340)))
    rows = _round(rng, first, who, level, manager if fixed or rng.random() < CONFIRMED else None, fixed, code)
    if not fixed and rng.random() < MOVED_UP:
        since = max(first + dt.timedelta(days=2), day - dt.timedelta(days=rng.randint(3, 85)))
        rows += _round(rng, since, who, min(_cap(code), level + 1), manager, True, code)
    return rows


def _round(
    rng, on: dt.date, who: tuple[int, int], level: int, manager: int | None, agrees: bool, code: str
) -> list[Assessment]:
    person, skill = who
    rows = [statement(person, skill, "self", level, on, person)]
    if manager:
        word = level if agrees else min(_cap(code), max(0, level + _drawn(rng, MANAGER_DIFFERENCES)))
        rows.append(statement(person, skill, "manager", word, on + dt.timedelta(days=1), manager))
    return rows


def statement(person: int, skill: int, source: str, level: int, on: dt.date, assessor: int) -> Assessment:
    return Assessment(
        person_id=person,
        skill_id=skill,
        source=source,
        level=level,
        stated_on=on,
        assessor_id=assessor,
        released_at=dt.datetime.combine(on, dt.time(14), tzinfo=dt.UTC),
        note="" if source == "self" else SEEN[(person + skill + on.toordinal()) % len(SEEN)],
    )


def _level(rng: random.Random, need: int, code: str) -> int:
    return min(_cap(code), max(0, need + _drawn(rng, DIFFERENCES)))


def _cap(code: str) -> int:
    return CAPPED.get(code, 4)


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


def at_noon(day: dt.date) -> dt.datetime:
    """A moment of that day, never in the future."""
    return min(dt.datetime.combine(day, dt.time(15), tzinfo=dt.UTC), now())
