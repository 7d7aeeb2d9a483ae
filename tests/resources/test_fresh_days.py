"""Until when a resource is fresh: what is stored with its skills is what the formula says, after each act and on each day."""

import datetime as dt

import pytest

from ecosystem.core.clock import now, today
from resources import freshness
from resources.actions.care import answer_reaction, react, take_back_reaction, take_back_verification, verify_resource
from resources.actions.writing import (
    archive_resource,
    bring_back_resource,
    create_resource,
    edit_resource,
    publish_resource,
)
from resources.fresh_days import keep_all_fresh_until
from resources.looks import count_look, keep_seen
from resources.models import Reaction, Resource, ResourceSkill
from tests.factories.care import ReactionFactory
from tests.factories.people import PersonFactory
from tests.factories.resources import ResourceFactory, ResourceSkillFactory
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
LIVES = sorted({0, *freshness.HALF_LIFE.values()})


def stored_as_worked_out(days=(0, 1, *(life + more for life in LIVES for more in (-40, 0, 1)))) -> bool:
    """On days around each half-life, the same are fresh by what is stored as by what is worked out anew."""
    for ahead in days:
        day = today() + ahead * DAY
        anew = Resource.objects.published().as_fresh_as("fresh", day)
        assert set(ResourceSkill.objects.filter(fresh_until__gte=day)) == set(
            ResourceSkill.objects.filter(resource__in=anew)
        ), f"in {ahead} days"
    return True


def until(resource) -> set[dt.date | None]:
    return set(resource.skills.values_list("fresh_until", flat=True))


@pytest.fixture
def guide(cast) -> Resource:
    """On two skills, and vouched for 40 days ago."""
    made = ResourceFactory(owner=cast.emil, verified_on=today() - 40 * DAY)
    ResourceSkillFactory(resource=made)
    ResourceSkillFactory(resource=made)
    return made


@pytest.mark.parametrize("kind", Resource.Kind.values)
@pytest.mark.parametrize("outdated", [0, 1, 2, 3])
def test_the_formula_is_that_of_freshness(kind, outdated):
    verified = today() - 3 * DAY
    last = freshness.fresh_until(kind, verified, outdated)
    for ahead in range(0, 1200, 1):
        day = verified + ahead * DAY
        value = freshness.freshness(kind, verified, day, outdated)
        assert (freshness.freshness_word(value) == "fresh") == (day <= last)
    if kind in freshness.HALF_LIFE:
        assert freshness.fresh_until(kind, None, outdated) is None


@pytest.mark.parametrize("kind", Resource.Kind.values)
@pytest.mark.parametrize("outdated", [0, 1, 2])
def test_the_statement_is_the_formula(kind, outdated):
    made = ResourceFactory(kind=kind, verified_on=today() - 3 * DAY)
    for _ in range(outdated):
        ReactionFactory(resource=made)
    ReactionFactory(resource=made, kind="not_useful")
    ReactionFactory(resource=made, answered_at=now())
    ResourceSkillFactory(resource=made)
    assert until(made) == {freshness.fresh_until(kind, made.verified_on, outdated)}
    assert stored_as_worked_out()


def test_what_nobody_vouched_for_or_sees_is_never_fresh():
    for fields in ({"verified_on": None}, {"state": "draft"}, {"state": "archived"}):
        assert ResourceSkillFactory(resource=ResourceFactory(**fields)).fresh_until is None


def test_doubts_count_at_once_and_what_is_taken_back_or_answered_counts_no_more(guide, cast):
    calm, doubted = {guide.verified_on + 180 * DAY}, {guide.verified_on}
    react(guide, actor=cast.otto, kind="outdated")
    assert until(guide) == calm and stored_as_worked_out()
    react(guide, actor=cast.nora, kind="outdated")
    assert until(guide) == doubted and stored_as_worked_out()
    take_back_reaction(guide, actor=cast.nora, kind="outdated")
    assert until(guide) == calm and stored_as_worked_out()
    again = react(guide, actor=cast.nora, kind="outdated")
    assert until(guide) == doubted
    answer_reaction(again, actor=cast.emil, version=again.version, answer="It holds")
    assert until(guide) == calm and stored_as_worked_out()


def test_verifying_begins_anew_and_taking_that_back_brings_back_what_was(guide, cast):
    for who in (cast.otto, cast.nora):
        react(guide, actor=who, kind="outdated")
    before = {"verified_on": guide.verified_on.isoformat(), "verify_by": guide.verify_by.isoformat()}
    doubts = list(Reaction.objects.values_list("pk", flat=True))
    made = verify_resource(guide, actor=cast.emil, against="the handbook")
    assert until(guide) == {today() + 180 * DAY} and stored_as_worked_out()
    take_back_verification(made, actor=cast.emil, before={**before, "verification": made.pk, "doubts": doubts})
    assert until(guide) == {today() - 40 * DAY} and stored_as_worked_out()


def test_publishing_archiving_and_bringing_back(cast):
    skill = SkillFactory()
    made = create_resource(actor=cast.emil, kind="link", title="Vaults", skills=[(skill, 2)], publish=False)
    assert until(made) == {None} and stored_as_worked_out()
    publish_resource(made, actor=cast.emil)
    assert until(made) == {today() + 365 * DAY} and stored_as_worked_out()
    archive_resource(made, actor=cast.emil, version=made.version, reason="It is gone")
    assert until(made) == {None} and stored_as_worked_out()
    bring_back_resource(made, actor=cast.emil)
    assert until(made) == {today() + 365 * DAY} and stored_as_worked_out()
    shared = create_resource(actor=cast.emil, kind="person", title="Office hours", skills=[(skill, 2)])
    assert until(shared) == {freshness.FOR_GOOD} and stored_as_worked_out()


def test_other_skills_and_another_kind(guide, cast):
    leads = [(SkillFactory(), 3)]
    edit_resource(guide, actor=cast.emil, version=guide.version, skills=leads)
    assert until(guide) == {guide.verified_on + 180 * DAY} and stored_as_worked_out()
    edit_resource(guide, actor=cast.emil, version=guide.version, kind="book")
    assert until(guide) == {guide.verified_on + 1095 * DAY} and stored_as_worked_out()


def test_the_night_mends_what_no_act_did_and_writes_nothing_else(guide):
    assert keep_all_fresh_until() == 0
    Resource.objects.filter(pk=guide.pk).update(verified_on=None)
    ResourceSkillFactory()
    assert keep_all_fresh_until() == 2
    assert until(guide) == {None} and stored_as_worked_out()


def test_the_night_keeps_how_often_each_was_opened(guide):
    count_look(guide)
    count_look(guide)
    assert keep_seen() == 1 and keep_seen() == 0
    guide.refresh_from_db()
    assert (guide.seen, guide.views) == (2, 2)


def test_nobody_owns_what_was_left_or_never_had_an_owner(cast):
    gone, here = PersonFactory(is_active=False), ResourceFactory(owner=cast.emil)
    left = [ResourceFactory(owner=gone), ResourceFactory(owner=None)]
    found = Resource.objects.published().without_owner()
    assert set(found) == set(left) and here not in found
