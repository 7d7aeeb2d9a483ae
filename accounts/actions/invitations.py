"""The closed way in: a one-time code, by mail or on paper, of which only the hash is kept."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from ecosystem.core.mail import queue_mail
from ecosystem.core.twice import DOUBLE_CLICK, twin
from ecosystem.core.versions import change

VALID = dt.timedelta(days=14)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without 0 and O, 1 and I
PARTS, PART = 4, 4


@transaction.atomic
def invite_person(person: Person, *, actor: Person) -> Invitation:
    """Send a one-time link by mail; an earlier one stops working. A double click is one mail."""
    if before := twin(actor, "person.invited", Invitation.objects.filter(person=person), within=DOUBLE_CLICK):
        return before
    invitation, code = _new_code(person, actor)
    context = {
        "person": person,
        "url": settings.PUBLIC_URL + reverse("accounts:invitation_accept", args=[code]),
        "expires_at": invitation.expires_at,
        "actor": actor,
    }
    queue_mail(
        to=person.email,
        person_id=person.pk,
        template="accounts/emails/invitation",
        context=context,
        key=f"invitation-{invitation.pk}",
        check="accounts.invitation_is_open",
        about={"invitation_id": invitation.pk},
    )
    record(actor, "person.invited", invitation, subject=person)
    return invitation


@transaction.atomic
def print_invitations(people: Iterable[Person], *, actor: Person) -> list[tuple[Person, str]]:
    """New codes to be handed over on paper: shown once, here and now. Earlier ones stop working."""
    printed = []
    for person in people:
        invitation, code = _new_code(person, actor)
        record(actor, "person.invited_on_paper", invitation, subject=person)
        printed.append((person, code))
    return printed


@transaction.atomic
def accept_invitation(invitation: Invitation, *, password: str = "") -> Person:
    """With a code that has not been used: once only, also when two try at the same moment. No password: the provider vouches."""
    this = Invitation.objects.open().filter(pk=invitation.pk)  # no join: whoever waited for the row looks at it anew
    if not invitation.person.is_active or not this.update(accepted_at=now()):
        raise Refused(_("This invitation has been used or has expired. Ask for a new one."))
    person = invitation.person
    if password:
        person.set_password(password)
        change(person, None, password=person.password)
    record(person, "invitation.accepted", invitation, subject=person)
    return person


def find_invitation(code: str) -> Invitation | None:
    """The open invitation behind a code as somebody typed it, or None."""
    found = Invitation.objects.open().filter(code_hash=hash_of(code), person__is_active=True)
    return found.select_related("person").first()


def letters_of(code: str) -> str:
    """The code without what people type between its letters."""
    return "".join(letter for letter in code.upper() if letter in LETTERS)


def hash_of(code: str) -> str:
    return hashlib.sha256(letters_of(code).encode()).hexdigest()


def is_still_open(mail) -> bool:
    """Asked again at the moment of sending: a link that was replaced meanwhile is not sent."""
    return Invitation.objects.open().filter(pk=mail.about["invitation_id"]).exists()


def _new_code(person: Person, actor: Person) -> tuple[Invitation, str]:
    if person.has_a_way_in:
        raise Refused(
            _("%(name)s has signed in already; a forgotten password is renewed at sign-in.") % {"name": person}
        )
    person.invitations.open().update(expires_at=now())
    parts = ["".join(secrets.choice(LETTERS) for _letter in range(PART)) for _part in range(PARTS)]
    code = "-".join(parts)
    moment = now()
    invitation = Invitation.objects.create(
        person=person, code_hash=hash_of(code), created_by=actor, created_at=moment, expires_at=moment + VALID
    )
    return invitation, code
