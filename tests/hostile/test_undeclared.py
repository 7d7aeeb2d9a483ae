"""Fields that a form does not declare change nothing, on every form of the product."""

from importlib import import_module

import pytest
from django import forms
from django.apps import apps
from django.db import models, transaction

from tests.hostile.asking import encoded
from tests.hostile.ground import Product, Stored, address_of, form_of
from tests.hostile.test_posted_again import cookie_of, doer, posted
from tests.test_doors import FILES, OWN, acts

CANARY, DAY, NUMBER = "Canary-5e1d", "2001-02-03", "77"
ALWAYS = ("id", "pk", "owner", "owner_id", "person", "person_id", "manager", "role", "roles", "state", "is_active", "is_superuser", "actor", "author", "created_at", "granted_by")  # fmt: skip
COMPARED = (models.BooleanField, models.CharField, models.TextField, models.DateField, models.DecimalField, models.IntegerField)  # fmt: skip
WORDS = {"title", "summary", "body", "url", "kind", "minutes", "language", "verify_by"}
READ_BY_VIEWS = {
    "resources:edit_accept": WORDS,
    "resources:draft_keep_edit": WORDS,
}  # declared by the form of the same page
CHANCE = {"code_hash", "token_hash", "secret_hash", "password", "email", "subject_id", "key"}  # another one each time


@pytest.fixture
def declared(monkeypatch) -> set[str]:
    """The names of all fields of the forms that were filled in."""
    names: set[str] = set()
    before = forms.BaseForm.full_clean

    def full_clean(form):
        if form.is_bound:
            names.update(form.add_prefix(name) for name in form.fields)
        return before(form)

    monkeypatch.setattr(forms.BaseForm, "full_clean", full_clean)
    return names


def smuggled(model: type[models.Model] | None, otto) -> dict[str, str]:
    """A value for each column of what the address is about, and for what people would like to be."""
    found = dict.fromkeys(ALWAYS, str(otto.pk))
    for column in model._meta.concrete_fields if model else ():
        found[column.name] = found[column.attname] = value_of(column, otto)
    return found


def value_of(column: models.Field, otto) -> str:
    if column.remote_field:
        return str(otto.pk)
    if column.choices:
        return str(column.choices[-1][0])
    if isinstance(column, models.BooleanField):
        return "on"
    if isinstance(column, models.DateField):
        return DAY
    return NUMBER if isinstance(column, (models.IntegerField, models.DecimalField)) else CANARY


def told(rows: list[tuple[str, dict]]) -> list[str]:
    """What was written, without what differs at each time: ids, moments, chance."""
    known = {model._meta.db_table: model for model in apps.get_models()}
    written = {table for table, _row in rows}
    found = []
    for table, row in rows:
        model = known.get(table)
        if model is None or model._meta.app_label in {"core", "pghistory"} or hasattr(model, "pgh_label"):
            continue
        kept = {
            column.column: row.get(column.column) for column in model._meta.concrete_fields if counts(column, written)
        }
        found.append(f"{table} {kept}")
    return sorted(found)


def counts(column: models.Field, written: set[str]) -> bool:
    if column.primary_key or column.name in CHANCE or isinstance(column, models.DateTimeField):
        return False
    if column.remote_field:
        return column.remote_field.model._meta.db_table not in written
    return isinstance(column, COMPARED)


@pytest.mark.django_db
@pytest.mark.parametrize("file", FILES)
def test_fields_that_no_form_declares_change_nothing(file, cast, client_for, declared):
    table, product, stored, wrong = import_module(f"tests.matrix.{file}"), Product(), Stored(), []
    for name in sorted(acts(table)):
        with transaction.atomic():
            cookie = cookie_of(client_for, getattr(cast, doer(table, name)))
            address = address_of(table, name, cast)
            form = form_of(table, name, cast) or {}
            ask = posted(address, form)
            declared.clear()
            plain, rows = done(product, stored, ask, cookie)
            more = smuggled(getattr(getattr(OWN.get(name), "callback", None), "model", None), cast.otto)
            for known in declared | READ_BY_VIEWS.get(name, set()) | set(form):
                more.pop(known, None)
            ask.query = encoded(list(more.items())).decode()
            if not ask.kind.startswith("multipart"):
                ask.body = b"&".join(filter(None, (ask.body, encoded(list(more.items())))))
            smuggling, others = done(product, stored, ask, cookie)
            transaction.set_rollback(True)
        differs = sorted(set(told(rows)) ^ set(told(others)))
        leaked = [
            table for table, row in others if any(CANARY in str(value) or DAY in str(value) for value in row.values())
        ]
        if plain != smuggling or differs or leaked:
            wrong.append((name, plain, smuggling, differs, leaked))
    assert not wrong, "\n".join(map(str, wrong))


def done(product: Product, stored: Stored, ask, cookie: str) -> tuple[int, list]:
    """The answer and what it wrote; all is undone."""
    with transaction.atomic():
        since = stored.moment()
        status = product.answer(ask, cookie).status_code
        rows = stored.written(since)
        transaction.set_rollback(True)
    return status, rows
