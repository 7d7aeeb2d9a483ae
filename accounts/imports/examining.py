"""From files to planned rows: read, stage, check, compare, plan, check the plan. The live tables are only read."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as translated

from accounts.imports import kinds as known_kinds
from accounts.imports.checking import check_cells
from accounts.imports.comparing import compare, drop_bad
from accounts.imports.planning import drop_idle
from accounts.imports.reading import Table, Trouble, Unreadable
from accounts.imports.staging import stage
from accounts.imports.unpacking import tables_of
from accounts.imports.work import Work

__all__ = ["examine", "known_kinds", "opened"]
Uploaded = Sequence[tuple[str, bytes]]


def opened(files: Uploaded, *, only_learning: bool = False) -> tuple[list[Table], list[tuple[str, Trouble]]]:
    """The tables in the files, each kind at most once, and what cannot be read."""
    tables, troubles, seen = [], [], {}
    for name, content in files:
        try:
            found = tables_of(name, content, only_learning=only_learning)
        except Unreadable as error:
            troubles.append((name, Trouble(None, "", "", error.code, error.detail)))
            continue
        for table in found:
            if table.kind is None:
                troubles += [(table.file, trouble) for trouble in table.troubles]
            elif table.kind.name in seen:
                troubles.append((table.file, Trouble(None, "", "", "file_twice", str(table.kind.title))))
            else:
                seen[table.kind.name] = table
                tables.append(table)
    return tables, troubles


def examine(work: Work, troubles: Sequence[tuple[str, Trouble]] = (), *, only_learning: bool = False) -> None:
    """Everything up to the plan, inside the caller's transaction. What is wrong is noted, never raised."""
    for file, trouble in troubles:
        work.note(file, [trouble])
    _stage_all(work)
    _say_what_else_fits(work)
    if only_learning:
        _refuse_foreign(work)
    work.mark_bad()
    work.step(translated("Checking every cell"))
    check_cells(work)
    work.step(translated("Comparing with what is stored"))
    compare(work)
    work.is_idle = not any(work.value(f"SELECT EXISTS (SELECT FROM {kind.diff})") for kind in work.kinds)
    _plan(work)
    work.mark_bad()
    drop_bad(work)
    for kind in work.kinds:
        for warning in kind.warnings:
            warning(work)


def _plan(work: Work) -> None:
    """The rows to write, and what is wrong with them."""
    work.step(translated("Working out what changes"))
    for kind in work.kinds:
        kind.write(work, kind)
    if work.is_idle:
        return
    drop_idle(work)
    work.step(translated("Checking circles and overlaps"))
    for kind in work.kinds:
        for check in kind.planned_checks:
            check(work)


def _stage_all(work: Work) -> None:
    whole = sum(table.expected for table in work.tables.values()) or 1
    before = 0
    for table in work.tables.values():
        try:
            with transaction.atomic():
                stage(work, table, before, 2 * whole)
        except Unreadable as error:
            table.rows, table.picks = (), {}
            stage(work, table, before, 2 * whole)
            assert table.kind
            work.note(table.kind.name, [Trouble(None, "", "", error.code, error.detail)])
        before += table.read


def _say_what_else_fits(work: Work) -> None:
    """Worth a look: the columns fit another kind as well."""
    for name, table in work.tables.items():
        others = ", ".join(f"{kind.title} ({kind.file})" for kind in table.rivals)
        if others:
            work.note(name, [Trouble(1, "", "", "other_kind", others)], warning=True)


def _refuse_foreign(work: Work) -> None:
    """L&D imports what it keeps: roles, skills, requirements, aims."""
    for kind in work.kinds:
        if not kind.by_learning:
            work.note(kind.name, [Trouble(None, "", "", "not_yours", str(kind.title))])
