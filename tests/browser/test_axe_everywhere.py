"""Every page of every address, as somebody who may see it: axe, no overflow on a phone, no error in the console."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.db import transaction
from django.test import Client

from tests.browser.walking import open_site, shows, wrong_on
from tests.matrix import PERSONAS
from tests.test_doors import FILES, POST, address_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
ALSO_DARK = {
    "reports:home",
    "reports:team",
    "reports:gaps",
    "reports:alignment",
    "goals:goal_page",
    "guilds:guild_page",
    "guilds:session_page",
    "guilds:budget",
    "guilds:health",
    "feedback:desk",
    "goals:goal_new",
    "goals:okr_tree",
    "accounts:my_skills",
    "accounts:skill_page",
    "accounts:import_list",
    "notifications:inbox",
    "core:search",
}


def pages(file: str) -> Iterator[tuple[str, str]]:
    """(url name, who sees it): everything that answers a GET with a page."""
    table = import_module(f"tests.matrix.{file}")
    for line, answers in table.MATRIX.items():
        name = line.removesuffix(POST)
        takes_only_post = name in getattr(table, "POSTS", {}) and f"{name}{POST}" not in table.MATRIX
        if line == name and not takes_only_post and 200 in answers.values():
            yield name, next(persona for persona in PERSONAS if answers[persona] == 200)


@pytest.fixture
def site(browser):
    yield from open_site(browser)


@pytest.mark.parametrize("file", FILES)
def test_every_page_is_accessible_and_fits(file, cast, client_for, site, axe):
    table = import_module(f"tests.matrix.{file}")
    wrong = []
    for name, persona in pages(file):
        with transaction.atomic():
            site.client = client_for(getattr(cast, persona))
            make = getattr(table, "OBJECTS", {}).get(name)
            if shows(site, address_of(name, make(cast) if make else {})):
                wrong += wrong_on(site, axe, name, also_dark=name in ALSO_DARK)
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
                    wrong += wrong_on(site, axe, name, also_dark=name in ALSO_DARK)
                transaction.set_rollback(True)
    assert wrong == [], "\n".join(wrong)
