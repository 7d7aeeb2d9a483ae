"""People as tests need them: employed, in a unit, with a line manager and confirmed roles."""

import datetime as dt
import itertools

import factory

from accounts.models import (
    Employment,
    JobRole,
    Leave,
    Organisation,
    Person,
    Project,
    ReportingLine,
    RoleGrant,
    RoleHolding,
    Scale,
    ScaleLevel,
    Site,
    Unit,
    UnitMembership,
)
from ecosystem.core import policy
from ecosystem.core.clock import now, today

LONG_AGO = dt.timedelta(days=700)
_numbers = itertools.count(1000)


class SiteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Site

    code = factory.Sequence(lambda n: f"SITE-{n}")
    name = factory.Sequence(lambda n: f"Site {n}")
    time_zone = "Europe/Lisbon"


class UnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Unit

    code = factory.Sequence(lambda n: f"UNIT-{n}")
    name = factory.Sequence(lambda n: f"Unit {n}")


class JobRoleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = JobRole

    code = factory.Sequence(lambda n: f"ROLE-{n}")
    name = factory.Sequence(lambda n: f"Role {n}")


class ProjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Project

    code = factory.Sequence(lambda n: f"PRJ-{n}")
    name = factory.Sequence(lambda n: f"Project {n}")


class PersonFactory(factory.django.DjangoModelFactory):
    """A colleague employed for a while. `manager`, `unit`, `job_role` and `roles` make the dated rows."""

    class Meta:
        model = Person
        skip_postgeneration_save = True

    full_name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person.{n}@example.com")
    employee_number = factory.LazyFunction(lambda: f"E-{next(_numbers)}")
    time_zone = "Europe/Lisbon"

    @classmethod
    def _generate(cls, strategy, params):
        """What day it is, is asked once for all rows of one person."""
        with policy.scope():
            return super()._generate(strategy, params)

    @factory.post_generation
    def employed(self, create, extracted, **kwargs):
        if extracted is not False:
            Employment.objects.create(person=self, valid_from=today() - LONG_AGO, **kwargs)

    @factory.post_generation
    def manager(self, create, extracted, **kwargs):
        if extracted:
            ReportingLine.objects.create(person=self, manager=extracted, valid_from=today() - LONG_AGO)

    @factory.post_generation
    def unit(self, create, extracted, **kwargs):
        if extracted:
            UnitMembership.objects.create(person=self, unit=extracted, valid_from=today() - LONG_AGO)

    @factory.post_generation
    def job_role(self, create, extracted, **kwargs):
        if extracted:
            RoleHolding.objects.create(person=self, job_role=extracted, valid_from=today() - LONG_AGO)

    @factory.post_generation
    def roles(self, create, extracted, **kwargs):
        for role in extracted or ():
            grant_role(self, role)


def grant_role(person: Person, role: str, **fields) -> RoleGrant:
    """A confirmed grant that holds today."""
    return RoleGrant.objects.create(
        person=person, role=role, **{"valid_from": today() - LONG_AGO, "confirmed_at": now(), **fields}
    )


def on_leave(person: Person, days_before: int = 1, days_after: int = 5) -> Leave:
    return Leave.objects.create(
        person=person,
        valid_from=today() - dt.timedelta(days=days_before),
        valid_to=today() + dt.timedelta(days=days_after),
    )


def make_people(*told: dict) -> list[Person]:
    """What `PersonFactory` makes of each, in one statement a table; reporting lines are drawn by who knows them."""
    people = [
        Person(
            full_name=each["full_name"],
            email=each["email"],
            site=each["site"],
            time_zone="Europe/Lisbon",
            employee_number=f"E-{next(_numbers)}",
        )
        for each in told
    ]
    since, moment = today() - LONG_AGO, now()
    pairs = list(zip(Person.objects.bulk_create(people), told, strict=True))
    Employment.objects.bulk_create(Employment(person=person, valid_from=since) for person in people)
    UnitMembership.objects.bulk_create(
        UnitMembership(person=person, unit=each["unit"], valid_from=since) for person, each in pairs
    )
    RoleHolding.objects.bulk_create(
        RoleHolding(person=person, job_role=each["job_role"], valid_from=since)
        for person, each in pairs
        if each.get("job_role")
    )
    RoleGrant.objects.bulk_create(
        RoleGrant(person=person, role=role, valid_from=since, confirmed_at=moment)
        for person, each in pairs
        for role in each.get("roles", ())
    )
    return people


def make_organisation(**fields) -> Organisation:
    """The one row of policy, with the default 0–4 scale."""
    scale, new = Scale.objects.get_or_create(code="default", defaults={"name": "Five levels", "max_value": 4})
    names = ["None", "Aware", "Working", "Practitioner", "Expert"] if new else []
    ScaleLevel.objects.bulk_create(ScaleLevel(scale=scale, value=value, name=name) for value, name in enumerate(names))
    defaults = {"name": "Fernhollow", "scale": scale, "set_up_at": now(), **fields}
    organisation, _ = Organisation.objects.update_or_create(pk=1, defaults=defaults)
    return organisation
