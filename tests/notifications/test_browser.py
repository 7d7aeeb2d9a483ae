"""The bell, the answers and the choices in a real browser: by keyboard, without JavaScript, with axe."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from ecosystem.core.clock import now
from ecosystem.notifications.links import ANSWER, UNSUBSCRIBE
from ecosystem.notifications.models import MutedRule, Nudge, Preference
from ecosystem.notifications.sending import send_to_person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("nobody_held_out"),
]
TUESDAY = dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)


@pytest.fixture
def said(world, find, emil):
    for subject in (1, 2):
        world.put(emil, subject=subject)
    find("quiet_goal", TUESDAY.date())
    Nudge.objects.update(send_after=TUESDAY)
    send_to_person(emil.pk, TUESDAY)
    return Nudge.objects.order_by("pk").first()


def test_snooze_by_keyboard_changes_the_row_in_place(said, emil, new_page, axe):
    page = new_page(emil)
    page.goto("/notifications/")
    axe(page)
    row = page.locator(f"#notification-{said.notification.pk}")
    row.get_by_role("button", name="Snooze a week").focus()
    page.keyboard.press("Enter")
    row.get_by_text("Snoozed for a week.").wait_for()
    expect(page.locator(".card-row")).to_have_count(2)
    said.refresh_from_db()
    assert said.answer == "snoozed"


def test_stop_and_hear_again_without_javascript(said, emil, new_page):
    page = new_page(emil, javascript=False)
    page.goto("/notifications/")
    page.locator(f"#notification-{said.notification.pk}").get_by_role("button", name="Stop these").click()
    expect(page.get_by_text("Stopped. You get no more of these.")).to_be_visible()
    page.goto("/notifications/preferences/")
    page.get_by_role("button", name="Hear it again").click()
    expect(page.get_by_text("You have not stopped anything.")).to_be_visible()
    assert not MutedRule.objects.exists()


def test_choose_what_to_hear(world, emil, new_page, axe):
    page = new_page(emil)
    page.goto("/notifications/preferences/")
    axe(page)
    page.get_by_label("Goal reminders: By e-mail").uncheck()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Kept. It holds from the next message on.").wait_for()
    assert not Preference.objects.get(category="tests").email


def test_links_of_a_mail_signed_out(said, emil, new_page, axe):
    page = new_page()
    page.goto(f"/notifications/n/{ANSWER.sign(str(said.pk))}/wrong_person/")
    axe(page)
    page.get_by_role("button", name="Wrong person").click()
    expect(page.get_by_role("heading", name="Thank you, that helps")).to_be_visible()
    page.goto(f"/notifications/u/{UNSUBSCRIBE.sign(f'{emil.pk}.tests')}/")
    axe(page)
    page.get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_role("heading", name="Unsubscribed")).to_be_visible()


def test_rules_are_switched(state_of, lena, new_page, axe):
    state = state_of("quiet_goal")
    type(state).objects.filter(pk=state.pk).update(changed_by=lena, changed_at=now())
    page = new_page(lena)
    page.goto("/notifications/rules/")
    axe(page)
    page.get_by_role("link", name="The quiet_goal rule").click()
    expect(page.get_by_role("button", name="Save")).to_be_visible()
    page.get_by_label("Off", exact=True).check()
    axe(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Kept. It holds from the next run on.").wait_for()
    assert state_of("quiet_goal").state == "off"
