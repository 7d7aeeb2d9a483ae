"""Erasing somebody: two people, a plain list, batches that may be cut off; and nothing names them afterwards."""

import datetime as dt
from collections import defaultdict
from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, models, transaction

from accounts.actions.erasing import ask_erasure, confirm_erasure
from accounts.actions.leaving import end_employment
from accounts.models import Delegation, Erasure, Person, PublishedCell, ReportingLine, RoleGrant
from accounts.refresh import touch
from ecosystem.core import outbox, search
from ecosystem.core.clock import now, today
from ecosystem.core.models import AuditEntry, SearchEntry, SearchLexeme, SearchText, SearchTitle
from ecosystem.core.personal_data import DELETE, bonds, is_text, tables
from goals.models import PersonState, TeamSum
from goals.state import fold_changes, rebuild_states
from guilds.models import GuildMonth
from resources.models import Resource, ResourceFile
from tests.browser.payload_world import rooms
from tests.factories.people import PersonFactory
from tests.matrix.accounts_own_data import another_administrator

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
NAME, ADDRESS = "Emil Ostrakon Quell", "ostrakon.quell@example.com"
GONE, KEPT = "zzgone", "zzkept"
WORDS = {
    "title",
    "words",
    "text",
    "body",
    "note",
    "why",
    "reason",
    "label",
    "summary",
    "purpose",
    "description",
    "html",
}


def left(person: Person, by: Person) -> None:
    end_employment(person, actor=by, last_day=today() - DAY)
    outbox.deliver()


def erased(person: Person, by: Person, and_by: Person) -> Erasure:
    erasure = ask_erasure(person, actor=by, reason="by letter")
    confirm_erasure(erasure, actor=and_by)
    outbox.deliver()
    erasure.refresh_from_db()
    return erasure


# --- nothing names them afterwards -----------------------------------------------------------------------------------
def canary_in(column: Any, word: str) -> Any:
    if isinstance(column, models.JSONField):
        return {"typed": word} if column.get_default() == {} else [word]
    if isinstance(column, ArrayField):
        return [word, f"{word} too"]
    if isinstance(column, models.URLField):
        return f"https://x.example/{word}"
    return word[: column.max_length] if column.max_length else f"{word}, and more"


def put(rows: Any, name: str, value: Any) -> None:
    for row in rows:
        try:
            with transaction.atomic():
                type(row)._base_manager.filter(pk=row.pk).update(**{name: value})
        except IntegrityError:
            pass  # another row says it


def give_rows_to(person: Person) -> set[str]:
    """One row of each kind is the person's; returns the kinds of which the company has no row that could be."""
    without = set()
    for each in bonds():
        derived = each.model in {"accounts.reportingclosure", "accounts.reportingline", "accounts.erasure"}
        if derived or each.rows(person.pk).exists() or "__" in each.path or each.path == "pk":
            continue
        rows = each.table._base_manager.filter(**each.where)
        for row in rows[:20]:
            try:
                with transaction.atomic():
                    each.table._base_manager.filter(pk=row.pk).update(**{each.path: person.pk})
                    break
            except (IntegrityError, transaction.TransactionManagementError):
                continue
        if not each.rows(person.pk).exists() and not make_row(each, person):
            without.add(each.key)
    return without


def make_row(each: Any, person: Person) -> bool:
    """A row of the least that a table asks for."""
    values = {column.name: something_for(column) for column in each.table._meta.local_fields if is_asked_for(column)}
    own = {column.name for column in each.table._meta.local_fields}
    values |= {name: value for name, value in each.where.items() if name in own} | {each.path: person}
    try:
        with transaction.atomic():
            each.table._base_manager.create(**values)
    except IntegrityError:
        return False
    return True


def is_asked_for(column: Any) -> bool:
    return not (column.null or (column.primary_key and not column.is_relation) or column.has_default())


def something_for(column: Any) -> Any:
    if column.is_relation:
        return column.related_model._base_manager.order_by("-pk").first()
    if column.choices:
        return column.choices[0][0]
    if isinstance(column, models.DateTimeField):
        return now()
    if isinstance(column, models.DateField):
        return today()
    if isinstance(column, models.GenericIPAddressField):
        return "127.0.0.1"
    if isinstance(column, models.BooleanField | models.IntegerField | models.DecimalField | models.FloatField):
        return 1
    return f"{abs(hash(column)) % 10**6}{column.model._base_manager.count()}"[: column.max_length or 20]


def plant(person: Person) -> None:
    """A word in every text: of what goes, of what stays, and their name in the texts of others."""
    for each in bonds():
        if each.path == "pk":
            continue
        for name in (*each.texts, *each.blank, *each.kept):
            column = each.table._meta.get_field(name)
            if is_text(column):
                word = KEPT if name in each.kept else GONE
                put(each.rows(person.pk), name, canary_in(column, f"{word}{abs(hash((each.key, name))) % 10**6}"))
    mention = f"by {NAME}, {ADDRESS}"
    for model in tables():
        for column in model._meta.local_fields:
            if column.name in WORDS and is_text(column) and not column.unique and model not in (Person, AuditEntry):
                others = [row for row in model._base_manager.all()[:50] if "zz" not in str(getattr(row, column.name))]
                if len(mention) < (column.max_length or 200):
                    put(others[-1:], column.name, canary_in(column, mention))


