"""Proposals and edits that meet: what each act does, whom it tells, what it refuses, and that twice is once."""

import pytest

from ecosystem.core.errors import Refused, Stale
from ecosystem.core.models import AuditEntry
from ecosystem.core.rules import allows
from ecosystem.notifications.models import Nudge
from resources.actions.edits import (
    Met,
    accept_edit,
    authors_of,
    decline_edit,
    edit_from,
    propose_edit,
    texts_of,
    withdraw_edit,
)
from resources.actions.writing import edit_resource, restore_version
from resources.models import ProposedEdit
from tests.factories.people import PersonFactory
from tests.factories.resources import CoAuthorFactory, ResourceFactory
from tests.factories.together import ProposedEditFactory

pytestmark = pytest.mark.django_db
BODY = "Open the vault.\n\nRotate.\n\nRestart."


@pytest.fixture
def guide(cast):
    """Emil's, with mara as co-author and a leaver who wrote it once."""
    resource = ResourceFactory(owner=cast.emil, title="Secrets", body=BODY)
    CoAuthorFactory(resource=resource, person=cast.mara)
    CoAuthorFactory(resource=resource, person=PersonFactory(is_active=False))
    return resource


@pytest.fixture
def edit(guide, otto):
    """Otto's: another last line."""
    texts = texts_of(guide) | {"body": BODY.replace("Restart.", "Restart and tell the team.")}
    return propose_edit(guide, actor=otto, base=1, reason="They have to know.", **texts)


def told(code: str) -> set[int]:
    return set(Nudge.objects.filter(rule__code=code).values_list("person_id", flat=True))


def reworded(resource, actor, old: str, new: str) -> None:
    resource.refresh_from_db()
    edit_resource(resource, actor=actor, version=resource.version, body=resource.body.replace(old, new))


# --- propose
def test_proposing_tells_the_authors_who_are_here_and_the_same_words_are_one(guide, edit, cast):
    again = propose_edit(guide, actor=cast.otto, base=1, reason="Once more.", **texts_of(edit))
    assert (again, ProposedEdit.objects.count()) == (edit, 1)
    assert told("resources.edit_proposed") == {cast.emil.pk, cast.mara.pk}
    assert AuditEntry.objects.filter(verb="resource.edit_proposed").count() == 1
    guide.refresh_from_db()
    assert (guide.body, guide.number) == (BODY, 1)


def test_proposing_the_same_words_or_against_nothing_is_refused(guide, otto):
    for base in (1, 7):
        with pytest.raises(Refused):
            propose_edit(guide, actor=otto, base=base, reason="Better", **texts_of(guide))
    assert ProposedEdit.objects.count() == 0


# --- accept
def test_accepting_makes_a_version_to_the_credit_of_who_worded_it(guide, edit, cast):
    for _time in range(2):
        accept_edit(edit, actor=cast.emil, version=edit.version)
    guide.refresh_from_db()
    latest = guide.versions.first()
    assert (guide.number, latest.number, latest.author, latest.note) == (2, 2, cast.otto, "They have to know.")
    assert guide.body.endswith("tell the team.")
    assert (edit.state, edit.decided_by) == ("accepted", cast.emil)
    assert told("resources.edit_decided") == {cast.otto.pk}
    assert AuditEntry.objects.filter(verb="resource.edit_accepted").count() == 1


def test_an_older_proposal_is_merged_where_the_two_fit_together(guide, edit, cast):
    reworded(guide, cast.mara, "Open the vault.", "Open the new vault.")
    accept_edit(edit, actor=cast.emil, version=edit.version)
    guide.refresh_from_db()
    assert guide.body == "Open the new vault.\n\nRotate.\n\nRestart and tell the team."


def test_where_it_meets_another_edit_nothing_is_taken_and_both_texts_are_shown(guide, edit, cast):
    reworded(guide, cast.mara, "Restart.", "Restart at night.")
    with pytest.raises(Met) as met:
        accept_edit(edit, actor=cast.emil, version=edit.version)
    edit.refresh_from_db()
    guide.refresh_from_db()
    assert (edit.state, guide.number) == ("open", 2)
    [contested] = met.value.merged.contested
    assert (contested.theirs, contested.mine) == (guide.body, edit.body)
    assert {"Restart at night.", "Restart and tell the team."} <= set(met.value.merged.texts["body"].split("\n"))


