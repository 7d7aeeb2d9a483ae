"""Somebody saved in between: nothing is overwritten, and what was typed is still there."""

import html
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, transaction

from ecosystem.core.versions import Versioned
from tests.hostile.ground import Product, Stored, address_of, form_of
from tests.hostile.test_posted_again import changes, cookie_of, doer, posted
from tests.test_doors import FILES, acts

LETTERS = 12  # and more of them are words that somebody would have to type again
HARMLESS = {
    "goals:suggestion_accept": "whoever accepts makes a goal of their own; the suggestion's edition only says that it was answered",
    "resources:draft_keep_edit": "a draft is nobody else's, and says which edition it was typed against",
}


def age() -> None:
    """Everything that has an edition is one further than any page shows."""
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if issubclass(model, Versioned) and model._meta.managed:
                cursor.execute(f"UPDATE {model._meta.db_table} SET version = version + 7")


def typed(form: dict) -> list[str]:
    return [value for value in form.values() if isinstance(value, str) and len(value) >= LETTERS]


@pytest.mark.django_db
@pytest.mark.parametrize("file", FILES)
def test_a_stale_edit_overwrites_nothing_and_keeps_what_was_typed(file, cast, client_for):
    table, product, stored, wrong = import_module(f"tests.matrix.{file}"), Product(), Stored(), []
    for name in sorted(acts(table) - HARMLESS.keys()):
        with transaction.atomic():
            address = address_of(table, name, cast)
            form = form_of(table, name, cast) or {}
            if "version" in form:
                cookie = cookie_of(client_for, getattr(cast, doer(table, name)))
                age()
                before = stored.editions()
                response = product.answer(posted(address, form), cookie)
                more = changes(before, stored.editions())
                lost = [value for value in typed(form) if value not in html.unescape(response.content.decode())]
                if response.status_code not in {409, 422} or more or lost:
                    wrong.append((name, response.status_code, more, lost))
            transaction.set_rollback(True)
    assert not wrong, "\n".join(map(str, wrong))
