import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.forms.people import SettingsForm
from accounts.models import Assignment, Invitation, Leave, Person, RoleGrant
from accounts.placing import place_on
from accounts.views import people as people_views
from ecosystem.core.clock import now, today
from ecosystem.core.models import Look, OutgoingMail
from tests.factories.people import (
    LONG_AGO,
    PersonFactory,
    ProjectFactory,
    SiteFactory,
    UnitFactory,
    grant_role,
    on_leave,
)
from tests.factories.skills import RequirementFactory, SkillFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
WEEK = ["0", "1", "2", "3", "4"]
MOST = 12


def url(name, *args):
    return reverse(f"accounts:{name}", args=args)


@pytest.fixture
def desk(pia, client_for):
    return client_for(pia)


def hire(**typed):
    known = {"full_name": "Nele New", "email": "nele@example.com", "start": today().isoformat(), "fte": "1"}
    return {**known, "working_days": WEEK, **typed}


# --- the number of statements does not grow with the rows --------------------------------------------------------------
def people(cast, n):
    for number in range(n):
        person = PersonFactory(unit=cast.engineering, manager=cast.mara, job_role=cast.engineer, site=cast.site)
        PersonFactory(full_name=f"Outside {number}", password="!", unit=cast.sales)
        grant_role(person, "learning")
        RoleGrant.objects.create(person=person, role="executive", valid_from=today())
        Assignment.objects.create(project=cast.project, person=person, valid_from=today() - LONG_AGO)
        RequirementFactory(job_role=cast.engineer, skill=SkillFactory())
        RequirementFactory()
        ProjectFactory(delivery_lead=person)
        SiteFactory()
        UnitFactory(parent=cast.company)
        Look.objects.create(viewer=person, subject=cast.emil, kind="goals", day=today() - number * DAY)
        Leave.objects.create(person=cast.emil, valid_from=today() + number * DAY, valid_to=today() + number * DAY)


SCREENS = {
    "people_list": ("pia", ()),
    "person_record": ("pia", ("emil",)),
    "person_page": ("otto", ("emil",)),
    "invitation_list": ("adam", ()),
    "me": ("emil", ()),
    "look_list": ("emil", ()),
    "unit_list": ("pia", ()),
    "unit_page": ("pia", ("engineering",)),
    "site_list": ("pia", ()),
    "project_list": ("pia", ()),
    "project_page": ("pia", ("project",)),
    "framework": ("lena", ()),
    "role_list": ("lena", ()),
    "role_page": ("lena", ("engineer",)),
    "baseline": ("lena", ()),
    "grant_list": ("adam", ()),
    "delegation_list": ("mara", ()),
    "person_hire": ("pia", ()),
    "person_move": ("pia", ("emil",)),
    "person_change": ("pia", ("emil",)),
    "organisation_change": ("adam", ()),
}


@pytest.mark.parametrize("rows", [1, 30])
def test_screens_keep_to_twelve_statements_whatever_the_rows(cast, client_for, rows):
    people(cast, rows)
    clients = {name: client_for(getattr(cast, name)) for name in {who for who, _parts in SCREENS.values()}}
    asked = {}
    for name, (who, parts) in SCREENS.items():
        address = url(name, *(getattr(cast, part).pk for part in parts))
        with CaptureQueriesContext(connection) as queries:
            assert clients[who].get(address).status_code == 200, name
        asked[name] = len(queries)
    assert {name: n for name, n in asked.items() if n > MOST} == {}


