"""Acts on access: roles are granted, confirmed, declined and ended; stand-ins are named."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessRole, Delegation, Person, RoleGrant, Unit
from accounts.placing import plainly
from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.twice import in_turn
from ecosystem.notifications.actions import tell


@transaction.atomic
def grant_role(
    person: Person,
    *,
    actor: Person,
    role: str,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    unit: Unit | None = None,
) -> RoleGrant:
    """A role from a day on, in force without further confirmation. Never to oneself, never twice at a time."""
    if person.pk == actor.pk:
        raise Refused(_("Nobody grants a role to themselves; ask another administrator."), field="person")
    in_turn("accounts.roles", person.pk)
    held = RoleGrant.objects.from_day(valid_from).filter(person=person, role=role, unit=unit, ended_by=None)
    if held.filter(confirmed_at__isnull=False).exists():
        raise Refused(_("Has this role at that time already."), field="role")
    held.filter(confirmed_at=None).delete()
    with plainly(RoleGrant, field="valid_to"):
        grant = RoleGrant.objects.create(
            person=person,
            role=role,
            unit=unit,
            granted_by=actor,
            confirmed_at=now(),
            valid_from=valid_from,
            valid_to=valid_to,
        )
    record(actor, "role.granted", grant, fields=["role", "unit", "valid_from", "valid_to"], subject=person)
    return grant


@transaction.atomic
def confirm_grant(grant: RoleGrant, *, actor: Person) -> None:
    """Say yes to a proposed role. Confirming twice is harmless."""
    if grant.person_id == actor.pk:
        raise Refused(_("Nobody confirms a role for themselves; ask another administrator."))
    proposed = RoleGrant.objects.proposed().filter(pk=grant.pk)
    if proposed.update(confirmed_at=now(), granted_by=actor, valid_from=max(grant.valid_from, today())):
        record(actor, "role.confirmed", grant, fields=["confirmed_at"], subject=grant.person_id)


@transaction.atomic
def decline_grant(grant: RoleGrant, *, actor: Person) -> None:
    """Say no to a proposed role; the same proposal does not come back. Twice is harmless."""
    if RoleGrant.objects.proposed().filter(pk=grant.pk).update(ended_by=actor):
        record(actor, "role.declined", grant, fields=["ended_by"], subject=grant.person_id)


@transaction.atomic
def end_grant(grant: RoleGrant, *, actor: Person) -> None:
    """Take a role away, at the person's next request. The last administrator stays. Twice is harmless."""
    if grant.role == AccessRole.ADMIN:
        refuse_to_lose_last_administrator(grant.person)
    if RoleGrant.objects.filter(pk=grant.pk, ended_by=None).update(
        ended_by=actor, valid_to=max(grant.valid_from, today())
    ):
        record(actor, "role.ended", grant, fields=["valid_to"], subject=grant.person_id)


def refuse_to_lose_last_administrator(person: Person) -> None:
    """Somebody else must be an administrator without an end; two who remove each other wait for one another."""
    in_turn("accounts.administrators")
    administrators = RoleGrant.objects.active().filter(role=AccessRole.ADMIN, unit=None, person__is_active=True)
    if not administrators.filter(person=person).exists():
        return
    lasting = administrators.filter(valid_to=None, person__employments__valid_to=None).exclude(person=person)
    if not lasting.exists():
        raise Refused(_("This is the last administrator. Grant the role to somebody else first."))


@transaction.atomic
def name_stand_in(
    manager: Person, *, actor: Person, delegate: Person, valid_from: dt.date, valid_to: dt.date, note: str = ""
) -> Delegation:
    """Somebody stands in for a manager, 60 days at most: obstacles and requests of the team. The team sees it.

    They are told from when to when, and what it allows; the end comes by itself.
    """
    in_turn("accounts.stand_in", manager.pk)
    overlapping = Delegation.objects.from_day(valid_from).filter(
        manager=manager, valid_from__lte=valid_to, ended_at=None
    )
    if overlapping.exists():
        raise Refused(_("You have a stand-in in that time already; end that one first."), field="valid_from")
    with plainly(Delegation, field="valid_to"):
        delegation = Delegation.objects.create(
            manager=manager, delegate=delegate, valid_from=valid_from, valid_to=valid_to, note=note, created_at=now()
        )
    record(actor, "stand_in.named", delegation, fields=["valid_from", "valid_to"], subject=delegate)
    tell("accounts.stand_in_named", person_id=delegate.pk, subject_id=delegation.pk)
    return delegation


@transaction.atomic
def end_delegation(delegation: Delegation, *, actor: Person) -> None:
    """End a stand-in now. Twice is harmless."""
    if Delegation.objects.filter(pk=delegation.pk, ended_at=None).update(ended_at=now()):
        record(actor, "stand_in.ended", delegation, fields=["ended_at"], subject=delegation.delegate_id)
