"""Vouching, reacting, answering and handing on: what each does, what it leaves alone, and that twice is once."""

import datetime as dt

import pytest

from ecosystem.core.clock import today
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.models import AuditEntry
from ecosystem.notifications.models import Nudge
from resources.actions.care import (
    answer_reaction,
    hand_on_resource,
    react,
    take_back_reaction,
    verify_resource,
)
from resources.freshness import usefulness
from resources.models import Reaction, Resource, Verification
from tests.factories.people import PersonFactory
from tests.factories.resources import CoAuthorFactory, ResourceFactory

pytestmark = pytest.mark.django_db
AGO = dt.timedelta(days=400)


def told(code: str) -> list[tuple[int, int]]:
    return list(Nudge.objects.filter(rule__code=code).values_list("person_id", "subject_id"))


@pytest.fixture
def guide(cast):
    """Emil's how-to, last verified long ago."""
    return ResourceFactory(owner=cast.emil, verified_on=today() - AGO, verify_by=today() - AGO / 2)


def test_verifying_starts_the_trust_anew_and_is_no_edit(guide, emil):
    edition = guide.version
    made = verify_resource(guide, actor=emil, against="Vault 1.18")
    guide.refresh_from_db()
    assert (guide.verified_on, guide.verify_by) == (today(), today() + dt.timedelta(days=180))
    assert (made.by, made.against, made.number) == (emil, "Vault 1.18", guide.number)
    assert (guide.version, guide.number) == (edition, 1)
    assert AuditEntry.objects.filter(verb="resource.verified").count() == 1


def test_verifying_twice_a_day_against_the_same_is_once(guide, emil):
    for _time in range(2):
        verify_resource(guide, actor=emil, against="Vault 1.18")
    assert Verification.objects.count() == 1
    assert AuditEntry.objects.filter(verb="resource.verified").count() == 1
    verify_resource(guide, actor=emil, against="Vault 1.19")
    assert Verification.objects.count() == 2


def test_people_and_office_hours_need_no_next_day(cast):
    hours = ResourceFactory(owner=cast.emil, kind="person")
    verify_resource(hours, actor=cast.emil, against="my calendar")
    assert hours.verify_by is None


def test_verifying_answers_that_it_is_outdated_and_nothing_else(guide, cast):
    old = react(guide, actor=cast.otto, kind="outdated", reason="The menu moved")
    useless = react(guide, actor=cast.dario, kind="not_useful")
    verify_resource(guide, actor=cast.emil, against="Vault 1.18")
    old.refresh_from_db()
    useless.refresh_from_db()
    assert (old.answered_by, "Vault 1.18" in old.answer) == (cast.emil, True)
    assert useless.answered_at is None
    assert told("resources.doubt_answered") == [(cast.otto.pk, old.pk)]


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_only_what_is_published_is_verified_or_reacted_to(state, cast):
    resource = ResourceFactory(owner=cast.emil, state=state)
    with pytest.raises(Refused):
        verify_resource(resource, actor=cast.emil, against="x")
    with pytest.raises(Refused):
        react(resource, actor=cast.otto, kind="like")


def test_a_reaction_counts_once_and_can_be_taken_back(guide, cast):
    for _time in range(2):
        react(guide, actor=cast.otto, kind="useful")
    guide.refresh_from_db()
    assert (guide.score, float(guide.usefulness)) == (20, round(usefulness(1, 0), 4))
    for _time in range(2):
        take_back_reaction(guide, actor=cast.otto, kind="useful")
    guide.refresh_from_db()
    assert (guide.score, guide.usefulness, Reaction.objects.count()) == (None, 0, 0)
    verbs = AuditEntry.objects.filter(verb__startswith="resource.").values_list("verb", flat=True).order_by("pk")
    assert list(verbs) == ["resource.reacted", "resource.reaction_taken_back"]


