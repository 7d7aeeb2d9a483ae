"""Dated rows: what changes closes the day before and begins on the day given; the same file twice changes nothing."""

import datetime as dt

import pytest

from accounts.imports.actions import undo_import
from accounts.models import (
    Assessment,
    Employment,
    ImportRun,
    Leave,
    Person,
    ReportingClosure,
    ReportingLine,
    RoleGrant,
    RoleHolding,
    Unit,
    UnitMembership,
)
from ecosystem.core.clock import today
from ecosystem.core.errors import Refused
from ecosystem.core.models import AuditEntry
from tests.accounts.imports import PEOPLE, ROLES, UNITS, file, load, people, wrong
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
HEADER = f"{PEOPLE},start_date,end_date,leave_from,leave_to,access_roles,working_days,fte,kind"
START = "2020-01-01"


def row(number="E-1", name="Emil", unit="ENG", unit_from="", role="SE", manager="", line_from="", start=START, end="",
        leave=("", ""), access="", days="", fte="", kind=""):  # fmt: skip
    cells = [
        number,
        name,
        f"{number.lower()}@x.pt",
        unit,
        unit_from,
        role,
        manager,
        line_from,
        start,
        end,
        *leave,
        access,
        days,
    ]
    return ",".join([*(f'"{cell}"' for cell in cells), fte, kind])


def staff(*rows, **kwargs) -> ImportRun:
    return load(UNITS, ROLES, people(*rows, header=HEADER), **kwargs)


def days_of(model, *names):
    return [
        (*(str(getattr(found, name)) for name in names), found.valid_from.isoformat(), found.valid_to and found.valid_to.isoformat())
        for found in model.objects.order_by("valid_from", "pk")
    ]  # fmt: skip


def iso(days: int = 0) -> str:
    return (today() + dt.timedelta(days=days)).isoformat()


@pytest.fixture(autouse=True)
def _company(organisation):
    return organisation


def test_a_new_person_has_all_rows_from_the_start_date():
    staff(row(number="M-1", name="Mara", unit="ALL", role="TL"), row(manager="M-1", days="Mon,Wed-Thu", fte="0.6"))
    emil = Person.objects.get(employee_number="E-1")
    assert (emil.working_days, emil.is_active, emil.has_usable_password()) == ([0, 2, 3], True, False)
    assert ("Emil", "0.60", START, None) in days_of(Employment, "person", "fte")
    assert ("Emil", "Engineering", START, None) in days_of(UnitMembership, "person", "unit")
    assert ("Emil", "Software Engineer", START, None) in days_of(RoleHolding, "person", "job_role")
    assert days_of(ReportingLine, "person", "manager") == [("Emil", "Mara", START, None)]
    assert ReportingClosure.objects.filter(ancestor__full_name="Mara", descendant=emil, depth=1).exists()


@pytest.mark.parametrize("again", [0, 1, 40])
def test_the_same_file_twice_writes_nothing_on_any_day(again, time_machine_day):
    rows = [
        row(number="M-1", name="Mara", unit="ALL", role="TL|SE", end=iso(20)),
        row(
            manager="M-1",
            unit_from="2024-03-01",
            line_from="2025-01-01",
            leave=(iso(3), iso(9)),
            access="learning|executive",
        ),
        row(number="L-1", name="Lea", end="2026-01-31", manager="M-1"),
        row(number="F-1", name="Fay", start=iso(15), manager="E-1", unit_from=iso(30)),
        row(number="V-1", name="Vacant", kind="placeholder", start=""),
    ]
    assert staff(*rows).state == "applied"
    with time_machine_day(again):
        second = staff(*rows)
    assert (wrong(second), second.figures["changes"], second.figures["written"]) == ([], 0, 0)


@pytest.fixture
def time_machine_day():
    from contextlib import contextmanager

    import time_machine

    @contextmanager
    def travel(days):
        with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=days), tick=True):
            yield

    return travel


