"""A person: who signs in, learns, teaches and leads."""

import datetime as dt
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.managers import PersonManager
from accounts.models.access import AccessRole
from accounts.models.reach import Reachable
from ecosystem.core.addresses import address
from ecosystem.core.clock import now
from ecosystem.core.policy import policy
from ecosystem.core.versions import Versioned

MONDAY_TO_FRIDAY = [0, 1, 2, 3, 4]


def monday_to_friday() -> list[int]:
    return list(MONDAY_TO_FRIDAY)


class Person(Reachable, AbstractBaseUser, Versioned):
    """The user model. The primary key is the immutable internal id; every other identifier may change and is no foreign key."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        PLACEHOLDER = "placeholder", _("Vacant seat")

    full_name = models.CharField(_("name"), max_length=160)
    email = models.EmailField(_("e-mail"), max_length=254)
    employee_number = models.CharField(_("employee number"), max_length=64, unique=True, null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.PERSON)
    site = models.ForeignKey("accounts.Site", on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("site"))
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, help_text=_("Empty: that of the site."))
    locale = models.CharField(_("language"), max_length=10, blank=True)
    working_days = ArrayField(
        models.PositiveSmallIntegerField(), default=monday_to_friday, verbose_name=_("working days")
    )
    learning_hours_per_week = models.DecimalField(
        _("hours a week for learning"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    scim_id = models.CharField(max_length=254, unique=True, null=True, blank=True, editable=False)
    scim_external_id = models.CharField(max_length=254, null=True, blank=True, editable=False, db_index=True)
    scim_username = models.CharField(max_length=254, null=True, blank=True, editable=False, db_index=True)
    joined_at = models.DateTimeField(auto_now_add=True, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="person_email", violation_error_message=_("Somebody has this address already.")
            )
        ]
        indexes = [
            models.Index(fields=["site"], name="person_site_active", condition=models.Q(is_active=True)),
            models.Index(fields=["full_name", "id"], name="person_by_name"),
            models.Index(fields=["id"], name="person_not_here", condition=models.Q(is_active=False)),
            models.Index(fields=["id"], name="person_seat", condition=~models.Q(kind="person")),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return address("accounts:person_page", self.pk)

    def get_full_name(self) -> str:
        return self.full_name

    @property
    def first_name(self) -> str:
        return self.full_name.split(" ")[0]

    @cached_property
    def zone(self) -> ZoneInfo:
        """Own time zone, else the site's, else the organisation's."""
        site_zone = self.site.time_zone if self.site_id and self.site else ""
        return ZoneInfo(self.time_zone or site_zone or policy().time_zone)

    @cached_property
    def roles(self) -> frozenset[str]:
        """Access roles for the whole company that hold today and were confirmed. The sign-in query brings them along."""
        known = self.__dict__.get("active_roles")
        if known is None:
            known = self.grants.active().filter(unit=None).values_list("role", flat=True)
        return frozenset(known)

    @cached_property
    def kept_units(self) -> frozenset[int]:
        """Units (with all below) for which a people administrator of a part of the company was granted the role."""
        known = self.__dict__.get("scoped_units")
        if known is None:
            scoped = self.grants.active().filter(role=AccessRole.PEOPLE_ADMIN, unit__isnull=False)
            known = scoped.values_list("unit_id", flat=True)
        return frozenset(known)

    @property
    def has_a_way_in(self) -> bool:
        """A password, or where the provider is the only way in, that it knows them."""
        if settings.SOCIALACCOUNT_ONLY:
            return Person.objects.filter(pk=self.pk, socialaccount__isnull=False).exists()
        return self.has_usable_password()

    @property
    def is_administrator(self) -> bool:
        return AccessRole.ADMIN in self.roles

    @property
    def is_people_administrator(self) -> bool:
        return AccessRole.PEOPLE_ADMIN in self.roles

    @property
    def keeps_people(self) -> bool:
        """People administrator, of the company or of a part of it."""
        return self.is_people_administrator or bool(self.kept_units)

    @property
    def is_learning(self) -> bool:
        return AccessRole.LEARNING in self.roles

    @property
    def is_executive(self) -> bool:
        return AccessRole.EXECUTIVE in self.roles

    @cached_property
    def is_manager(self) -> bool:
        """Has at least one direct report today."""
        known = self.__dict__.get("leads_people")
        return self.managed_lines.on(self.local_today()).exists() if known is None else known

    @cached_property
    def stands_in(self) -> bool:
        """Stands in for a manager today."""
        known = self.__dict__.get("stands_in_today")
        return self.delegations_held.active().exists() if known is None else known

    def local_today(self, moment: dt.datetime | None = None) -> dt.date:
        return (moment or now()).astimezone(self.zone).date()

    # Django's admin asks these three; the product's own rules live in rules.py.
    @property
    def is_staff(self) -> bool:
        return self.is_administrator

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and self.is_administrator

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_administrator
