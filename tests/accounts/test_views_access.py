import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.actions import invitations
from accounts.forms.fields import words_for
from accounts.models import Delegation, Invitation, Organisation, Person, RoleGrant
from ecosystem.core.clock import today
from ecosystem.core.mail import TO_THE_LOG, send_mail
from ecosystem.core.models import AuditEntry, OutgoingMail
from tests.factories.people import PersonFactory, grant_role

pytestmark = pytest.mark.django_db
PASSWORD = "rather a long one 7"


def url(name, *args):
    return reverse(f"accounts:{name}", args=args)


# --- roles -------------------------------------------------------------------------------------------------------------
def test_granting_says_at_the_field_what_is_wrong(cast, adam, client_for):
    client = client_for(adam)
    typed = {"person": cast.otto.email, "role": "learning", "valid_from": today().isoformat()}
    limited = client.post(url("grant_add"), {**typed, "unit": cast.sales.pk})
    assert "unit" in limited.context["form"].errors
    own = client.post(url("grant_add"), {**typed, "person": adam.email})
    assert "person" in own.context["form"].errors
    assert client.post(url("grant_add"), typed).status_code == 302
    assert RoleGrant.objects.get(person=cast.otto).granted_by == adam


def test_the_last_administrator_reads_why_they_stay(cast, adam, client_for):
    grant = RoleGrant.objects.get(person=adam)
    page = client_for(adam).post(url("grant_end", grant.pk), follow=True)
    assert "last administrator" in page.content.decode()
    assert page.request["PATH_INFO"] == url("grant_list")


def test_before_ones_own_role_ends_one_is_asked(cast, adam, client_for):
    shown = client_for(adam).get(url("grant_list")).content.decode()
    row = {grant.person: shown.split(url("grant_end", grant.pk))[0][-600:] for grant in RoleGrant.objects.all()}
    assert "This is your own role" in row[adam]
    assert "This is your own role" not in row[cast.lena]


# --- second factor -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["lena", "xenia", "adam", "pia"])
def test_whoever_has_a_role_gets_nowhere_without_a_second_factor(cast, client_for, who):
    person = getattr(cast, who)
    client = client_for(person, proven=False)
    assert client.get(url("me")).headers["Location"] == reverse("mfa_index")
    Authenticator.objects.create(user=person, type="recovery_codes", data={})
    assert client.get(url("me")).status_code == 302
    Authenticator.objects.create(user=person, type="totp", data={})
    assert client.get(url("me")).status_code == 200


def test_who_keeps_a_unit_needs_one_too(cast, otto, client_for):
    grant_role(otto, "people_admin", unit=cast.sales)
    assert client_for(otto).get(url("me")).headers["Location"] == reverse("mfa_index")


def test_employees_need_none(emil, client_for):
    assert client_for(emil, proven=False).get(url("me")).status_code == 200


def test_in_the_demo_nobody_needs_one(lena, client_for, settings):
    settings.DEMO = True
    assert client_for(lena, proven=False).get(url("me")).status_code == 200


def test_who_may_be_meant_can_be_pressed(cast, mara, client_for):
    """The press alone is enough where there is no JavaScript: it sends the same form with that person."""
    client = client_for(mara)
    day = today().isoformat()
    typed = {"delegate": "Dar Test", "valid_from": day, "valid_to": day}
    shown = client.post(url("delegation_add"), typed)
    assert shown.status_code == 422
    words = words_for(cast.dario)
    assert f'name="delegate" value="{words}" data-fills="id_delegate"' in shown.content.decode()
    assert client.post(url("delegation_add"), {**typed, "delegate": ["Dar Test", words]}).status_code == 302
    assert Delegation.objects.get().delegate == cast.dario
    again = client.post(url("delegation_add"), {**typed, "delegate": "Nobody Whosoever"}).content.decode()
    assert "data-fills" not in again


# --- the way in ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def nele(cast):
    return PersonFactory(full_name="Nele New", email="nele@example.com", password="!", unit=cast.engineering)


def test_from_the_mail_to_being_in(nele, pia):
    invitations.invite_person(nele, actor=pia)
    send_mail(str(OutgoingMail.objects.get().pk))
    link = re.search(r"http://localhost:8000(/invitation/\S+)", mail.outbox[0].body).group(1)
    visitor = Client()
    assert b"Welcome, Nele" in visitor.get(link).content
    assert visitor.post(link, {"password": PASSWORD}).status_code == 302
    assert visitor.get(url("me")).status_code == 200
    assert Client().get(link).status_code == 410


def test_from_the_paper_to_being_in(nele, pia):
    ((_person, code),) = invitations.print_invitations([nele], actor=pia)
    visitor = Client()
    found = visitor.post(url("invitation_enter"), {"code": code.lower()})
    assert visitor.post(found.headers["Location"], {"password": PASSWORD}).status_code == 302
    assert Person.objects.get(pk=nele.pk).check_password(PASSWORD)


