"""The demo company as files: what a customer would upload, written for one day and moved to any other.

    python -m ecosystem.demo.company [FOLDER] [--today 2026-12-08]

The committed files in ``fernhollow/`` are those of ``REFERENCE_DATE``; skills.csv is written by hand and only copied.
"""

import argparse
import csv
import io
import random
from datetime import date
from pathlib import Path

from ecosystem.demo import cast, okrs, people, projects, requirements, structure
from ecosystem.demo.dates import cycle_code, is_date_column, moved_cycle, moved_day, moved_value

REFERENCE_DATE = date(2026, 12, 8)
FOLDER = Path(__file__).parent / "fernhollow"
SEED = 20261208
REQUIREMENTS_SINCE_DAYS = 676  # two fiscal years before the year of the reference date began, about

COLUMNS = {
    "sites.csv": "code name time_zone country region",
    "units.csv": "code name parent_code lead_employee_number",
    "people.csv": "employee_number full_name email unit_code unit_from job_role_code line_manager_employee_number"
    " line_manager_from site_code time_zone kind locale working_days fte start_date end_date leave_from leave_to access_roles",
    "job_roles.csv": "code name family description",
    "skills.csv": "code name kind group alternative_labels description level_1 level_2 level_3 level_4 external_uri",
    "role_requirements.csv": "job_role_code skill_code level importance from_date to_date",
    "projects.csv": "code name delivery_lead_employee_number technical_lead_employee_number start_date end_date",
    "assignments.csv": "project_code employee_number from_date to_date share",
    "objectives.csv": "code title cycle theme level unit_code owner_employee_number kind parent_codes skill_codes status",
    "key_results.csv": "code objective_code title kind direction unit_of_measure baseline target current weight"
    " confidence owner_employee_number milestones",
    "assessments.csv": "employee_number skill_code source level date assessor_employee_number note",
    "interests.csv": "employee_number skill_code kind",
    "goals.csv": "employee_number title skill_code target_level objective_code key_result_code measure baseline target"
    " current start_date due_date visibility",
}

Rows = list[dict[str, object]]


def tables(today: date) -> dict[str, Rows]:
    """Every file but skills.csv as rows, alive on that day; the same day gives the same rows."""
    chance = random.Random(SEED)
    seats = people.seats_on(today, chance)
    numbers = {seat.name: seat.number for seat in seats} | {structure.VACANCY: "V-0001"}
    project_rows = projects.project_rows(seats, today, chance)
    since = date.fromordinal(today.toordinal() - REQUIREMENTS_SINCE_DAYS)
    return {
        "sites.csv": [dict(site) for site in structure.SITES],
        "units.csv": _unit_rows(numbers),
        "people.csv": people.people_rows(seats, today, chance),
        "job_roles.csv": requirements.job_role_rows(),
        "role_requirements.csv": requirements.requirement_rows(since.isoformat()),
        "projects.csv": project_rows,
        "assignments.csv": projects.assignment_rows(seats, project_rows, today, chance),
        "objectives.csv": okrs.objective_rows(cycle_code(today), numbers),
        "key_results.csv": [
            row | {"current": moved_value(row, REFERENCE_DATE, today)} for row in okrs.key_result_rows(numbers)
        ],
        "assessments.csv": cast.assessment_rows(numbers, today),
        "interests.csv": cast.interest_rows(numbers),
        "goals.csv": cast.goal_rows(numbers, today),
    }


def _unit_rows(numbers: dict[str, str]) -> Rows:
    return [
        {"code": unit.code, "name": unit.name, "parent_code": unit.parent, "lead_employee_number": numbers[unit.lead]}
        for unit in structure.UNITS
    ]


def files(today: date) -> dict[str, bytes]:
    """File name → content, skills.csv included."""
    made = {name: _csv(COLUMNS[name].split(), rows) for name, rows in tables(today).items()}
    return made | {"skills.csv": (FOLDER / "skills.csv").read_bytes()}


def write(folder: Path, today: date = REFERENCE_DATE) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in files(today).items():
        written.append(folder / name)
        written[-1].write_bytes(content)
    return written


def shifted(folder: Path, today: date, written_for: date = REFERENCE_DATE) -> dict[str, bytes]:
    """The folder's CSV files with every day, cycle code and key result moved from ``written_for`` to ``today``."""
    return {path.name: _shifted(path, today, written_for) for path in sorted(folder.glob("*.csv"))}


def _shifted(path: Path, today: date, written_for: date) -> bytes:
    with path.open(encoding="utf-8", newline="") as source:
        reader = csv.DictReader(source)
        columns, rows = list(reader.fieldnames or []), list(reader)
    for row in rows:
        for column in filter(is_date_column, columns):
            row[column] = moved_day(row[column], (today - written_for).days)
        if "cycle" in columns:
            row["cycle"] = moved_cycle(row["cycle"], written_for, today)
        if path.name == "key_results.csv":
            row["current"] = moved_value(row, written_for, today)
    return _csv(columns, rows)


def _csv(columns: list[str], rows: list[dict[str, object]] | list[dict[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the demo company's import files.")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--today", type=date.fromisoformat, default=REFERENCE_DATE)
    asked = parser.parse_args()
    for path in write(asked.folder, asked.today):
        print(path)


if __name__ == "__main__":
    main()
