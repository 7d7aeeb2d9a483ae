"""`manage.py import_organisation FOLDER [--dry-run] [--json FILE] [--complete-list] [--confirmed]`"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.imports.actions import import_at_once
from accounts.imports.registry import kind_named
from accounts.imports.unpacking import TEXTS
from accounts.models import ImportRun

STATES = ImportRun.State
SHOWN = 20
HELD = {
    "empty": "the files hold no rows",
    "leavers": "more than 5 % of the people would leave",
    "new_managers": "more than 20 % of the people would get another line manager",
}


class Command(BaseCommand):
    help = "Import a company's files (docs/import.md) from a folder, a workbook or an archive, in one transaction."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder with CSV files, or one CSV, XLSX or ZIP file")
        parser.add_argument("--dry-run", action="store_true", help="say what would change and change nothing")
        parser.add_argument("--json", type=Path, metavar="FILE", help="write counts, errors and warnings to this file")
        parser.add_argument("--complete-list", action="store_true", help="people.csv names everybody: others have left")
        parser.add_argument("--confirmed", action="store_true", help="apply although the counts would hold it")

    def handle(self, *args: Any, **options: Any) -> None:
        run = import_at_once(
            files_in(options["folder"]),
            dry_run=options["dry_run"],
            complete_list=options["complete_list"],
            confirmed=options["confirmed"],
        )
        if options["json"]:
            options["json"].write_text(
                json.dumps(account_of(run), indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
            )
        self._tell(run)
        if run.state == STATES.BROKEN:
            raise CommandError(f"{run.figures['errors']} errors; nothing was changed.")
        if run.state == STATES.HELD:
            reasons = "; ".join(HELD[reason] for reason in run.figures["held"])
            raise CommandError(
                f"Held, because {reasons}. Nothing was changed. Repeat with --confirmed if that is right."
            )

    def _tell(self, run: ImportRun) -> None:
        for name, counts in sorted(run.figures["files"].items(), key=lambda file: kind_named(file[0]).place):
            said = ", ".join(
                f"{counts[word]} {word}" for word in ("new", "changed", "unchanged", "bad") if counts[word]
            )
            self.stdout.write(f"{name}.csv: {counts['rows']} rows: {said or 'nothing'}")
        self._tell_ignored(run)
        for issue in run.issues.order_by("warning", "pk")[:SHOWN]:
            value = f" `{issue.value}`" if issue.value else ""
            place = f"{issue.file}, row {issue.row}" if issue.row else issue.file
            column = f", {issue.column}{value}" if issue.column else ""
            meant = f" Did you mean {issue.suggestion}?" if issue.suggestion else ""
            self.stdout.write(f"{'Warning: ' if issue.warning else ''}{place}{column}: {issue.reason}{meant}")
        more = run.figures["errors"] + run.figures["warnings"] - SHOWN
        if more > 0:
            self.stdout.write(f"… and {more} more (--json FILE lists them all).")
        if run.state == STATES.APPLIED:
            self.stdout.write(f"Applied in {run.seconds} s: {run.figures['written']} rows written.")
        elif run.state == STATES.READY:
            self.stdout.write("Ready; nothing has been changed.")

    def _tell_ignored(self, run: ImportRun) -> None:
        for table in run.tables:
            ignored = [column for column in table["columns"] if not column["column"]] if table["kind"] else []
            if ignored:
                self.stdout.write(f"{table['file']}: ignored {', '.join(map(_ignored, ignored))}")


def _ignored(column: dict[str, Any]) -> str:
    guess = f" (did you mean {column['guess']}?)" if column["guess"] else ""
    return f"`{column['header']}`{guess}"


def files_in(path: Path) -> list[tuple[str, bytes]]:
    """The files that can be imported, by name and content."""
    if path.is_file():
        return [(path.name, path.read_bytes())]
    if not path.is_dir():
        raise CommandError(f"There is no folder {path}.")
    found = [(file.name, file.read_bytes()) for file in sorted(path.iterdir()) if file.suffix.lower() in TEXTS]
    if not found:
        raise CommandError(f"There is no CSV file in {path}.")
    return found


def account_of(run: ImportRun) -> dict[str, Any]:
    """The whole outcome, for machines."""
    fields = ("warning", "file", "row", "column", "value", "code", "reason", "suggestion")
    issues = list(run.issues.order_by("warning", "pk").values(*fields))
    return {
        "state": run.state,
        "seconds": run.seconds,
        "figures": run.figures,
        "files": run.tables,
        "errors": [issue for issue in issues if not issue["warning"]],
        "warnings": [issue for issue in issues if issue["warning"]],
    }
