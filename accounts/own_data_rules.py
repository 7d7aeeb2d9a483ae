"""Who may have a copy of what, and who may erase whom (two administrators, and nobody else)."""

from typing import Any

from accounts.rules import is_oneself
from ecosystem.core.clock import now
from ecosystem.core.rules import declare, is_administrator, is_signed_in, predicate


@predicate
def is_own_copy(person: Any, export: Any) -> bool:
    return export.person_id == person.pk


@predicate
def can_be_fetched(person: Any, export: Any) -> bool:
    """Built, and not past its last day."""
    return export.ready_at is not None and export.expires_at > now()


@predicate
def has_left(person: Any, subject: Any) -> bool:
    return subject.kind == "person" and not subject.is_active and subject.erased_at is None


@predicate
def waits_for_second(person: Any, erasure: Any) -> bool:
    return erasure.state == "asked"


@predicate
def asked_for_it(person: Any, erasure: Any) -> bool:
    return erasure.asked_by_id == person.pk


@predicate
def asked_by_administrator(person: Any, erasure: Any) -> bool:
    """Who asked is one today: whoever lost the role meanwhile, or never had it, does not count."""
    return bool(erasure.asked_by_id and erasure.asked_by.is_active and erasure.asked_by.is_administrator)


declare("accounts.view_my_data", is_signed_in, "Everybody, what is held about themselves.")
declare("accounts.ask_copy", is_signed_in, "Everybody, of their own data.")
declare("accounts.fetch_copy", is_own_copy & can_be_fetched, "Whoever asked for it, until its last day; nobody else.")
declare("accounts.list_erasures", is_administrator, "Administrators.")
declare("accounts.view_erasure", is_administrator, "Administrators.")
declare(
    "accounts.ask_erasure",
    is_administrator & has_left & ~is_oneself,
    "Administrators, for somebody who has left.",
)
declare(
    "accounts.confirm_erasure",
    is_administrator & waits_for_second & ~asked_for_it & asked_by_administrator,
    "An administrator, for whom another administrator asked.",
)
declare(
    "accounts.withdraw_erasure",
    is_administrator & waits_for_second,
    "Administrators, until it is confirmed.",
)
