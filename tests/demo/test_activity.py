"""The demo's activity: inserted in bulk, yet what the product's own actions would have stored."""

import random
from decimal import Decimal

import pytest

from accounts.models import Person, ReportingLine
from ecosystem.core.clock import today
from ecosystem.core.policy import scope
from ecosystem.demo import activity, personas
from ecosystem.demo.load import load_company
from goals.actions.check_ins import Said, check_in
from goals.message_querysets import questions_waiting
from goals.message_reach import reach_of
from goals.models import CheckIn, LearningGoal, Message, Objective, Obstacle, OfferAnswer, Path, PersonState
from resources.library_days import fresh_line
from resources.lists import FreshBeforeStale
from resources.models import Pick, Resource
from resources.trust import trust_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def company(django_db_setup, django_db_blocker):
    """Loaded once for this module, taken away afterwards by rolling back."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic(), scope():
        load_company()
        activity.run()
        yield
        transaction.set_rollback(True)


def test_every_persona_is_there_and_leads_or_learns(company):
    numbers = {persona.employee_number for persona in personas.PERSONAS}
    assert Person.objects.filter(employee_number__in=numbers, is_active=True).count() == len(numbers)
    devika = Person.objects.get(full_name="Devika Rao-Lindqvist")
    assert ReportingLine.objects.on(today()).filter(manager=devika).count() == 9


def test_a_second_run_writes_nothing(company):
    before = (LearningGoal.objects.count(), CheckIn.objects.count(), Obstacle.objects.count())
    load_company()
    activity.run()
    assert (LearningGoal.objects.count(), CheckIn.objects.count(), Obstacle.objects.count()) == before


def test_the_library_can_be_believed(company):
    """240 people open nothing thousands of times; what many call outdated is not the first; paths begin with what is fresh."""
    assert max(Resource.objects.values_list("views", flat=True)) <= 240
    assert all(row.outdated < 2 for row in FreshBeforeStale(Resource.objects.published(), today())[:5])
    for path in Path.objects.published():
        first = path.steps.filter(kind="resource").earliest("position", "pk")
        trust = trust_of(Resource.objects.with_trust().get(pk=first.resource_id), today())
        assert trust.kind == "good", (path, trust)


def test_the_chief_executive_speaks_and_is_read(company):
    message = Message.objects.get(objective__code="O3", author__full_name__startswith="Saoirse")
    assert reach_of(message).read.startswith("about")
    assert questions_waiting().filter(resource=message.resource).count() == 1
    assert Pick.objects.on(today()).filter(person=message.author).count() == 2


def test_planted_cases_are_there(company):
    assert Objective.objects.get(code="O13").status == "cancelled"
    assert LearningGoal.objects.active().filter(alignments__objective__code="O13").count() == 5
    assert PersonState.objects.filter(obstacles__gt=0).exists()
    assert Obstacle.objects.open().filter(goal__owner__full_name="Maren Oyelaran").exists()


def test_storylines_of_the_library_and_of_offers_are_there(company):
    guide = Resource.objects.get(title="Roll a release back in the cloud")
    assert (guide.views, guide.reactions.waiting().count()) == (
        max(Resource.objects.values_list("views", flat=True)),
        0,
    )
    assert trust_of(Resource.objects.with_trust().get(pk=guide.pk), today()).word.startswith("Fresh, verified")
    line = fresh_line(today())
    assert len(line.days) == 91 and min(line.values) < max(line.values)
    assert set(OfferAnswer.objects.values_list("kind", flat=True)) == {"too_easy", "not_now"}


def test_a_sample_replayed_through_the_action_stores_the_same(company):
    """The latest check-ins of goals counted in numbers, said again on a goal put back to where it was before."""
    latest = CheckIn.objects.filter(goal__measure="number", goal__progress__lt=1, checked_on__lt=today())
    sample = random.Random(7).sample(list(latest.select_related("goal__owner").order_by("pk")), 8)
    for row in sample:
        goal = LearningGoal.objects.get(pk=row.goal_id)
        written = check_in(goal, actor=row.goal.owner, version=goal.version, said=Said(value=row.value, confidence=5))
        assert written.progress.quantize(Decimal("0.0001")) == row.progress.quantize(Decimal("0.0001"))
        goal.refresh_from_db()
        assert (goal.current, goal.last_check_in_on) == (row.value, today())


def test_goals_of_the_files_say_where_they_began_what_they_count_and_when_each_step_is_due(company):
    forms = LearningGoal.objects.get(title="Accessible forms", owner__full_name="Maren Oyelaran")
    assert (forms.unit_of_measure, forms.from_level is not None) == ("forms", True)
    talk = LearningGoal.objects.get(title="Explain server components in a talk")
    steps = list(talk.milestones.order_by("position"))
    assert [step.title for step in steps] == ["Outline the talk", "Try it on two colleagues", "Give the talk"]
    assert steps[-1].due_on == talk.due_date
    assert all(step.done_on is None or step.done_on < today() for step in steps)
