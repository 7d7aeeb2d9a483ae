"""Whatever arrives, somebody gets an answer in words: nothing breaks, and what is refused stores nothing."""

import re
import time
from importlib import import_module

import pytest
from django.conf import settings
from django.db import transaction

from tests.hostile.asking import Ask, Chance
from tests.hostile.ground import Product, Stored, address_of, form_of, lines
from tests.matrix import PERSONAS
from tests.test_doors import FILES

SEED, SECONDS = "understory", 10
EACH, EACH_WHEN_LONG = 6, 40
BREAKS = re.compile(r"done at this very moment|Traceback \(most recent|SECRET_KEY|psycopg\.|DETAIL:|File \"/")


@pytest.fixture
def cookies(cast, client_for) -> dict[str, str]:
    """Who may ask, by the cookie that their browser sends."""
    name = settings.SESSION_COOKIE_NAME
    known = {persona: client_for(getattr(cast, persona)).cookies[name].value for persona in PERSONAS}
    return {"nobody": "", **{persona: f"{name}={value}" for persona, value in known.items()}}


@pytest.mark.django_db
@pytest.mark.parametrize("file", FILES)
def test_bad_requests_are_answered_and_store_nothing(file, cast, cookies, request):
    """Seeded, so that what is red stays red; `--long` asks several times as much."""
    table, chance = import_module(f"tests.matrix.{file}"), Chance(f"{SEED} {file}")
    each = EACH_WHEN_LONG if request.config.getoption("--long") else EACH
    wrong: list[str] = []
    for name in lines(table, cast):
        with transaction.atomic():
            line = Line(table, name, cast)
            for ask in chance.asks(line.address, line.form, each):
                persona = chance.random.choice(list(cookies))
                wrong += [
                    f"{name} as {persona}, {ask.method}: {ask.done}: {what}"
                    for what in line.wrong(ask, cookies[persona])
                ]
            transaction.set_rollback(True)
    assert not wrong, "\n".join(wrong)


class Line:
    """One address with its object and its form."""

    def __init__(self, table, name: str, cast) -> None:
        self.address, self.form = address_of(table, name, cast), form_of(table, name, cast)
        self.stored = Stored()
        self.before = self.stored.counts()

    def wrong(self, ask: Ask, cookie: str) -> list[str]:
        product = Product()
        with transaction.atomic():
            since, began = self.stored.moment(), time.monotonic()
            with self.stored.watching():
                response = product.answer(ask, cookie)
            took = time.monotonic() - began
            found = product.broke if response.status_code >= 500 else []
            if took > SECONDS:
                found.append(f"took {took:.1f} s")
            if response.status_code >= 500 or not response.status_code >= 200:
                found.append(f"answered {response.status_code}")
            elif BREAKS.search(response.content.decode(errors="replace")):
                found.append("told of its inside")
            if 400 <= response.status_code < 500 and self.stored.wrote:
                found += self._kept(since, response.status_code)
            transaction.set_rollback(True)
        return found

    def _kept(self, since: int, status: int) -> list[str]:
        rows = sorted({table for table, _row in self.stored.written(since)})
        return [f"{status} yet written: {rows}"] if rows or self.stored.counts() != self.before else []
