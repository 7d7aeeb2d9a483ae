"""A copy of one's own data: whole, for its owner alone, and gone after seven days."""

import datetime as dt
import io
import json
import zipfile

import pytest
from django.core.files.base import ContentFile

from accounts.actions.own_data import ask_copy, forget_copies
from accounts.models import DataExport
from ecosystem.core import outbox
from ecosystem.core.clock import now
from ecosystem.core.models import AuditEntry
from ecosystem.notifications.models import Notification
from resources.models import ResourceFile
from tests.factories.goals import CheckInFactory, CommentFactory, GoalFactory
from tests.factories.resources import ResourceFactory
from tests.factories.skills import AssessmentFactory, SkillFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def copied(emil, mara, otto):
    """Emil's things, with words of others, and drafts that are not his yet."""
    goal = GoalFactory(owner=emil, title="Learn to weave", if_when="it rains", lesson="patience")
    CheckInFactory(goal=goal, text="slowly")
    CommentFactory(goal=goal, author=mara, text="keep going")
    others = GoalFactory(owner=otto, title="Secret of Otto", visibility="me")
    CommentFactory(goal=others, author=emil, text="well done")
    skill = SkillFactory(name="Weaving")
    AssessmentFactory(person=emil, skill=skill, source="manager", assessor=mara, note="not released", released_at=None)
    AssessmentFactory(person=emil, skill=skill, source="peer", assessor=otto, note="from a peer", released_at=now())
    AssessmentFactory(
        person=emil, skill=SkillFactory(), source="manager", assessor=mara, note="said", released_at=now()
    )
    AssessmentFactory(person=otto, skill=skill, source="manager", assessor=emil, note="of otto", released_at=now())
    resource = ResourceFactory(owner=emil, title="On looms")
    file = ResourceFile(resource=resource, owner=emil, name="loom.png", media_type="image/png", size=4, added_at=now())
    file.file.save("loom.png", ContentFile(b"loom"), save=False)
    file.save()
    ask_copy(actor=emil)
    outbox.deliver()
    return DataExport.objects.get()


def opened(export: DataExport) -> zipfile.ZipFile:
    with export.file.open("rb") as kept:
        return zipfile.ZipFile(io.BytesIO(kept.read()))


def test_the_copy_holds_what_is_theirs_in_json_on_a_page_and_as_files(copied):
    archive = opened(copied)
    page = archive.read("index.html").decode()
    for words in (
        "Learn to weave",
        "it rains",
        "patience",
        "slowly",
        "keep going",
        "well done",
        "On looms",
        "Emil Test",
    ):
        assert words in page, words
    goals = next(name for name in archive.namelist() if "learninggoal-owner" in name)
    assert json.loads(archive.read(goals))[0]["title"] == "Learn to weave"
    assert [archive.read(name) for name in archive.namelist() if name.startswith("files/")] == [b"loom"]


def test_the_copy_holds_nothing_of_others_and_no_secret(copied):
    archive = opened(copied)
    whole = b"".join(archive.read(name) for name in archive.namelist()).decode()
    for words in ("Secret of Otto", "not released", "from a peer", "of otto", "Otto Test", "password"):
        assert words not in whole, words
    assert "said" in whole and "Mara Test" in whole


def test_it_is_told_fetched_by_its_owner_alone_and_kept_in_the_audit(copied, client_for, emil, mara, adam):
    assert Notification.objects.filter(person=emil, url="/me/data/").exists()
    address = f"/me/data/copy/{copied.pk}/"
    assert [client_for(person).get(address).status_code for person in (mara, adam)] == [404, 404]
    response = client_for(emil).get(address)
    assert b"".join(response.streaming_content).startswith(b"PK")
    assert response["Cache-Control"] == "private, no-store"
    verbs = AuditEntry.objects.filter(kind="accounts.dataexport").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["data.copy_asked", "data.copy_built", "data.copy_fetched"]


def test_it_is_gone_after_its_days_with_its_file(copied, client_for, emil, django_capture_on_commit_callbacks):
    DataExport.objects.update(expires_at=now() - dt.timedelta(minutes=1))
    assert client_for(emil).get(f"/me/data/copy/{copied.pk}/").status_code == 403
    storage, name = copied.file.storage, copied.file.name
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_copies(DataExport.objects.expired(now())) == 1
    assert not storage.exists(name) and not DataExport.objects.exists()


def test_a_copy_whose_file_is_lost_is_not_there_and_was_not_fetched(copied, client_for, emil):
    copied.file.storage.delete(copied.file.name)
    assert client_for(emil).get(f"/me/data/copy/{copied.pk}/").status_code == 404
    assert not AuditEntry.objects.filter(verb="data.copy_fetched").exists()


def test_asking_twice_builds_one(client_for, emil):
    client = client_for(emil)
    for _turn in range(3):
        client.post("/me/data/copy/")
    assert DataExport.objects.count() == 1


def test_my_data_says_every_kind_and_what_becomes_of_it(client_for, emil, django_assert_max_num_queries):
    client = client_for(emil)
    with django_assert_max_num_queries(8):
        page = client.get("/me/data/").content.decode()
    for words in ("Your learning goals", "Who looked at your data", "Ask for a copy", "deleted"):
        assert words in page
