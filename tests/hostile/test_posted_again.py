"""A form that arrives again — a double click, a line that was cut, ten at once — has one effect."""

import threading
from importlib import import_module

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from ecosystem.core import policy
from tests.conftest import make_cast
from tests.factories.people import make_organisation
from tests.hostile.asking import BOUNDARY, Ask, encoded, multipart, pairs_of
from tests.hostile.ground import Product, Stored, address_of, form_of
from tests.matrix import PERSONAS
from tests.test_doors import FILES, acts

TEN = 10
EVERY = 12  # of the acts that ten do at once, those that are tried without `--long`
TOLD = {
    "core_auditentry",
    "core_outboxmessage",
    "goals_statechange",
}  # that somebody pressed again, and work that finds nothing to do
GROWS = {
    "accounts:mail_test": "each press sends another mail: that is what it is for",
    "accounts:peer_rate": "a later word takes the place of the earlier one",
    "guilds:feed_make": "the secret is shown once, so each has its own; the one before ends",
    "guilds:guild_feed_make": "the secret is shown once, so each has its own; the one before ends",
}


def posted(address: str, form) -> Ask:
    """The form as a browser sends it."""
    pairs = pairs_of(form or {})
    if any(isinstance(value, bytes) for _name, value in pairs):
        return Ask("POST", address, body=multipart(pairs), kind=f"multipart/form-data; boundary={BOUNDARY}")
    return Ask("POST", address, body=encoded(pairs), kind="application/x-www-form-urlencoded")


def doer(table, name: str) -> str:
    """Whoever may do it first, by the matrix."""
    answers = table.MATRIX.get(f"{name} POST") or table.MATRIX[name]
    return next((persona for persona in PERSONAS if answers[persona] in {200, 204, 302}), PERSONAS[0])


def cookie_of(client_for, person) -> str:
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client_for(person).cookies[name].value}"


def changes(before: dict, after: dict) -> dict:
    return {name: (before[name], after[name]) for name in before.keys() - TOLD if before[name] != after[name]}


@pytest.mark.django_db
@pytest.mark.parametrize("file", FILES)
def test_posted_twice_it_has_one_effect(file, cast, client_for):
    table, product, stored, wrong = import_module(f"tests.matrix.{file}"), Product(), Stored(), []
    for name in sorted(acts(table)):
        with transaction.atomic():
            cookie = cookie_of(client_for, getattr(cast, doer(table, name)))
            ask = posted(address_of(table, name, cast), form_of(table, name, cast))
            first = product.answer(ask, cookie).status_code
            once = stored.editions()
            again = product.answer(ask, cookie).status_code
            more = changes(once, stored.editions())
            transaction.set_rollback(True)
        if max(first, again) >= 500 or (more and name not in GROWS):
            wrong.append((name, first, again, more))
    assert not wrong, "\n".join(map(str, wrong))


def chosen() -> list:
    """Each act; without `--long` one in twelve."""
    found = [(file, name) for file in FILES for name in sorted(acts(import_module(f"tests.matrix.{file}")))]
    return [
        pytest.param(file, name, id=name, marks=[pytest.mark.long] if number % EVERY else [])
        for number, (file, name) in enumerate(found)
    ]


@pytest.fixture
def company(transactional_db):
    make_organisation()
    with policy.scope():
        return make_cast()


@pytest.mark.parametrize(("file", "name"), chosen())
def test_ten_at_once_have_one_effect(file, name, company, client_for):
    table, stored = import_module(f"tests.matrix.{file}"), Stored()
    with policy.scope():
        ask = posted(address_of(table, name, company), form_of(table, name, company))
    cookie = cookie_of(client_for, getattr(company, doer(table, name)))
    with transaction.atomic():
        first = Product().answer(ask, cookie).status_code
        once = stored.editions()
        transaction.set_rollback(True)
    answers, broke = at_once(ask, cookie)
    assert broke == [], answers
    assert max(first, *answers) < 500
    assert changes(once, stored.editions()) == {} or name in GROWS, answers


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
