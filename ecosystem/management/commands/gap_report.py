"""`manage.py gap_report`: the published gap report as a CSV file, with the same suppression as on the screen."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import PublishedCell, Unit
from ecosystem.core.exports import safe_cell
from ecosystem.reports.gap_cells import everything_below
from ecosystem.reports.gap_export import share_cell

HEADER = (
    *(
        "unit_code",
        "unit",
        "skill_code",
        "skill",
        "people_needing_it",
        "below_level_percent",
        "self_rated_only_percent",
    ),
    *("unassessed_percent", "coverage_percent", "partial_coverage_percent", "severity", "on_objective", "priority"),
    *("concentration", "as_of"),
)
SHARES = ("share_below", "share_self_only", "share_unassessed", "coverage", "partial_coverage")


class Command(BaseCommand):
    help = "Write the published skill gaps of the company, or of a unit with all below it, as CSV."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--unit", metavar="CODE", help="only this unit and the units below it")
        parser.add_argument("--csv", required=True, type=Path, metavar="FILE")

    def handle(self, *, unit: str | None, csv: Path, **options) -> None:
        found = Unit.objects.filter(code=unit).first() if unit else None
        if unit and found is None:
            raise CommandError(f"There is no unit with the code {unit}.")
        number = write(csv, report_rows(found))
        self.stdout.write(f"{number} rows written to {csv}.")


def report_rows(unit: Unit | None) -> Iterator[list[Any]]:
    """One row per unit and skill; "few" where too few people are in it."""
    for cell in everything_below(unit).iterator(chunk_size=2000):
        place = [cell.unit.code, cell.unit.name] if cell.unit else ["", _("Whole company")]
        yield [*place, cell.skill.code, cell.skill.name, *_figures(cell), cell.concentration, cell.as_of]


def write(file: Path, rows: Iterator[list[Any]]) -> int:
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(HEADER)
        listed = [[safe_cell(value) for value in row] for row in rows]
        writer.writerows(listed)
    return len(listed)


def _figures(cell: PublishedCell) -> list[Any]:
    if cell.few:
        return [_("few"), *[None] * len(SHARES), None, cell.on_objective, None]
    shown = [share_cell(getattr(cell, name)) for name in SHARES]
    return [cell.required, *shown, cell.severity, cell.on_objective, cell.priority]
