"""Erasing somebody: two people, a plain list, batches that may be cut off; and nothing names them afterwards."""

import datetime as dt
import re
from collections import defaultdict
from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from accounts.actions.erasing import ask_erasure, confirm_erasure, erase_batch, withdraw_erasure
from accounts.actions.leaving import end_employment
from accounts.actions.people import rehire_person
from accounts.imports.actions import undo_import
from accounts.models import Delegation, Erasure, ImportRun, Person, PublishedCell, ReportingLine, RoleGrant
from accounts.placing import Place
from accounts.refresh import touch
from ecosystem.core import erasing, outbox, search
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.models import AuditEntry, SearchEntry, SearchLexeme, SearchText, SearchTitle
from ecosystem.core.personal_data import DELETE, bonds, is_text, tables
from goals.models import LearningGoal, PersonState, TeamSum
from goals.state import fold_changes, rebuild_states
from guilds.models import GuildMonth
from resources.models import Draft, Resource, ResourceFile
from tests.accounts.imports import load, people
from tests.browser.payload_world import rooms
from tests.factories.goals import GoalFactory
from tests.factories.people import PersonFactory
from tests.factories.resources import ResourceFactory
from tests.factories.skills import SkillFactory
from tests.matrix.accounts_own_data import another_administrator, copy_of

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


# --- two people, in batches ------------------------------------------------------------------------------------------
@pytest.fixture
def ada(organisation):
    return another_administrator()


@pytest.fixture
def gone(emil, pia):
    for number in range(30):
        GoalFactory(owner=emil, title=f"Goal {number}")
    left(emil, pia)
    return emil


def test_only_who_has_left_and_never_by_one_alone(client_for, emil, mara, ada, adam, gone):
    with pytest.raises(Refused):
        ask_erasure(mara, actor=ada, reason="no")
    erasure = ask_erasure(gone, actor=adam, reason="by letter")
    with pytest.raises(Refused):
        confirm_erasure(erasure, actor=adam)
    with pytest.raises(Refused):
        ask_erasure(gone, actor=ada, reason="again")
    assert (
        client_for(adam).post(f"/organisation/erasures/{erasure.pk}/confirm/", {"sure": "on", "version": 1}).status_code
        == 403
    )
    withdraw_erasure(erasure, actor=ada)
    confirm_erasure(erasure, actor=ada)
    outbox.deliver()
    assert LearningGoal.objects.filter(owner=gone).count() == 30
    assert ask_erasure(gone, actor=ada, reason="again").pk


def test_a_people_administrator_is_no_administrator(client_for, pia, ada, adam, gone):
    """Neither to ask nor to confirm; what one of them asked for before the rule waits for two administrators."""
    assert client_for(pia).get(f"/organisation/people/{gone.pk}/erase/").status_code == 403
    erasure = ask_erasure(gone, actor=pia, reason="by letter")
    address = f"/organisation/erasures/{erasure.pk}/"
    assert client_for(pia).get(address).status_code == 404
    page = client_for(adam).get(address).content.decode()
    assert "Erase for good" not in page and "Who asked for it is no administrator" in page
    assert client_for(adam).post(f"{address}confirm/", {"sure": "on", "version": 1}).status_code == 403
    erasure = ask_again(erasure, by=ada)
    Person.objects.filter(pk=ada.pk).update(is_active=False)
    assert client_for(adam).get(f"/organisation/erasures/{erasure.pk}/").content.decode().count("Erase for good") == 0
    Person.objects.filter(pk=ada.pk).update(is_active=True)
    RoleGrant.objects.filter(person=ada).update(valid_to=today() - DAY)
    assert client_for(adam).get(f"/organisation/erasures/{erasure.pk}/").content.decode().count("Erase for good") == 0


def ask_again(erasure: Erasure, by: Person) -> Erasure:
    withdraw_erasure(erasure, actor=by)
    return ask_erasure(erasure.person, actor=by, reason="by letter")


def test_who_has_left_is_found_where_erasing_begins(client_for, adam, mara, gone, django_assert_max_num_queries):
    client = client_for(adam)
    with django_assert_max_num_queries(8):
        page = client.get("/organisation/erasures/?q=emil").content.decode()
    assert f"/organisation/people/{gone.pk}/erase/" in page
    page = client.get("/organisation/erasures/?q=mara").content.decode()
    assert f"/organisation/people/{mara.pk}/erase/" not in page and "Nobody who has left" in page


def test_the_pages_say_what_will_happen_and_then_what_did(client_for, ada, adam, gone, django_assert_max_num_queries):
    client = client_for(ada)
    with django_assert_max_num_queries(8):
        page = client.get(f"/organisation/people/{gone.pk}/erase/").content.decode()
    assert re.search(r"Your learning goals</th>\s*<td class=\"num\">30</td>", page), page
    client.post(f"/organisation/people/{gone.pk}/erase/", {"reason": "by letter"})
    erasure = Erasure.objects.get()
    address = f"/organisation/erasures/{erasure.pk}/"
    assert "Erase for good" not in client.get(address).content.decode()
    second = client_for(adam)
    assert "Erase for good" in second.get(address).content.decode()
    assert second.post(f"{address}confirm/", {"version": 1}).status_code == 422
    assert second.post(f"{address}confirm/", {"version": 1, "sure": "on"}).status_code == 302
    outbox.deliver()
    assert "found nothing more" in second.get(address).content.decode()
    assert "Former colleague" in second.get("/organisation/erasures/").content.decode()