def test_what_was_finished_by_hand_is_taken_against_the_version_that_was_shown(guide, edit, cast):
    reworded(guide, cast.mara, "Restart.", "Restart at night.")
    words = texts_of(guide) | {"body": "Open the vault.\n\nRotate.\n\nRestart at night and tell the team."}
    accept_edit(edit, actor=cast.emil, version=edit.version, base=2, **words)
    guide.refresh_from_db()
    assert (guide.number, guide.body, guide.versions.first().author) == (3, words["body"], cast.otto)


def test_taking_over_what_stands_there_already_makes_no_version_and_credits_nobody_else(guide, edit, cast):
    edit_resource(guide, actor=cast.mara, version=guide.version, **texts_of(edit))
    accept_edit(edit, actor=cast.emil, version=edit.version)
    guide.refresh_from_db()
    assert (guide.number, guide.versions.first().author) == (2, cast.mara)


def test_a_proposal_is_decided_once(guide, edit, cast):
    decline_edit(edit, actor=cast.emil, version=edit.version, decision="It is said above.")
    with pytest.raises(Refused):
        accept_edit(edit, actor=cast.mara, version=edit.version)
    guide.refresh_from_db()
    assert (guide.number, edit.state, edit.decision) == (1, "declined", "It is said above.")
    assert told("resources.edit_decided") == {cast.otto.pk}


def test_accepting_after_somebody_else_changed_the_proposal_is_stale(edit, cast):
    with pytest.raises(Stale):
        accept_edit(edit, actor=cast.emil, version=edit.version + 1)


def test_taking_back_twice_is_once_and_ends_it(edit, cast):
    for _time in range(2):
        withdraw_edit(edit, actor=cast.otto, version=edit.version)
    assert edit.state == "withdrawn"
    assert AuditEntry.objects.filter(verb="resource.edit_withdrawn").count() == 1
    with pytest.raises(Refused):
        decline_edit(edit, actor=cast.emil, version=edit.version, decision="No")


def test_nobody_decides_their_own_proposal(guide, cast):
    own = ProposedEditFactory(resource=guide, author=cast.lena)
    others = ProposedEditFactory(resource=guide, author=cast.otto)
    decides = [allows(cast.lena, "resources.decide_edit", row) for row in (own, others)]
    assert decides == [False, True]


# --- edits of authors that meet
def test_a_stale_edit_is_merged_and_the_facts_go_along(guide, cast):
    reworded(guide, cast.mara, "Open the vault.", "Open the new vault.")
    edit_from(guide, actor=cast.emil, base=1, body=BODY.replace("Restart.", "Restart twice."), minutes=7)
    assert (guide.number, guide.minutes) == (3, 7)
    assert guide.body == "Open the new vault.\n\nRotate.\n\nRestart twice."


def test_a_stale_edit_that_meets_another_changes_nothing(guide, cast):
    reworded(guide, cast.mara, "Restart.", "Restart at night.")
    with pytest.raises(Met):
        edit_from(guide, actor=cast.emil, base=1, body=BODY.replace("Restart.", "Restart twice."))
    guide.refresh_from_db()
    assert guide.number == 2


def test_an_edit_against_a_version_that_is_not_there_is_refused(guide, cast):
    with pytest.raises(Refused):
        edit_from(guide, actor=cast.emil, base=9, body="New")


def test_restoring_makes_a_new_version_and_keeps_what_was_between(guide, cast):
    reworded(guide, cast.mara, "Restart.", "Restart at night.")
    restore_version(guide, actor=cast.emil, version=guide.version, number=1)
    assert [row.body for row in guide.versions.all()] == [BODY, BODY.replace("Restart.", "Restart at night."), BODY]


def test_authors_are_the_owner_and_co_authors_who_are_here(guide, cast):
    assert set(authors_of(guide)) == {cast.emil.pk, cast.mara.pk}
    assert authors_of(guide, but=cast.emil) == [cast.mara.pk]
