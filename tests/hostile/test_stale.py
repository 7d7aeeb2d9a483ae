"""Somebody saved in between: nothing is overwritten, how it stands now is shown, and what was typed is still there."""

import html
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.urls import resolve

from ecosystem.core.versions import Versioned
from tests.hostile.ground import Product, Stored, address_of, cookies_of, doer, form_of, posted
from tests.hostile.test_posted_again import TOLD
from tests.test_doors import FILES, OWN, acts

LETTERS = 12  # and more of them are words that somebody would have to type again
HARMLESS = {
    "resources:draft_keep_edit": "a draft is nobody else's, and says which edition it was typed against",
    "resources:resource_preview": "shows what is typed and keeps nothing",
}
MERGED = {
    "resources:resource_edit": "word by word with the edition that was seen: tests/resources/test_interleavings.py"
}
NO_WORDS = {"zone", "time_zone"}


def age() -> None:
    """Everything that has an edition is one further than any page shows."""
    editions = (model for model in apps.get_models() if issubclass(model, Versioned) and model._meta.managed)
    with connection.cursor() as cursor:
        cursor.execute("; ".join(f"UPDATE {model._meta.db_table} SET version = version + 7" for model in editions))


def reworded(name: str, address: str, form: dict) -> list[str]:
    """Somebody else's words in the fields of the form; how they are shown."""
    model, pk = getattr(OWN[name].callback, "model", None), resolve(address).kwargs.get("pk")
    model = None if name in MERGED else model
    row = model._base_manager.filter(pk=pk).first() if model and issubclass(model, Versioned) and pk else None
    theirs = {}
    for column in row._meta.concrete_fields if row else ():
        words = isinstance(column, (models.CharField, models.TextField)) and not column.choices
        if words and column.name in form and column.name not in NO_WORDS and getattr(row, column.name):
            text = "https://theirs.example/" if isinstance(column, models.URLField) else f"Theirs: {column.name}"
            theirs[column.name] = text[: column.max_length]
    if theirs:
        model._base_manager.filter(pk=pk).update(**theirs)
    return list(theirs.values())


def typed(form: dict) -> list[str]:
    return [value for value in form.values() if isinstance(value, str) and len(value) >= LETTERS]


@pytest.mark.django_db
@pytest.mark.parametrize("file", FILES)
def test_a_stale_edit_overwrites_nothing_and_shows_both_texts(file, cast, client_for):
    table, cookies, stored, wrong = import_module(f"tests.matrix.{file}"), cookies_of(client_for, cast), Stored(), []
    for name in sorted(acts(table) - HARMLESS.keys()):
        with transaction.atomic():
            address = address_of(table, name, cast)
            form = form_of(table, name, cast) or {}
            if "version" in form:
                age()
                theirs, before = reworded(name, address, form), stored.touched()
                ask, cookie = posted(address, form), cookies[doer(table, name)]
                with transaction.atomic():
                    response = Product().answer(ask, cookie)
                    wrote = stored.written_since(before) - TOLD
                    transaction.set_rollback(True)
                more = stored.kept(ask, cookie, wrote)
                shown = html.unescape(response.content.decode())
                lost = [text for text in [*typed(form), *theirs] if text not in shown]
                if response.status_code not in {409, 422} or more or lost:
                    wrong.append((name, response.status_code, more, lost))
            transaction.set_rollback(True)
    assert not wrong, "\n".join(map(str, wrong))
