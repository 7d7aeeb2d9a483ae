"""What is wrong is said with file, row, column, value and a sentence that says what to do; nothing is changed."""

import datetime as dt

import pytest

from accounts.imports.sentences import SENTENCES, sentence
from accounts.models import ImportRun, Person, Site, Unit
from tests.accounts.imports import ROLES, UNITS, file, load, people, wrong

pytestmark = pytest.mark.django_db
GOOD = "E-1,Emil,emil@x.pt"


@pytest.mark.parametrize(
    ("column", "value", "code", "said"),
    [
        ("email", "emil", "email", "Not an e-mail address."),
        ("email", "", "required", "Each row needs an e-mail address."),
        ("start_date", "31/11/2026", "day", "November has 30 days. Write dates as 2026-11-30."),
        ("start_date", "1.2.2026", "day", "Write dates as 2026-02-01."),
        ("start_date", "soon", "day", "Not a date. Write dates as "),
        ("fte", "1,2", "number", "Must be above 0 and at most 1. A comma was read as a decimal point."),
        ("fte", "0,8", "number", "Write numbers with a point: 0.8."),
        ("fte", "2", "range", "Must be above 0 and at most 1."),
        ("fte", "0", "range", "Must be above 0 and at most 1."),
        ("fte", "half", "number", "Not a number. Write numbers with a point, as 0.8."),
        ("kind", "robot", "choice", "Write one of: person, placeholder."),
        ("time_zone", "Lisbon", "zone", "No such time zone. Write it as Europe/Lisbon."),
        ("working_days", "Mo-Fr", "working_days", "Write days as Mon-Fri or Mon,Tue,Thu."),
        ("access_roles", "learning|king", "choice", "Write one of: learning, executive, people_admin, admin."),
        ("unit_code", "NO", "unknown", "No such unit in this file or in the company."),
        ("line_manager_employee_number", "E-9", "unknown", "No such person in this file or in the company."),
        ("line_manager_employee_number", "E-1", "own_manager", "Would be their own line manager."),
        ("leave_to", "2026-12-01", "leave_start", "Give the first day of the leave too."),
        ("full_name", "x" * 200, "too_long", "Too long: at most 160 letters."),
    ],
)
def test_a_wrong_cell_of_people(column, value, code, said, organisation):
    cells = {"employee_number": "E-1", "full_name": "Emil", "email": "emil@x.pt", column: value}
    quoted = ",".join(f'"{cell}"' for cell in cells.values())
    run = load(people(quoted, header=",".join(cells)))
    issue = run.issues.get()
    assert run.state == "broken"
    assert (issue.file, issue.row, issue.code) == ("people.csv", 2, code)
    assert issue.column == (column if code != "leave_start" else "leave_from")
    assert issue.reason.startswith(said)
    assert not Person.objects.exists()


def test_every_sentence_can_be_said():
    for code in SENTENCES.keys() - {"range", "above"}:
        kind = "objectives" if code in {"no_unit", "no_owner"} else "people"
        detail = "units" if code == "unknown" else "a|b"
        assert sentence(kind, "email", code, "x", detail)


def test_days_in_order(organisation):
    header = "employee_number,full_name,email,start_date,end_date,leave_from,leave_to"
    run = load(people(f"{GOOD},2026-05-01,2026-04-30,2026-02-02,2026-02-01", header=header))
    assert [(row[2], row[4]) for row in wrong(run)] == [("end_date", "before_first"), ("leave_to", "before_first")]


def test_keys_and_addresses_stand_once_regardless_of_case(organisation):
    run = load(people(GOOD, "E-1,Emma,emma@x.pt", "E-2,Emy,EMIL@x.pt"))
    assert wrong(run) == [
        ("people.csv", 3, "employee_number", "E-1", "twice"),
        ("people.csv", 4, "email", "EMIL@x.pt", "email_twice"),
    ]
    assert run.issues.first().reason == "Also in row 2. One row for each person; remove one of the two."


def test_an_address_of_somebody_else_is_taken_until_they_give_it_up(organisation):
    load(people(GOOD))
    run = load(people("E-2,Emma,Emil@X.pt"))
    assert [row[4] for row in wrong(run)] == ["email_taken"]
    run = load(people("E-2,Emma,Emil@X.pt", "E-1,Emil,emil.new@x.pt"))
    assert run.state == "applied"
    assert set(Person.objects.values_list("email", flat=True)) == {"Emil@X.pt", "emil.new@x.pt"}


def test_two_people_may_swap_addresses(organisation):
    load(people("E-1,Emil,a@x.pt", "E-2,Emma,b@x.pt"))
    assert load(people("E-1,Emil,b@x.pt", "E-2,Emma,a@x.pt")).state == "applied"
    assert Person.objects.get(employee_number="E-1").email == "b@x.pt"