# --- the list ----------------------------------------------------------------------------------------------------------
def shown(response):
    return [person.full_name for person in response.context["rows"]]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=mar", ["Mara Test"]),
        ("q=test+emi", ["Emil Test"]),
        ("q=EMIL@", ["Emil Test"]),
        ("show=seats", ["Vacant"]),
        ("show=left", ["Leo Left"]),
        ("show=leaving", ["Otto Test"]),
        ("show=outside", ["Nele New"]),
        ("q=nobody", []),
    ],
)
def test_the_list_is_narrowed(cast, desk, query, names):
    PersonFactory(full_name="Vacant", kind="placeholder")
    PersonFactory(full_name="Leo Left", is_active=False)
    PersonFactory(full_name="Nele New", password="!")
    cast.otto.employments.update(valid_to=today() + DAY)
    assert shown(desk.get(f"{url('people_list')}?{query}")) == names


def test_the_list_is_narrowed_to_a_unit_with_all_below(cast, desk):
    for typed in ("Engineering", "engineering ", "ENG", "Engineering · ENG"):
        assert set(shown(desk.get(url("people_list"), {"unit": typed}))) == {"Emil Test", "Mara Test"}
    assert len(shown(desk.get(url("people_list"), {"unit": cast.company.code}))) == 9


def test_units_are_proposed_while_one_types_and_not_all_of_them_sent(client_for, cast, desk):
    UnitFactory(name="Engineering of old", code="OLD", closed_on=today())
    field = desk.get(url("people_list")).content.decode()
    assert 'list="id_unit_options"' in field and cast.sales.code not in field
    emil = client_for(cast.emil, htmx=True)
    found = emil.get(url("unit_options"), {"field": "unit", "unit": "engin"}).content.decode()
    assert found.count("<option") == 1 and 'value="Engineering · ENG"' in found
    assert "Sales" in emil.get(url("unit_options"), {"field": "unit", "unit": "sal"}).content.decode()
    assert "<option" not in emil.get(url("unit_options"), {"field": "unit", "unit": " "}).content.decode()
    assert "One unit fits." in client_for(cast.emil).get(f"{url('unit_options')}?field=unit&unit=SAL").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=x",
        "page=99999999999",
        "unit=x",
        "unit=99",
        "unit=%00",
        "unit=" + "x" * 500,
        "show=x",
        "q=%00",
        "q=%ED%A0%80",
    ],
)
def test_what_cannot_be_read_narrows_nothing_and_breaks_nothing(cast, desk, query):
    assert desk.get(f"{url('people_list')}?{query}").status_code == 200


def test_fifty_rows_then_the_next(cast, desk):
    for n in range(50):
        PersonFactory(full_name=f"Xaver {n:02}")
    first = desk.get(url("people_list"))
    assert len(shown(first)) == 50
    assert b"page=2" in first.content
    assert len(shown(desk.get(f"{url('people_list')}?page=2"))) == 9


def test_people_are_counted_up_to_a_thousand(cast, desk, monkeypatch):
    for n in range(50):
        PersonFactory(full_name=f"Xaver {n:02}")
    whole = desk.get(url("people_list")).content.decode()
    assert "59 people work here." in whole and "of 59" in whole
    monkeypatch.setattr(people_views, "COUNTED", 55)
    cut = desk.get(url("people_list")).content.decode()
    assert "More than 55 are listed here." in cut and "of more than 55" in cut
    assert "50 people fit." in desk.get(f"{url('people_list')}?q=Xaver").content.decode()


# --- hiring ------------------------------------------------------------------------------------------------------------
def test_hiring_takes_one_form_and_sends_the_invitation(cast, desk):
    typed = hire(
        unit=cast.engineering.pk, manager="Mara Test", job_role=cast.engineer.pk, site=cast.site.pk, invite="on"
    )
    response = desk.post(url("person_hire"), typed)
    nele = Person.objects.get(email="nele@example.com")
    assert response.headers["Location"] == url("person_record", nele.pk)
    assert place_on(nele) == (cast.engineering, cast.mara, (cast.engineer,))
    assert OutgoingMail.objects.get().to == "nele@example.com"


