import pytest

from accounts.actions.merging import impact_of_merge, merge_skill
from accounts.models import Assessment, Interest, RoleRequirement, TeachingOffer
from ecosystem.core import search
from ecosystem.core.clock import today
from ecosystem.core.errors import Refused
from ecosystem.core.models import SearchEntry
from goals.models import GoalSkill
from tests.factories.goals import GoalFactory
from tests.factories.people import PersonFactory
from tests.factories.resources import ResourceFactory, ResourceSkillFactory
from tests.factories.skills import AssessmentFactory, RequirementFactory, SkillFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cast):
    return SkillFactory(name="A11y", code="OLD", alternative_labels=["WCAG"]), SkillFactory(
        name="Accessibility", code="NEW"
    )


def merge(pair, lena):
    merge_skill(pair[0], into=pair[1], actor=lena, version=1)


def test_everything_says_the_other_skill_afterwards(cast, pair, lena, emil):
    old, new = pair
    RequirementFactory(skill=old, job_role=cast.engineer, level=3)
    AssessmentFactory(person=emil, skill=old)
    Interest.objects.create(person=emil, skill=old, answer="yes", stated_on=today())
    TeachingOffer.objects.create(person=cast.otto, skill=old, offered_on=today())
    goal = GoalFactory(owner=emil, skill=old)
    merge(pair, lena)
    goal.refresh_from_db()
    assert goal.skill == new
    assert RoleRequirement.objects.from_day(today()).get(job_role=cast.engineer).skill == new
    assert (Assessment.objects.get().skill, Interest.objects.get().skill, TeachingOffer.objects.get().skill) == (
        new,
        new,
        new,
    )


def test_a_goal_and_a_resource_that_name_both_name_the_other_once(cast, pair, lena, emil):
    goal, resource = GoalFactory(owner=emil), ResourceFactory(owner=cast.otto)
    further = GoalFactory(owner=emil)
    GoalSkill.objects.bulk_create(GoalSkill(goal=goal, skill=skill) for skill in pair)
    GoalSkill.objects.create(goal=further, skill=pair[0])
    for skill in pair:
        ResourceSkillFactory(resource=resource, skill=skill)
    merge(pair, lena)
    assert list(GoalSkill.objects.order_by("goal").values_list("goal", "skill")) == [
        (goal.pk, pair[1].pk),
        (further.pk, pair[1].pk),
    ]
    assert [row.skill for row in resource.skills.all()] == [pair[1]]


def test_the_old_name_becomes_a_label_that_search_knows(cast, pair, lena):
    merge(pair, lena)
    pair[1].refresh_from_db()
    assert pair[1].alternative_labels == ["A11y", "WCAG"]
    assert [hit.title for hit in search.find_text(cast.otto, "wcag")] == ["Accessibility"]


def test_search_knows_what_helps_with_the_other_skill_from_now_on(cast, pair, lena):
    old, new = pair
    before, both = ResourceFactory(owner=cast.otto, title="Forms"), ResourceFactory(owner=cast.otto, title="Tables")
    ResourceSkillFactory(resource=before, skill=old)
    for skill in (*pair, SkillFactory(name="Markup")):
        ResourceSkillFactory(resource=both, skill=skill)
    search.refill(["resource"])
    merge(pair, lena)
    known = SearchEntry.objects.filter(kind="resource").order_by("object_id")
    written = list(known.values_list("object_id", "skills"))
    assert written[0] == (before.pk, [new.pk])
    search.refill(["resource"])
    assert written == list(known.values_list("object_id", "skills"))


def test_where_both_say_something_the_other_stays(cast, pair, lena, emil):
    for skill, level in zip(pair, (1, 3), strict=True):
        AssessmentFactory(person=emil, skill=skill, level=level)
        Interest.objects.create(person=emil, skill=skill, answer="yes" if level == 3 else "no", stated_on=today())
        RequirementFactory(skill=skill, job_role=cast.engineer, level=level)
    merge(pair, lena)
    assert Assessment.objects.get().level == 3
    assert Interest.objects.get().answer == "yes"
    assert RoleRequirement.objects.from_day(today()).get(job_role=cast.engineer).level == 3


def test_a_skill_merges_once_and_not_into_itself(pair, lena):
    with pytest.raises(Refused):
        merge_skill(pair[0], into=pair[0], actor=lena, version=1)
    merge(pair, lena)
    with pytest.raises(Refused):
        merge_skill(pair[1], into=pair[0], actor=lena, version=None)
    with pytest.raises(Refused):
        merge_skill(pair[0], into=pair[1], actor=lena, version=None)


def test_the_impact_tells_nothing_about_few_people(cast, pair):
    for n in range(4):
        AssessmentFactory(person=PersonFactory(full_name=f"P{n}"), skill=pair[0])
    assert impact_of_merge(pair[0]).statements is None
    AssessmentFactory(person=cast.emil, skill=pair[0])
    assert impact_of_merge(pair[0]).statements == 5
    assert impact_of_merge(pair[1]).statements == 0