def test_batches_are_bounded_and_go_on_where_they_were_cut_off(ada, adam, gone, monkeypatch):
    monkeypatch.setattr(erasing, "BATCH", 10)
    monkeypatch.setattr(erasing.work_off, "__defaults__", (10,))
    erasure = ask_erasure(gone, actor=ada, reason="by letter")
    confirm_erasure(erasure, actor=adam)
    for _turn in range(400):
        before = LearningGoal.objects.filter(owner=gone).count()
        erase_batch(erasure)
        erase_batch(Erasure.objects.get(pk=erasure.pk))
        assert before - LearningGoal.objects.filter(owner=gone).count() <= 20
        if Erasure.objects.get().state == Erasure.State.DONE:
            break
    erasure = Erasure.objects.get()
    assert erasure.state == Erasure.State.DONE and erasure.done["goals.learninggoal.owner"] == 30
    erase_batch(erasure)
    assert AuditEntry.objects.filter(verb="person.erased").count() == 1


def test_the_cost_does_not_grow_with_what_there_is(pia, ada, adam, mara, otto):
    """Batches ask each table a number of times; a name is looked for in each table once a pass, a namesake once a batch."""
    asked = []
    for person, goals in ((mara, 2), (otto, 40)):
        GoalFactory.create_batch(goals, owner=person)
        ReportingLine.objects.filter(manager=person).delete()
        left(person, pia)
        with CaptureQueriesContext(connection) as sent:
            erasure = erased(person, ada, adam)
        assert erasure.state == Erasure.State.DONE and erasure.done["goals.learninggoal.owner"] == goals
        asked.append(len(sent))
        namesakes = [each for each in sent.captured_queries if 'UPPER("accounts_person"."full_name"' in each["sql"]]
        assert len(namesakes) <= erasure.batches + 1
    assert abs(asked[1] - asked[0]) < 40, asked


def test_nobody_comes_back_under_a_number(cast, ada, adam, gone):
    erased(gone, ada, adam)
    gone.refresh_from_db()
    with pytest.raises(Refused):
        rehire_person(gone, actor=adam, start=today(), place=Place(unit=cast.engineering))
    assert list(Person.objects.shown("left")) == []


def test_a_name_that_two_bear_is_left_in_the_texts_of_others(ada, adam, mara, gone):
    goal = GoalFactory(owner=mara, title=f"As {gone.full_name} did, {gone.email}", created_at=now())
    Person.objects.filter(pk=mara.pk).update(full_name=gone.full_name)
    erased(gone, ada, adam)
    goal.refresh_from_db()
    assert goal.title == "As Emil Test did, Former colleague"


def test_files_go_with_their_rows_and_the_library_keeps_its_own(
    ada, adam, mara, gone, client_for, django_capture_on_commit_callbacks
):
    shared = ResourceFactory(owner=gone, title="On looms", state="published", published_at=now())
    draft = ResourceFactory(owner=gone, title="Unseen", state="draft", published_at=None)
    kept, unseen, copied = file_of(shared, gone), file_of(draft, gone), copy_of(gone).file
    with django_capture_on_commit_callbacks(execute=True):
        erased(gone, ada, adam)
    assert [file.storage.exists(file.name) for file in (kept, unseen, copied)] == [True, False, False]
    page = client_for(mara).get(shared.get_absolute_url()).content.decode()
    assert "On looms" in page and "Former colleague" in page and "Emil" not in page


def test_a_name_with_quotes_is_found_in_every_kind_of_column(ada, adam, mara, gone):
    Person.objects.filter(pk=gone.pk).update(full_name='Emil “Em” "Q" O’Dell (jr.)')
    gone.refresh_from_db()
    said = f"as {gone.full_name} said"
    need = SkillFactory(description=said, alternative_labels=[said, "plain"])
    draft = Draft.objects.create(person=mara, typed={"body": [said]}, saved_at=now())
    erased(gone, ada, adam)
    need.refresh_from_db()
    draft.refresh_from_db()
    new = "as Former colleague said"
    assert (need.description, need.alternative_labels, draft.typed) == (new, [new, "plain"], {"body": [new]})


def test_imports_forget_them_and_are_not_undone_over_it(organisation, pia, ada, adam, gone):
    Person.objects.filter(pk=gone.pk).update(employee_number="OQ-7731", full_name=NAME, email=ADDRESS)
    other = PersonFactory(full_name="Stays Here", employee_number="S-1")
    run = load(people(f"OQ-7731,{NAME} Jr,{ADDRESS}", f"S-1,Stays Longer,{other.email}"))
    waiting = load(people(f"OQ-7731,{NAME} Sr,{ADDRESS}"), dry=True)
    assert run.state == "applied" and waiting.state == "ready"
    gone.refresh_from_db()
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    erased(Person.objects.get(pk=gone.pk), ada, adam)
    hits = found("ostrakon", "OQ-7731")
    assert set(hits) <= {"accounts_importfile.content"} and waiting.files.count() == 1
    with pytest.raises(Refused):
        undo_import(ImportRun.objects.get(pk=run.pk), actor=pia)
    assert Person.objects.get(pk=gone.pk).full_name == "Former colleague"
    assert any("Stays Here" in str(change.before) for change in run.changes.all())


def file_of(resource: Resource, owner: Person) -> Any:
    file = ResourceFile(resource=resource, owner=owner, name="a.png", media_type="image/png", size=2, added_at=now())
    file.file.save("a.png", ContentFile(b"ab"), save=False)
    file.save()
    return file.file
