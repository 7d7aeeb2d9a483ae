import socket

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from accounts import first_steps
from accounts.models import Organisation, Person
from ecosystem.core import policy
from ecosystem.core.clock import now
from ecosystem.core.mail import TO_THE_LOG
from ecosystem.core.models import OutgoingMail
from ecosystem.core.outbox import deliver
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
SETUP = "/setup/"
TYPED = {
    "name": "Newco",
    "time_zone": "Europe/Berlin",
    "fiscal_year_first_month": "4",
    "languages": ["en"],
    "full_name": "Ada First",
    "email": "ada@example.com",
    "password": "rather a long one 7",
}


@pytest.fixture(autouse=True)
def empty(monkeypatch):
    monkeypatch.setattr("accounts.middleware._known", False)


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/organisation/people/", "/nothing/here/"])
def test_until_it_is_set_up_every_page_leads_there(path):
    assert Client().get(path).headers["Location"] == SETUP


def test_health_is_asked_before(db):
    assert Client().get("/healthz/live").status_code == 200


def test_in_one_form_the_first_administrator_is_in(db):
    visitor = Client()
    assert visitor.get(SETUP).status_code == 200
    response = visitor.post(SETUP, TYPED)
    assert response.headers["Location"] == reverse("accounts:setup_next")
    ada = Person.objects.get()
    assert visitor.get(reverse("accounts:setup_next")).headers["Location"] == reverse("mfa_index")
    Authenticator.objects.create(user=ada, type="totp", data={})
    assert b"Hire somebody" in visitor.get(reverse("accounts:setup_next")).content
    assert Organisation.objects.get().fiscal_year_first_month == 4


def test_after_the_second_factor_one_goes_on_with_the_first_steps(db):
    """Whatever was opened meanwhile."""
    visitor = Client()
    visitor.post(SETUP, TYPED)
    visitor.get(reverse("accounts:setup_next"))
    visitor.get(reverse("accounts:people_list"))
    assert b"Go on" not in visitor.get(reverse("mfa_index")).content
    Authenticator.objects.create(user=Person.objects.get(), type="totp", data={})
    page = visitor.get(reverse("mfa_index")).content.decode()
    assert f'href="{reverse("accounts:setup_next")}"' in page
    assert "Go on" in page
    assert b"Hire somebody" in visitor.get(reverse("accounts:setup_next")).content
    assert b"Go on" not in visitor.get(reverse("mfa_index")).content


def test_home_keeps_the_next_steps_until_there_are_people_and_mail(organisation, adam, client_for, settings):
    first_steps.forget()
    settings.EMAIL_BACKEND = TO_THE_LOG
    client = client_for(adam)
    page = client.get("/").content.decode()
    assert 'id="next-steps"' in page
    assert "Enter a mail server" in page
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    Person.objects.exclude(pk=adam.pk).update(kind="placeholder")
    assert 'id="next-steps"' in client.get("/").content.decode()
    emil = PersonFactory(full_name="Emil First")
    assert 'id="next-steps"' not in client.get("/").content.decode()
    assert 'id="next-steps"' not in client_for(emil).get("/").content.decode()
    first_steps.forget()


def test_once_set_up_the_page_does_not_exist(organisation):
    assert Client().get(SETUP).status_code == 404
    assert Client().post(SETUP, TYPED).status_code == 404
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed"), [("password", "short"), ("time_zone", "Here"), ("email", "ada"), ("name", "")]
)
def test_what_is_wrong_stands_at_the_field(field, typed):
    response = Client().post(SETUP, {**TYPED, field: typed})
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert not Organisation.objects.exists()


def test_a_test_mail_goes_out_where_a_server_is_entered(db):
    Client().post(SETUP, {**TYPED, "mail_url": "smtp+tls://me:secret@mail.example.com:587"})
    assert OutgoingMail.objects.get().to == "ada@example.com"


def test_with_a_token_nobody_else_comes_first(settings):
    settings.SETUP_TOKEN = "t0ken"
    assert Client().get(SETUP).status_code == 403
    assert Client().post(SETUP, {**TYPED, "token": "guess"}).status_code == 403
    assert not Person.objects.exists()
    page = Client().get(f"{SETUP}?token=t0ken")
    assert b'value="t0ken"' in page.content
    assert Client().post(SETUP, {**TYPED, "token": "t0ken"}).status_code == 302


@pytest.mark.parametrize("away", [{"REMOTE_ADDR": "203.0.113.9"}, {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}])
def test_without_a_token_only_this_machine_may(away):
    assert Client(**away).get(SETUP).status_code == 403


@pytest.mark.parametrize("name", ["accounts:organisation_change", "accounts:setup_next"])
def test_both_pages_say_what_became_of_the_test_mail(client_for, adam, organisation, settings, name):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{closed.getsockname()[1]}"
        Organisation.objects.update(mail_url=f"smtp://me:s3cret@{host}")
        policy.forget()
        client = client_for(adam)
        assert "Send me a test mail" in client.get(reverse(name)).text
        client.post(reverse("accounts:mail_test"))
        assert "Look what became of it" in client.get(reverse(name)).text
        deliver()
        told = client.get(reverse(name)).text
    assert f"The mail server {host} did not take it: nothing listens at this address." in told
    assert "s3cret" not in client.get(reverse("accounts:setup_next")).text
    OutgoingMail.objects.update(sent_at=now())
    assert f"was taken by the mail server {host}." in client.get(reverse(name)).text
