"""The demo company's files: complete, sound by themselves, and alive on any day."""

import csv
import io
from collections import Counter
from datetime import date, timedelta

import pytest

from ecosystem.demo.company import COLUMNS, FOLDER, REFERENCE_DATE, files, shifted, write
from ecosystem.demo.dates import cycle_code, is_date_column, moved_cycle, moved_value
from ecosystem.demo.personas import PERSONAS
from ecosystem.demo.requirements import ROLES
from ecosystem.demo.structure import UNITS

KEYS = {
    "role_requirements.csv": ("job_role_code", "skill_code", "from_date"),
    "assignments.csv": ("project_code", "employee_number", "from_date"),
    "assessments.csv": ("employee_number", "skill_code", "source", "assessor_employee_number", "date"),
    "interests.csv": ("employee_number", "skill_code", "kind"),
    "goals.csv": ("employee_number", "title"),
}
REFERENCES = {
    "units.csv": {"parent_code": "units.csv", "lead_employee_number": "people.csv"},
    "people.csv": {
        "unit_code": "units.csv",
        "job_role_code": "job_roles.csv",
        "line_manager_employee_number": "people.csv",
        "site_code": "sites.csv",
    },
    "role_requirements.csv": {"job_role_code": "job_roles.csv", "skill_code": "skills.csv"},
    "projects.csv": {"delivery_lead_employee_number": "people.csv", "technical_lead_employee_number": "people.csv"},
    "assignments.csv": {"project_code": "projects.csv", "employee_number": "people.csv"},
    "objectives.csv": {
        "owner_employee_number": "people.csv",
        "unit_code": "units.csv",
        "parent_codes": "objectives.csv",
    },
    "key_results.csv": {"objective_code": "objectives.csv", "owner_employee_number": "people.csv"},
    "assessments.csv": {
        "employee_number": "people.csv",
        "skill_code": "skills.csv",
        "assessor_employee_number": "people.csv",
    },
    "interests.csv": {"employee_number": "people.csv", "skill_code": "skills.csv"},
    "goals.csv": {
        "employee_number": "people.csv",
        "skill_code": "skills.csv",
        "objective_code": "objectives.csv",
        "key_result_code": "key_results.csv",
    },
}
UNIT_SIZES = {
    "EXEC": 7, "ENG": 74, "DES": 30, "PRD": 34, "DAT": 20, "CLI": 27, "PLT": 17, "PEO": 12, "FIN": 11, "MKT": 8,
}  # fmt: skip


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


@pytest.fixture(scope="module")
def company() -> dict[str, list[dict[str, str]]]:
    return {path.name: read(path.read_bytes()) for path in FOLDER.glob("*.csv")}


@pytest.fixture(scope="module")
def people(company):
    return {row["employee_number"]: row for row in company["people.csv"]}


@pytest.fixture(scope="module")
def present(people):
    """Who is employed on the reference date; the vacant seat is nobody."""
    return {number: row for number, row in people.items() if row["kind"] == "person" and not row["end_date"]}


def days_ago(text: str) -> int:
    return (REFERENCE_DATE - date.fromisoformat(text)).days


def test_each_file_has_the_columns_that_the_import_knows(company):
    assert set(company) == set(COLUMNS)
    for name, rows in company.items():
        assert list(rows[0]) == COLUMNS[name].split(), name


def test_committed_files_are_what_the_generator_writes():
    assert {path.name: path.read_bytes() for path in FOLDER.glob("*.csv")} == files(REFERENCE_DATE)


@pytest.mark.parametrize("name", COLUMNS)
def test_keys_are_unique(company, name):
    rows = company[name]
    columns = KEYS.get(name, (next(iter(rows[0])),))
    keys = [tuple(row[column] for column in columns) for row in rows]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("name", REFERENCES)
def test_references_resolve(company, name):
    for column, target in REFERENCES[name].items():
        known = {next(iter(row.values())) for row in company[target]} | {"", "*"}
        used = {part for row in company[name] for part in row[column].split("|")}
        assert used <= known, column


def test_addresses_are_unique_regardless_of_case(people):
    addresses = [row["email"].lower() for row in people.values()]
    assert len(set(addresses)) == len(addresses)
    assert all(address.endswith("@fernhollow.example") and address.isascii() for address in addresses)
    assert len({row["full_name"] for row in people.values()}) == len(people)


