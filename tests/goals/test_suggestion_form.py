"""What the form proposes where help is wanted: whoever has a place free, else work, else a goal."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import TeachingOffer
from accounts.refresh import touch
from ecosystem.core.clock import today
from ecosystem.core.models import Look
from ecosystem.reports.team import team_of
from goals.actions.opportunities import post_opportunity
from goals.forms.coaching import SuggestionForm
from goals.models import Opportunity
from tests.factories.asking import HelpRequestFactory
from tests.factories.goals import GoalFactory
from tests.factories.paths import PathFactory
from tests.factories.people import PersonFactory
from tests.factories.skills import AssessmentFactory, RequirementFactory, SkillFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def skill(db):
    return SkillFactory(name="Accessibility")


def offer_work(lead, skill) -> Opportunity:
    day = today() + dt.timedelta(days=10)
    return post_opportunity(actor=lead, skill=skill, title="Pair on the form", level=2, needed_by=day, effort_hours=3)


def proposed(person, skill) -> tuple:
    initial = SuggestionForm(person=person, skill=skill, initial={"kind": "person"}).initial
    return initial["kind"], initial.get("helper"), initial.get("opportunity")


def test_somebody_with_a_place_free_comes_first(cast, skill):
    full = TeachingOffer.objects.create(person=cast.dario, skill=skill, offered_on=today(), places=1)
    HelpRequestFactory(person=cast.nora, teacher=full.person, skill=skill, state="accepted")
    offer_work(cast.dario, skill)
    TeachingOffer.objects.create(person=cast.emil, skill=skill, offered_on=today())
    assert proposed(cast.emil, skill)[0] == "opportunity"
    TeachingOffer.objects.create(person=cast.otto, skill=skill, offered_on=today())
    assert proposed(cast.emil, skill) == ("person", cast.otto, None)


def test_where_nobody_teaches_it_work_is_proposed_else_a_goal(cast, skill):
    assert proposed(cast.emil, skill) == ("goal", None, None)
    work = offer_work(cast.dario, skill)
    assert proposed(cast.emil, skill) == ("opportunity", None, work.pk)


def test_another_kind_proposes_nobody(cast, skill):
    TeachingOffer.objects.create(person=cast.otto, skill=skill, offered_on=today())
    assert "helper" not in SuggestionForm(person=cast.emil, skill=skill, initial={"kind": "goal"}).initial


def test_where_nobody_teaches_it_any_colleague_may_be_named(cast, skill):
    typed = {"kind": "person", "skill": skill.pk, "helper": cast.otto.full_name, "why": "He built the first one."}
    form = SuggestionForm(typed, person=cast.emil, skill=skill)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["helper"] == cast.otto
    assert "Nobody offers to teach it yet" in str(form.fields["helper"].help_text)
    oneself = SuggestionForm({**typed, "helper": cast.emil.full_name}, person=cast.emil, skill=skill)
    assert "helper" in oneself.errors


def test_work_can_be_suggested_only_where_some_is_open(cast, skill):
    form = SuggestionForm(person=cast.emil, skill=skill)
    assert "opportunity" not in dict(form.fields["kind"].choices)
    assert form.fields["kind"].help_text == (
        "Nothing else fits: no open work is about Accessibility, and no path leads to it."
    )
    offer_work(cast.dario, skill)
    offered = SuggestionForm(person=cast.emil, skill=skill).fields["kind"]
    assert "opportunity" in dict(offered.choices) and offered.help_text == "No path leads to Accessibility."
    PathFactory(skill=skill)
    offered = SuggestionForm(person=cast.emil, skill=skill).fields["kind"]
    assert "path" in dict(offered.choices) and not offered.help_text
    assert SuggestionForm(person=cast.emil, skill=SkillFactory(name="SQL")).fields["kind"].help_text


def test_why_this_one_is_said_and_another_with_the_same_gap_can_be_chosen(cast, mara, client_for, skill):
    RequirementFactory(job_role=cast.engineer, skill=skill, level=3)
    anna = PersonFactory(full_name="Anna Below", manager=mara, job_role=cast.engineer)
    there = PersonFactory(full_name="Bea There", manager=mara, job_role=cast.engineer)
    for person, level in ((cast.emil, 1), (anna, 1), (there, 3)):
        AssessmentFactory(person=person, skill=skill, level=level, source="manager", assessor=None)
    touch()
    at = reverse("goals:suggestion_make", args=[cast.emil.pk])
    page = client_for(mara).get(at, {"skill": skill.pk}).content.decode()
    assert "is one of 2 in your team below the level that they need in Accessibility" in page
    assert f"/people/{anna.pk}/suggest/?skill={skill.pk}" in page and "Bea There" not in page
    assert Look.objects.filter(viewer=mara, subject=anna).exists()
    assert "in your team" not in client_for(mara).get(at).content.decode()
    assert team_of(mara).thin[0]["first"] == anna.pk
    GoalFactory(owner=anna, skill=skill)
    assert team_of(mara).thin[0]["first"] == cast.emil.pk
    assert "has a goal on it" in client_for(mara).get(at, {"skill": skill.pk}).content.decode()


def test_whom_to_learn_from_is_asked_in_sight_of_the_kind(cast, mara, client_for, skill):
    shown = client_for(mara).get(reverse("goals:suggestion_make", args=[cast.emil.pk])).content.decode()
    assert shown.index('name="helper"') < shown.index('name="why"') < shown.index("<details")
