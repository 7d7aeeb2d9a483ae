"""A form that arrives again — a double click, a line that was cut, ten at once — has one effect."""

import threading
from importlib import import_module

import pytest
from django.db import connection, connections, transaction

from ecosystem.core import policy
from tests.conftest import make_cast
from tests.factories.people import make_organisation
from tests.hostile.asking import Ask
from tests.hostile.ground import Product, Stored, address_of, cookie_of, cookies_of, doer, form_of, meant, posted
from tests.test_doors import FILES, acts

TEN = 10
TOLD = {
    "core_auditentry",
    "core_outboxmessage",
    "goals_statechange",
    "feedback_radarchange",
}  # that somebody pressed again, and work that finds nothing to do
GROWS = {
    "accounts:invitation_print": "codes are shown once, so each print has its own; those before end",
    "guilds:feed_make": "the secret is shown once, so each has its own; the one before ends",
    "guilds:guild_feed_make": "the secret is shown once, so each has its own; the one before ends",
}


@pytest.mark.django_db
@pytest.mark.parametrize("file", FILES)
def test_posted_twice_it_has_one_effect(file, cast, client_for):
    table, cookies, wrong = import_module(f"tests.matrix.{file}"), cookies_of(client_for, cast), []
    for name in sorted(acts(table) - GROWS.keys()):
        with transaction.atomic():
            ask = posted(address_of(table, name, cast), form_of(table, name, cast))
            first, again, more = twice(ask, cookies[doer(table, name)])
            transaction.set_rollback(True)
        if max(first, again) >= 500 or more:
            wrong.append((name, first, again, more))
    assert not wrong, "\n".join(map(str, wrong))


def twice(ask: Ask, cookie: str) -> tuple[int, int, list]:
    """Both answers, and what the second one did."""
    product, stored = Product(), Stored()
    before = stored.touched()
    first = product.answer(ask, cookie).status_code
    wrote, between = stored.written_since(before) - TOLD, stored.touched()
    once = stored.rows(wrote)
    again = product.answer(ask, cookie).status_code
    touched = stored.written_since(between) - TOLD
    more = sorted(touched - wrote)
    if touched & wrote:
        after = stored.rows(wrote)
        more += [f"{name} {row}" for name in wrote for key, row in after[name].items() if once[name].get(key) != row]
        more += [f"{name} {key} is gone" for name in wrote for key in once[name].keys() - after[name].keys()]
    return first, again, more


# --- ten at once
ALWAYS = {"accounts:invitation_accept", "accounts:site_add", "accounts:evidence_add"}
EVERY_ACT = [
    pytest.param(file, name, id=name, marks=[] if name in ALWAYS else [pytest.mark.long])
    for file in FILES
    for name in sorted(acts(import_module(f"tests.matrix.{file}")) - GROWS.keys())
]


@pytest.fixture
def company(transactional_db):
    make_organisation()
    with policy.scope():
        return make_cast()


@pytest.mark.parametrize(("file", "name"), EVERY_ACT)
def test_ten_at_once_have_one_effect(file, name, company, client_for):
    table, stored = import_module(f"tests.matrix.{file}"), Stored()
    with policy.scope():
        ask = posted(address_of(table, name, company), form_of(table, name, company))
    is_open = name in getattr(table, "OPEN", ())  # nobody is signed in there
    cookie = "" if is_open else cookie_of(client_for, getattr(company, doer(table, name)))
    with transaction.atomic():
        before = stored.touched()
        first = Product().answer(ask, cookie).status_code
        wrote = stored.written_since(before) - TOLD
        once = stored.rows(wrote)
        transaction.set_rollback(True)
    digests = stored.digests()
    answers, broke = at_once(ask, cookie)
    assert broke == [], answers
    assert max(first, *answers) < 500
    changed = {table for table, digest in stored.digests().items() if digest != digests[table]} - TOLD
    assert (changed - wrote, meant(stored.rows(wrote))) == (set(), meant(once)), answers


def at_once(ask: Ask, cookie: str) -> tuple[list[int], list[str]]:
    """The answers to ten of them, each on a connection of its own, and what broke."""
    gate, answers, products = threading.Barrier(TEN), [], [Product() for _number in range(TEN)]

    def work(product: Product) -> None:
        try:
            connection.ensure_connection()
            gate.wait(30)
            answers.append(product.answer(ask, cookie).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=[product]) for product in products]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == TEN
    return sorted(answers), [trouble for product in products for trouble in product.broke]
