"""What the radar keeps put together: after each act the page says what is worked out anew, before and after it is folded."""

import datetime as dt

import pytest

from accounts.actions.merging import merge_skill
from accounts.models import Organisation
from ecosystem.core.clock import now, today
from feedback.actions.needs import (
    accept_need,
    claim_need,
    decline_need,
    join_need,
    leave_need,
    merge_needs,
    release_need,
    resolve_need,
)
from feedback.models import Need, RadarChange, RadarSum
from feedback.radar import find
from feedback.radar_sums import fold_radar, rebuild_radar
from resources.actions.care import answer_reaction, react, take_back_reaction, verify_resource
from resources.actions.writing import archive_resource, bring_back_resource, edit_resource
from resources.models import Reaction, Resource
from tests.factories.care import ReactionFactory
from tests.factories.feedback import a_need
from tests.factories.resources import ResourceFactory, ResourceSkillFactory
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def people_on() -> dict[str, tuple[int, int, int]]:
    """What the page says of each root: people, of them who reported and who doubt. The very same once it is folded, and
    from scratch."""
    said = find(today(), most=100)
    fold_radar()
    assert find(today(), most=100) == said and not RadarChange.objects.exists()
    assert rebuild_radar() == 0
    return {row.root: (row.people, row.reporters, row.doubters) for row in said}


@pytest.fixture
def skill(db):
    return SkillFactory()


@pytest.fixture
def need(cast, skill) -> Need:
    made = a_need(cast.emil, "Webhook replay", skill=skill)
    join_need(made, actor=cast.otto)
    people_on()
    return made


@pytest.fixture
def guide(cast, skill) -> Resource:
    made = ResourceFactory(owner=cast.emil)
    ResourceSkillFactory(resource=made, skill=skill)
    react(made, actor=cast.otto, kind="outdated")
    react(made, actor=cast.nora, kind="not_useful")
    people_on()
    return made


def test_who_reports_and_doubts_is_counted_once(cast, skill, need, guide):
    assert people_on() == {f"s{skill.pk}": (3, 2, 2)}
    row = RadarSum.objects.get()
    assert (row.needs, row.texts) == (1, sorted([f"d{guide.pk}", f"n{need.pk}"]))


def test_nothing_is_worked_out_where_nothing_changed(cast, need, guide):
    assert fold_radar() == 0 and rebuild_radar() == 0
    react(guide, actor=cast.mara, kind="useful")
    assert not RadarChange.objects.exists()


def test_what_is_taken_back_is_gone_at_once(cast, skill, need, guide):
    root = f"s{skill.pk}"
    take_back_reaction(guide, actor=cast.nora, kind="not_useful")
    assert people_on() == {root: (2, 2, 1)}
    leave_need(need, actor=cast.otto)
    assert people_on() == {root: (2, 1, 1)}
    take_back_reaction(guide, actor=cast.otto, kind="outdated")
    assert people_on() == {root: (1, 1, 0)}
    leave_need(need, actor=cast.emil)
    assert people_on() == {} and not RadarSum.objects.exists()


@pytest.mark.parametrize("settle", [accept_need, claim_need, decline_need, resolve_need])
def test_a_need_that_somebody_settles_leaves_the_radar(cast, need, settle):
    words = {decline_need: {"reason": "Not here"}, resolve_need: {"answer": "On page 3"}}.get(settle, {})
    settle(need, actor=cast.lena, version=need.version, **words)
    assert people_on() == {}
    if settle is claim_need:
        release_need(need, actor=cast.lena, version=need.version)
        assert list(people_on().values()) == [(2, 2, 0)]


def test_merged_needs_are_those_of_all(cast, skill, need):
    other = a_need(cast.mara, "Replay of webhooks", skill=SkillFactory())
    assert len(people_on()) == 2
    merge_needs(other, actor=cast.lena, version=other.version, into=need)
    assert people_on() == {f"s{skill.pk}": (3, 3, 0)}


def test_another_skill_moves_what_is_said(cast, skill, need, guide):
    aside = SkillFactory()
    edit_resource(guide, actor=cast.emil, version=guide.version, skills=[(aside, 2)])
    assert people_on() == {f"s{skill.pk}": (2, 2, 0), f"s{aside.pk}": (2, 0, 2)}
    edit_resource(guide, actor=cast.emil, version=guide.version, skills=[])
    assert people_on() == {f"s{skill.pk}": (2, 2, 0), f"d{guide.pk}": (2, 0, 2)}
    Need.objects.filter(pk=need.pk).update(skill=None)
    assert people_on() == {f"n{need.pk}": (2, 2, 0), f"d{guide.pk}": (2, 0, 2)}
    need.delete()
    assert people_on() == {f"d{guide.pk}": (2, 0, 2)}


def test_a_skill_merged_into_another_takes_all_along(cast, skill, need, guide):
    into = SkillFactory()
    merge_skill(skill, into=into, actor=cast.lena, version=skill.version)
    assert people_on() == {f"s{into.pk}": (3, 2, 2)}


def test_a_doubt_that_is_answered_counts_no_more(cast, skill, guide):
    doubt = Reaction.objects.get(kind="not_useful")
    answer_reaction(doubt, actor=cast.emil, version=doubt.version, answer="It is, in chapter 2")
    assert people_on() == {f"s{skill.pk}": (1, 0, 1)}
    verify_resource(guide, actor=cast.emil, against="the handbook")
    assert people_on() == {}
    react(guide, actor=cast.otto, kind="outdated")
    assert people_on() == {f"s{skill.pk}": (1, 0, 1)}


def test_what_is_archived_is_not_in_doubt(cast, skill, guide):
    archive_resource(guide, actor=cast.emil, version=guide.version, reason="Gone")
    assert people_on() == {}
    bring_back_resource(guide, actor=cast.emil)
    assert people_on() == {f"s{skill.pk}": (2, 0, 2)}
    guide.delete()
    assert people_on() == {}


def test_days_are_those_of_the_organisation_also_when_it_moves(need):
    late = today() - 3 * DAY
    Need.objects.update(reported_at=dt.datetime.combine(late, dt.time(23, 30), dt.UTC))
    people_on()
    before = RadarSum.objects.get().since
    Organisation.objects.update(time_zone="Pacific/Auckland")
    assert RadarChange.objects.count() == 1
    assert before == late


def test_what_follows_a_skill_is_counted_with_it_once(cast, skill, need):
    loose = a_need(cast.otto, "Webhook replay please")
    join_need(loose, actor=cast.mara)
    assert people_on() == {f"s{skill.pk}": (3, 3, 0)}
    assert set(RadarSum.objects.values_list("root", flat=True)) == {f"s{skill.pk}", f"n{loose.pk}"}


def test_a_row_names_a_hundred_texts_at_most_and_counts_all(cast, skill):
    for _ in range(102):
        made = ResourceFactory(owner=cast.emil)
        ResourceSkillFactory(resource=made, skill=skill)
        ReactionFactory(resource=made, person=cast.otto, at=now())
    assert people_on() == {f"s{skill.pk}": (1, 0, 1)}
    (row,) = RadarSum.objects.all()
    assert len(row.texts) == len(row.loud) == len(row.days) == 100
    (found,) = find(today())
    assert len(found.texts) == 50 and len([words for words in found.words if words]) == 3