def test_unknown_codes_come_with_what_was_probably_meant(organisation):
    run = load(
        UNITS,
        ROLES,
        people(f"{GOOD},Enginering,SW Engineer", header="employee_number,full_name,email,unit_code,job_role_code"),
    )
    assert [issue.suggestion for issue in run.issues.filter(warning=False)] == [
        "ENG (Engineering)",
        "SE (Software Engineer)",
    ]


def test_managers_may_stand_below_their_reports_and_files_in_any_order(organisation):
    header = "employee_number,full_name,email,unit_code,line_manager_employee_number"
    run = load(people("E-2,Emil,e@x.pt,ENG,E-1", "E-1,Mara,m@x.pt,ALL,", header=header), UNITS)
    assert run.state == "applied"
    assert Person.objects.get(employee_number="E-2").lines.get().manager.full_name == "Mara"


def test_a_circle_of_managers_is_named_with_its_way(organisation):
    header = "employee_number,full_name,email,line_manager_employee_number"
    run = load(
        people("E-1,Ann,a@x.pt,E-2", "E-2,Bob,b@x.pt,E-3", "E-3,Cem,c@x.pt,E-1", "E-4,Dee,d@x.pt,E-1", header=header)
    )
    assert [(row[1], row[4]) for row in wrong(run)] == [(2, "circle"), (3, "circle"), (4, "circle")]
    assert "Ann → Bob → Cem → Ann" in run.issues.first().reason
    assert not Person.objects.exists()


def test_a_circle_with_a_stored_line_is_found_and_one_over_different_days_is_none(organisation):
    header = "employee_number,full_name,email,line_manager_employee_number,line_manager_from,start_date"
    old = "2020-01-01"
    load(people(f"E-1,Ann,a@x.pt,,,{old}", f"E-2,Bob,b@x.pt,E-1,{old},{old}", header=header))
    assert [row[4] for row in wrong(load(people(f"E-1,Ann,a@x.pt,E-2,,{old}", header=header)))] == ["circle"]
    turned = load(people(f"E-1,Ann,a@x.pt,E-2,2026-01-01,{old}", f"E-2,Bob,b@x.pt,,2026-01-01,{old}", header=header))
    assert turned.state == "applied"


def test_units_form_no_circle(organisation):
    run = load(file("units.csv", "code,name,parent_code", "A,Aa,B", "B,Bb,A", "C,Cc,C"))
    assert {(row[1], row[4]) for row in wrong(run)} == {(2, "circle"), (3, "circle"), (4, "circle")}
    assert not Unit.objects.exists()


def test_overlapping_assignments_and_requirements(organisation):
    load(
        people(GOOD),
        UNITS,
        ROLES,
        file("skills.csv", "code,name", "PY,Python"),
        file("projects.csv", "code,name", "P,Bank"),
    )
    run = load(
        file(
            "assignments.csv",
            "project_code,employee_number,from_date,to_date",
            "P,E-1,2026-01-01,",
            "P,E-1,2026-05-01,",
        ),
        file(
            "role_requirements.csv",
            "job_role_code,skill_code,level,from_date",
            "*,PY,2,2026-01-01",
            "*,PY,3,2026-02-01",
        ),
    )
    assert {(row[0], row[1], row[4]) for row in wrong(run)} == {
        ("role_requirements.csv", 2, "overlap"),
        ("role_requirements.csv", 3, "overlap"),
        ("assignments.csv", 2, "overlap"),
        ("assignments.csv", 3, "overlap"),
    }


def test_levels_lie_on_the_scale(organisation):
    load(people(GOOD, "E-2,Mara,m@x.pt"), file("skills.csv", "code,name", "PY,Python"))
    header = "employee_number,skill_code,source,level,date,assessor_employee_number"
    run = load(
        file("role_requirements.csv", "job_role_code,skill_code,level,importance", "*,PY,5,3", "*,PY,2.5,9"),
        file("assessments.csv", header, "E-1,PY,self,5,2026-01-01,", "E-1,PY,peer,2,2026-01-01,", "E-1,PY,manager,2,2026-01-01,E-1",
             "E-1,PY,self,2,2999-01-01,", "E-1,PY,self,N/A,2026-01-01,E-2"),
    )  # fmt: skip
    assert {(row[0], row[1], row[4]) for row in wrong(run)} == {
        ("role_requirements.csv", 2, "range"),
        ("role_requirements.csv", 3, "places"),
        ("role_requirements.csv", 3, "twice"),
        ("role_requirements.csv", 3, "range"),
        ("assessments.csv", 2, "level"),
        ("assessments.csv", 3, "peer_unnamed"),
        ("assessments.csv", 4, "own_assessor"),
        ("assessments.csv", 5, "far_day"),
        ("assessments.csv", 5, "future_day"),
        ("assessments.csv", 6, "self_by_other"),
    }


