"""The gap report in a real Chromium: accessible, by keyboard, and without JavaScript."""

import pytest

from tests.factories.published import needed, publish, staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def company(cast):
    skill = needed(cast.engineer, "Accessibility", code="A11Y")
    staff(cast.engineer, cast.engineering, cast.site, *[1] * 12, skill=skill)
    staff(cast.engineer, cast.sales, cast.site, *[1, 3] * 6, skill=skill)
    publish()
    return cast


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (820, "light"), (390, "light")])
def test_the_report_is_accessible(new_page, axe, company, width, scheme):
    page = new_page(company.lena, viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto("/gaps/?figures=1")
    assert page.locator("#gap-list" if width == 390 else "#gap-map").is_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_cell_is_explained_in_place_by_keyboard(new_page, company):
    page = new_page(company.lena, viewport={"width": 1440, "height": 900})
    page.goto("/gaps/")
    page.get_by_role("link", name="50 %: Accessibility, Sales").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Accessibility in Sales:").wait_for()
    assert page.url.endswith("/gaps/")
    assert page.locator("#gap-map .heat[aria-current=true]").inner_text().startswith("50")
    assert page.evaluate("document.activeElement.textContent").startswith("50")


def test_units_cells_and_figures_without_javascript(new_page, company):
    page = new_page(company.xenia, javascript=False, viewport={"width": 1440, "height": 900})
    page.goto("/gaps/")
    page.get_by_role("link", name="50 %: Accessibility, Sales").click()
    assert page.get_by_text("Accessibility in Sales:").is_visible()
    page.get_by_role("link", name="Show the figures").first.click()
    assert page.get_by_role("heading", name="The figures").is_visible()
    page.get_by_role("button", name="Units: All units").click()
    page.locator("#gap-units").get_by_role("link", name="Sales").click()
    assert page.get_by_role("heading", name="Skill gaps, Sales").is_visible()
