"""Acts on the organisation's policy, and the first set-up."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import (
    AccessRole,
    Employment,
    Organisation,
    Person,
    RoleGrant,
    Scale,
    ScaleLevel,
)
from accounts.placing import follow
from ecosystem.core import policy
from ecosystem.core.audit import SYSTEM, record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.mail import queue_mail
from ecosystem.core.mail_told import server_named
from ecosystem.core.models import OutgoingMail
from ecosystem.core.twice import DOUBLE_CLICK, in_turn, twin
from ecosystem.core.versions import change

TEST_MAIL = "test-mail-{}-"
LEVELS = (_("None"), _("Aware"), _("Working"), _("Practitioner"), _("Expert"))


@transaction.atomic
def change_organisation(organisation: Organisation, *, actor: Person, version: int | None, **fields: Any) -> list[str]:
    """Change the policy; the audit names the fields that changed. Returns them."""
    changed = [name for name, value in fields.items() if getattr(organisation, name) != value]
    change(organisation, version, **fields)
    policy.forget()
    if changed:
        record(actor, "organisation.changed", organisation, fields=changed)
    return changed


@transaction.atomic
def set_up_organisation(*, full_name: str, email: str, password: str, **fields: Any) -> Person:
    """The first administrator and the row of policy. Once only: whoever comes second is refused."""
    in_turn("accounts.set_up")
    if Organisation.objects.filter(set_up_at__isnull=False).exists():
        raise Refused(_("This installation has been set up already."))
    organisation, _made = Organisation.objects.update_or_create(
        pk=1, defaults={**fields, "scale": default_scale(), "set_up_at": now()}
    )
    policy.forget()
    person = _first_administrator(full_name, email, password)
    record(SYSTEM, "organisation.set_up", organisation, fields=list(fields), subject=person)
    return person


@transaction.atomic
def send_test_mail(organisation: Organisation, *, actor: Person) -> None:
    """A mail to whoever asked, by the server as it is entered: each press sends another one, a double click one."""
    this = Organisation.objects.filter(pk=organisation.pk)
    if twin(actor, "organisation.mail_tested", this, within=DOUBLE_CLICK):
        return
    moment = now()
    queue_mail(
        to=actor.email,
        person_id=actor.pk,
        template="accounts/emails/test_mail",
        context={"person": actor},
        key=f"{TEST_MAIL.format(actor.pk)}{moment:%Y%m%d%H%M%S%f}",
    )
    record(actor, "organisation.mail_tested", organisation)


def mail_test_told(person: Person) -> dict[str, Any]:
    """What became of the test mail that this person asked for last, for a page that says so."""
    latest = OutgoingMail.objects.latest_of(TEST_MAIL.format(person.pk))
    return {"test_mail": latest, "mail_server": server_named()}


def default_scale() -> Scale:
    """The scale 0–4 that every company begins with."""
    scale, made = Scale.objects.get_or_create(code="default", defaults={"name": str(_("Five levels")), "max_value": 4})
    if made:
        ScaleLevel.objects.bulk_create(
            ScaleLevel(scale=scale, value=value, name=str(name)) for value, name in enumerate(LEVELS)
        )
    return scale


def _first_administrator(full_name: str, email: str, password: str) -> Person:
    """A new person, or the one with this address where people were imported before."""
    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        person = Person.objects.create_user(email=email, full_name=full_name)
        Employment.objects.create(person=person, valid_from=today())
    person.set_password(password)
    change(person, None, password=person.password, is_active=True)
    for role in (AccessRole.ADMIN, AccessRole.PEOPLE_ADMIN, AccessRole.LEARNING):
        RoleGrant.objects.create(person=person, role=role, valid_from=today(), confirmed_at=now())
    follow(person.pk, lines=True)
    return person