def test_a_broken_large_file_changes_nothing_and_lists_every_error(organisation):
    rows = [f"E-{n},Person {n},person{n}@x.pt" if n % 2 else f"E-{n},,person{n}" for n in range(4_000)]
    run = load(people(*rows))
    assert (run.state, run.figures["bad"], run.figures["ready"], run.figures["errors"]) == (
        "broken",
        2_000,
        2_000,
        4_000,
    )
    assert run.issues.count() == 4_000
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\x01\x02\x03" * 50,
        b"employee_number,full_name,email\nE-1,=cmd|' /C calc'!A0,e@x.pt\n",
        b'employee_number,full_name,email\nE-1,"' + b"x" * 200_000 + b'",e@x.pt\n',
        b"employee_number;full_name;email\nE-1;J\xfcrgen;j@x.pt\n",
        "employee_number\tfull_name\temail\nE-1\t\u202eevil\te@x.pt\n".encode("utf-16"),
        b"employee_number,full_name,email\n" + b"," * 500 + b"\n",
        b"employee_number,full_name,email\nE-1,a\x00b,e@x.pt\n",
        b"employee_number,full_name,email\nE-1,Emil,e@x.pt\n" * 3,
        b'"' * 999,
        b"employee_number,full_name,email\n'E-1\\.,\\N,\\.@x.pt\n\\.\n",
    ],
)
def test_hostile_files_are_answered_in_words(content, organisation):
    run = load(("people.csv", content))
    assert run.state in {"broken", "applied", "held"}
    assert run.state != "broken" or run.issues.exists()


def test_a_cell_that_cannot_be_read_as_it_is_has_one_sentence_and_the_others_of_its_row_theirs(organisation):
    giant = "x" * 30_000
    rows = [f"E-1,{giant},emil@x.pt,E-none", "E-2,Emma,e\x00@x,E-1", f"E-3,Eva,eva,{giant}", f"{giant},Ed,ed@x.pt,"]
    run = load(people(*rows, header="employee_number,Full name,email,line_manager_employee_number"))
    assert [(row, column, code) for _file, row, column, _value, code in wrong(run)] == [
        (2, "Full name", "giant"), (2, "line_manager_employee_number", "unknown"), (3, "email", "nul"),
        (4, "email", "email"), (4, "line_manager_employee_number", "giant"), (5, "employee_number", "giant"),
    ]  # fmt: skip


def test_a_formula_in_a_name_is_a_text(organisation):
    load(people('E-1,"=HYPERLINK(""http://x"")",e@x.pt'))
    assert Person.objects.get().full_name == '=HYPERLINK("http://x")'


def test_what_cannot_be_read_is_named_beside_what_can(organisation):
    run = load(("photo.csv", b"\x89PNG\r\n" + bytes(range(1, 30)) * 9), file("sites.csv", "code,name", "A,One"))
    assert [(row[0], row[4]) for row in wrong(run)] == [("photo.csv", "no_text")]
    assert (run.state, run.figures["ready"], Site.objects.count()) == ("broken", 1, 0)


def test_two_files_of_one_kind_are_refused(organisation):
    run = load(
        file("people.csv", "employee_number,full_name,email", GOOD),
        file("people-2.csv", "employee_number,full_name,email", GOOD),
    )
    assert [(row[0], row[4]) for row in wrong(run)] == [("people-2.csv", "file_twice")]


def test_a_file_without_a_required_column_is_wrong_in_every_row(organisation):
    run = load(file("people.csv", "employee_no,full_name,email", GOOD, "E-2,Emma,emma@x.pt"))
    assert wrong(run) == [("people.csv", 1, "employee_number", "", "column_missing")]
    assert (run.issues.get().suggestion, run.figures["bad"], run.figures["ready"]) == ("employee_no", 2, 0)


def test_warnings_are_shown_and_do_not_hold(organisation):
    header = "employee_number,full_name,email,line_manager_employee_number,start_date,end_date"
    left = (dt.date(2026, 1, 31)).isoformat()
    run = load(
        UNITS, ROLES, file("skills.csv", "code,name", "PY,Python"),
        people(f"E-1,Ann,a@x.pt,,2020-01-01,{left}", "E-2,Bob,b@x.pt,E-1,2020-01-01,", "E-3,bob,c@x.pt,,,", header=header),
    )  # fmt: skip
    assert run.state == ImportRun.State.APPLIED
    assert set(run.issues.values_list("code", flat=True)) == {
        "same_name", "manager_left", "empty_unit", "no_requirements", "not_required",
    }  # fmt: skip
