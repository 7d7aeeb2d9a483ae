"""Personal tokens: make one, revoke it, and find whose it is."""

import datetime as dt
import hashlib
import secrets
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.backends import PersonBackend
from accounts.models import AccessToken, Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused

MOST = 10
BEGINS = "us_"


def hash_of(secret: str) -> str:
    """SHA-256 is enough for 256 random bits: nobody guesses them, however quick the hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_token(*, actor: Person, name: str, days: int) -> tuple[AccessToken, str]:
    """A token of the actor's, and its secret: shown here and now, never again."""
    Person.objects.select_for_update().get(pk=actor.pk)
    mine = AccessToken.objects.filter(person=actor)
    if mine.filter(name=name, revoked_at=None).exists():
        raise Refused(_("You have a token of this name. Revoke it first, or choose another name."), field="name")
    if mine.live(today()).count() >= MOST:
        raise Refused(_("Ten tokens are the most. Revoke one that you no longer use."))
    secret = BEGINS + secrets.token_urlsafe(32)
    token = AccessToken.objects.create(
        person=actor,
        name=name,
        secret_hash=hash_of(secret),
        created_at=now(),
        expires_on=today() + dt.timedelta(days=days),
    )
    record(actor, "token.made", token, fields=["name", "expires_on"])
    return token, secret


@transaction.atomic
def revoke_token(token: AccessToken, *, actor: Person) -> None:
    """It stops working at once. Twice is harmless."""
    if AccessToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now()):
        record(actor, "token.revoked", token)


def find_token(secret: str) -> AccessToken | None:
    """The live token of this secret. The day of its use is kept, once a day."""
    if not secret.startswith(BEGINS) or not secret.isascii():
        return None
    token = AccessToken.objects.live(today()).filter(secret_hash=hash_of(secret)).first()
    if token and token.last_used_on != today():
        AccessToken.objects.filter(pk=token.pk).update(last_used_on=today())
    return token


def holder_of(token: AccessToken) -> Any:
    """The person as at sign-in, with roles and policy; nobody once they may no longer sign in."""
    return PersonBackend().get_user(token.person_id)
