"""How people are loaded: the sign-in query brings along what every page asks, policy included, in one statement."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, DateTimeField, Exists, F, Func, Model, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, JSONObject

from accounts.querysets import PersonQuerySet
from ecosystem.core.clock import now
from ecosystem.core.compiled import compiled

if TYPE_CHECKING:
    from accounts.models import Person

_brought_along: dict[str, Callable[[], Any]] = {}


def bring_along(name: str, expression: Callable[[], Any]) -> None:
    """Let the sign-in query carry one more figure (`request.user.<name>`), such as a count in the sidebar."""
    _brought_along[name] = expression
    _somebody.forget()


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
        """The person, unless they may no longer sign in, with site, policy, today's roles and what apps registered."""
        return next(iter(_somebody(pk=pk)), None)

    def for_request(self) -> PersonQuerySet:
        """With the site, the policy, today's confirmed roles, whether somebody leads people, and what apps registered."""
        from accounts.models import Delegation, ReportingLine, RoleGrant

        held = RoleGrant.objects.filter(
            _holds_today(), person=OuterRef("pk"), confirmed_at__isnull=False, ended_by=None
        )
        stand_ins = Delegation.objects.filter(_holds_today(), delegate=OuterRef("pk"), ended_at=None)
        lines = ReportingLine.objects.filter(_holds_today(), manager=OuterRef("pk"))
        return self.select_related("site").annotate(
            policy_row=_policy_row(),
            active_roles=ArraySubquery(held.filter(unit=None).values("role")),
            scoped_units=ArraySubquery(held.filter(role="people_admin", unit__isnull=False).values("unit_id")),
            leads_people=Exists(lines),
            stands_in_today=Exists(stand_ins),
            **{name: expression() for name, expression in _brought_along.items()},
        )


@compiled
def _somebody(pk: int) -> PersonQuerySet:
    from accounts.models import Person

    return Person.objects.for_request().filter(pk=pk, is_active=True, kind="person")


def _policy_row() -> Subquery:
    from accounts.models import Organisation

    return Subquery(Organisation.objects.values_list(_as_json(Organisation))[:1])


def _as_json(model: type[Model]) -> JSONObject:
    return JSONObject(**{field.attname: F(field.attname) for field in model._meta.concrete_fields})


def _holds_today() -> Q:
    """On the organisation's day, computed in the statement itself: its zone is in the row of policy."""
    from accounts.models import Organisation

    zone = Subquery(Organisation.objects.values("time_zone")[:1])
    local = Func(zone, Value(now()), function="timezone", output_field=DateTimeField())
    day = Cast(local, DateField())
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))
