"""Sharing, editing, publishing, archiving: what comes of it, who hears, what a second call does."""

import datetime as dt

import pytest

from ecosystem.core import search
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.models import AuditEntry, SearchEntry
from ecosystem.notifications.models import Nudge
from resources.actions import authors, drafts, writing
from resources.looks import count_look
from resources.models import Draft, Resource, ResourceDay
from tests.factories.resources import ResourceFactory
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db


def share(actor, **given):
    return writing.create_resource(
        actor=actor, **{"kind": "how_to", "title": "Rotating secrets", "body": "1. Go", **given}
    )


def entry(resource):
    return SearchEntry.objects.filter(kind="resource", object_id=resource.pk).first()


def verbs(resource):
    return list(
        AuditEntry.objects.filter(object_id=str(resource.pk), kind="resources.resource").values_list("verb", flat=True)
    )


def test_sharing_publishes_vouches_and_is_found(emil, otto):
    skill = SkillFactory(name="Identity")
    resource = share(emil, url="https://www.example.com/a/?utm_source=x", skills=[(skill, 2)])
    resource.refresh_from_db()
    assert (resource.state, resource.owner, resource.number) == ("published", emil, 1)
    assert (resource.verified_on, resource.verify_by) == (today(), today() + dt.timedelta(days=180))
    assert resource.same_address == "example.com/a"
    assert [(lead.skill, lead.level) for lead in resource.skills.all()] == [(skill, 2)]
    assert [(row.number, row.title, row.author) for row in resource.versions.all()] == [(1, "Rotating secrets", emil)]
    assert [hit.object_id for hit in search.find(otto, "rotating") if hit.kind == "resource"] == [resource.pk]
    assert verbs(resource) == ["resource.shared"]


def test_the_same_shared_twice_is_one(emil, otto):
    assert share(emil) == share(emil)
    assert share(otto) != share(emil)
    assert Resource.objects.count() == 2
    Resource.objects.filter(owner=emil).update(created_at=now() - dt.timedelta(days=2))
    assert share(emil).pk not in Resource.objects.filter(created_at__lt=now() - dt.timedelta(days=1)).values_list("pk")


def test_a_draft_is_its_authors_alone_until_it_is_published(emil, otto):
    resource = share(emil, publish=False)
    assert (resource.state, resource.verified_on, entry(resource)) == ("draft", None, None)
    assert not Resource.objects.visible_to(otto).filter(pk=resource.pk).exists()
    writing.publish_resource(resource, actor=emil)
    writing.publish_resource(resource, actor=emil)
    resource.refresh_from_db()
    assert (resource.state, resource.verified_on) == ("published", today())
    assert Resource.objects.visible_to(otto).filter(pk=resource.pk).exists() and entry(resource)
    assert verbs(resource).count("resource.published") == 1


def test_an_edit_keeps_the_words_of_before_and_search_knows_the_new_ones(emil):
    resource = share(emil)
    writing.edit_resource(resource, actor=emil, version=1, note="Shorter", title="Rotating keys", body="1. Go on")
    resource.refresh_from_db()
    assert (resource.title, resource.number, resource.version) == ("Rotating keys", 2, 2)
    assert list(resource.versions.values_list("number", "title", "body", "note")) == [
        (2, "Rotating keys", "1. Go on", "Shorter"),
        (1, "Rotating secrets", "1. Go", ""),
    ]
    assert entry(resource).title == "Rotating keys"


def test_the_same_edit_twice_is_one_whatever_the_edition(emil):
    resource = share(emil)
    for _time in range(2):
        writing.edit_resource(Resource.objects.get(pk=resource.pk), actor=emil, version=1, body="Other")
    assert resource.versions.count() == 2


def test_facts_beside_the_text_make_no_version(emil):
    resource, skill = share(emil), SkillFactory()
    writing.edit_resource(resource, actor=emil, version=1, kind="article", minutes=7, skills=[(skill, 3)])
    resource.refresh_from_db()
    assert (resource.kind, resource.minutes, resource.number, resource.version) == ("article", 7, 1, 2)
    assert list(resource.skills.values_list("skill", "level")) == [(skill.pk, 3)]


