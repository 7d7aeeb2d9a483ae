"""How a company and a person begin, by keyboard alone and without JavaScript: the first-run page of an empty installation,
and one person hired without a file, to the first sign-in with a code on paper."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from accounts.models import Invitation, Organisation, Person
from accounts.placing import place_on
from ecosystem.core.clock import today
from tests.browser.hand import Hand

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = pytest.mark.parametrize("keyboard", [True, False], ids=["by keyboard", "without JavaScript"])
PASSWORD = "rather a long one 7"
PERIOD = 30  # seconds for which an app shows a code


@pytest.fixture
def hand(new_page):
    return lambda person, keyboard: Hand(new_page(person, javascript=keyboard, reduced_motion="reduce"), keyboard)


@pytest.fixture
def looks(axe):
    """axe runs as a script, and so only where pages may."""
    return lambda hand: hand.keyboard and axe(hand.page)


@pytest.fixture
def empty_installation(db, monkeypatch):
    monkeypatch.setattr("accounts.middleware._known", False)


@WAYS
def test_an_empty_installation_is_set_up_in_one_form_and_a_second_factor(hand, looks, empty_installation, keyboard):
    ada = hand(None, keyboard)
    page = ada.page
    ada.open("/")
    looks(ada)
    ada.press(page.get_by_role("button", name="Set up"))
    expect(page).to_have_url("/setup/")
    ada.fill(page.get_by_label("Your organisation"), "Newco")
    ada.fill(page.get_by_label("Time zone"), "Europe/Berlin")
    ada.pick(page.get_by_label("First month of the fiscal year"), "April")
    ada.fill(page.get_by_label("Your name"), "Ada First")
    ada.fill(page.get_by_label("Your work e-mail"), "ada@example.com")
    ada.fill(page.get_by_label("Password"), "short")
    ada.press(page.get_by_role("button", name="Set up"))
    page.locator("[aria-invalid=true]").wait_for()
    looks(ada)
    expect(page.get_by_label("Your organisation")).to_have_value("Newco")
    assert not Organisation.objects.exists()
    ada.fill(page.get_by_label("Password"), PASSWORD)
    ada.press(page.get_by_role("button", name="Set up"))
    page.wait_for_url("**/2fa/")
    looks(ada)
    _second_factor(ada, looks)
    ada.press(page.get_by_role("link", name="Go on"))
    page.wait_for_url("**/setup/next/")
    looks(ada)
    ada.press(page.get_by_role("link", name="Hire somebody"))
    page.wait_for_url("**/people/hire/")
    company = Organisation.objects.get()
    assert (company.name, company.time_zone, company.fiscal_year_first_month) == ("Newco", "Europe/Berlin", 4)
    assert Person.objects.get().full_name == "Ada First"


def _second_factor(hand, looks) -> None:
    """An app that shows codes."""
    page = hand.page
    hand.press(page.locator("main a[href$='/totp/activate/']"))
    page.wait_for_url("**/totp/activate/")
    looks(hand)
    secret = page.locator("#authenticator_secret").input_value()
    if (left := PERIOD - time.time() % PERIOD) < 5:
        time.sleep(left)  # whoever reads a code that is about to change waits for the next
    code = format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))
    hand.fill(page.locator("main input[name=code]"), code)
    hand.press(page.locator("main").get_by_role("button", name="Activate"))
    page.wait_for_url(lambda url: "activate" not in url)
    looks(hand)


@pytest.fixture
def company(cast):
    """Everybody but Nele has been in."""
    for person in (member for member in vars(cast).values() if isinstance(member, Person)):
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    return cast


@WAYS
def test_one_person_is_hired_by_hand_and_comes_in_with_a_code_on_paper(hand, looks, company, keyboard):
    """Person, line, role, invitation; then the person's own first sign-in. No file anywhere."""
    pia = hand(company.pia, keyboard)
    nele = _hire(pia, looks, company)
    place = place_on(nele)
    assert (place.unit, place.manager, place.job_roles) == (company.engineering, company.mara, (company.engineer,))
    code = _print_code(pia, looks)
    assert Invitation.objects.get().person == nele

    new = hand(None, keyboard)
    new.open("/invitation/")
    looks(new)
    new.fill(new.page.get_by_label("Code"), code.lower())
    new.press(new.page.get_by_role("button", name="Go on"))
    new.page.get_by_role("heading", name="Welcome, Nele").wait_for()
    looks(new)
    new.fill(new.page.get_by_label("Password"), PASSWORD)
    new.press(new.page.get_by_role("button", name="Choose and sign in"))
    new.page.wait_for_url(lambda url: "/invitation/" not in url)
    looks(new)
    assert (new.clicks, new.fields) == (2, 2)

    mara = hand(company.mara, keyboard)
    mara.open("/team/")
    expect(mara.page.get_by_role("link", name="Nele New").first).to_be_visible()


def _hire(pia: Hand, looks, company) -> Person:
    page = pia.page
    pia.open("/organisation/people/")
    looks(pia)
    pia.press(page.get_by_role("link", name="Hire somebody"))
    page.wait_for_url("**/hire/")
    looks(pia)
    shown = ("full_name", "email", "unit", "job_role", "manager", "site", "start", "invite")
    pia.asked(page.locator("#person-form"), *shown)
    pia.fill(page.get_by_label("Name", exact=True), "Nele New")
    pia.fill(page.get_by_label("E-mail"), "nele@example.com")
    pia.pick(page.get_by_label("Unit"), "Engineering")
    pia.pick(page.get_by_label(re.compile("^Job role")), "Software Engineer")
    pia.fill(page.get_by_label("Line manager"), "Mara Tst")
    pia.tick(page.get_by_label("Send an invitation"))
    pia.press(page.get_by_role("button", name="Hire"))
    page.locator("[aria-invalid=true]").wait_for()
    looks(pia)
    pia.fill(page.get_by_label("Line manager"), "Mara Test")
    pia.press(page.get_by_role("button", name="Hire"))
    page.get_by_role("heading", name="Nele New").wait_for()
    looks(pia)
    nele = Person.objects.get(email="nele@example.com")
    assert nele.employments.get().valid_from == today()
    assert not Invitation.objects.exists()
    return nele


def _print_code(pia: Hand, looks) -> str:
    """From the record over the list of people to the codes."""
    page = pia.page
    pia.press(page.locator("header").get_by_role("link", name="People"))
    page.wait_for_url("**/organisation/people/")
    pia.press(page.locator("main").get_by_role("link", name="Invitations"))
    page.wait_for_url("**/invitations/")
    looks(pia)
    expect(page.get_by_role("checkbox", name="Nele New")).to_be_checked()
    expect(page.locator("input[name=people]")).to_have_count(1)
    pia.press(page.get_by_role("button", name="Print codes"))
    page.locator("#codes").wait_for()
    looks(pia)
    return page.locator("#codes .figure").inner_text()
