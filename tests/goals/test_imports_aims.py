"""objectives.csv, key_results.csv and goals.csv: what cannot be measured, aligned or added up is said before anything is stored."""

import pytest

from accounts.imports.actions import undo_import
from accounts.models import SkillTarget
from ecosystem.core.clock import now, today
from goals.models import Cycle, GoalMilestone, KeyResult, LearningGoal, Objective, ObjectiveLink, Theme
from tests.accounts.imports import file, load, people, wrong

pytestmark = pytest.mark.django_db
OBJECTIVES = "code,title,cycle,theme,level,unit_code,owner_employee_number,parent_codes,skill_codes,status"
RESULTS = "code,objective_code,title,kind,direction,unit_of_measure,baseline,target,current,weight,milestones"
GOALS = "employee_number,title,objective_code,key_result_code,measure,baseline,target,current,start_date,due_date"
SKILLS = file("skills.csv", "code,name", "AIL,AI literacy", "A11Y,Accessibility")
UNITS = file("units.csv", "code,name", "ENG,Engineering")
EMIL = people("E-1,Emil,e@x.pt")


def objectives(*rows):
    return file("objectives.csv", OBJECTIVES, *rows)


def results(*rows):
    return file("key_results.csv", RESULTS, *rows)


def goals(*rows):
    return file("goals.csv", GOALS, *rows)


@pytest.fixture(autouse=True)
def _company(organisation):
    return organisation


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("K,O,T,number,up,,10,5,,,", "target", "wrong_side"),
        ("K,O,T,number,down,,5,10,,,", "target", "wrong_side"),
        ("K,O,T,percentage,up,%,,90,,,", "baseline", "no_baseline"),
        ("K,O,T,money,up,EUR,5,,,,", "target", "no_target"),
        ("K,O,T,keep,up,%,,99,,,", "direction", "wrong_direction"),
        ("K,O,T,number,hold_above,,1,2,,,", "direction", "wrong_direction"),
        ("K,O,T,people_at_level,up,AIL,1,2,,,", "unit_of_measure", "no_skill"),
        ("K,O,T,people_at_level,up,NIX:2,1,2,,,", "unit_of_measure", "unknown"),
        ("K,O,T,people_at_level,up,AIL:2@NIX,1,2,,,", "unit_of_measure", "unknown"),
        ("K,O,T,milestones,up,,,,,,A:0.5|B:0.2", "milestones", "milestones"),
        ("K,O,T,milestones,up,,,,,,A|a", "milestones", "milestones"),
        ("K,O,T,number,up,,1,2,,1.5,", "weight", "range"),
        ("K,O,T,number,up,,1,2,,0.4,", "weight", "weights"),
        ("K,NO,T,number,up,,1,2,,,", "objective_code", "unknown"),
    ],
)
def test_a_key_result_that_cannot_be_measured(row, column, code):
    run = load(SKILLS, UNITS, objectives("O,Aim,,,,,,,,"), results(row))
    assert [(found[0], found[2], found[4]) for found in wrong(run)] == [("key_results.csv", column, code)]
    assert not KeyResult.objects.exists()


def test_weights_add_up_or_there_are_none():
    rows = [
        "A,O,T,number,up,,1,2,,0.4,",
        "B,O,T,number,up,,1,2,,0.6,",
        "C,P,T,number,up,,1,2,,0.4,",
        "D,P,T,number,up,,1,2,,,",
    ]
    run = load(objectives("O,One,,,,,,,,", "P,Two,,,,,,,,"), results(*rows))
    assert [(found[1], found[4]) for found in wrong(run)] == [(4, "some_weights"), (5, "some_weights")]


def test_milestones_without_weights_weigh_the_same_and_are_done_in_order():
    load(objectives("O,Aim,,,,,,,,"), results("K,O,T,milestones,up,,,,0.667,,Plan|Build|Show"))
    result = KeyResult.objects.get()
    assert [(str(step.weight), bool(step.done_on)) for step in result.milestones.all()] == [
        ("0.3333", True), ("0.3333", True), ("0.3333", False)]  # fmt: skip
    again = load(results("K,O,T,milestones,up,,,,0.667,,Plan|Build|Show"))
    assert again.figures["changes"] == 0