def test_a_stale_edit_overwrites_nothing(emil, mara):
    resource = share(emil)
    theirs = Resource.objects.get(pk=resource.pk)
    writing.edit_resource(resource, actor=emil, version=1, body="Mine")
    with pytest.raises(Stale):
        writing.edit_resource(theirs, actor=mara, version=1, body="Theirs")
    assert Resource.objects.get().body == "Mine"


def test_an_archived_one_is_read_but_not_found_nor_edited_and_leads_on(emil, otto):
    old, new = share(emil), share(emil, title="Rotating secrets, the new way")
    writing.archive_resource(old, actor=emil, version=1, reason="The console is gone", superseded_by=new)
    writing.archive_resource(old, actor=emil, version=1, reason="Again")
    old.refresh_from_db()
    assert (old.state, old.archive_reason, old.superseded_by) == ("archived", "The console is gone", new)
    assert entry(old) is None and Resource.objects.visible_to(otto).filter(pk=old.pk).exists()
    with pytest.raises(Refused):
        writing.edit_resource(old, actor=emil, version=old.version, body="More")
    writing.bring_back_resource(old, actor=emil)
    writing.bring_back_resource(old, actor=emil)
    old.refresh_from_db()
    assert (old.state, old.archive_reason, old.superseded_by) == ("published", "", None) and entry(old)
    assert verbs(old).count("resource.archived") == verbs(old).count("resource.brought_back") == 1


def test_a_resource_does_not_follow_itself_nor_something_unpublished(emil):
    resource, draft = share(emil), share(emil, title="Not yet", publish=False)
    for successor in (resource, draft):
        with pytest.raises(Refused):
            writing.archive_resource(resource, actor=emil, version=1, reason="Old", superseded_by=successor)
    assert Resource.objects.get(pk=resource.pk).state == "published"


def test_a_restored_version_is_a_new_one(emil):
    resource = share(emil)
    writing.edit_resource(resource, actor=emil, version=1, body="Other")
    for _time in range(2):
        writing.restore_version(Resource.objects.get(pk=resource.pk), actor=emil, version=2, number=1)
    resource.refresh_from_db()
    assert (resource.body, resource.number) == ("1. Go", 3)
    assert list(resource.versions.values_list("body", flat=True)) == ["1. Go", "Other", "1. Go"]
    with pytest.raises(Refused):
        writing.restore_version(resource, actor=emil, version=3, number=9)


def test_a_co_author_edits_and_hears_of_it_once(emil, mara):
    resource = ResourceFactory(owner=emil, state="draft")
    assert not Resource.objects.visible_to(mara).filter(pk=resource.pk).exists()
    for _time in range(2):
        authors.add_co_author(resource, actor=emil, person=mara)
    assert Resource.objects.visible_to(mara).filter(pk=resource.pk).exists()
    assert verbs(resource).count("resource.author_added") == 1
    assert Nudge.objects.filter(rule__code="resources.made_author", person=mara).count() == 1
    with pytest.raises(Refused):
        authors.add_co_author(resource, actor=emil, person=emil)
    for _time in range(2):
        authors.remove_co_author(resource, actor=emil, person=mara)
    assert not Resource.objects.visible_to(mara).filter(pk=resource.pk).exists()
    assert verbs(resource).count("resource.author_removed") == 1


def test_a_draft_is_kept_once_per_person_and_resource(emil, mara):
    resource = ResourceFactory(owner=emil)
    for words in ("A", "A thought"):
        for about in (None, resource):
            drafts.keep_draft(actor=emil, resource=about, typed={"pasted": words})
    assert sorted(Draft.objects.values_list("resource", "typed__pasted"), key=str) == sorted(
        [(None, "A thought"), (resource.pk, "A thought")], key=str
    )
    assert list(Draft.objects.visible_to(mara)) == []
    drafts.drop_draft(actor=emil, resource=None)
    assert [draft.resource for draft in Draft.objects.all()] == [resource]


def test_looks_are_counted_per_day_without_anybody(emil):
    resource = ResourceFactory(owner=emil)
    for _time in range(3):
        count_look(resource)
    resource.refresh_from_db()
    assert (resource.views, resource.version) == (3, 1)
    assert list(ResourceDay.objects.values_list("resource", "day", "views")) == [(resource.pk, today(), 3)]
    assert {field.name for field in ResourceDay._meta.get_fields()} == {"id", "resource", "day", "views"}
