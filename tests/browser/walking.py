"""Pages in Chromium without a server: each request of a page goes to Django's own test client in the test's transaction."""

import re
from collections.abc import Iterator
from contextvars import copy_context
from urllib.parse import urlsplit

from django.test import Client

ORIGIN = "http://localhost"
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
BEYOND_THE_EDGE = """() => {
    const wide = document.documentElement.scrollWidth - innerWidth;
    const out = [...document.querySelectorAll("main *")].filter(each => each.getBoundingClientRect().right > innerWidth + 1
        && !each.closest("[role=region], .tabs, .sr-only, [popover], svg, pre"));
    return wide > 0 ? `${wide} px: ` + out.slice(0, 3).map(each => each.outerHTML.slice(0, 120)).join(" | ") : "";
}"""
OF_COLOURS = ["color-contrast", "link-in-text-block"]  # the rules of axe that read a colour
LOADING = ".htmx-request, [hx-trigger~=load]:not([data-htmx-powered])"  # what a page fetches by itself once it is there
FONTS = "() => document.fonts.ready.then(() => {})"
_static: dict[str, tuple] = {}


class Site:
    """Lets a page of Chromium ask Django's test client. `here` is where the test's transaction is open: Playwright calls
    back from a context of its own, which has other connections."""

    def __init__(self, page) -> None:
        self.page, self.client, self.said = page, Client(), []
        self.asked_already: dict[str, dict] = {}
        self.here = copy_context()
        page.route(re.compile(".*"), self._answer)
        page.on("pageerror", lambda error: self.said.append(f"script error: {error}"))
        page.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)

    def _answer(self, route) -> None:
        parts = urlsplit(route.request.url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if path not in _static:
            answer = self.asked_already.pop(path, None) or self.here.run(self.ask, path, route.request.headers)
            if not path.startswith("/static/"):
                return route.fulfill(**answer)
            _static[path] = answer
        route.fulfill(**_static[path])

    def ask(self, path: str, headers: dict) -> dict:
        told = {name: value for name, value in headers.items() if name.startswith(("hx-", "accept"))}
        response = self.client.get(path, headers=told)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        return {"status": response.status_code, "headers": dict(response.headers), "body": body}


def open_site(browser) -> Iterator[Site]:
    """For a fixture: one page of its own, in the light and without motion."""
    context = browser.new_context(base_url=ORIGIN, viewport=WIDE, reduced_motion="reduce", color_scheme="light")
    context.set_default_timeout(20_000)
    yield Site(context.new_page())
    context.close()


def wrong_on(site: Site, axe, name: str, *, also_dark: bool = False) -> Iterator[str]:
    """What is not right on the page that is shown, wide, on a phone, and in the dark.

    In the dark by the rules of colours: the style sheet knows it by `light-dark()` alone, which is nothing but a colour, see
    `test_in_the_dark_nothing_differs_but_colours`. On a phone by all: other elements are shown there, in other places.
    """
    yield from violations(axe, site.page, f"{name} at 1440")
    if also_dark:
        site.page.emulate_media(color_scheme="dark")
        yield from violations(axe, site.page, f"{name} in the dark", runOnly=OF_COLOURS)
        site.page.emulate_media(color_scheme="light")
    site.page.set_viewport_size(PHONE)
    yield from violations(axe, site.page, f"{name} at 390")
    if beyond := site.page.evaluate(BEYOND_THE_EDGE):
        yield f"{name} at 390 overflows by {beyond}"
    site.page.set_viewport_size(WIDE)
    yield from (f"{name} says {words}" for words in site.said)


def violations(axe, page, where: str, **options) -> Iterator[str]:
    try:
        axe(page, **options)
    except AssertionError as found:
        yield f"{where}: {found}"


def shows(site: Site, address: str) -> bool:
    """Open it; False for what is no page, such as a file. The browser gets the answer that told so."""
    answer = site.ask(address, {"accept": "text/html"})
    if "text/html" not in answer["headers"].get("Content-Type", ""):
        return False
    site.said.clear()
    site.here = copy_context()
    site.asked_already = {address: answer}
    response = site.page.goto(address)
    assert response.status == 200, address
    has_loaded(site.page)
    return True


def has_loaded(page) -> None:
    """Wait for what the page fetches by itself."""
    page.wait_for_selector(LOADING, state="detached")
    page.evaluate(FONTS)