def test_objectives_name_whose_they_are_and_form_no_circle():
    run = load(
        UNITS,
        EMIL,
        objectives(
            "A,Aa,,,unit,,,,,", "B,Bb,,,person,,,,,", "C,Cc,,,,,,D,,", "D,Dd,,,,,,C,,", "E,Ee,2026-Q5,,,,,,AIL,"
        ),
    )
    assert {(found[1], found[2], found[4]) for found in wrong(run)} >= {
        (2, "unit_code", "no_unit"),
        (3, "owner_employee_number", "no_owner"),
        (6, "cycle", "cycle"),
        (6, "skill_codes", "skill_levels"),
    }
    run = load(objectives("C,Cc,,,,,,D,,", "D,Dd,,,,,,C,,", "E,Ee,,,,,,E,,"))
    assert {(found[1], found[4]) for found in wrong(run)} == {(2, "circle"), (3, "circle"), (4, "circle")}
    assert not Objective.objects.exists()


def test_cycles_and_themes_are_made_links_and_skills_follow_the_file(pia):
    load(SKILLS, UNITS, objectives("P,Parent,2026,Care,,,,,,", "O,Aim,2026-Q2,Care,unit,ENG,,P,AIL:2|A11Y:3,"))
    assert (Theme.objects.get().name, sorted(Cycle.objects.values_list("code", flat=True))) == (
        "Care",
        ["2026", "2026-Q2"],
    )
    assert ObjectiveLink.objects.get().parent.code == "P"
    assert sorted(SkillTarget.objects.values_list("skill__code", "level", "people_wanted")) == [
        ("A11Y", 3, 0),
        ("AIL", 2, 0),
    ]
    run = load(objectives("O,Aim,2026-Q2,Care,unit,ENG,,,A11Y:2,"))
    assert not ObjectiveLink.objects.exists()
    assert list(SkillTarget.objects.values_list("skill__code", "level")) == [("A11Y", 2)]
    undo_import(run, actor=pia)
    assert (ObjectiveLink.objects.count(), SkillTarget.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("E-1,T,,,number,3,3,,,", "target", "same_target"),
        ("E-1,T,,,milestones,0,99,,,", "target", "steps"),
        ("E-1,T,P,K,number,0,3,,,", "key_result_code", "other_objective"),
        ("E-1,T,,,number,0,3,,2026-03-01,2026-02-01", "due_date", "before_first"),
        ("E-1,T,,,number,0,3,,2026-03-01,2026-03-01", "due_date", "not_started"),
        ("E-1,T,NIX,,number,0,3,,,", "objective_code", "unknown"),
    ],
)
def test_a_goal_that_cannot_be_kept(row, column, code):
    aims = objectives("O,One,,,,,,,,", "P,Two,,,,,,,,"), results("K,O,T,number,up,,1,2,,,")
    run = load(EMIL, *aims, goals(row))
    assert [(found[0], found[2], found[4]) for found in wrong(run)] == [("goals.csv", column, code)]


def test_goals_are_realigned_from_today_and_ended_ones_stay():
    load(
        EMIL,
        objectives("O,One,,,,,,,,", "P,Two,,,,,,,,"),
        goals("E-1,Read,O,,milestones,0,3,1,2026-01-05,2027-01-05", "E-1,Own,,,number,0,4,1,2026-01-05,2027-01-05"),
    )
    read, own = LearningGoal.objects.order_by("title").reverse()
    assert (own.for_myself, own.progress, GoalMilestone.objects.filter(goal=read, done_on__isnull=False).count()) == (
        True,
        own.progress,
        1,
    )
    assert str(own.progress) == "0.2500"
    load(goals("E-1,Read,P,,milestones,0,3,2,2026-01-05,2027-01-05"))
    assert [(found.objective.code, found.valid_to) for found in read.alignments.order_by("valid_from")][1] == (
        "P",
        None,
    )
    assert read.alignments.earliest("valid_from").valid_to < today()
    LearningGoal.objects.filter(pk=own.pk).update(closed_at=now())
    assert load(goals("E-1,Own,,,number,0,4,3,2026-01-05,2027-01-05")).figures["changes"] == 0
