"""Acts on units and sites."""

import uuid
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.closure import rewrite_units
from accounts.models import Person, Site, Unit, UnitClosure, UnitMembership
from accounts.search_entries import index_unit
from ecosystem.core.audit import record
from ecosystem.core.clock import today
from ecosystem.core.errors import Refused
from ecosystem.core.outbox import enqueue
from ecosystem.core.twice import twin
from ecosystem.core.versions import already, change


@transaction.atomic
def add_unit(*, actor: Person, name: str, parent: Unit | None = None, code: str = "", **fields: Any) -> Unit:
    """A new unit, at the top or below another; without a code it gets one from its name. Sent twice it is one."""
    alike = Unit.objects.filter(name=name, parent=parent, closed_on=None, **fields)
    if before := twin(actor, "unit.added", alike.filter(code=code) if code else alike):
        return before
    unit = Unit.objects.create(name=name, parent=parent, code=code or free_code(Unit, name), **fields)
    rewrite_units()
    index_unit(unit)
    record(actor, "unit.added", unit)
    return unit


@transaction.atomic
def change_unit(unit: Unit, *, actor: Person, version: int | None, **fields: Any) -> None:
    """Name, code, lead, or the unit above: then everybody below moves with it."""
    parent = fields.get("parent")
    moves = "parent" in fields and (parent.pk if parent else None) != unit.parent_id
    if moves and parent and UnitClosure.objects.filter(ancestor=unit, descendant=parent).exists():
        raise Refused(_("“%(unit)s” is part of this unit; that would be a circle.") % {"unit": parent}, field="parent")
    if not change(unit, version, where={"closed_on": None}, **fields):
        raise Refused(_("This unit is closed."))
    if moves:
        rewrite_units()
        enqueue("accounts.rebuild_sums", key=f"unit-moved-{unit.pk}-{unit.version}")
    index_unit(unit)
    record(actor, "unit.changed", unit, fields=list(fields))


@transaction.atomic
def close_unit(unit: Unit, *, actor: Person, version: int | None) -> None:
    """Nobody may be in it from today on, nor any open unit below. Closing twice is harmless."""
    people = UnitMembership.objects.from_day(today()).filter(unit=unit).count()
    if people:
        raise Refused(_("%(n)d people are in this unit; move them first.") % {"n": people})
    if unit.children.filter(closed_on=None).exists():
        raise Refused(_("Units below it are open; close or move them first."))
    if not change(unit, version, where={"closed_on": None}, closed_on=today()):
        return already(unit, "closed_on")
    index_unit(unit)
    record(actor, "unit.closed", unit, fields=["closed_on"])


@transaction.atomic
def reopen_unit(unit: Unit, *, actor: Person, version: int | None) -> None:
    """A closed unit is used again. Twice is harmless."""
    if change(unit, version, where={"closed_on__isnull": False}, closed_on=None):
        index_unit(unit)
        record(actor, "unit.reopened", unit, fields=["closed_on"])


@transaction.atomic
def add_site(*, actor: Person, name: str, code: str = "", **fields: Any) -> Site:
    """A new place of work; sent twice it is one."""
    alike = Site.objects.filter(name=name, **fields)
    if before := twin(actor, "site.added", alike.filter(code=code) if code else alike):
        return before
    site = Site.objects.create(name=name, code=code or free_code(Site, name), **fields)
    record(actor, "site.added", site)
    return site


@transaction.atomic
def change_site(site: Site, *, actor: Person, version: int | None, **fields: Any) -> None:
    """Another time zone or country holds for everybody there, from the next reminder on."""
    change(site, version, **fields)
    record(actor, "site.changed", site, fields=list(fields))


def free_code(model: type[Any], name: str, longest: int = 40) -> str:
    """A code from a name that no other row has: `Data & AI` → `DATA-AI`, then `DATA-AI-2` …"""
    stem = slugify(name).upper()[: longest - 4] or uuid.uuid4().hex[:8].upper()
    taken = set(model._base_manager.filter(code__startswith=stem).values_list("code", flat=True))
    numbered = (f"{stem}-{n}" for n in range(2, len(taken) + 3))
    return stem if stem not in taken else next(code for code in numbered if code not in taken)
