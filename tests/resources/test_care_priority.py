"""Fresh resources at the level: what counts, on which day, and that the published priority falls with them."""

import datetime as dt

import pytest

from accounts.fresh_resources import fresh_resources, levels_asked
from accounts.models import SkillTarget
from ecosystem.core.clock import now, today
from resources import at_level
from resources.at_level import fresh_at_level
from resources.fresh_days import keep_fresh_until
from resources.models import Reaction, Resource
from tests.factories.care import ReactionFactory, VerificationFactory
from tests.factories.people import JobRoleFactory, PersonFactory, UnitFactory
from tests.factories.published import needed, publish, staff
from tests.factories.resources import ResourceFactory, ResourceSkillFactory
from tests.factories.skills import RequirementFactory, SkillFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def skill(cast):
    return SkillFactory()


def about(skill, level: int = 2, **fields) -> Resource:
    fields.setdefault("published_at", now() - 400 * DAY)
    return ResourceSkillFactory(resource=ResourceFactory(**fields), skill=skill, level=level).resource


def count(skill, day=None) -> int:
    return fresh_at_level({skill.pk: {2}}, day or today()).get(skill.pk, 0)


def doubted(page: Resource) -> Reaction:
    doubt = ReactionFactory(resource=page)
    keep_fresh_until(page.pk)
    return doubt


def test_only_those_at_a_level_that_is_asked_for(skill):
    about(skill, 2)
    about(skill, 3)
    about(SkillFactory(), 2)
    assert count(skill) == 1
    assert fresh_at_level({skill.pk: {2, 3, 4}}, today()) == {skill.pk: 2}


@pytest.mark.parametrize(
    ("kind", "days", "fresh"),
    [("how_to", 180, 1), ("how_to", 181, 0), ("article", 365, 1), ("article", 366, 0), ("person", 3000, 1)],
)
def test_for_one_half_life(kind, days, fresh, skill):
    about(skill, kind=kind, verified_on=today() - days * DAY, published_at=now() - 4000 * DAY)
    assert count(skill) == fresh


def test_two_doubts_make_it_count_no_more_until_they_are_answered(skill):
    page = about(skill, verified_on=today() - DAY)
    doubted(page)
    assert count(skill) == 1
    doubt = doubted(page)
    assert count(skill) == 0
    doubt.answered_at = now()
    doubt.save(update_fields=["answered_at"])
    keep_fresh_until(page.pk)
    assert count(skill) == 1


def test_today_counts_alike_from_what_is_stored_and_from_dated_rows(skill, monkeypatch):
    for n, kind in enumerate(["how_to", "article", "book", "person"]):
        for days in (0, 100, 200, 400, 1100):
            page = about(skill, kind=kind, verified_on=today() - days * DAY, published_at=now() - 4000 * DAY)
            for _doubt in range(n):
                doubted(page)
    stored = count(skill)
    monkeypatch.setattr(at_level, "NOW", at_level.THEN)
    assert stored == count(skill) == 2 + 3 + 1 + 5


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_what_is_not_published_does_not_count(state, skill):
    about(skill, state=state)
    assert count(skill) == 0


def test_a_day_of_the_past_counts_what_stood_then(skill):
    page = about(skill, published_at=now() - 300 * DAY, verified_on=today())
    VerificationFactory(resource=page, on=today() - 300 * DAY)
    VerificationFactory(resource=page, on=today())
    assert [count(skill, today() - days * DAY) for days in (301, 300, 121, 119, 0)] == [0, 1, 1, 0, 1]


def test_levels_come_from_roles_and_objectives_of_the_day(skill):
    RequirementFactory(skill=skill, job_role=JobRoleFactory(), level=2)
    past = today() - DAY
    RequirementFactory(skill=skill, job_role=JobRoleFactory(), level=4, valid_to=past)
    SkillTarget.objects.create(
        source="objective:1", source_name="x", skill=skill, level=3, valid_from=today() - 9 * DAY
    )
    assert levels_asked(today())[skill.pk] == {2, 3}
    assert levels_asked(past)[skill.pk] == {2, 3, 4}
    assert fresh_resources({}, today()) == {}


def test_the_published_priority_is_divided_by_one_more_than_the_resources(cast):
    role, unit = JobRoleFactory(), UnitFactory(parent=cast.company)
    skill = needed(role, "Identity", level=3)
    staff(role, unit, cast.site, *[1] * 12, skill=skill)
    publish()
    before = next(cell for cell in company(skill))
    assert (before.resources, before.priority) == (0, before.severity)
    about(skill, 3, owner=PersonFactory())
    from accounts.publication import forget_all_publications

    forget_all_publications()
    publish()
    after = next(cell for cell in company(skill))
    assert (after.resources, after.priority) == (1, before.priority / 2)


def company(skill):
    from accounts.models import PublishedCell

    return PublishedCell.objects.filter(skill=skill, unit=None, site=None, is_latest=True)
