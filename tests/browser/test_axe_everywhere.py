"""Every page of every address, as somebody who may see it: axe, no overflow on a phone, no error in the console.

Chromium asks this process: each request of a page goes to Django's own test client, inside a transaction that is undone.
"""

import re
from collections.abc import Iterator
from contextvars import copy_context
from importlib import import_module
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client

from tests.matrix import PERSONAS
from tests.test_doors import FILES, POST, address_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
ORIGIN = "http://localhost"
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
ALSO_DARK = {
    "reports:home",
    "reports:team",
    "reports:gaps",
    "reports:alignment",
    "goals:goal_page",
    "goals:goal_new",
    "goals:okr_tree",
    "accounts:my_skills",
    "accounts:skill_page",
    "accounts:import_list",
    "notifications:inbox",
    "core:search",
}
BEYOND_THE_EDGE = """() => {
    const wide = document.documentElement.scrollWidth - innerWidth;
    const out = [...document.querySelectorAll("main *")].filter(each => each.getBoundingClientRect().right > innerWidth + 1
        && !each.closest("[role=region], .tabs, .sr-only, [popover], svg, pre"));
    return wide > 0 ? `${wide} px: ` + out.slice(0, 3).map(each => each.outerHTML.slice(0, 120)).join(" | ") : "";
}"""
_static: dict[str, tuple] = {}


def pages(file: str) -> Iterator[tuple[str, str]]:
    """(url name, who sees it): everything that answers a GET with a page."""
    table = import_module(f"tests.matrix.{file}")
    for line, answers in table.MATRIX.items():
        name = line.removesuffix(POST)
        takes_only_post = name in getattr(table, "POSTS", {}) and f"{name}{POST}" not in table.MATRIX
        if line == name and not takes_only_post and 200 in answers.values():
            yield name, next(persona for persona in PERSONAS if answers[persona] == 200)


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


@pytest.fixture
def site(browser):
    context = browser.new_context(base_url=ORIGIN, viewport=WIDE, reduced_motion="reduce", color_scheme="light")
    context.set_default_timeout(20_000)
    yield Site(context.new_page())
    context.close()


def wrong_on(site: Site, axe, name: str) -> Iterator[str]:
    """What is not right on the page that is shown, wide, on a phone, and in the dark."""
    yield from violations(axe, site.page, f"{name} at 1440")
    if name in ALSO_DARK:
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
    response = site.page.goto(address, wait_until="networkidle")
    assert response.status == 200, address
    return True


@pytest.mark.parametrize("file", FILES)
def test_every_page_is_accessible_and_fits(file, cast, client_for, site, axe):
    table = import_module(f"tests.matrix.{file}")
    wrong = []
    for name, persona in pages(file):
        with transaction.atomic():
            site.client = client_for(getattr(cast, persona))
            make = getattr(table, "OBJECTS", {}).get(name)
            if shows(site, address_of(name, make(cast) if make else {})):
                wrong += wrong_on(site, axe, name)
            transaction.set_rollback(True)
    assert wrong == [], "\n".join(wrong)


def test_pages_before_sign_in_are_accessible_and_fit(cast, site, axe):
    wrong = []
    for file in FILES:
        table = import_module(f"tests.matrix.{file}")
        for name in sorted(getattr(table, "OPEN", ())):
            with transaction.atomic():
                site.client = Client()
                make = getattr(table, "OBJECTS", {}).get(name)
                address = address_of(name, make(cast) if make else {})
                if site.client.get(address).status_code == 200 and shows(site, address):
                    wrong += wrong_on(site, axe, name)
                transaction.set_rollback(True)
    assert wrong == [], "\n".join(wrong)