def test_without_mail_nothing_is_sent(cast, desk):
    desk.post(url("person_hire"), hire())
    assert Person.objects.filter(email="nele@example.com").exists()
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"email": "EMIL@example.com"}, "email", "Somebody has this address already."),
        ({"manager": "Nobody Known"}, "manager", "Nobody here has this name"),
        ({"manager": "Mar Test"}, "manager", "Did you mean Mara Test?"),
        ({"start": "0001-01-01"}, "start", "Give a day between 1950 and 2150."),
        ({"fte": "0"}, "fte", "greater than or equal to 0.05"),
        ({"time_zone": "Atlantis/Poseidonis"}, "time_zone", "No such time zone"),
        ({"full_name": "a\x00b"}, "full_name", "cannot be stored"),
    ],
)
def test_bad_input_is_a_sentence_at_the_field(cast, desk, typed, field, said):
    response = desk.post(url("person_hire"), hire(**typed))
    assert response.status_code == 422
    assert said in str(response.context["form"].errors[field])
    assert b"nele@example.com" in response.content or "email" in typed


def test_a_manager_of_whom_there_are_two_is_asked_for_by_address(cast, desk):
    PersonFactory(full_name="Mara Test", email="mara2@example.com")
    response = desk.post(url("person_hire"), hire(manager="Mara Test"))
    assert "Several people" in str(response.context["form"].errors["manager"])
    assert desk.post(url("person_hire"), hire(manager="mara2@example.com")).status_code == 302


def test_fields_that_no_form_has_change_nothing(cast, desk):
    desk.post(url("person_hire"), hire(is_active="", kind="placeholder", roles="admin", id=cast.emil.pk, password="x"))
    nele = Person.objects.get(email="nele@example.com")
    assert (nele.is_active, nele.kind, nele.roles, nele.has_usable_password()) == (True, "person", frozenset(), False)


# --- change, move, end ---------------------------------------------------------------------------------------------------
def test_both_texts_are_seen_after_a_stale_change(cast, emil, desk):
    typed = {
        "full_name": "Emil Mine",
        "email": emil.email,
        "employee_number": emil.employee_number,
        "working_days": WEEK,
    }
    desk.post(url("person_change", emil.pk), {**typed, "full_name": "Emil Theirs", "version": "1"})
    response = desk.post(url("person_change", emil.pk), {**typed, "version": "1"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "Emil Theirs" in page and "Emil Mine" in page
    assert desk.post(url("person_change", emil.pk), {**typed, "version": "2"}).status_code == 302


def test_a_circle_is_a_sentence_at_the_line_manager(cast, desk):
    typed = {"day": today().isoformat(), "unit": cast.company.pk, "manager": cast.emil.email, "version": "1"}
    response = desk.post(url("person_move", cast.nora.pk), typed)
    assert "Would report to themselves" in str(response.context["form"].errors["manager"])


def test_the_past_is_not_rewritten(cast, emil, desk):
    typed = {"day": (today() - DAY).isoformat(), "unit": cast.sales.pk, "version": "1"}
    response = desk.post(url("person_move", emil.pk), typed)
    assert "day" in response.context["form"].errors


def test_the_address_of_somebody_with_a_role_is_not_for_every_people_administrator(cast, lena, pia, desk):
    typed = {"full_name": "Lena Test", "email": "pia.takes@example.com", "working_days": WEEK, "version": "1"}
    assert desk.post(url("person_change", lena.pk), typed).status_code == 302
    lena.refresh_from_db()
    assert lena.email == "lena@example.com"
    grant_role(pia, "admin")
    assert desk.post(url("person_change", lena.pk), {**typed, "version": "2"}).status_code == 302
    lena.refresh_from_db()
    assert lena.email == "pia.takes@example.com"


def test_the_last_administrator_is_told_why_they_stay(cast, adam, desk):
    response = desk.post(url("person_end", adam.pk), {"last_day": today().isoformat(), "version": "1"})
    assert response.status_code == 422
    assert b"last administrator" in response.content


# --- looking -------------------------------------------------------------------------------------------------------------
def test_looking_at_a_record_is_noted_once_a_day_and_shown(cast, emil, desk, client_for):
    for _visit in range(2):
        desk.get(url("person_record", emil.pk))
    assert Look.objects.get(subject=emil).kind == "record"
    assert b"Pia Test" in client_for(emil).get(url("me")).content


def test_colleagues_see_public_facts_and_not_the_days(cast, emil, client_for):
    leave = on_leave(emil)
    page = client_for(cast.otto).get(url("person_page", emil.pk)).content.decode()
    assert "Engineering" in page and "Mara Test" in page
    assert "Away" not in page
    leave.shown_to_colleagues = True
    leave.save(update_fields=["shown_to_colleagues"])
    assert "Away" in client_for(cast.otto).get(url("person_page", emil.pk)).content.decode()
    assert not Look.objects.exists()


# --- a people administrator of a unit --------------------------------------------------------------------------------------
@pytest.fixture
def part(cast, otto, client_for):
    """otto keeps the people of engineering only; the identity provider vouches for him."""
    from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY

    grant_role(otto, "people_admin", unit=cast.engineering)
    client = client_for(otto)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "socialaccount", "at": 0}]
    session.save()
    return client


