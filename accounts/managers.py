"""How people are loaded: the sign-in query brings along what every page asks, policy included, in one statement."""

import datetime as dt
import json
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, DateTimeField, Exists, F, Func, Model, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, JSONObject

from accounts.querysets import PersonQuerySet
from ecosystem.core.clock import now

if TYPE_CHECKING:
    from accounts.models import Person

_brought_along: dict[str, Callable[[], Any]] = {}
ANYBODY = 1 << 60  # stands for the person in the compiled statement


def bring_along(name: str, expression: Callable[[], Any]) -> None:
    """Let the sign-in query carry one more figure (`request.user.<name>`), such as a count in the sidebar.

    The only moment that the expression may name is the present one.
    """
    _brought_along[name] = expression
    _statement.cache_clear()


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, email: str) -> "Person":
        """Addresses are compared regardless of case."""
        return self.get(email__iexact=email)

    def create_user(self, email: str, full_name: str, password: str | None = None, **fields) -> "Person":
        person = self.model(email=email.strip(), full_name=full_name, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def signed_in(self, pk: int) -> "Person | None":
        """The person, unless they may no longer sign in, with site, policy, today's roles and what apps registered.

        One statement, built and compiled once in a process: doing that anew cost each page 9 ms of computing.
        """
        sql, written = _statement()
        moment = now()
        given = [pk if value == ANYBODY else moment if isinstance(value, dt.datetime) else value for value in written]
        return next((_with_rows(person) for person in self.raw(sql, given)), None)

    def for_request(self) -> PersonQuerySet:
        """With the site, the policy, today's confirmed roles, whether somebody leads people, and what apps registered."""
        from accounts.models import Delegation, ReportingLine, RoleGrant

        held = RoleGrant.objects.filter(
            _holds_today(), person=OuterRef("pk"), confirmed_at__isnull=False, ended_by=None
        )
        stand_ins = Delegation.objects.filter(_holds_today(), delegate=OuterRef("pk"), ended_at=None)
        lines = ReportingLine.objects.filter(_holds_today(), manager=OuterRef("pk"))
        return self.annotate(
            policy_row=_policy_row(),
            site_row=_site_row(),
            active_roles=ArraySubquery(held.filter(unit=None).values("role")),
            scoped_units=ArraySubquery(held.filter(role="people_admin", unit__isnull=False).values("unit_id")),
            leads_people=Exists(lines),
            stands_in_today=Exists(stand_ins),
            **{name: expression() for name, expression in _brought_along.items()},
        )


@cache
def _statement() -> tuple[str, tuple]:
    """The sign-in query as SQL, with the marks of the person and of the moment among its parameters."""
    from accounts.models import Person

    people = Person.objects.for_request().filter(pk=ANYBODY, is_active=True, kind="person")
    return people.query.sql_with_params()


def _with_rows(person: Any) -> "Person":
    """The rows of site and policy, which came as JSON, in their places."""
    from accounts.models import Site

    site = person.site_row and json.loads(person.site_row)
    names = [field.attname for field in Site._meta.concrete_fields]
    person.policy_row = person.policy_row and json.loads(person.policy_row)
    person.site = site and Site.from_db(person._state.db, names, [site[name] for name in names])
    return person


def _policy_row() -> Subquery:
    from accounts.models import Organisation

    return Subquery(Organisation.objects.values_list(_as_json(Organisation))[:1])


def _site_row() -> Subquery:
    from accounts.models import Site

    return Subquery(Site.objects.filter(pk=OuterRef("site")).values_list(_as_json(Site))[:1])


def _as_json(model: type[Model]) -> JSONObject:
    return JSONObject(**{field.attname: F(field.attname) for field in model._meta.concrete_fields})


def _holds_today() -> Q:
    """On the organisation's day, computed in the statement itself: its zone is in the row of policy."""
    from accounts.models import Organisation

    zone = Subquery(Organisation.objects.values("time_zone")[:1])
    local = Func(zone, Value(now()), function="timezone", output_field=DateTimeField())
    day = Cast(local, DateField())
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))