def test_what_is_called_outdated_is_less_useful_until_that_is_answered(guide, cast):
    react(guide, actor=cast.otto, kind="useful")
    react(guide, actor=cast.nora, kind="outdated")
    guide.refresh_from_db()
    assert float(guide.usefulness) == round(usefulness(1, 1), 4)
    verify_resource(guide, actor=guide.owner, against="the page of today")
    guide.refresh_from_db()
    assert float(guide.usefulness) == round(usefulness(1, 0), 4)


def test_useful_and_not_useful_exclude_each_other(guide, otto):
    react(guide, actor=otto, kind="like")
    react(guide, actor=otto, kind="useful")
    react(guide, actor=otto, kind="not_useful")
    assert set(Reaction.objects.values_list("kind", flat=True)) == {"like", "not_useful"}


def test_a_question_is_neither_for_nor_against(guide, otto):
    Resource.objects.filter(pk=guide.pk).update(views=9)
    react(guide, actor=otto, kind="question")
    guide.refresh_from_db()
    assert (guide.score, guide.usefulness) == (0, 0)


def test_a_reason_may_follow_and_no_reason_takes_none_away(guide, otto):
    react(guide, actor=otto, kind="outdated")
    react(guide, actor=otto, kind="outdated", reason="The menu moved")
    react(guide, actor=otto, kind="outdated")
    assert Reaction.objects.get().reason == "The menu moved"


def test_the_owner_hears_of_doubts_once_a_day_and_not_of_praise(guide, cast):
    react(guide, actor=cast.otto, kind="useful")
    assert told("resources.doubted") == []
    react(guide, actor=cast.otto, kind="outdated")
    react(guide, actor=cast.dario, kind="not_useful")
    assert told("resources.doubted") == [(cast.emil.pk, guide.pk)]


def test_an_answered_doubt_counts_no_more_and_can_be_said_again(guide, cast):
    reaction = react(guide, actor=cast.otto, kind="outdated")
    guide.refresh_from_db()
    assert guide.score == -20
    answer_reaction(reaction, actor=cast.emil, version=reaction.version, answer="Reworded the third step.")
    guide.refresh_from_db()
    assert guide.score is None
    assert told("resources.doubt_answered") == [(cast.otto.pk, reaction.pk)]
    answer_reaction(reaction, actor=cast.emil, version=reaction.version, answer="Again")
    reaction.refresh_from_db()
    assert reaction.answer == "Reworded the third step."
    assert AuditEntry.objects.filter(verb="reaction.answered").count() == 1
    react(guide, actor=cast.otto, kind="outdated")
    reaction.refresh_from_db()
    assert (reaction.answered_at, reaction.answer) == (None, "")


def test_a_doubt_that_changed_meanwhile_is_not_answered_unseen(guide, cast):
    reaction = react(guide, actor=cast.otto, kind="outdated")
    react(guide, actor=cast.otto, kind="outdated", reason="The menu moved")
    with pytest.raises(Stale):
        answer_reaction(reaction, actor=cast.emil, version=reaction.version, answer="No")


def test_handing_on_tells_the_next_owner_and_is_once(guide, cast):
    CoAuthorFactory(resource=guide, person=cast.mara)
    assert hand_on_resource(guide, actor=cast.emil, to=cast.mara) is True
    assert hand_on_resource(guide, actor=cast.emil, to=cast.mara) is False
    guide.refresh_from_db()
    assert (guide.owner, guide.co_authors.count()) == (cast.mara, 0)
    assert told("resources.handed_on") == [(cast.mara.pk, guide.pk)]
    assert AuditEntry.objects.filter(verb="resource.handed_on", subject_id=cast.mara.pk).count() == 1


def test_nothing_goes_to_somebody_who_is_out_or_a_vacant_seat(guide, cast):
    for person in (PersonFactory(is_active=False), PersonFactory(kind="placeholder")):
        with pytest.raises(Refused):
            hand_on_resource(guide, actor=cast.emil, to=person)


def test_what_was_handed_on_meanwhile_stays_there(guide, cast):
    seen = Resource.objects.get(pk=guide.pk)
    hand_on_resource(guide, actor=cast.emil, to=cast.mara)
    with pytest.raises(Refused):
        hand_on_resource(seen, actor=cast.lena, to=cast.dario)
