"""The organisation's policy as the kernel knows it: read once per request or task, provided by the app that stores it."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Policy:
    """The defaults hold until an organisation is set up."""

    name: str = "Understory"
    time_zone: str = "UTC"
    fiscal_year_first_month: int = 1
    languages: list[str] = field(default_factory=lambda: ["en"])
    default_goal_visibility: str = "everyone"
    k_anonymity: int = 5
    quiet_until: dt.time = dt.time(9)
    quiet_from: dt.time = dt.time(17)
    nudges_per_day: int = 1
    nudges_per_week: int = 2
    holiday_country: str = ""
    extra_holidays: list[dt.date] = field(default_factory=list)
    currency: str = "EUR"
    scale_id: int | None = None
    mail_url: str = ""
    mail_from: str = ""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def k(self) -> int:
        """Five is the floor, whatever is stored."""
        return max(5, self.k_anonymity)

    @classmethod
    def of(cls, row: Any) -> "Policy":
        """From any object with attributes of these names; those it lacks keep their default."""
        return cls(**{part.name: getattr(row, part.name) for part in fields(cls) if hasattr(row, part.name)})


_provider: Callable[[], Any] | None = None
_scope: ContextVar[dict[str, Policy] | None] = ContextVar("policy_scope", default=None)


def provide(provider: Callable[[], Any]) -> None:
    """Register what reads the row of policy: a callable that returns the row, or None before there is one."""
    global _provider
    _provider = provider


def policy() -> Policy:
    """The policy in force. Inside a scope it is read once."""
    scope = _scope.get()
    if scope is None:
        return _read()
    if "policy" not in scope:
        scope["policy"] = _read()
    return scope["policy"]


def remember(known: Policy) -> None:
    """Spare the question: the sign-in query brought the row along."""
    scope = _scope.get()
    if scope is not None:
        scope["policy"] = known


def forget() -> None:
    """Read again at the next question: for the action that changes the policy."""
    scope = _scope.get()
    if scope is not None:
        scope.clear()


@contextmanager
def scope() -> Iterator[None]:
    """One request or one task."""
    token = _scope.set({})
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def out_of_reach() -> Iterator[None]:
    """Whoever asks is told not to: what is built here outlives the policy of today."""
    token = _scope.set({"policy": _OutOfReach()})
    try:
        yield
    finally:
        _scope.reset(token)


class _OutOfReach(Policy):
    def __getattribute__(self, name: str) -> Any:
        raise ImproperlyConfigured(f"A compiled statement cannot ask for {name}; hand it in by name.")


def _read() -> Policy:
    row = _provider() if _provider else None
    return row if isinstance(row, Policy) else Policy.of(row) if row is not None else Policy()
