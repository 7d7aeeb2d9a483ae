import pytest
from django.test import Client
from django.urls import reverse

from ecosystem.demo.personas import PERSONAS
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
MAREN = PERSONAS[0]


def door(number=MAREN.employee_number):
    return reverse("demo:demo_sign_in", args=[number])


@pytest.fixture
def maren(organisation):
    return PersonFactory(full_name=MAREN.name, employee_number=MAREN.employee_number)


@pytest.fixture
def demo(settings, monkeypatch):
    settings.DEMO = True
    monkeypatch.setattr("ecosystem.demo.views.is_demo_database", lambda: True)


def test_a_persona_is_in_with_one_press(maren, demo):
    visitor = Client()
    assert visitor.post(door()).status_code == 302
    assert visitor.get(reverse("accounts:me")).status_code == 200


def test_one_comes_back_to_where_one_wanted_to_go_and_nowhere_else(maren, demo):
    assert Client().post(door(), {"next": "/goals/"}).headers["Location"] == "/goals/"
    assert Client().post(door(), {"next": "https://evil.example/"}).headers["Location"] == "/"


def test_the_sign_in_page_offers_the_personas_in_the_demo_only(maren, settings, demo):
    assert MAREN.name in Client().get(reverse("account_login")).content.decode()
    settings.DEMO = False
    assert MAREN.name not in Client().get(reverse("account_login")).content.decode()


def test_outside_the_demo_there_is_no_such_door(maren):
    assert Client().post(door()).status_code == 404


def test_in_a_database_without_the_mark_there_is_no_such_door(maren, settings):
    settings.DEMO = True
    assert Client().post(door()).status_code == 404


def test_nobody_but_a_persona_comes_in_this_way(maren, demo):
    other = PersonFactory(employee_number="E-9999")
    assert Client().post(door(other.employee_number)).status_code == 404
    assert Client().post(door(PERSONAS[1].employee_number)).status_code == 404
    assert Client().get(door()).status_code == 405
