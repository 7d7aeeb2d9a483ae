"""Who needs a second factor (trust.md S5): everybody with a granted role, unless an identity provider vouches for them."""

from collections.abc import Mapping
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.apps import apps
from django.conf import settings
from django.db.models import Exists, OuterRef, Value

from accounts.by_provider import is_only_way
from accounts.models import Person


def where_to_add() -> str:
    """The page that leads on: a factor of one's own, or the provider where that is the only way in."""
    return "socialaccount_connections" if is_only_way() else "mfa_index"


def has_factor() -> Exists | Value:
    """For the sign-in query: a passkey or an authenticator app. Recovery codes alone are none."""
    if not apps.is_installed("allauth.mfa"):
        return Value(False)
    factors = apps.get_model("mfa", "Authenticator").objects.exclude(type="recovery_codes")
    return Exists(factors.filter(user=OuterRef("pk")))


def needs_factor(person: Person, session: Mapping[str, Any] | None) -> bool:
    """Must add one before anything else. Once it is there, sign-in itself asks for it each time."""
    if settings.DEMO or not (person.roles or person.kept_units) or _has_factor(person):
        return False
    records = (session or {}).get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    return not any(record.get("method") == "socialaccount" for record in records)


def _has_factor(person: Person) -> bool:
    known = person.__dict__.get("has_second_factor")
    if known is None:
        known = Person.objects.filter(pk=person.pk).filter(has_factor()).exists()
    return bool(known)
