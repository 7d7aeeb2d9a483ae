"""An executive says why an objective matters in five minutes (X4), by keyboard alone and without JavaScript; what comes back."""

import pytest
from playwright.sync_api import expect

from goals.models import Message, MessageDraft
from resources.models import Answer
from tests.browser.hand import Hand
from tests.factories.goals import ObjectiveFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = (
    "I sat with three delivery teams last week and asked what slows them down. All three named **forms**: nobody is sure "
    "that theirs can be used without a mouse.\n\nSo this quarter every team walks through one of its forms with a screen "
    "reader. It takes an hour, and you will not look at a form the same way again. If yours is hard to mend, say so here, "
    "and you get help within a day."
)


@pytest.mark.parametrize("keyboard", [True, False], ids=["by keyboard", "without JavaScript"])
def test_a_message_is_written_read_asked_and_answered(new_page, cast, keyboard, count, eventually, axe):
    objective = ObjectiveFactory(title="Forms that everybody can use", owner=cast.xenia)
    xenia = Hand(new_page(cast.xenia, javascript=keyboard), keyboard)
    xenia.open(objective.get_absolute_url())
    xenia.reads(xenia.page.locator(f"#objective-{objective.pk}-messages"))
    xenia.press(xenia.page.get_by_role("link", name="Write a message"))
    form = xenia.page.locator("#message-form")
    expect(form.get_by_label("What it is about")).to_have_value(f"o:{objective.pk}")
    xenia.reads(xenia.page.locator("main"))
    xenia.fill(form.get_by_label("Title"), "Why forms matter")
    xenia.fill(form.get_by_label("What you want to say"), WORDS)
    if keyboard:
        eventually(lambda: MessageDraft.objects.filter(typed__title="Why forms matter").exists())
    xenia.press(form.get_by_role("button", name="Preview"))
    expect(xenia.page.locator("#message-preview strong")).to_have_text("forms")
    if keyboard:
        axe(xenia.page)
    xenia.save(form.get_by_role("button", name="Publish"))
    xenia.page.wait_for_url("**/library/*/")
    message = Message.objects.get()
    assert (message.objective, message.author, message.resource.body) == (objective, cast.xenia, WORDS)
    assert not MessageDraft.objects.exists()
    count("X4", xenia)
    _comes_back(new_page, cast, message, keyboard, axe)


def _comes_back(new_page, cast, message: Message, javascript: bool, axe) -> None:
    """Read in one tap, asked under it, answered where it is asked."""
    reader = new_page(cast.emil, javascript=javascript)
    reader.goto("/")
    if javascript:
        axe(reader)
    reader.locator("#home-forward").get_by_role("button", name="Read it").click()
    reader.wait_for_url(f"**{message.get_absolute_url()}")
    assert message.readings.get().read
    reader.locator(f"#resource-{message.pk}-reword").get_by_role("link", name="Ask about it").click()
    reader.get_by_label("Your question").fill("Which form first?")
    reader.get_by_role("button", name="Ask", exact=True).click()
    expect(reader.get_by_text("Which form first?").first).to_be_visible()
    author = new_page(cast.xenia, javascript=javascript)
    author.goto("/messages/")
    author.get_by_role("link", name="1 waits").click()
    author.get_by_role("link", name="How far it got, and what is asked").click()
    panel = author.locator(f"#message-{message.pk}-panel")
    expect(panel.get_by_text("How far it got")).to_be_visible()
    if javascript:
        axe(author)
    panel.get_by_label("Your answer").fill("The one that most people see.")
    panel.get_by_role("button", name="Answer").click()
    expect(author.get_by_text("The one that most people see.")).to_be_visible()
    assert Answer.objects.get().author == cast.xenia
