"""Fields that a form does not declare change nothing, on every form of the product."""

from importlib import import_module

import pytest
from django import forms
from django.apps import apps
from django.db import models, transaction

from tests.hostile.asking import Ask, encoded
from tests.hostile.ground import Product, Stored, address_of, cookies_of, doer, form_of, meant, posted
from tests.test_doors import FILES, OWN, acts

CANARY, DAY, NUMBER = "Canary-5e1d", "2001-02-03", "77"
ALWAYS = ("id", "pk", "owner", "owner_id", "person", "person_id", "manager", "role", "roles", "state", "is_active", "is_superuser", "actor", "author", "created_at", "granted_by")  # fmt: skip
WORDS = {"title", "summary", "body", "url", "kind", "minutes", "language", "verify_by"}
READ_BY_VIEWS = {  # declared by the form of the same page
    "resources:edit_accept": WORDS,
    "resources:draft_keep_edit": WORDS,
}

SHUT = {
    "demo:demo_sign_in",
    "api:slack_learn",
    "guilds:reply_take",
}  # the demo's alone, what bears the signature of Slack, and a file that a calendar made


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


def smuggled(known: set[str], written: set[str], model: type[models.Model] | None, otto) -> dict[str, str]:
    """A value for each column of all that the form writes and is about, and for what people would like to be; none that is known."""
    found = dict.fromkeys(ALWAYS, str(otto.pk))
    for table in [model, *(model for model in apps.get_models() if model._meta.db_table in written)]:
        for column in table._meta.concrete_fields if table else ():
            found[column.name] = found[column.attname] = value_of(column, otto)
    beside = {name.rpartition("-")[0] for name in known if "-" in name}
    found |= {f"{prefix}-{name}": value for prefix in beside for name, value in found.items()}
    return {name: value for name, value in found.items() if name not in known}


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


@pytest.mark.django_db
@pytest.mark.parametrize("file", FILES)
def test_fields_that_no_form_declares_change_nothing(file, cast, client_for, declared):
    table, cookies, wrong = import_module(f"tests.matrix.{file}"), cookies_of(client_for, cast), []
    for name in sorted(acts(table)):
        with transaction.atomic():
            cookie, address = cookies[doer(table, name)], address_of(table, name, cast)
            form = form_of(table, name, cast) or {}
            declared.clear()
            plain, rows, wrote = done(posted(address, form), cookie)
            known = declared | READ_BY_VIEWS.get(name, set()) | set(form)
            model = getattr(getattr(OWN.get(name), "callback", None), "model", None)
            more = smuggled(known, wrote, model, cast.otto)
            ask = posted(address, {**form, **more})
            ask.query = encoded(list(more.items())).decode()
            smuggling, others, also = done(ask, cookie)
            transaction.set_rollback(True)
        differs = sorted(set(rows) ^ set(others)) + sorted(wrote ^ also)
        leaked = [row for row in others if CANARY in row or DAY in row]
        if plain != smuggling or differs or leaked or (plain >= 400 and name not in SHUT):
            wrong.append((name, plain, smuggling, differs, leaked))
    assert not wrong, "\n".join(map(str, wrong))


def done(ask: Ask, cookie: str) -> tuple[int, list[str], set[str]]:
    """The answer, what is then stored where it wrote, and where that was; all is undone."""
    stored = Stored()
    with transaction.atomic():
        before = stored.touched()
        status = Product().answer(ask, cookie).status_code
        wrote = stored.written_since(before)
        rows = meant(stored.rows(wrote))
        transaction.set_rollback(True)
    return status, rows, wrote
