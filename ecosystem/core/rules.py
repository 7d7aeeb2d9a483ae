"""Permissions: each is declared once, by name, with a rule made of predicates; asking an unknown name is an error."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from rules import predicate
from rules.predicates import Predicate

__all__ = [
    "Declared",
    "Predicate",
    "UndeclaredPermission",
    "allowed",
    "allows",
    "declare",
    "declared",
    "is_administrator",
    "is_demo",
    "is_executive",
    "is_learning",
    "is_people_administrator",
    "is_signed_in",
    "predicate",
]


class UndeclaredPermission(KeyError):
    """A permission that no app declared: a misspelt name must be loud, never a silent no."""


class Declared(NamedTuple):
    rule: Predicate
    sentence: str


_declared: dict[str, Declared] = {}


def declare(permission: str, rule: Predicate, sentence: str = "") -> None:
    """Say who may do `permission`; `sentence` tells people who that is."""
    if permission in _declared:
        raise ImproperlyConfigured(f"The permission {permission!r} is declared twice.")
    if not isinstance(rule, Predicate):
        raise ImproperlyConfigured(f"The rule of {permission!r} is no predicate.")
    _declared[permission] = Declared(rule, sentence)


def declared() -> dict[str, Declared]:
    """Every declared permission, as a copy."""
    return dict(_declared)


def allows(person: Any, permission: str, obj: Any = None) -> bool:
    """Whether an active, signed-in `person` may do `permission` (to `obj`). Nobody else ever may."""
    if permission not in _declared:
        raise UndeclaredPermission(permission)
    if not is_signed_in.test(person):
        return False
    return _declared[permission].rule.test(person, obj)


def allowed(person: Any, permissions: Iterable[str]) -> set[str]:
    """Those of `permissions` that allow `person` something without an object; a rule that several share is asked once."""
    wanted = set(permissions)
    if unknown := wanted - _declared.keys():
        raise UndeclaredPermission(*unknown)
    if not is_signed_in.test(person):
        return set()
    answers = {is_signed_in: True}
    for rule in {_declared[permission].rule for permission in wanted} - {is_signed_in}:
        answers[rule] = rule.test(person, None)
    return {permission for permission in wanted if answers[_declared[permission].rule]}


@predicate
def is_signed_in(person: Any) -> bool:
    return bool(person and person.is_authenticated and person.is_active)


@predicate
def is_administrator(person: Any) -> bool:
    return bool(person.is_administrator)


@predicate
def is_people_administrator(person: Any) -> bool:
    return bool(person.is_people_administrator)


@predicate
def is_learning(person: Any) -> bool:
    return bool(person.is_learning)


@predicate
def is_executive(person: Any) -> bool:
    return bool(person.is_executive)


@predicate
def is_demo(person: Any) -> bool:
    """The installation shows itself with invented people."""
    return settings.DEMO


declare("core.search", is_signed_in, "Everybody who is signed in.")
declare("core.view_definitions", is_signed_in, "Everybody who is signed in.")
declare("core.view_style", is_administrator | is_learning | is_people_administrator, "Staff.")
declare("core.view_operations", is_administrator, "Administrators.")
declare("core.retry_work", is_administrator, "Administrators.")
declare("core.view_mailbox", is_demo, "Everybody, in the demo only: it shows all mail.")