def test_a_move_closes_the_row_of_before_and_opens_a_new_one():
    staff(
        row(number="M-1", name="Mara", unit="ALL", role="TL"),
        row(number="N-1", name="Nora", unit="ALL", role="TL"),
        row(manager="M-1"),
    )
    staff(row(unit="SAL", unit_from="2026-06-01", role="TL", manager="N-1", line_from="2026-07-01"))
    emil = {"person__employee_number": "E-1"}
    assert [(str(m.unit), str(m.valid_from), str(m.valid_to)) for m in UnitMembership.objects.filter(**emil).order_by("valid_from")] == [
        ("Engineering", START, "2026-05-31"), ("Sales", "2026-06-01", "None")]  # fmt: skip
    assert [(str(m.manager), str(m.valid_from), str(m.valid_to)) for m in ReportingLine.objects.filter(**emil).order_by("valid_from")] == [
        ("Mara", START, "2026-06-30"), ("Nora", "2026-07-01", "None")]  # fmt: skip
    assert [(str(m.job_role), str(m.valid_from), str(m.valid_to)) for m in RoleHolding.objects.filter(**emil).order_by("valid_from")] == [
        ("Software Engineer", START, "2026-05-31"), ("Team Lead", "2026-06-01", "None")]  # fmt: skip


def test_without_a_day_a_move_takes_effect_today_and_may_be_planned():
    staff(row())
    staff(row(unit="SAL"))
    assert days_of(UnitMembership, "unit") == [("Engineering", START, iso(-1)), ("Sales", iso(), None)]
    staff(row(unit="ALL", unit_from=iso(30)))
    assert days_of(UnitMembership, "unit")[1:] == [("Sales", iso(), iso(29)), ("All", iso(30), None)]


def test_a_move_before_the_present_row_began_overlaps_it():
    staff(row())
    staff(row(unit="SAL", unit_from="2026-06-01"))
    run = staff(row(unit="ALL", unit_from="2026-03-01"))
    assert [(found[2], found[4]) for found in wrong(run)] == [("unit_from", "overlap")]


def test_an_empty_cell_clears_and_a_missing_column_keeps():
    staff(row(number="M-1", name="Mara"), row(manager="M-1", days="Mon-Wed", fte="0.5"))
    load(people("E-1,Emil B,e-1@x.pt"))
    emil = Person.objects.get(employee_number="E-1")
    assert (emil.full_name, emil.working_days, emil.lines.get().valid_to) == ("Emil B", [0, 1, 2], None)
    staff(row())
    emil.refresh_from_db()
    assert (emil.working_days, emil.lines.get().valid_to, emil.employments.get().fte) == (
        [0, 1, 2, 3, 4],
        today() - DAY,
        1,
    )


def test_an_end_ends_everything_and_a_later_start_is_a_second_employment():
    staff(row(number="M-1", name="Mara"), row(manager="M-1"))
    staff(row(manager="M-1", end="2026-02-28"), sure=True)
    emil = Person.objects.get(employee_number="E-1")
    assert not emil.is_active
    for rows in (emil.employments, emil.unit_memberships, emil.lines, emil.role_holdings):
        assert rows.get().valid_to == dt.date(2026, 2, 28)
    run = staff(row(manager="M-1", start="2026-09-01"))
    assert run.figures["people"]["joiners"] == 1
    emil.refresh_from_db()
    assert emil.is_active
    for rows in (emil.employments, emil.unit_memberships, emil.lines, emil.role_holdings):
        assert [str(found.valid_from) for found in rows.order_by("valid_from")] == [START, "2026-09-01"]


@pytest.mark.parametrize("last", [-1, 10])
def test_no_planned_move_outlasts_the_end(pia, last):
    """Else somebody would lead, see and count whoever has left."""
    moves = iso(30)
    staff(row(number="M-1", name="Mara"), row(number="N-1", name="Nora"), row(manager="M-1"))
    staff(row(manager="N-1", line_from=moves, unit="SAL", unit_from=moves, role="TL"))
    emil = Person.objects.get(employee_number="E-1")
    planned = [days_of(model) for model in (UnitMembership, ReportingLine, RoleHolding)]
    assert [rows.count() for rows in (emil.lines, emil.unit_memberships, emil.role_holdings)] == [2, 2, 2]
    run = load(people(f"E-1,Emil,e-1@x.pt,{iso(last)}", header="employee_number,full_name,email,end_date"))
    assert wrong(run) == []
    for rows in (emil.lines, emil.unit_memberships, emil.role_holdings, emil.employments):
        assert [found.valid_to for found in rows.all()] == [today() + last * DAY]
    undo_import(run, actor=pia)
    assert [days_of(model) for model in (UnitMembership, ReportingLine, RoleHolding)] == planned