def columns_with_text() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT table_name, column_name FROM information_schema.columns
            JOIN information_schema.tables USING (table_schema, table_name)
            WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
                AND data_type IN ('text', 'character varying', 'jsonb', 'json', 'ARRAY', 'tsvector', 'bytea')"""
        )
        return cursor.fetchall()


def found(*words: str) -> dict[str, list[str]]:
    """Where the words stand, in every text of the database."""
    hits: dict[str, list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        for table, column in columns_with_text():
            text = f"""convert_from("{column}", 'LATIN1')""" if column == "content" else f'"{column}"::text'
            cursor.execute(f"""SELECT {text} FROM "{table}" WHERE {text} ~* %s LIMIT 3""", ["|".join(words)])
            hits |= {f"{table}.{column}": [row[0][:80] for row in found]} if (found := cursor.fetchall()) else {}
    return hits


@pytest.fixture
def company(cast):
    """Emil, with a name of his own, has something of everything, and has left."""
    Person.objects.filter(pk=cast.emil.pk).update(full_name=NAME, email=ADDRESS, employee_number="OQ-7731")
    cast.emil.refresh_from_db()
    led = {"valid_from": today() - 90 * DAY, "valid_to": today() - 60 * DAY}
    ReportingLine.objects.create(person=PersonFactory(), manager=cast.emil, **led)
    RoleGrant.objects.create(person=cast.emil, role="learning", granted_by=cast.adam, confirmed_at=now(), **led)
    shortly = {"valid_from": today() - 90 * DAY, "valid_to": today() - 60 * DAY, "note": "n", "created_at": now()}
    Delegation.objects.create(manager=cast.emil, delegate=cast.mara, **shortly)
    Delegation.objects.create(manager=cast.mara, delegate=cast.emil, **shortly)
    list(rooms(cast))
    search.refill()
    outbox.deliver()
    cast.without = give_rows_to(cast.emil)
    cast.ada = another_administrator()
    plant(cast.emil)
    Person.objects.filter(pk=cast.emil.pk).update(full_name=NAME, email=ADDRESS)
    left(cast.emil, cast.pia)
    return cast


def test_nothing_names_them_afterwards(company):
    person = Person.objects.get(pk=company.emil.pk)
    assert len(found(GONE)) > 50 and len(found("ostrakon")) > 40  # the test sees what was planted
    erasure = erased(person, company.ada, company.adam)
    assert erasure.state == Erasure.State.DONE
    assert found(GONE, "ostrakon", "OQ-7731") == {}
    declared = {
        f"{each.table._meta.db_table}.{each.table._meta.get_field(name).column}"
        for each in bonds()
        for name in each.kept
    }
    derived = {"core_searchentry.title", "core_searchentry.body", "core_searchentry.subtitle"}
    derived |= {"core_searchtitle.plain", "core_searchtitle.vector", "core_searchtext.vector", "core_searchlexeme.word"}
    assert set(found(KEPT)) <= declared | derived


def test_the_world_of_the_test_has_nearly_every_kind(company):
    """Of what holds words there is a row; a pair of three who met by chance is not easily made."""
    assert {each.key for each in bonds() if each.key in company.without} <= {
        f"guilds.coffeepair.{one}" for one in "abc"
    }


def test_of_whom_is_left_a_number(company):
    erased(company.emil, company.ada, company.adam)
    person = Person.objects.get(pk=company.emil.pk)
    assert (person.full_name, person.employee_number, person.is_active) == ("Former colleague", None, False)
    assert person.email.endswith("@erased.invalid") and person.erased_at
    for each in bonds():
        if each.fate == DELETE:
            assert not each.rows(person.pk).exists(), each.key


def sums() -> list[Any]:
    people = PersonState.objects.order_by("pk").values()
    teams = TeamSum.objects.order_by("pk").values("manager_id", "people", "goals", "obstacles", "gaps", "check_ins")
    return [*people, *teams]


def test_what_was_published_and_what_is_stored_stays_right(company):
    def published():
        return [list(model.objects.order_by("pk").values()) for model in (PublishedCell, GuildMonth)]

    touch()
    rebuild_states()
    before = published()
    erased(company.emil, company.ada, company.adam)
    outbox.deliver()
    assert published() == before
    assert touch() == 0
    fold_changes()
    stored = sums()
    rebuild_states()
    assert [change for row, was in zip(sums(), stored, strict=True) for change in row.items() - was.items()] == []


def index() -> list[Any]:
    return [
        sorted(map(str, SearchEntry.objects.values_list("kind", "object_id", "title", "subtitle", "body"))),
        sorted(SearchTitle.objects.values_list("plain", flat=True)),
        SearchText.objects.count(),
        sorted(SearchLexeme.objects.values_list("word", flat=True)),
    ]


def test_search_is_as_if_built_anew(company):
    search.refill()
    erased(company.emil, company.ada, company.adam)
    kept = index()
    search.refill()
    assert index() == kept


def file_of(resource: Resource, owner: Person) -> Any:
    file = ResourceFile(resource=resource, owner=owner, name="a.png", media_type="image/png", size=2, added_at=now())
    file.file.save("a.png", ContentFile(b"ab"), save=False)
    file.save()
    return file.file
