"""A small company with a tree of units, drawn from a seed, for the tests of sums."""

import datetime as dt
import random
from types import SimpleNamespace

from accounts.closure import rewrite_units
from accounts.models import Assessment, Employment, Person, RoleRequirement, Site, Skill, Unit, UnitMembership
from ecosystem.core.clock import now, today
from tests.factories.people import LONG_AGO

TREE = {"A": None, "A1": "A", "A2": "A", "A11": "A1", "B": None, "B1": "B"}


def draw_company(seed: int = 1, people: int = 60, skills: int = 3, sites: int = 2) -> SimpleNamespace:
    """Units as in TREE, some people without one; everybody needs the skills; most have statements."""
    chance = random.Random(seed)
    units = {}
    for code, parent in TREE.items():
        units[code] = Unit.objects.create(code=code, name=code, parent=units.get(parent))
    places = [Site.objects.create(code=f"S{n}", name=f"Site {n}") for n in range(sites)]
    subjects = Skill.objects.bulk_create(Skill(code=f"SKILL{n}", name=f"Skill {n}") for n in range(skills))
    start = today() - LONG_AGO
    RoleRequirement.objects.bulk_create(
        RoleRequirement(skill=skill, level=n % 4 + 1, importance=n % 5 + 1, valid_from=start)
        for n, skill in enumerate(subjects)
    )
    staff = Person.objects.bulk_create(
        Person(full_name=f"P{n}", email=f"p{seed}.{n}@example.com", site=chance.choice(places)) for n in range(people)
    )
    Employment.objects.bulk_create(
        Employment(person=p, valid_from=start, fte=chance.choice(["1", "1", "0.5"])) for p in staff
    )
    UnitMembership.objects.bulk_create(
        UnitMembership(person=p, unit=units[code], valid_from=start)
        for p in staff
        if (code := chance.choice([*TREE, None])) is not None
    )
    company = SimpleNamespace(units=units, sites=places, skills=subjects, people=staff, chance=chance)
    Assessment.objects.bulk_create(
        a_statement(company, p, s) for p in staff for s in subjects for _ in range(chance.choice([0, 1, 1]))
    )
    rewrite_units()
    return company


def a_statement(company: SimpleNamespace, person: Person, skill: Skill, days_ago: int | None = None) -> Assessment:
    source = company.chance.choice(["self", "manager", "manager"])
    level = company.chance.choice([0, 1, 2, 3, 3, 4, None])
    return Assessment(
        person=person,
        skill=skill,
        source=source,
        level=level,
        not_applicable=level is None,
        assessor=person if source == "self" else None,
        stated_on=today() - dt.timedelta(days=company.chance.choice([1, 50, 400]) if days_ago is None else days_ago),
        released_at=now(),
    )
