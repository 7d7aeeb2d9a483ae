"""The design system in a real Chromium: accessible in every scheme and width, usable by keyboard, forgiving."""

import pytest
from playwright.sync_api import expect

from ecosystem.core import navigation, search

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (1440, 820, 390)


@pytest.fixture(autouse=True)
def navigation_of_the_kernel(monkeypatch):
    """Only the kernel's own entries, so that these tests do not hang on other apps."""
    own = [entry for entry in navigation._entries if entry.url_name.startswith("core:")]
    monkeypatch.setattr(navigation, "_entries", own)


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_sign_in_is_accessible(new_page, axe, scheme, width):
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    page.goto("/accounts/login/")
    axe(page)
    assert overflow(page) <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_component_is_accessible(new_page, axe, adam, scheme, width):
    page = new_page(adam, viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    page.goto("/style/")
    expect(page.locator("h1")).to_have_text("Living reference, for staff")
    axe(page)
    assert overflow(page) <= 0


def test_nothing_overflows_from_right_to_left(new_page, adam):
    page = new_page(adam, viewport={"width": 390, "height": 844})
    page.goto("/style/")
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert overflow(page) <= 0


def test_digits_choose_keys_and_the_stepper_counts(new_page, adam):
    page = new_page(adam)
    page.goto("/style/")
    page.locator("[name=s-confidence]").first.focus()
    page.keyboard.type("10")
    expect(page.locator("[name=s-confidence]:checked")).to_have_value("10")
    page.locator("[data-stepper] [data-step='1']").click()
    expect(page.locator("#s-forms, [name=s-forms]").first).to_have_value("3")


def test_the_palette_opens_by_keyboard_and_leads_to_a_page(new_page, adam):
    page = new_page(adam)
    page.goto("/definitions/")
    page.keyboard.press("Control+k")
    page.locator("#palette[open]").wait_for()
    page.keyboard.type("style")
    page.locator("#search-hits[data-query=style] a.hit").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/style/")
    page.keyboard.press("Control+k")
    page.keyboard.type("figures")
    page.locator("#search-hits[data-query=figures] a.hit", has_text="All results for “figures”").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=figures")


NOTHING_IS_PUT_OFF = """
const later = window.setTimeout;
window.setTimeout = (task, delay, ...rest) => delay ? later(task, delay, ...rest) : 0;
"""


def test_htmx_is_at_work_as_soon_as_the_page_is_loaded(new_page, adam):
    page = new_page(adam)
    page.add_init_script(NOTHING_IS_PUT_OFF)
    page.goto("/definitions/")
    expect(page.locator("#palette [data-htmx-powered]")).not_to_have_count(0)


def test_what_is_typed_before_htmx_is_at_work_is_asked(new_page, adam):
    """The frame's script is there, the last one is late: htmx waits for it."""
    page, late = new_page(adam), []
    page.route("**/js/forms*.js", lambda route: late.append(route))
    page.goto("/definitions/", wait_until="commit")
    page.locator("#palette").wait_for(state="attached")
    while not page.locator("#palette[open]").count():
        page.keyboard.press("Control+k")
    page.keyboard.type("style")
    expect(page.locator("#palette [data-htmx-powered]")).to_have_count(0)
    late[0].continue_()
    page.locator("#search-hits[data-query=style] a.hit").first.wait_for()


TYPED_AT_ONCE = """(field, words) => {
    for (let length = 1; length <= words.length; length++) {
        field.value = words.slice(0, length);
        field.dispatchEvent(new Event("input", { bubbles: true }));
    }
}"""


def test_typing_never_waits_for_an_answer(new_page, adam):
    """Letters typed in a row are one question; while its answer is late the next one is asked, and that one is dropped."""
    search.index("skill", 1, title="Rotating secrets", url="/skills/1/")
    page, asked, dropped = new_page(adam), [], []
    page.goto("/definitions/")
    page.keyboard.press("Control+k")
    page.locator("#palette[open]").wait_for()
    page.on("request", lambda request: asked.append(request.url) if "/search/?q=rot" in request.url else None)
    page.on("requestfailed", lambda request: dropped.append(request.url) if "/search/?q=rot" in request.url else None)
    page.route("**/search/?q=rot", lambda route: None)  # no answer, ever
    field = page.locator("#palette input[name=q]")
    with page.expect_request("**/search/?q=rot"):
        field.evaluate(TYPED_AT_ONCE, "rot")
    expect(field).to_have_value("rot")
    with page.expect_event("requestfailed", lambda request: "/search/?q=rot" in request.url):
        field.evaluate(TYPED_AT_ONCE, "rotating")
    page.locator("#search-hits[data-query=rotating] a.hit", has_text="Rotating secrets").wait_for()
    assert [url.partition("?")[2] for url in asked] == ["q=rot", "q=rotating"]
    assert [url.partition("?")[2] for url in dropped] == ["q=rot"]


def test_menus_and_reasons_open_without_javascript(new_page, adam):
    page = new_page(adam, javascript=False)
    page.goto("/style/")
    page.locator("[popovertarget=s-why]").click()
    expect(page.locator("#s-why")).to_be_visible()
    page.locator("[popovertarget=me-menu]").click()
    expect(page.locator("#me-menu")).to_be_visible()


def test_the_theme_stays_on_the_next_page(new_page, adam):
    page = new_page(adam, color_scheme="light")
    page.goto("/style/")
    page.locator("main [data-theme-choice=dark]").click()
    page.goto("/definitions/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_first_visit_needs_few_requests(new_page, adam):
    page = new_page(adam)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/style/", wait_until="networkidle")
    assert len(asked) <= 9, asked
