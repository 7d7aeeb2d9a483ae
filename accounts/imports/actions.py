"""Upload, check, confirm, apply, undo, discard. Each is one transaction; a second call is harmless."""

import time
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.imports import rules  # noqa: F401 (declares what is asked below)
from accounts.imports.applying import apply_plans
from accounts.imports.comparing import write_previews
from accounts.imports.examining import examine, opened
from accounts.imports.following import follow
from accounts.imports.guarding import figures
from accounts.imports.reporting import write_issues
from accounts.imports.undoing import undo_changes
from accounts.imports.work import Work
from accounts.models import ImportFile, ImportRun, Person
from ecosystem.core.audit import SYSTEM, record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.outbox import enqueue
from ecosystem.core.rules import allows
from ecosystem.core.twice import DOUBLE_CLICK, in_turn, twin
from ecosystem.core.versions import change

State = ImportRun.State
LARGE_BYTES = 300_000
MOST_BYTES = 100 * 1024 * 1024
OPEN = (State.BROKEN, State.READY, State.HELD)
STOPPED_AFTER = 120  # seconds without a sign of life


@transaction.atomic
def upload_files(files: Sequence[tuple[str, bytes]], *, actor: Any, complete_list: bool = False) -> ImportRun:
    """Keep the bytes, and check them: at once when they are few, else in a worker. A double click is one import."""
    size = sum(len(content) for _name, content in files)
    if size > MOST_BYTES:
        raise Refused(_("Together the files are larger than 100 MB. Import them one by one."))
    alike = ImportRun.objects.filter(complete_list=complete_list)
    before = twin(actor, "import.uploaded", alike, within=DOUBLE_CLICK)
    if before and [(file.name, bytes(file.content)) for file in before.files.order_by("pk")] == list(files):
        return before
    run = ImportRun.objects.create(uploaded_by_id=actor.pk, uploaded_at=now(), complete_list=complete_list)
    _keep_files(run, files)
    record(actor, "import.uploaded", run)
    if size > LARGE_BYTES:
        enqueue("accounts.check_import", key=f"check-import-{run.pk}-0", run_id=run.pk)
    else:
        check_import(run)
    return run


def read_uploads(uploads: Sequence[UploadedFile]) -> list[tuple[str, bytes]]:
    return [(upload.name or "", upload.read()) for upload in uploads]


@transaction.atomic
def check_import(run: ImportRun, *, progress: Any = None) -> None:
    """The dry run: what is wrong, what would change. Changes nothing but the run's own rows."""
    run = _locked(run)
    if run.state == State.WAITING:
        _pass(run, actor=run.uploaded_by or SYSTEM, applies=False, progress=progress)


@transaction.atomic
def check_again(run: ImportRun, *, actor: Any) -> None:
    """For a check or an application that stopped half-way: nothing was changed, start over. A double click starts it once."""
    run = _locked(run)
    this = ImportRun.objects.filter(pk=run.pk)
    if run.state not in (State.WAITING, State.APPLYING) or twin(actor, "import.resumed", this, within=DOUBLE_CLICK):
        return
    change(run, None, state=State.WAITING, tries=run.tries + 1)
    record(actor, "import.resumed", run)
    enqueue("accounts.check_import", key=f"check-import-{run.pk}-{run.tries}", run_id=run.pk)


@transaction.atomic
def confirm_import(run: ImportRun, *, actor: Any) -> None:
    """A person saw the counts of a held import and takes responsibility for them."""
    seen = {**run.figures, "confirmed": _guarded(run.figures)}
    if change(
        run, None, where={"state": State.HELD}, confirmed_by=actor, confirmed_at=now(), figures=seen, state=State.READY
    ):
        record(actor, "import.confirmed", run)


@transaction.atomic
def apply_import(run: ImportRun, *, actor: Any) -> None:
    """Check once more and write, all in one transaction; a large one in a worker."""
    run = _locked(run)
    if run.state in (State.APPLYING, State.APPLIED):
        return
    if run.state == State.HELD:
        raise Refused(_("Confirm the counts first."))
    if run.state != State.READY:
        raise Refused(_("This import cannot be applied as it is. Upload a corrected file."))
    if sum(len(file.content) for file in run.files.all()) > LARGE_BYTES:
        change(run, None, state=State.APPLYING, applied_by_id=actor.pk)
        enqueue("accounts.apply_import", key=f"apply-import-{run.pk}-{run.version}", run_id=run.pk)
    else:
        _pass(run, actor=actor, applies=True)


@transaction.atomic
def apply_waiting_import(run: ImportRun, *, progress: Any = None) -> None:
    """The worker's part of a large application."""
    run = _locked(run)
    if run.state == State.APPLYING:
        _pass(run, actor=run.applied_by or SYSTEM, applies=True, progress=progress)


@transaction.atomic
def import_at_once(
    files: Sequence[tuple[str, bytes]], *, dry_run: bool, complete_list: bool, confirmed: bool
) -> ImportRun:
    """For the command: one pass, applied where nothing is wrong and nothing is held (or the counts are confirmed)."""
    run = ImportRun.objects.create(uploaded_at=now(), complete_list=complete_list)
    _keep_files(run, files)
    record(SYSTEM, "import.uploaded", run)
    run = _locked(run)
    _pass(run, actor=SYSTEM, applies=not dry_run, confirmed=confirmed)
    return run


