"""How people are loaded: the sign-in query brings along what every page asks."""

from typing import TYPE_CHECKING

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef

from accounts.querysets import PersonQuerySet
from ecosystem.core.clock import today

if TYPE_CHECKING:
    from accounts.models import Person


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):
    def get_by_natural_key(self, email: str) -> "Person":
        """Addresses are compared regardless of case."""
        return self.get(email__iexact=email)

    def create_user(self, email: str, full_name: str, password: str | None = None, **fields) -> "Person":
        person = self.model(email=email.strip(), full_name=full_name, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def for_request(self) -> PersonQuerySet:
        """One statement with the site, today's confirmed roles and whether somebody leads people."""
        from accounts.models import ReportingLine, RoleGrant

        grants = RoleGrant.objects.active().filter(person=OuterRef("pk")).values("role")
        lines = ReportingLine.objects.on(today()).filter(manager=OuterRef("pk"))
        return self.select_related("site").annotate(active_roles=ArraySubquery(grants), leads_people=Exists(lines))