def test_without_a_mail_server_a_code_is_printed(nele, pia, client_for, settings):
    settings.EMAIL_BACKEND = TO_THE_LOG
    client = client_for(pia)
    form = client.get(url("person_hire")).context["form"]
    assert (form["invite"].value(), form.fields["invite"].disabled) == (False, True)
    assert "No mail server is entered" in str(form.fields["invite"].help_text)
    record = client.get(url("person_record", nele.pk)).content.decode()
    assert url("invitation_print") in record
    assert url("person_invite", nele.pk) not in record
    assert "Send by mail" not in client.get(url("invitation_list")).content.decode()


def test_a_code_is_printed_anew_for_whoever_was_invited(nele, pia, client_for):
    first = invitations.invite_person(nele, actor=pia)
    client = client_for(pia)
    assert "Print a new code" in client.get(url("invitation_list")).content.decode()
    printed = client.post(url("invitation_print"), {"only": nele.pk}).context["printed"]
    assert [person for person, _code in printed] == [nele]
    assert Invitation.objects.open().get() != first


@pytest.mark.parametrize("password", ["short", "12345678901", "nele@example.c"])
def test_a_poor_password_is_a_sentence_at_the_field(nele, pia, password):
    ((_person, code),) = invitations.print_invitations([nele], actor=pia)
    response = Client().post(url("invitation_accept", code), {"password": password})
    assert response.status_code == 422
    assert response.context["form"].errors["password"]
    assert Invitation.objects.open().exists()


def test_guessing_is_limited(cast):
    visitor = Client()
    answers = [visitor.post(url("invitation_enter"), {"code": f"AAAA-AAAA-AAAA-{n:04}"}).status_code for n in range(25)]
    assert (answers[0], answers[-1]) == (422, 429)


# --- stand-ins -----------------------------------------------------------------------------------------------------------
def test_the_team_sees_who_stands_in(cast, mara, emil, client_for):
    typed = {"delegate": cast.dario.email, "valid_from": today().isoformat(), "valid_to": today().isoformat()}
    assert client_for(mara).post(url("delegation_add"), typed).status_code == 302
    assert b"Dario Test stands in for Mara Test" in client_for(emil).get(url("delegation_list")).content
    assert b"Dario" not in client_for(cast.otto).get(url("delegation_list")).content
    client_for(mara).post(url("delegation_end", Delegation.objects.get().pk))
    assert not Delegation.objects.active().exists()


# --- policy --------------------------------------------------------------------------------------------------------------
def policy_form(**typed):
    known = Organisation.objects.values("name", "time_zone", "fiscal_year_first_month", "currency", "version").get()
    times = {"quiet_until": "09:00", "quiet_from": "17:00", "nudges_per_day": "1", "nudges_per_week": "2"}
    return {**known, **times, "languages": ["en"], "default_goal_visibility": "everyone", "k_anonymity": "5", **typed}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"extra_holidays": "24 December 2026"}, "extra_holidays"),
        ({"k_anonymity": "4"}, "k_anonymity"),
        ({"time_zone": "Moon/Base"}, "time_zone"),
        ({"quiet_from": "08:00"}, "quiet_from"),
        ({"extra_holidays": "24.12.2026"}, "extra_holidays"),
        ({"currency": "euro"}, "currency"),
        ({"mail_url": "http://mail.example.com"}, "mail_url"),
        ({"mail_url": "smtp://"}, "mail_url"),
        ({"fiscal_year_first_month": "7"}, "fiscal_year_first_month"),
    ],
)
def test_a_policy_that_cannot_be_is_a_sentence_at_the_field(cast, adam, client_for, typed, field):
    response = client_for(adam).post(url("organisation_change"), policy_form(**typed))
    errors = response.context["form"].errors
    assert list(errors) == [field] and "Enter a valid" not in str(errors) and "too long" not in str(errors)


def test_another_fiscal_year_wants_to_be_known(organisation, cast, adam, client_for):
    Organisation.objects.update(languages=["en"])
    typed = policy_form(fiscal_year_first_month="7", moves_cycles="on")
    assert client_for(adam).post(url("organisation_change"), typed).status_code == 302
    assert Organisation.objects.get().fiscal_year_first_month == 7
    assert AuditEntry.objects.get(verb="organisation.changed").fields == ["fiscal_year_first_month"]


def test_the_password_of_the_mail_server_is_kept_and_never_shown(cast, adam, client_for):
    secret = "smtp+tls://me:open-sesame@mail.example.com:587"
    client = client_for(adam)
    client.post(url("organisation_change"), policy_form(mail_url=secret))
    page = client.get(url("organisation_change"))
    assert b"open-sesame" not in page.content
    kept = page.context["form"]["mail_url"].value()
    client.post(url("organisation_change"), policy_form(mail_url=kept, name="Renamed"))
    organisation = Organisation.objects.get()
    assert (organisation.mail_url, organisation.name) == (secret, "Renamed")