@transaction.atomic
def undo_import(run: ImportRun, *, actor: Any) -> None:
    """Take back what was written; refused with the reason when something was built on it."""
    run = _locked(run)
    if run.state != State.APPLIED:
        return
    _settle()
    tables = undo_changes(run)
    change(run, None, state=State.UNDONE, undone_by_id=actor.pk, undone_at=now())
    record(actor, "import.undone", run)
    follow(run.pk, run.version, tables)


@transaction.atomic
def discard_import(run: ImportRun, *, actor: Any) -> None:
    """Forget the files and what was found in them."""
    if change(run, None, where={"state__in": [*OPEN, State.WAITING, State.APPLYING]}, state=State.DISCARDED):
        run.files.all().delete()
        run.previews.all().delete()
        run.issues.all().delete()
        record(actor, "import.discarded", run)


def forget_old_files(before: Any) -> int:
    """Files, findings and previews are kept for 30 days; who imported what and when stays."""
    runs = list(ImportRun.objects.kept_too_long(before))
    for run in runs:
        run.files.all().delete()
        run.previews.all().delete()
        run.issues.all().delete()
    return len(runs)


def _locked(run: ImportRun) -> ImportRun:
    return ImportRun.objects.select_for_update(no_key=True).get(pk=run.pk)


def _keep_files(run: ImportRun, files: Sequence[tuple[str, bytes]]) -> None:
    """As they are: in a literal each byte would be written as two letters, and read back from them."""
    statement = f"COPY {ImportFile._meta.db_table} (run_id, name, content) FROM STDIN (FORMAT binary)"
    with connection.cursor() as cursor, cursor.copy(statement) as target:
        target.set_types(["int8", "text", "bytea"])
        for name, content in files:
            target.write_row((run.pk, name[-200:], content))


def _settle() -> None:
    """One import at a time; as long as it takes; circles are looked for in one statement instead of at each line.

    Without `pgtrigger.ignore` every trigger call would miss that setting with an exception, each dearer than the last.
    """
    in_turn("accounts.imports")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL understory.lines_checked = 'on'; SET LOCAL pgtrigger.ignore = '{}'")
        cursor.execute("LOCK TABLE accounts_reportingline IN SHARE ROW EXCLUSIVE MODE")


def _pass(run: ImportRun, *, actor: Any, applies: bool, confirmed: bool = False, progress: Any = None) -> None:
    """One way through the files: find, compare and plan; then write the plan, where it may be written."""
    started = time.monotonic()
    files = [(file.name, bytes(file.content)) for file in run.files.order_by("pk")]
    only_learning = _only_learning(run)
    tables, troubles = opened(files, only_learning=only_learning)
    if applies:
        _settle()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '64MB'")
    more = {"progress": progress} if progress else {}
    work = Work(tables, day=today(), actor_id=actor.pk, complete_list=run.complete_list, **more)
    examine(work, troubles, only_learning=only_learning)
    found = {**figures(work), "confirmed": run.figures.get("confirmed")}
    state = _state(found, confirmed)
    writes = applies and state == State.READY
    _keep_findings(run, work, found)
    if writes:
        found["written"] = apply_plans(work, run.pk)
        state = State.APPLIED
    values: dict[str, Any] = {
        "state": state,
        "figures": found,
        "checked_at": now(),
        "seconds": round(time.monotonic() - started, 2),
    }
    if writes:
        values |= {"applied_by_id": actor.pk, "applied_at": now()}
    change(run, None, tables=[table.how_read() for table in work.read], **{**_audience(work), **values})
    written = {target.table for target in work.planned.values()} if writes else set()
    names = [kind.name for kind in work.kinds]
    work.close()
    if writes:
        record(actor, "organisation.imported", run, fields=names)
        if found["written"]:
            follow(run.pk, run.version, written)


def _keep_findings(run: ImportRun, work: Work, found: dict[str, Any]) -> None:
    run.issues.all().delete()
    run.previews.all().delete()
    write_issues(work, run.pk)
    if found["changes"]:
        write_previews(work, run.pk)


def _state(found: dict[str, Any], confirmed: bool) -> str:
    if found["errors"]:
        return State.BROKEN
    if found["held"] and not confirmed and not _covers(found):
        return State.HELD
    return State.READY


def _guarded(found: dict[str, Any]) -> dict[str, int]:
    people = found.get("people", {})
    return {"leavers": people.get("leavers", 0), "new_managers": people.get("new_managers", 0), "rows": found["rows"]}


def _covers(found: dict[str, Any]) -> bool:
    """Whether what was confirmed is at least what would happen now."""
    confirmed: dict[str, int] = found.get("confirmed") or {}
    now_counted = _guarded(found)
    return bool(confirmed) and all(now_counted[name] <= confirmed[name] for name in ("leavers", "new_managers"))


def _only_learning(run: ImportRun) -> bool:
    """Whether whoever uploaded may import L&D's files only. The command may import all."""
    person: Person | None = run.uploaded_by
    return person is not None and not allows(person, "accounts.import_people")


def _audience(work: Work) -> dict[str, bool]:
    """Who else may see the run: by what its files hold."""
    if not work.kinds:
        return {"for_learning": False, "private": True}
    return {
        "for_learning": all(kind.by_learning for kind in work.kinds),
        "private": any(kind.private for kind in work.kinds),
    }
