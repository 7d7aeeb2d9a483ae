"""What leavers shared passes to the next qualified person, with notice; without one it stays without an owner."""

import datetime as dt

import pytest

from accounts.models import TeachingOffer, UnitMembership
from accounts.refresh import touch
from ecosystem.core.clock import today
from ecosystem.core.models import OutboxMessage
from ecosystem.notifications.models import Nudge
from resources.actions.succession import look_after_resources_of_leavers, pass_on_resources
from resources.models import Resource
from resources.succession import heir_of, owners_who_left
from resources.tasks import pass_on_resources as task
from tests.factories.people import PersonFactory
from tests.factories.resources import CoAuthorFactory, ResourceFactory, ResourceSkillFactory
from tests.factories.skills import AssessmentFactory, SkillFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaver(cast):
    """Somebody of mara's unit whose last day was last week."""
    person = PersonFactory(full_name="Gone Test", unit=cast.engineering, employed=False, is_active=False)
    last = today() - dt.timedelta(days=7)
    person.employments.create(valid_from=today() - dt.timedelta(days=400), valid_to=last)
    UnitMembership.objects.filter(person=person).update(valid_to=last)
    return person


def teacher(skill, level: int, source: str = "manager", **person):
    made = PersonFactory(**person)
    TeachingOffer.objects.create(person=made, skill=skill, offered_on=today())
    AssessmentFactory(person=made, skill=skill, level=level, source=source)
    touch([made.pk])
    return made


def leads(cast, person):
    cast.engineering.lead = person
    cast.engineering.save(update_fields=["lead"])


def test_a_co_author_comes_first(leaver, cast):
    guide, skill = ResourceFactory(owner=leaver), SkillFactory()
    ResourceSkillFactory(resource=guide, skill=skill)
    teacher(skill, 4)
    CoAuthorFactory(resource=guide, person=PersonFactory(is_active=False))
    CoAuthorFactory(resource=guide, person=cast.otto)
    assert heir_of(guide) == (cast.otto, "co_author")


def test_then_who_teaches_its_first_skill_and_is_assessed_the_highest(leaver, cast):
    leads(cast, cast.mara)
    guide, skill, other = ResourceFactory(owner=leaver), SkillFactory(), SkillFactory()
    ResourceSkillFactory(resource=guide, skill=skill)
    ResourceSkillFactory(resource=guide, skill=other)
    teacher(other, 4)
    teacher(skill, 2)
    best = teacher(skill, 3)
    teacher(skill, 4, source="self")
    teacher(skill, 4, is_active=False)
    quiet = PersonFactory()
    AssessmentFactory(person=quiet, skill=skill, level=4, source="manager")
    touch([quiet.pk])
    assert heir_of(guide) == (best, "teacher")


def test_then_the_lead_of_the_unit_and_else_nobody(leaver, cast):
    guide = ResourceFactory(owner=leaver)
    assert heir_of(guide) is None
    leads(cast, cast.mara)
    assert heir_of(guide) == (cast.mara, "unit")


def test_the_night_passes_on_what_can_be_and_tells_the_heir_once(leaver, cast):
    leads(cast, cast.mara)
    guide = ResourceFactory(owner=leaver)
    ResourceFactory(owner=leaver, state="archived")
    draft = ResourceFactory(owner=leaver, state="draft")
    assert look_after_resources_of_leavers() == 1
    assert OutboxMessage.objects.filter(task="resources.pass_on_resources").get().kwargs == {"person_id": leaver.pk}
    for _time in range(2):
        task(person_id=leaver.pk)
    assert set(Resource.objects.filter(owner=cast.mara)) == {guide}
    assert Resource.objects.get(pk=draft.pk).owner == leaver
    told = Nudge.objects.get(rule__code="resources.handed_on")
    assert (told.person_id, told.params) == (cast.mara.pk, {"because": "unit"})


def test_without_anybody_it_waits_for_l_and_d(leaver):
    guide = ResourceFactory(owner=leaver)
    assert pass_on_resources(leaver) == 0
    assert list(Resource.objects.without_owner()) == [guide]


def test_nobody_who_is_here_or_on_the_way_is_a_leaver(cast, leaver):
    ResourceFactory(owner=cast.emil)
    ResourceFactory(owner=PersonFactory(is_active=False))  # locked out, still employed
    assert list(owners_who_left(today())) == []
    ResourceFactory(owner=leaver)
    assert list(owners_who_left(today())) == [leaver]


def test_who_came_back_keeps_theirs(leaver, cast):
    leads(cast, cast.mara)
    guide = ResourceFactory(owner=leaver)
    type(leaver).objects.filter(pk=leaver.pk).update(is_active=True)
    task(person_id=leaver.pk)
    assert Resource.objects.get(pk=guide.pk).owner == leaver
