"""Handing on what a leaver leads, in a real Chromium: from the line on home, all to one, with and without JavaScript."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from accounts.actions.leaving import end_employment
from ecosystem.core.clock import today
from goals.leads import leads_of
from tests.factories.goals import KeyResultFactory, ObjectiveFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def leaver(cast):
    """Emil, in ten days; he leads two objectives and a key result of dario's."""
    for title in ("Ship reliably", "Zusammenarbeit über Abteilungs- und Ländergrenzen hinweg verbessern"):
        ObjectiveFactory(owner=cast.emil, title=title, level="unit", unit=cast.engineering)
    KeyResultFactory(objective=ObjectiveFactory(owner=cast.dario, code="D-1"), owner=cast.emil, code="KR-D")
    end_employment(cast.emil, actor=cast.pia, last_day=today() + dt.timedelta(days=10))
    return cast.emil


@pytest.mark.parametrize("javascript", [True, False])
def test_from_home_all_to_one(new_page, cast, leaver, javascript):
    page = new_page(cast.mara, javascript=javascript)
    page.goto("/")
    page.get_by_role("link", name="Objectives of Emil Test need a lead: hand on").click()
    page.get_by_label("All of these to").fill("otto@example.com")
    page.get_by_role("button", name="Hand on").click()
    expect(page.locator(".sentence")).to_contain_text("leads no objective")
    assert len(leads_of(cast.otto)) == 3


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light")])
def test_the_form_is_accessible_also_with_what_is_wrong(new_page, axe, cast, leaver, width, scheme):
    page = new_page(cast.mara, viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(f"/okrs/led-by/{leaver.pk}/")
    axe(page)
    page.get_by_label("All of these to").fill("Nobody Inparticular")
    page.get_by_role("button", name="Hand on").click()
    expect(page.get_by_text("Nobody here has this name").first).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
