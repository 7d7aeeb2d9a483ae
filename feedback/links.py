"""Signed links in mails about needs: they work without signing in, say nothing of the need, and ask before they change anything."""

import datetime as dt

from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse

from accounts.models import Person
from feedback.models import Need

GOOD_FOR = dt.timedelta(days=60)
HELPED, CLAIM = "helped", "claim"


def link_to(act: str, need: Need, person_id: int) -> str:
    """The address under which this person may answer from the mail."""
    return reverse(f"feedback:link_{act}", args=[signer(act).sign(f"{person_id}.{need.pk}")])


def asked_by(act: str, token: str) -> tuple[Person, Need] | None:
    """Who was asked, and about what; None when the signature is wrong or too old, or either is gone."""
    try:
        person_id, _dot, need_id = signer(act).unsign(token, max_age=GOOD_FOR).partition(".")
    except BadSignature:
        return None
    person = Person.objects.people().filter(pk=person_id, is_active=True).first()
    need = Need.objects.filter(pk=need_id).first()
    return (person, need) if person and need else None


def signer(act: str) -> TimestampSigner:
    """A link of one kind is none of another."""
    return TimestampSigner(salt=f"feedback.{act}")