def test_of_a_unit_one_keeps_its_people_only(cast, part):
    assert set(shown(part.get(url("people_list")))) == {"Emil Test", "Mara Test"}
    assert part.get(url("person_record", cast.emil.pk)).status_code == 200
    assert part.get(url("person_record", cast.lena.pk)).status_code == 403
    assert part.get(url("unit_add")).status_code == 403


def test_of_a_unit_one_hires_into_it_only(cast, part):
    assert "unit" in part.post(url("person_hire"), hire()).context["form"].errors
    assert "unit" in part.post(url("person_hire"), hire(unit=cast.sales.pk)).context["form"].errors
    assert part.post(url("person_hire"), hire(unit=cast.engineering.pk)).status_code == 302


# --- invitations -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def nele(cast):
    return PersonFactory(full_name="Nele New", email="nele@example.com", password="!", unit=cast.engineering)


def test_ticked_people_are_invited_by_mail_or_on_paper(cast, nele, desk):
    desk.post(url("invitation_send"), {"people": [nele.pk]})
    assert OutgoingMail.objects.get().to == "nele@example.com"
    page = desk.post(url("invitation_print"), {"people": [nele.pk]})
    ((person, code),) = page.context["printed"]
    assert person == nele
    assert code in page.content.decode()


def test_whoever_has_a_role_is_invited_by_an_administrator(cast, nele, desk, adam, client_for):
    grant_role(nele, "learning")
    assert desk.post(url("person_invite", nele.pk)).status_code == 403
    assert desk.post(url("invitation_print"), {"people": [nele.pk]}).context["printed"] == []
    assert client_for(adam).post(url("person_invite", nele.pk)).status_code == 302
    assert Invitation.objects.filter(person=nele, expires_at__gt=now()).count() == 1


# --- proposals while one types -----------------------------------------------------------------------------------------------
def test_people_are_proposed_by_parts_of_the_name(cast, emil, client_for):
    found = client_for(emil, htmx=True).get(f"{url('person_options')}?field=manager&manager=mar")
    assert f"Mara Test · {cast.mara.employee_number}" in found.content.decode()
    assert b'id="id_manager_options"' in found.content
    assert client_for(emil).get(f"{url('person_options')}?field=x%22%3E&x=").status_code == 200


def test_of_languages_those_of_the_company_are_offered(cast, emil):
    emil.locale = "pt-PT"
    shown = dict(SettingsForm(instance=emil).fields["locale"].choices)
    assert (shown["en"], str(shown["pt-PT"])) == ("English", "Português, once the company offers it")
    emil.locale = ""
    assert list(dict(SettingsForm(instance=emil).fields["locale"].choices)) == ["", "en"]
