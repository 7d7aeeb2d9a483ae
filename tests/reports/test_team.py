"""The team dashboard: flags with one act each, the others A to Z, sums of those below, a fixed number of statements."""

import datetime as dt

import pytest

from accounts.models import Delegation
from accounts.refresh import touch
from ecosystem.core.clock import now, today
from ecosystem.reports.team import team_of
from feedback.radar import clusters
from goals.state import rebuild_states
from tests.factories.goals import CheckInFactory, GoalFactory, ObstacleFactory
from tests.factories.people import PersonFactory
from tests.factories.skills import AssessmentFactory, RequirementFactory, SkillFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def reason_of(manager, person) -> str:
    flags = {member.person.pk: flag.reason for member, flag in team_of(manager).flagged}
    return flags.get(person.pk, "")


def fine_goal(person, **fields):
    return GoalFactory(owner=person, **{"progress": "0.9", "current": 5, "last_check_in_on": today(), **fields})


def test_somebody_with_a_goal_on_its_way_is_fine(emil, mara):
    fine_goal(emil)
    found = team_of(mara)
    assert ([m.person for m in found.fine], found.flagged) == ([emil], [])


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (lambda emil: None, "No shared learning goal yet"),
        (lambda emil: GoalFactory(owner=emil, visibility="me"), "No shared learning goal yet"),
        (lambda emil: fine_goal(emil, progress="0.1", current=1), "Behind its pace"),
        (lambda emil: fine_goal(emil, due_date=today() - DAY), "A goal is past its day"),
        (lambda emil: fine_goal(emil, last_check_in_on=today() - 22 * DAY), "No check-in for 22 days"),
    ],
)
def test_what_raises_a_flag(emil, mara, prepare, reason):
    prepare(emil)
    assert reason_of(mara, emil) == reason


def test_an_old_obstacle_comes_before_everything_else(emil, mara):
    goal = fine_goal(emil, progress="0.1", current=1)
    ObstacleFactory(goal=goal, turn=mara, opened_at=now() - 5 * DAY)
    assert reason_of(mara, emil) == "Obstacle open for 5 days"


def test_fallen_confidence_is_seen_though_progress_is_on_pace(emil, mara):
    goal = fine_goal(emil)
    CheckInFactory(goal=goal, checked_on=today() - 7 * DAY, confidence=8)
    CheckInFactory(goal=goal, confidence=4)
    assert reason_of(mara, emil) == "Confidence fell from 8 to 4"


def test_at_most_five_are_flagged_and_stand_in_the_order_of_names(mara):
    for number in range(8):
        PersonFactory(full_name=f"Member {number}", manager=mara)
    found = team_of(mara)
    names = [member.person.full_name for member, _flag in found.flagged]
    assert (len(names), names) == (5, sorted(names))
    assert len(found.fine) == 4


def test_gaps_of_the_team_name_the_thin_skills_and_lead_to_a_need(client_for, emil, mara, cast):
    skill = SkillFactory(name="SQL & modelling")
    RequirementFactory(job_role=cast.engineer, skill=skill, level=3)
    second = PersonFactory(full_name="Erna", manager=mara, job_role=cast.engineer)
    for person in (emil, second):
        AssessmentFactory(person=person, skill=skill, level=1, source="manager", assessor=None)
    touch()
    thin = team_of(mara).thin
    assert [(row["skill__name"], row["below"], row["needed"]) for row in thin] == [("SQL & modelling", 2, 2)]
    asked = f"/needs/new/?source=team&amp;skill={skill.pk}"
    client = client_for(mara)
    assert asked in client.get("/team/").content.decode()
    form = client.get(asked.replace("&amp;", "&")).context["form"]
    assert form.initial["words"] == "Something that helps with SQL & modelling"
    client.post("/needs/new/", {**form.initial, "skill": str(form.initial["skill"])})
    assert [(one.title, one.found.reporters) for one in clusters()] == [("SQL & modelling", 1)]


def test_people_further_below_are_counts_from_k_plus_one(cast):
    rebuild_states()
    below = team_of(cast.nora).below
    assert below["few"] is True
    for number in range(6):
        fine_goal(PersonFactory(full_name=f"Below {number}", manager=cast.mara))
    from accounts.closure import rewrite_reporting

    rewrite_reporting(today())
    rebuild_states()
    below = team_of(cast.nora).below
    assert (below["people"], below["with_goal"], below["goals"]) == (7, 6, 6)


@pytest.mark.parametrize("members", [1, 30])
def test_team_takes_eight_statements_at_most(client_for, mara, members, django_assert_max_num_queries):
    for number in range(members):
        fine_goal(PersonFactory(full_name=f"Member {number}", manager=mara))
    client = client_for(mara)
    client.get("/team/")
    with django_assert_max_num_queries(8):
        assert client.get("/team/").status_code == 200


def test_a_stand_in_sees_the_obstacles_but_no_list_of_people(client_for, emil, mara, otto):
    ObstacleFactory(goal=fine_goal(emil, title="Secret plan"), turn=mara, text="No test data")
    assert client_for(otto).get("/team/").status_code == 403
    Delegation.objects.create(
        manager=mara, delegate=otto, valid_from=today(), valid_to=today() + 5 * DAY, created_at=now()
    )
    text = client_for(otto).get("/team/").content.decode()
    assert "No test data" in text
    assert "Secret plan" not in text


def test_team_is_for_those_who_lead(client_for, emil):
    assert client_for(emil).get("/team/").status_code == 403
