"""Home and the board of needs as they are seen: nothing cut, nothing stuck together, no column out of sight."""

import pytest
from playwright.sync_api import expect

from feedback.actions.needs import accept_need
from tests.factories.feedback import a_need
from tests.factories.goals import GoalFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CUT = (
    "nodes => nodes.filter(n => n.scrollWidth > n.clientWidth + 1 && getComputedStyle(n).overflowX != 'visible').length"
)
PHONE = {"width": 390, "height": 844}


def test_how_far_a_goal_is_is_never_cut(new_page, cast):
    for unit in ("conversations with a client", "examples"):
        GoalFactory(owner=cast.emil, unit_of_measure=unit, current=5, target=12)
    for width in (1440, 1100, 390):
        page = new_page(cast.emil, viewport={"width": width, "height": 900})
        page.goto("/")
        expect(page.locator(".pace-head > span")).to_have_count(4)
        assert page.eval_on_selector_all(".pace-head > span", CUT) == 0, width


def test_what_became_of_what_one_said_stands_apart(new_page, cast):
    a_need(cast.emil, "Replay a webhook in staging")
    need = a_need(cast.emil, "Rotate a client secret")
    accept_need(need, actor=cast.mara, version=need.version)
    page = new_page(cast.emil)
    page.goto("/")
    outer, heading = (page.locator(part).bounding_box() for part in ("#need-news", "#need-news h2"))
    assert heading["y"] - outer["y"] >= 16


def test_on_a_phone_every_column_of_the_board_is_one_press_away(new_page, cast):
    a_need(cast.emil, "Replay a webhook in staging")
    page = new_page(cast.otto, viewport=PHONE)
    page.goto("/needs/")
    stages = page.get_by_role("navigation", name="Stages").get_by_role("link")
    expect(page.locator(".board-head")).to_have_count(5)
    expect(stages).to_have_count(5)
    stages.last.click()
    expect(page.locator(".board > section").last).to_be_in_viewport(ratio=0.99)
