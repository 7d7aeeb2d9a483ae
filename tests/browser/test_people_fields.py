"""A field for people in a browser: who may be meant is pressed, and nothing is refused by the policy of the page."""

import re

import pytest
from playwright.sync_api import expect

from goals.models import Suggestion
from tests.factories.skills import SkillFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_who_may_be_meant_is_pressed_in_a_form_that_came_back(cast, new_page, live_server):
    skill = SkillFactory(name="Accessibility")
    page = new_page(cast.mara)
    page.goto(f"{live_server.url}/people/{cast.emil.pk}/suggest/?kind=person&skill={skill.pk}")
    form = page.locator(f"#suggest-{cast.emil.pk}")
    page.get_by_label("Who teaches it").wait_for(state="hidden")
    page.get_by_label("Suggest", exact=True).select_option("person")
    page.get_by_label("Why").fill("He built the first one.")
    page.get_by_label("Who teaches it").fill("Ot Te")
    with page.expect_response(lambda answer: answer.status == 422):
        form.get_by_role("button", name="Suggest it").click()
    meant = page.get_by_role("button", name="Otto Test")
    meant.wait_for()
    page.wait_for_timeout(300)
    meant.click()
    expect(page.get_by_label("Who teaches it")).to_have_value(re.compile("^Otto Test"))
    expect(meant).to_have_count(0)
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        form.get_by_role("button", name="Suggest it").click()
    assert Suggestion.objects.get().helper == cast.otto
