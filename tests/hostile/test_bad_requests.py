"""Whatever arrives, somebody gets an answer in words: nothing breaks, and what is refused stores nothing."""

import re
import time
from importlib import import_module

import pytest
from django.db import transaction

from tests.hostile.asking import Ask, Chance
from tests.hostile.ground import Product, Stored, address_of, cookies_of, form_of, lines
from tests.test_doors import FILES

SEED, SECONDS = "understory", 10
EACH, EACH_WHEN_LONG = 1, 20
BREAKS = re.compile(r"done at this very moment|Traceback \(most recent|SECRET_KEY|psycopg\.|DETAIL:|File \"/")


@pytest.mark.django_db
@pytest.mark.parametrize("file", FILES)
def test_bad_requests_are_answered_and_store_nothing(file, cast, client_for, request):
    """Seeded, so that what is red stays red; `--long` asks more of each address."""
    table, chance = import_module(f"tests.matrix.{file}"), Chance(f"{SEED} {file}")
    each = EACH_WHEN_LONG if request.config.getoption("--long") else EACH
    cookies, wrong = {"nobody": "", **cookies_of(client_for, cast)}, []
    for name in lines(table):
        with transaction.atomic():
            address, form = address_of(table, name, cast), form_of(table, name, cast)
            for ask in chance.asks(address, form, each):
                persona = chance.random.choice(list(cookies))
                wrong += [
                    f"{name} as {persona}, {ask.method}: {ask.done}: {what}" for what in trouble(ask, cookies[persona])
                ]
            transaction.set_rollback(True)
    assert not wrong, "\n".join(wrong)


def trouble(ask: Ask, cookie: str) -> list[str]:
    """What is wrong with the answer; what it wrote is undone."""
    product, stored = Product(), Stored()
    with transaction.atomic():
        before, began = stored.touched(), time.monotonic()
        response = product.answer(ask, cookie)
        took, status = time.monotonic() - began, response.status_code
        found = product.broke if status >= 500 else []
        if took > SECONDS:
            found.append(f"took {took:.1f} s")
        if status >= 500 or status < 200:
            found.append(f"answered {status}")
        elif BREAKS.search(response.content.decode(errors="replace")):
            found.append("told of its inside")
        wrote = stored.written_since(before) if 400 <= status < 500 else set()
        transaction.set_rollback(True)
    if wrote:  # or begun and undone
        with transaction.atomic():
            found += [f"{status} yet written: {name}" for name in stored.kept(ask, cookie, wrote)]
            transaction.set_rollback(True)
    return found
