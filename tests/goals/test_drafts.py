"""What a new goal is proposed to be."""

import datetime as dt

import pytest

from accounts.models import PersonSkill, SkillLevel, SkillTarget
from ecosystem.core.clock import now, today
from goals.drafts import aim_choices, aim_that_wants, draft_for, due_by, skill_names, title_from
from goals.models import ObjectiveSkill, Suggestion
from tests.factories.goals import CycleFactory, KeyResultFactory, ObjectiveFactory
from tests.factories.people import make_organisation
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db


def test_draft_without_a_gap_has_the_day_the_start_and_the_visibility(emil):
    make_organisation(default_goal_visibility="manager")
    initial = draft_for(emil).initial
    assert (initial["due_date"], initial["baseline"], initial["visibility"], initial["serves"]) == (
        due_by(today()),
        0,
        "manager",
        "me",
    )


def test_draft_from_a_gap_aims_at_what_the_role_needs(emil):
    skill = SkillFactory()
    PersonSkill.objects.create(person=emil, skill=skill, required=3, level="1.40", changed_at=now())
    SkillLevel.objects.create(skill=skill, level=3, sentence="You can audit a product.")
    initial = draft_for(emil, skill=skill).initial
    assert (initial["from_level"], initial["to_level"], initial["title"]) == ("1.4", 3, "Audit a product")


@pytest.mark.parametrize(
    ("level", "required", "to_level"), [(None, None, 1), ("2.00", 2, 3), ("4.00", 2, 4), ("0.00", 2, 2)]
)
def test_draft_aims_one_step_on_where_the_role_asks_for_no_more(emil, level, required, to_level):
    skill = SkillFactory()
    PersonSkill.objects.create(person=emil, skill=skill, required=required, level=level, changed_at=now())
    assert draft_for(emil, skill=skill).initial["to_level"] == to_level


def test_draft_from_a_suggestion_takes_its_level_and_words(emil, mara):
    suggestion = Suggestion(
        person=emil, suggested_by=mara, kind="goal", skill=SkillFactory(), to_level=4, title="Lead an audit"
    )
    draft = draft_for(emil, suggestion=suggestion)
    assert (draft.initial["to_level"], draft.initial["title"], draft.skill) == (4, "Lead an audit", suggestion.skill)


@pytest.mark.parametrize(("day", "due"), [((2026, 11, 21), (2026, 12, 31)), ((2026, 12, 20), (2027, 3, 31))])
def test_due_by_leaves_at_least_four_weeks(organisation, day, due):
    assert due_by(dt.date(*day)) == dt.date(*due)


@pytest.mark.parametrize(
    ("sentence", "title"),
    [("You can build a form.", "Build a form"), ("Knows the law", "Knows the law"), ("", "")],
)
def test_title_from_the_sentence_of_a_level(sentence, title):
    assert title_from(sentence) == title


def test_aim_that_wants_prefers_a_key_result_that_counts_people(emil):
    skill = SkillFactory()
    objective = ObjectiveFactory()
    target = SkillTarget.objects.create(
        source=f"objective:{objective.pk}", source_name="x", skill=skill, level=2, valid_from=today()
    )
    ObjectiveSkill.objects.create(objective=objective, target=target)
    assert aim_that_wants(emil, skill) == objective
    counted = KeyResultFactory(kind="people_at_level", skill=skill, skill_level=2)
    assert aim_that_wants(emil, skill) == counted
    assert aim_that_wants(emil, SkillFactory()) is None


def test_aims_offered_are_running_and_ones_own_to_serve(cast):
    old = CycleFactory(code="2026-Q1", start=today() - dt.timedelta(days=300), end=today() - dt.timedelta(days=210))
    shown = [
        ObjectiveFactory(title="Company"),
        ObjectiveFactory(title="My unit", level="unit", unit=cast.engineering),
        ObjectiveFactory(title="Above", level="unit", unit=cast.company),
        ObjectiveFactory(title="Mine", level="person", owner=cast.emil, visibility="me"),
    ]
    ObjectiveFactory(title="Another unit", level="unit", unit=cast.sales)
    ObjectiveFactory(title="Of somebody", level="person", owner=cast.mara)
    ObjectiveFactory(title="Draft", status="draft")
    ObjectiveFactory(title="Old", cycle=old)
    assert {group for group, _pairs in aim_choices(cast.emil)} == {str(each) for each in shown}


def test_skill_names_begin_with_what_the_role_needs(emil):
    _first, needed = SkillFactory(name="Aaa"), SkillFactory(name="Zzz")
    SkillFactory(name="Gone", retired_on=today())
    PersonSkill.objects.create(person=emil, skill=needed, required=2, changed_at=now())
    assert skill_names(emil) == ["Zzz", "Aaa"]