def test_staying_after_all_reopens_what_would_have_ended():
    staff(row(end=iso(20)))
    assert UnitMembership.objects.get().valid_to == today() + 20 * DAY
    staff(row())
    for model in (Employment, UnitMembership, RoleHolding):
        assert model.objects.get().valid_to is None


def test_leave_is_set_changed_and_taken_back():
    staff(row(leave=(iso(2), iso(5))))
    staff(row(leave=(iso(3), iso(9))))
    assert days_of(Leave) == [(iso(3), iso(9))]
    staff(row())
    assert not Leave.objects.exists()
    staff(row(leave=(iso(-3), "")))
    staff(row())
    assert days_of(Leave) == [(iso(-3), iso(-1))]


def test_access_roles_are_proposed_never_granted_nor_taken(adam):
    staff(row(access="admin|learning"))
    emil = Person.objects.get(employee_number="E-1")
    assert sorted(emil.grants.values_list("role", "confirmed_at")) == [("admin", None), ("learning", None)]
    assert not emil.is_administrator
    RoleGrant.objects.filter(person=emil, role="admin").update(confirmed_at=dt.datetime.now(dt.UTC), granted_by=adam)
    staff(row(access=""))
    assert list(emil.grants.values_list("role", flat=True)) == ["admin"]
    assert staff(row(access="")).figures["written"] == 0


def test_somebody_without_a_number_is_found_by_address():
    pia = PersonFactory(full_name="Pia", email="E-1@X.pt", employee_number=None)
    staff(row(name="Pia Full"))
    pia.refresh_from_db()
    assert (pia.employee_number, pia.full_name, Person.objects.count()) == ("E-1", "Pia Full", 1)


def test_whoever_gets_a_number_by_the_file_can_be_named_by_it_in_the_same_upload():
    mara = PersonFactory(full_name="Mara", email="M-1@X.pt", employee_number=None)
    skills = file("skills.csv", "code,name,category", "ELI,Elicitation,Analysis")
    said = file("assessments.csv", "employee_number,skill_code,source,level,date,assessor_employee_number",
                "E-1,ELI,manager,2,2026-01-05,M-1", "M-1,ELI,self,3,2026-01-05,")  # fmt: skip
    units = file("units.csv", "code,name,parent_code,lead_employee_number", "ENG,Engineering,,M-1")
    run = load(units, ROLES, skills, people(row(number="M-1", name="Mara"), row(manager="M-1"), header=HEADER), said)
    assert wrong(run) == []
    emil = Person.objects.get(employee_number="E-1")
    assert ReportingLine.objects.get(person=emil).manager == mara
    assert Unit.objects.get(code="ENG").lead == mara
    assert set(Assessment.objects.values_list("person", "assessor", "source")) == {
        (emil.pk, mara.pk, "manager"), (mara.pk, mara.pk, "self"),
    }  # fmt: skip


def test_leaving_by_file_ends_rights_and_sessions_and_never_takes_the_last_administrator(client_for):
    staff(row(), row(number="A-1", name="Ada"))
    ada = Person.objects.get(employee_number="A-1")
    RoleGrant.objects.create(person=ada, role="admin", valid_from=today() - DAY, confirmed_at=dt.datetime.now(dt.UTC))
    client = client_for(ada)
    assert [found[4] for found in wrong(staff(row(number="A-1", name="Ada", end=iso(-1))))] == ["last_admin"]
    emil = Person.objects.get(employee_number="E-1")
    RoleGrant.objects.create(person=emil, role="admin", valid_from=today() - DAY, confirmed_at=dt.datetime.now(dt.UTC))
    assert staff(row(number="A-1", name="Ada", end=iso(-1))).state == "applied"
    assert ada.grants.get().valid_to == today() - DAY
    assert client.get("/organisation/imports/").status_code == 302