def test_240_people_sit_in_ten_units_of_the_given_sizes(present):
    above = {unit.code: unit.parent for unit in UNITS}
    top = Counter(above[row["unit_code"]] or row["unit_code"] for row in present.values())
    assert len(present) == 240
    assert top == UNIT_SIZES
    own = Counter(row["unit_code"] for row in present.values())
    for unit in UNITS:
        below = sum(count for code, count in own.items() if unit.code in (code, above[code]))
        assert below == unit.people, unit.code


def test_seats_add_up_to_the_roles(present):
    seats = Counter(code for row in present.values() for code in row["job_role_code"].split("|") if code)
    assert seats == {role.code: role.seats for role in ROLES}
    assert sum(seats.values()) == 240


def chain(people, number: str) -> list[str]:
    above = []
    while number := people[number]["line_manager_employee_number"]:
        assert number not in above
        above.append(number)
    return above


def test_reporting_lines_are_a_tree_of_depth_five(people, present):
    depths = [len(chain(people, number)) for number in present]
    assert (min(depths), max(depths)) == (0, 5)
    assert depths.count(0) == 1
    spans = Counter(
        row["line_manager_employee_number"] for row in present.values() if row["line_manager_employee_number"]
    )
    managers = [number for number in spans if people[number]["kind"] == "person"]
    assert len(managers) == 46
    assert (min(spans.values()), max(spans.values())) == (1, 14)


def test_nobody_reports_before_both_are_there(people):
    for row in people.values():
        if manager := row["line_manager_employee_number"]:
            starts = (row["start_date"], people[manager]["start_date"])
            assert row["line_manager_from"] >= max(starts), row["full_name"]
        assert row["unit_from"] >= row["start_date"]
        assert not row["end_date"] or row["end_date"] > row["line_manager_from"]


def test_planted_people(people, present):
    by_name = {row["full_name"]: row for row in people.values()}
    assert [row["full_name"] for row in people.values() if row["kind"] == "placeholder"] == [
        "Vacant: Data Engineering Lead"
    ]
    reports_to_nobody = [row for row in present.values() if row["line_manager_employee_number"] == "V-0001"]
    assert len(reports_to_nobody) == 6
    assert [row["full_name"] for row in present.values() if "|" in row["job_role_code"]] == ["Dimitri Nakamura-Bello"]
    assert [row["full_name"] for row in present.values() if not row["job_role_code"]] == ["Eilidh Wanjiru"]
    joiners = {name for name, row in by_name.items() if row["kind"] == "person" and days_ago(row["start_date"]) < 30}
    assert len(joiners) == 6
    assert {"Amara Quispe", "Hamza Lindqvist-Obi"} <= joiners
    assert len([row for row in people.values() if row["end_date"] and 0 < days_ago(row["end_date"]) < 90]) == 5
    away = [
        row
        for row in present.values()
        if row["leave_from"] and days_ago(row["leave_from"]) >= 0 > days_ago(row["leave_to"])
    ]
    assert len(away) == 2
    assert [unit.code for unit in UNITS if unit.people == 1] == ["ENG-LEG"]
    assert Counter(row["site_code"] for row in present.values())["AKL"] == 2
    assert sum(row["unit_code"].startswith("PLT") and row["site_code"] == "PUN" for row in present.values()) == 3


def test_the_people_of_the_pictures(people):
    by_name = {row["full_name"]: row for row in people.values()}
    team = {
        row["full_name"] for row in people.values()
        if row["line_manager_employee_number"] == by_name["Devika Rao-Lindqvist"]["employee_number"]
    }  # fmt: skip
    assert team == {
        "Amara Quispe", "Jonas Achterberg", "Maren Oyelaran", "Bao Lindgren", "Chidera Novak", "Farid Tamm",
        "Leilani Sørbø", "Priyanka Walsh", "Tomasz Iwu",
    }  # fmt: skip
    assert by_name["Kofi Halloran"]["employee_number"] not in chain(
        people, by_name["Maren Oyelaran"]["employee_number"]
    )
    assert by_name["Siosaia Wilhelmina Grünwald-Papadopoulos"]["site_code"] == "AKL"
    for persona in PERSONAS:
        assert people[persona.employee_number]["full_name"] == persona.name
    access = Counter(row["access_roles"] for row in people.values() if row["access_roles"])
    assert access == {"executive": 7, "learning": 4, "people_admin": 1, "admin": 1}


