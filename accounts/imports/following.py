"""What an applied or undone import sets in motion: closures, stored skills, search, stale addresses."""

from django.db import connection

from accounts.actions.leaving import end_sessions
from accounts.closure import rewrite_reporting, rewrite_units
from accounts.imports.registry import followers
from accounts.models import ImportChange, Invitation, Person
from accounts.refresh import touch
from ecosystem.core.clock import now
from ecosystem.core.jobs import start_run
from ecosystem.core.outbox import enqueue

AT_ONCE = 2_000
LINES = {"accounts_person", "accounts_reportingline"}
STANDING = {
    "accounts_person", "accounts_employment", "accounts_unitmembership", "accounts_roleholding", "accounts_unit",
    "accounts_rolerequirement", "accounts_skill", "accounts_jobrole", "accounts_assessment", "accounts_skilltarget",
}  # fmt: skip
SEARCHED = {
    "accounts_person",
    "accounts_skill",
    "accounts_unit",
    "accounts_jobrole",
    "goals_objective",
    "goals_learninggoal",
}


def follow(run_id: int, edition: int, tables: set[str]) -> None:
    """Bring up to date what is derived from these tables. Figures of many people: in a worker."""
    if "accounts_unit" in tables:
        rewrite_units()
    if tables & LINES:
        rewrite_reporting()
    _forget_stale_addresses(tables)
    _sign_out_leavers(run_id)
    if tables & STANDING:
        _touch(f"import-{run_id}-{edition}", tables)
    for follower in followers():
        follower(run_id, tables)
    if tables & SEARCHED:
        enqueue("core.refill_search", key=f"search-import-{run_id}-{edition}", run_id=start_run("refill_search"))


def _touch(reason: str, tables: set[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM (SELECT FROM accounts_person LIMIT %s) few", [AT_ONCE + 1])
        small = cursor.fetchone()[0] <= AT_ONCE
    if small:
        touch()
    if not small or "accounts_unit" in tables:
        enqueue("accounts.rebuild_sums", key=f"rebuild-sums-{reason}")


def _sign_out_leavers(run_id: int) -> None:
    """Whoever may no longer sign in has no session and no open invitation."""
    changed = ImportChange.objects.filter(run=run_id, table="accounts_person", act=ImportChange.Act.CHANGED)
    ids = [id for listed in changed.values_list("ids", flat=True) for id in listed]
    for person in Person.objects.filter(pk__in=ids, is_active=False):
        end_sessions(person)
    Invitation.objects.open().filter(person__in=ids, person__is_active=False).update(expires_at=now())


def _forget_stale_addresses(tables: set[str]) -> None:
    """Nobody signs in with an address that is no longer theirs."""
    if "accounts_person" in tables:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM account_emailaddress a USING accounts_person p "
                "WHERE p.id = a.user_id AND lower(a.email) <> lower(p.email)"
            )