# --- guard rails
def crowd(count=40, manager="M-1", skip=()):
    rows = [row(number="M-1", name="Mara"), row(number="N-1", name="Nora")]
    return rows + [row(number=f"E-{n}", name=f"P {n}", manager=manager) for n in range(count) if n not in skip]


def test_too_many_leavers_are_held_until_somebody_confirms():
    staff(*crowd())
    run = staff(*crowd(skip=range(5)), complete=True, sure=False)
    assert (run.state, run.figures["held"], run.figures["people"]["leavers"]) == ("held", ["leavers"], 5)
    assert Person.objects.filter(is_active=False).count() == 0
    confirmed = staff(*crowd(skip=range(5)), complete=True)
    assert confirmed.state == "applied"
    gone = Person.objects.filter(is_active=False)
    assert sorted(gone.values_list("full_name", flat=True)) == [f"P {n}" for n in range(5)]
    assert {found.valid_to for found in Employment.objects.filter(person__in=gone)} == {today() - DAY}


def test_few_leavers_are_not_held_and_only_a_complete_list_makes_any():
    staff(*crowd())
    assert staff(*crowd(skip=[7]), sure=False).figures["people"]["leavers"] == 0
    run = staff(*crowd(skip=[7]), complete=True, sure=False)
    assert (run.state, run.figures["people"]["leavers"]) == ("applied", 1)


def test_too_many_new_managers_are_held():
    staff(*crowd())
    run = staff(*crowd(manager="N-1"), sure=False)
    assert (run.state, run.figures["held"]) == ("held", ["new_managers"])
    assert run.figures["people"]["new_managers_share"] == 95.2


@pytest.mark.parametrize("complete", [False, True])
def test_an_empty_file_is_held(complete):
    staff(*crowd(3))
    run = load(people(), complete=complete, sure=False)
    assert run.state == "held"
    assert "empty" in run.figures["held"]


# --- undo
def test_undo_takes_everything_back_and_leaves_two_audit_entries(pia):
    staff(row(number="M-1", name="Mara"), row())
    before = {
        model: list(model.objects.order_by("pk").values())
        for model in (Employment, UnitMembership, RoleHolding, ReportingLine)
    }
    emil = Person.objects.get(employee_number="E-1")
    run = staff(row(name="Emil B", unit="SAL", role="TL", manager="N-1", fte="0.5"), row(number="N-1", name="Nora"))
    assert emil.lines.count() == 1
    undo_import(run, actor=pia)
    run.refresh_from_db()
    emil.refresh_from_db()
    assert (run.state, emil.full_name) == ("undone", "Emil")
    assert {model: list(model.objects.order_by("pk").values()) for model in before} == before
    assert not Person.objects.filter(employee_number="N-1").exists()
    verbs = (
        AuditEntry.objects.filter(kind="accounts.importrun", object_id=str(run.pk))
        .order_by("pk")
        .values_list("verb", flat=True)
    )
    assert list(verbs) == ["import.uploaded", "organisation.imported", "import.undone"]
    undo_import(run, actor=pia)


def test_undo_brings_back_what_was_removed(pia):
    staff(row(leave=(iso(3), iso(9))))
    leave = list(Leave.objects.values())
    run = staff(row())
    assert not Leave.objects.exists()
    undo_import(run, actor=pia)
    assert list(Leave.objects.values()) == leave


def test_undo_is_refused_once_a_row_was_changed_or_built_on(pia):
    first = staff(row())
    emil = Person.objects.get(employee_number="E-1")
    second = staff(row(name="Emil B"))
    with pytest.raises(Refused, match="1 of its rows in people were changed since"):
        undo_import(first, actor=pia)
    undo_import(second, actor=pia)
    Leave.objects.create(person=emil, valid_from=today(), valid_to=today())
    with pytest.raises(Refused, match="people that it added are in use"):
        undo_import(first, actor=pia)
    assert Person.objects.filter(employee_number="E-1").exists()
    Leave.objects.all().delete()
    undo_import(first, actor=pia)
    assert not Person.objects.filter(employee_number="E-1").exists()
