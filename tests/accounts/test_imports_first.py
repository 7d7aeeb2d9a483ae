"""The first upload of a company, by the administrator who set it up and stands in it: at its head, and without a number."""

import pytest

from accounts.actions.organisation import set_up_organisation
from accounts.imports.actions import undo_import
from accounts.models import ImportRun, Organisation, Person, ReportingLine, RoleGrant, RoleHolding, Unit
from tests.accounts.imports import file, load, wrong
from tests.accounts.test_imports_screens import at, latest, send

pytestmark = pytest.mark.django_db
PEOPLE = file(
    "people.csv",
    "employee_number,full_name,email,unit_code,line_manager_employee_number,job_role_code,start_date,access_roles",
    "E2,Bruno Falk,bruno@kestrel.test,ENG,E1,ENGR,2021-03-01,",
    "E1,Ada Quist,Ada@kestrel.test,KW,,,2020-01-01,",
    "E3,Cleo Marsh,cleo@kestrel.test,ENG,E2,ENGR,2022-05-01,",
    "E6,Finn Okafor,finn@kestrel.test,OPS,E1,OPSR,2019-02-01,admin",
)
UNITS = file(
    "units.csv",
    "code,name,parent_code,lead_employee_number",
    "KW,Kestrel,,E1",
    "ENG,Engineering,KW,E2",
    "OPS,Ops,KW,E1",
)
ROLES = file("job_roles.csv", "code,name", "ENGR,Engineer", "OPSR,Operator")
FILES = [PEOPLE, UNITS, ROLES]


@pytest.fixture
def ada() -> Person:
    Organisation.objects.update(set_up_at=None)
    return set_up_organisation(
        full_name="Ada", email="ada@kestrel.test", password="a long sentence of mine", name="Kestrel"
    )


def lines() -> set:
    return set(ReportingLine.objects.values_list("person__employee_number", "manager__employee_number"))


def leads() -> dict:
    return dict(Unit.objects.values_list("code", "lead__employee_number"))


@pytest.mark.parametrize("complete", [False, True])
def test_everything_is_in_the_first_upload(ada, complete):
    assert wrong(load(*FILES, dry=True, complete=complete)) == []
    assert load(*FILES, complete=complete).state == "applied"
    ada.refresh_from_db()
    assert (ada.employee_number, ada.full_name, Person.objects.count()) == ("E1", "Ada Quist", 4)
    assert lines() == {("E2", "E1"), ("E3", "E2"), ("E6", "E1")}
    assert leads() == {"KW": "E1", "ENG": "E2", "OPS": "E1"}
    assert RoleHolding.objects.count() == 3
    assert RoleGrant.objects.filter(person=ada, ended_by=None, valid_to=None).count() == 3


def test_the_same_upload_again_changes_nothing(ada):
    load(*FILES)
    again = load(*FILES)
    assert (wrong(again), again.figures["written"]) == ([], 0)


def test_on_the_screens_it_is_checked_applied_and_undone(client_for, ada):
    client = client_for(ada)
    send(client, *FILES)
    assert "All 9 rows are ready" in " ".join(client.get(at("import_page", latest())).text.split())
    client.post(at("import_apply", latest()))
    assert (latest().state, len(lines())) == ("applied", 3)
    assert "changes were applied" in client.get(at("import_page", latest())).text
    undo_import(ImportRun.objects.latest("pk"), actor=ada)
    ada.refresh_from_db()
    assert (ada.employee_number, Person.objects.count(), lines(), leads()) == (None, 1, set(), {})
