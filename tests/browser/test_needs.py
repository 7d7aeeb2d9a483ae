"""A need from any page in twenty seconds (E4), by keyboard alone and without JavaScript; its twin while typing."""

import pytest
from playwright.sync_api import expect

from feedback.models import Need
from tests.browser.hand import Hand, row_of_keys
from tests.factories.feedback import a_need, needed_too
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "Replay a webhook in staging"


def asks(hand: Hand) -> None:
    """From any page to the form."""
    hand.open("/goals/")
    hand.press(hand.page.get_by_role("link", name="Report a need"))
    hand.page.wait_for_url("**/needs/new/")
    hand.reads(hand.page.get_by_label("What could you not find"))


@pytest.mark.parametrize("keyboard", [True, False], ids=["by keyboard", "without JavaScript"])
def test_a_need_is_reported_in_one_sentence(new_page, cast, keyboard, count):
    emil = Hand(new_page(cast.emil, javascript=keyboard), keyboard)
    asks(emil)
    emil.fill(emil.page.get_by_label("What could you not find"), WORDS)
    emil.save(emil.page.get_by_role("button", name="Report the need"))
    emil.page.get_by_text("Mara Test’s turn").wait_for()
    assert (Need.objects.get().words, Need.objects.get().turn) == (WORDS, cast.mara)
    count("E4", emil)


def test_the_twin_comes_while_typing_and_adds_me_in_one_click(new_page, cast, count):
    need = a_need(cast.otto, WORDS)
    needed_too(need, *PersonFactory.create_batch(11))
    emil = Hand(new_page(cast.emil), True)
    asks(emil)
    emil.fill(emil.page.get_by_label("What could you not find"), "webhook in stag")
    emil.page.get_by_text("12 colleagues need this").wait_for()
    emil.press(emil.page.get_by_role("button", name="Add me"))
    emil.page.get_by_text("13 people need it").first.wait_for()
    assert need.reporters.filter(person=cast.emil, anonymous=False).exists()
    assert Need.objects.count() == 1
    count("E4 with a twin", emil)


def test_the_board_by_keys_alone(new_page, cast):
    """J and K move, N needs it too, C takes it to make; the card stays under the hand."""
    first, second = a_need(cast.emil, WORDS), a_need(cast.emil, "Read the batch jobs")
    page = new_page(cast.otto)
    page.goto("/needs/")
    for key in ("j", "j", "n"):
        page.keyboard.press(key)
    expect(page.locator(f"#need-{second.pk}-card")).to_contain_text("you need it too")
    expect(row_of_keys(page)).to_contain_text("you need it too")
    page.keyboard.press("c")
    expect(page.locator(f"#need-{second.pk}-card")).to_contain_text("Otto Test")
    expect(row_of_keys(page)).to_contain_text("Otto Test")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{first.get_absolute_url()}")
    assert Need.objects.get(pk=second.pk).claimed_by == cast.otto