def test_skills_have_a_sentence_for_each_level(company):
    skills = company["skills.csv"]
    assert len(skills) == 84
    sentences = [row[f"level_{level}"] for row in skills for level in (1, 2, 3, 4)]
    assert all(text.startswith("You can ") and text.endswith(".") for text in sentences)
    assert len(set(sentences)) == len(sentences)
    labels = Counter(label.lower() for row in skills for label in [row["name"], *row["alternative_labels"].split("|")])
    assert [label for label, count in labels.items() if count > 1] == []


def test_planted_skills(company, present):
    needs = company["role_requirements.csv"]
    wanted = {row["skill_code"] for row in needs}
    assert {row["code"] for row in company["skills.csv"]} - wanted == {"JV", "MOB", "CRT", "TIM"}
    roles_wanting = {
        skill: {row["job_role_code"] for row in needs if row["skill_code"] == skill} for skill in ("LEG", "LLM")
    }
    seats = [set(row["job_role_code"].split("|")) for row in present.values()]
    assert sum(bool(held & roles_wanting["LEG"]) for held in seats) == 8
    assert sum(bool(held & roles_wanting["LLM"]) for held in seats) == 17
    latest = {(row["employee_number"], row["skill_code"]): int(row["level"]) for row in company["assessments.csv"]}
    at_three = Counter(skill for (_person, skill), level in latest.items() if level >= 3)
    assert (at_three["LEG"], at_three["IAM"], at_three["LLM"]) == (1, 0, 0)


def test_objectives_and_their_planted_results(company):
    results = {row["code"]: row for row in company["key_results.csv"]}
    titles = {row["code"]: row["title"] for row in company["objectives.csv"]}
    assert len(titles) == 13
    assert titles["O13"] == "Enter the Nordic market"
    assert {row["cycle"] for row in company["objectives.csv"]} == {"2026-Q4"}
    per_objective = Counter(row["objective_code"] for row in results.values())
    assert [per_objective[f"O{n}"] for n in range(1, 14)] == [3, 3, 3, 3, 2, 3, 2, 2, 2, 3, 2, 3, 3]
    assert {row["kind"] for row in results.values()} == {
        "number", "percentage", "money", "milestones", "yes_no", "keep", "people_at_level",
    }  # fmt: skip
    assert {row["direction"] for row in results.values()} == {"up", "down", "hold_above", "hold_below"}
    assert all(row["baseline"] and row["target"] for row in results.values())
    assert float(results["O10.3"]["current"]) > float(results["O10.3"]["target"])
    assert float(results["O12.1"]["current"]) > float(results["O12.1"]["baseline"]) > float(results["O12.1"]["target"])
    unread = [code for code, row in results.items() if not row["current"] and row["kind"] != "people_at_level"]
    assert unread == ["O7.2"]
    assert [code for code, row in results.items() if row["baseline"] == row["target"]] == ["O12.3"]


def test_the_direction_of_a_result_is_that_of_its_target(company):
    for row in company["key_results.csv"]:
        rise = float(row["target"]) - float(row["baseline"])
        assert {"up": rise > 0, "down": rise < 0}.get(row["direction"], True), row["code"]
    for objective in company["objectives.csv"]:
        weights = [row["weight"] for row in company["key_results.csv"] if row["objective_code"] == objective["code"]]
        assert not any(weights) or sum(map(float, weights)) == pytest.approx(1)


def test_goals_of_the_objective_that_will_be_cancelled_and_of_the_uncovered_one(company, people):
    above = {unit.code: unit.parent for unit in UNITS}
    served = {}
    for row in company["goals.csv"]:
        objective = row["objective_code"] or row["key_result_code"].split(".")[0]
        unit = people[row["employee_number"]]["unit_code"]
        served.setdefault(objective, []).append(above[unit] or unit)
    assert sorted(served["O13"]) == ["CLI", "CLI", "CLI", "MKT", "MKT"]
    assert "O11" not in served


