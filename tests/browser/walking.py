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
_static: dict[str, tuple] = {}


class Site:
    """Lets a page of Chromium ask Django's test client. `here` is where the test's transaction is open: Playwright calls
    back from a context of its own, which has other connections."""

    def __init__(self, page) -> None:
        self.page, self.client, self.said = page, Client(), []
        self.here = copy_context()
        page.route(re.compile(".*"), self._answer)
        page.on("pageerror", lambda error: self.said.append(f"script error: {error}"))
        page.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)

    def _answer(self, route) -> None:
        parts = urlsplit(route.request.url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if path not in _static:
            answer = self.here.run(self._ask, path, route.request.headers)
            if not path.startswith("/static/"):
                return route.fulfill(**answer)
            _static[path] = answer
        route.fulfill(**_static[path])

    def _ask(self, path: str, headers: dict) -> dict:
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
    """What is not right on the page that is shown, wide, on a phone, and in the dark."""
    yield from violations(axe, site.page, f"{name} at 1440")
    if also_dark:
        site.page.emulate_media(color_scheme="dark")
        yield from violations(axe, site.page, f"{name} in the dark")
        site.page.emulate_media(color_scheme="light")
    site.page.set_viewport_size(PHONE)
    yield from violations(axe, site.page, f"{name} at 390")
    if beyond := site.page.evaluate(BEYOND_THE_EDGE):
        yield f"{name} at 390 overflows by {beyond}"
    site.page.set_viewport_size(WIDE)
    yield from (f"{name} says {words}" for words in site.said)


def violations(axe, page, where: str) -> Iterator[str]:
    try:
        axe(page)
    except AssertionError as found:
        yield f"{where}: {found}"


def shows(site: Site, address: str) -> bool:
    """Open it; False for what is no page, such as a file."""
    if "text/html" not in site.client.get(address).headers.get("Content-Type", ""):
        return False
    site.said.clear()
    site.here = copy_context()
    response = site.page.goto(address)
    assert response.status == 200, address
    if site.page.query_selector("[hx-trigger~=load]"):
        site.page.wait_for_load_state("networkidle")
    return True
