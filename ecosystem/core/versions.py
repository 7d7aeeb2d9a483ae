"""Optimistic versions: a stale edit never overwrites, a second call is harmless."""

from typing import Any

from django.db import models

from ecosystem.core.errors import Stale
from ecosystem.core.planned import alter, is_computed


class Versioned(models.Model):
    """Every editable entity carries the number of its edition."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


def change(obj: Versioned, version: int | None, where: dict[str, Any] | None = None, **values: Any) -> bool:
    """Write `values` in one conditional UPDATE that also raises the version, and bring `obj` up to date.

    `version` is what the person saw (None: whatever it is now). `where` is the state that the act needs, tested in the
    same UPDATE. Returns False when the row is not in that state; raises Stale when only the version differs.
    """
    model = obj.__class__  # not type(): whoever is signed in comes wrapped
    in_state = {model._meta.pk.attname: obj.pk, **(where or {})}  # type: ignore[union-attr]
    edition = in_state if version is None else {**in_state, "version": version}
    if alter(model, edition, **values):
        _bring_up_to_date(obj, version, values)
        return True
    rows = model._base_manager
    if rows.filter(**in_state).exists():
        raise Stale(rows.get(pk=obj.pk))
    obj.refresh_from_db()
    return False


def already(obj: Any, field: str) -> None:
    """After `change()` said False: fine if `field` is set, for then it was done before; else somebody interfered."""
    if not getattr(obj, field):
        raise Stale(obj)


def _bring_up_to_date(obj: Versioned, version: int | None, values: dict[str, Any]) -> None:
    """Without a further query where the loaded object was the very edition that the UPDATE met."""
    if version is None or version != obj.version or is_computed(values):
        obj.refresh_from_db()
        return
    for name, value in values.items():
        column: Any = obj._meta.get_field(name)
        setattr(obj, name, column.to_python(value) if name == column.attname else value)
    obj.version += 1