def test_projects_have_leads_beside_the_reporting_line(company, people):
    projects = {row["code"]: row for row in company["projects.csv"]}
    assert len(projects) == 24
    leads = {
        code: {row["delivery_lead_employee_number"], row["technical_lead_employee_number"]}
        for code, row in projects.items()
    }
    placed = company["assignments.csv"]
    managed = [
        row for row in placed
        if people[row["employee_number"]]["line_manager_employee_number"] in leads[row["project_code"]]
    ]  # fmt: skip
    assert len(managed) < len(placed) / 20
    shares = Counter()
    for row in placed:
        shares[row["employee_number"]] += float(row["share"])
        assert row["from_date"] >= projects[row["project_code"]]["start_date"]
        assert row["from_date"] >= people[row["employee_number"]]["start_date"]
    assert max(shares.values()) <= 1
    assert all(row["start_date"] < REFERENCE_DATE.isoformat() < row["end_date"] for row in projects.values())


@pytest.mark.parametrize(
    "today", [date(2026, 11, 21), date(2027, 1, 31), date(2027, 2, 1), date(2028, 2, 29), date(2024, 5, 5)]
)
def test_shifted_files_are_those_the_generator_writes_for_that_day(today):
    assert shifted(FOLDER, today) == files(today)


def test_shifting_moves_every_day_by_the_whole_distance(company):
    later = REFERENCE_DATE + timedelta(days=100)
    moved = {name: read(content) for name, content in shifted(FOLDER, later).items()}
    compared = 0
    for name, rows in company.items():
        for before, after in zip(rows, moved[name], strict=True):
            for column, value in before.items():
                if is_date_column(column) and value:
                    assert date.fromisoformat(after[column]) - date.fromisoformat(value) == timedelta(days=100)
                    compared += 1
                elif column not in ("cycle", "current"):
                    assert after[column] == value
    assert compared > 1000
    assert {row["cycle"] for row in moved["objectives.csv"]} == {"2027-Q1"}


@pytest.mark.parametrize(
    ("code", "today", "moved"),
    [
        ("2026-Q4", date(2027, 1, 31), "2026-Q4"),
        ("2026-Q4", date(2027, 2, 1), "2027-Q1"),
        ("2026-Q1", date(2026, 10, 31), "2025-Q4"),
        ("2026", date(2027, 1, 31), "2026"),
        ("2026", date(2027, 2, 1), "2027"),
        ("", date(2027, 2, 1), ""),
    ],
)
def test_cycle_codes_move_by_fiscal_quarters(code, today, moved):
    assert moved_cycle(code, REFERENCE_DATE, today) == moved


@pytest.mark.parametrize(
    ("values", "day", "moved"),
    [
        ({"baseline": "10", "target": "20", "current": "14"}, REFERENCE_DATE, "14"),
        ({"baseline": "10", "target": "20", "current": "14"}, date(2026, 11, 10), "11"),
        ({"baseline": "9", "target": "4", "current": "7.0"}, date(2027, 1, 31), "4.2"),
        ({"baseline": "10", "target": "20", "current": "19"}, date(2027, 1, 31), "20"),
        ({"baseline": "6", "target": "11", "current": "12"}, date(2026, 11, 10), "12"),
        ({"baseline": "6", "target": "11", "current": "5"}, date(2026, 11, 10), "5"),
        ({"baseline": "6", "target": "6", "current": "6.1"}, date(2026, 11, 10), "6.1"),
        ({"baseline": "6", "target": "11", "current": ""}, date(2026, 11, 10), ""),
    ],
)
def test_what_is_reached_moves_with_the_share_of_the_cycle(values, day, moved):
    assert moved_value({**values, "kind": "number"}, REFERENCE_DATE, day) == moved
    assert moved_value({**values, "kind": "milestones"}, REFERENCE_DATE, day) == values["current"]


def test_the_fiscal_year_starts_in_february():
    assert [cycle_code(day) for day in (date(2027, 1, 31), date(2027, 2, 1), date(2027, 4, 30), date(2027, 5, 1))] == [
        "2026-Q4", "2027-Q1", "2027-Q1", "2027-Q2",
    ]  # fmt: skip


def test_writing_another_day_leaves_a_folder_that_can_be_shifted_back(tmp_path):
    write(tmp_path, date(2030, 6, 6))
    assert shifted(tmp_path, REFERENCE_DATE, written_for=date(2030, 6, 6)) == files(REFERENCE_DATE)
