"""The gap report in a real Chromium: accessible, by keyboard, and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.walking import PHONE, open_site, shows, violations, wrong_on
from tests.factories.published import needed, publish, staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def company(cast):
    skill = needed(cast.engineer, "Accessibility", code="A11Y")
    staff(cast.engineer, cast.engineering, cast.site, *[1] * 12, skill=skill)
    staff(cast.engineer, cast.sales, cast.site, *[1, 3] * 6, skill=skill)
    publish()
    return cast


@pytest.fixture
def site(browser):
    yield from open_site(browser)


@pytest.mark.django_db
def test_the_report_is_accessible(site, client_for, company, axe):
    site.client = client_for(company.lena)
    assert shows(site, "/gaps/?figures=1")
    expect(site.page.locator("#gap-map")).to_be_visible()
    wrong = list(wrong_on(site, axe, "gaps", also_dark=True))
    site.page.set_viewport_size(PHONE)
    expect(site.page.locator("#gap-list")).to_be_visible()
    expect(site.page.locator("#gap-map")).to_be_hidden()
    site.page.set_viewport_size({"width": 820, "height": 1180})
    wrong += violations(axe, site.page, "gaps at 820")
    assert site.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert wrong == [], "\n".join(wrong)


def test_a_cell_is_explained_in_place_by_keyboard(new_page, company):
    page = new_page(company.lena, viewport={"width": 1440, "height": 900})
    page.goto("/gaps/")
    page.get_by_role("link", name="50 %: Accessibility, Sales").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Accessibility in Sales:").wait_for()
    expect(page).to_have_url("/gaps/")
    expect(page.locator("#gap-map .heat[aria-current=true]")).to_have_text(re.compile("^50"), use_inner_text=True)
    expect(page.locator(":focus")).to_have_text(re.compile("^50"))


def test_units_cells_and_figures_without_javascript(new_page, company):
    page = new_page(company.xenia, javascript=False, viewport={"width": 1440, "height": 900})
    page.goto("/gaps/")
    page.get_by_role("link", name="50 %: Accessibility, Sales").click()
    expect(page.get_by_text("Accessibility in Sales:")).to_be_visible()
    page.get_by_role("link", name="Show the figures").first.click()
    expect(page.get_by_role("heading", name="The figures")).to_be_visible()
    page.get_by_role("button", name="Units: All units").click()
    page.locator("#gap-units").get_by_role("link", name="Sales").click()
    expect(page.get_by_role("heading", name="Skill gaps, Sales")).to_be_visible()
