"""Large files: read by PostgreSQL itself where they are plain, and only what differs is looked at."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.imports.reading import read_csv
from accounts.models import Person, ReportingLine
from tests.accounts.imports import file, load, people, wrong

pytestmark = pytest.mark.django_db
HEADER = "employee_number,full_name,email,line_manager_employee_number,start_date,fte"
COUNT = 2_500


def rows(**changed: str) -> list[str]:
    found = []
    for n in range(COUNT):
        manager = f"E-{(n - 1) // 8}" if n else ""
        found.append(
            changed.get(f"E{n}", f"E-{n},Person {n},p{n}@x.pt,{manager},2020-01-01,{'0.8' if n % 9 == 0 else '1'}")
        )
    return found


@pytest.fixture
def company(organisation):
    assert load(people(*rows(), header=HEADER)).state == "applied"


def test_a_plain_file_is_handed_over_as_it_is_and_others_are_read_row_by_row():
    plain = [
        b"code,name\nA,One\n",
        b"code;name;x\r\nA;One;\r\n",
        b"\xef\xbb\xbfcode,name\nA,One",
        b"code,name\nA,O'Neill\n",
    ]
    uneven = [
        b'code,name\nA,"One"\n', b"code,name\nA, One\n", b"code,name\nA,One \n", b"code,name\n\nA,One\n", b"code,name\n,\nA,One\n",
        b"code,name\nA,'=1\n", b"code,name\nA,x\x00\n", b"code\tname\nA\tOne\n", b"code,name\n\\.\nA,B\n", "code,name\nA,ü\n".encode("cp1252"),
        b"code,name\nA," + b"x" * 21_000 + b"\n",
    ]  # fmt: skip
    assert [read_csv("sites.csv", content).plain is not None for content in plain] == [True] * 4
    assert [read_csv("sites.csv", content).plain is not None for content in uneven] == [False] * 11


def test_both_ways_of_reading_give_the_same(organisation):
    for quote in ("", '"'):
        run = load(
            file("sites.csv", "x,name,code", f"1,{quote}One{quote},A{len(quote)}", f"2,Two,B{len(quote)}"),
            file("units.csv", "code,name", "U"),
        )
        assert [(row[0], row[1], row[4]) for row in wrong(run)] == [
            ("units.csv", 2, "ragged"),
            ("units.csv", 2, "required"),
        ]
        assert run.figures["files"]["sites"] == {"rows": 2, "bad": 0, "new": 2, "changed": 0, "unchanged": 0}


def test_an_unchanged_large_file_writes_nothing_and_asks_little(company):
    lines = set(ReportingLine.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as queries:
        run = load(people(*rows(), header=HEADER), sure=False)
    assert (run.state, run.figures["written"], run.figures["unchanged"], len(run.figures["same"])) == (
        "applied",
        0,
        COUNT,
        50,
    )
    assert not [query for query in queries if query["sql"].startswith("INSERT INTO accounts_person")]
    assert set(ReportingLine.objects.values_list("pk", flat=True)) == lines


def test_only_what_differs_is_looked_at_and_all_of_it(company):
    run = load(people(
        *rows(E5="E-5,Person 5,P6@x.pt,E-0,2020-01-01,1", E7="E-7,Person 7,p7@x.pt,E-99999,2020-01-01,1",
              E8="E-8,Person Eight,p8@x.pt,E-0,2020-01-01,0.50", E9="E-9,Person 9,p9@x.pt,E-1,31/12/2019,1"),
        "E-4,Person 4,p4@x.pt,E-0,2020-01-01,1", header=HEADER))  # fmt: skip
    assert [(row[1], row[2], row[4]) for row in wrong(run)] == [
        (7, "email", "email_taken"),
        (9, "line_manager_employee_number", "unknown"),
        (11, "start_date", "day"),
        (COUNT + 2, "employee_number", "twice"),
    ]
    assert (run.figures["rows"], run.figures["bad"], run.figures["ready"]) == (COUNT + 1, 4, COUNT - 3)
    fine = load(people(*rows(E8="E-8,Person Eight,p8@x.pt,E-0,2020-01-01,0.50"), header=HEADER), sure=False)
    assert (fine.state, fine.figures["changes"], fine.figures["unchanged"]) == ("applied", 1, COUNT - 1)
    assert Person.objects.get(employee_number="E-8").full_name == "Person Eight"


def test_a_circle_through_rows_set_aside_is_found(company):
    run = load(people(*rows(E0="E-0,Person 0,p0@x.pt,E-2000,2020-01-01,0.8"), header=HEADER))
    assert [(row[1], row[4]) for row in wrong(run)] == [(2, "circle")]


def test_a_complete_large_list_finds_who_is_missing(company):
    kept = [row for n, row in enumerate(rows()) if n not in (2400, 2401)]
    run = load(people(*kept, header=HEADER), complete=True, sure=False)
    assert (run.state, run.figures["people"]["leavers"], run.figures["unchanged"]) == ("applied", 2, COUNT - 2)
    assert sorted(Person.objects.filter(is_active=False).values_list("employee_number", flat=True)) == [
        "E-2400",
        "E-2401",
    ]
