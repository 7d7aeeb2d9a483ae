"""Erasing somebody takes two people and goes in batches that may be cut off."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions.erasing import ask_erasure, confirm_erasure, erase_batch, withdraw_erasure
from accounts.actions.people import rehire_person
from accounts.imports.actions import undo_import
from accounts.models import Erasure, ImportRun, Person, ReportingLine, RoleGrant
from accounts.placing import Place
from ecosystem.core import erasing, outbox
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.models import AuditEntry
from goals.models import LearningGoal
from resources.models import Draft
from tests.accounts.imports import load, people
from tests.accounts.test_erasing import erased, file_of, found, left
from tests.factories.goals import GoalFactory
from tests.factories.people import PersonFactory
from tests.factories.resources import ResourceFactory
from tests.factories.skills import SkillFactory
from tests.matrix.accounts_own_data import another_administrator, copy_of

pytestmark = pytest.mark.django_db
NAME, ADDRESS = "Emil Ostrakon Quell", "ostrakon.quell@example.com"
DAY = dt.timedelta(days=1)
NAME, ADDRESS = "Emil Ostrakon Quell", "ostrakon.quell@example.com"


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
