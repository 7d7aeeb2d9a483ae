"""The screens of learning goals: page, fragment, invalid input, what each reader gets, and how many statements."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Delegation, PersonSkill, SkillLevel, TeachingOffer
from ecosystem.core.clock import now, today
from ecosystem.core.models import Look
from goals.drafts import due_by
from goals.models import LearningGoal, Suggestion
from tests.factories.goals import (
    CheckInFactory,
    CommentFactory,
    CycleFactory,
    GoalFactory,
    KeyResultFactory,
    MilestoneFactory,
    ObjectiveFactory,
    ObstacleFactory,
)
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db
PAGE_STATEMENTS, OTHER_STATEMENTS, FRAGMENT_STATEMENTS = 8, 12, 6
DAY = dt.date.today()  # the database is not asked while tests are collected


def statements(call) -> int:
    """All that is sent but the frame of transactions."""
    with CaptureQueriesContext(connection) as sent:
        call()
    frame = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    return sum(not query["sql"].startswith(frame) for query in sent.captured_queries)


def a_goal(owner, **fields) -> LearningGoal:
    defaults = {"title": "Accessible forms", "unit_of_measure": "forms", "visibility": "manager", "current": 1}
    return GoalFactory(owner=owner, **{**defaults, "progress": "0.1667", **fields})


def filled(goal: LearningGoal, times: int) -> LearningGoal:
    """With so many of everything that can happen on a goal."""
    for number in range(times):
        stated = CheckInFactory(goal=goal, checked_on=today() - dt.timedelta(days=number), progress="0.1")
        CommentFactory(goal=goal, check_in=stated, author=goal.owner)
        ObstacleFactory(goal=goal, turn=goal.owner)
    return goal


def text(answer) -> str:
    return answer.content.decode()


# --- my goals
def test_goal_list_says_which_goal_needs_me_and_shows_it_first(emil, client_for):
    a_goal(emil, title="Fine", current=5, last_check_in_on=today(), due_date=today() + dt.timedelta(days=5))
    needy = a_goal(emil)
    page = text(client_for(emil).get(reverse("goals:goal_list")))
    assert page.index(needy.title) < page.index("Fine")
    assert "1 of your 2 goals are fine" in page or "1 of your 2 goals is fine" in page
    assert f'id="goal-{needy.pk}-panel"' in page


def test_goal_list_without_goals_offers_to_set_one(emil, client_for):
    page = text(client_for(emil).get(reverse("goals:goal_list")))
    assert "No goals yet" in page
    assert reverse("goals:goal_new") in page


def test_goal_list_shows_ended_goals_behind_their_tab_and_nobody_elses(emil, mara, client_for):
    a_goal(emil, title="Ended one", closed_at=now(), outcome="reached")
    a_goal(mara, title="Of somebody else")
    client = client_for(emil)
    assert "Ended one" not in text(client.get(reverse("goals:goal_list")))
    ended = text(client.get(reverse("goals:goal_list"), {"show": "closed"}))
    assert ("Ended one" in ended, "Of somebody else" in ended) == (True, False)


def test_goal_list_as_a_fragment_is_the_rows_alone(emil, client_for):
    a_goal(emil)
    part = text(client_for(emil, htmx=True).get(reverse("goals:goal_list")))
    assert 'id="goal-rows"' in part
    assert "<html" not in part


@pytest.mark.parametrize("times", [1, 30])
def test_goal_list_statements(emil, client_for, times):
    for _number in range(times):
        a_goal(emil, measure="milestones")
    client = client_for(emil)
    assert statements(lambda: client.get(reverse("goals:goal_list"))) <= PAGE_STATEMENTS


# --- the page of a goal
def test_goal_page_shows_pace_form_and_who_sees_it(emil, client_for):
    goal = a_goal(emil, serves=ObjectiveFactory(title="Accessible by default"))
    page = text(client_for(emil).get(goal.get_absolute_url()))
    for words in (
        "1 of 6 forms; at this pace it is",
        "17\u00a0%",
        "40\u00a0% expected",
        "Save check-in",
        "you and Mara",
    ):
        assert words in page, words
    assert "Accessible by default" in page
    assert 'type="radio" name="confidence" value="1"' in page
    assert "checked" not in page.split('name="confidence"')[1].split("</fieldset>")[0]


def test_goal_page_gives_managers_above_and_stand_ins_a_summary(cast, client_for):
    goal = a_goal(cast.emil, if_when="secret plan", then_will="secret act")
    filled(goal, 1)
    Delegation.objects.create(
        manager=cast.mara,
        delegate=cast.otto,
        valid_from=today(),
        valid_to=today() + dt.timedelta(days=3),
        created_at=now(),
    )
    for viewer in (cast.nora, cast.otto):
        page = text(client_for(viewer).get(goal.get_absolute_url()))
        assert "You see a summary" in page
        for hidden in ("17\u00a0%", "secret", "No audit slot", "Confidence", "Check-in", "1 of 6"):
            assert hidden not in page, hidden


def test_goal_page_gives_colleagues_progress_but_no_check_ins(emil, otto, client_for):
    goal = a_goal(emil, visibility="everyone", if_when="secret plan", then_will="secret act", from_level=0, to_level=2)
    CheckInFactory(goal=goal, text="secret text")
    page = text(client_for(otto).get(goal.get_absolute_url()))
    assert "1 of 6 forms" in page
    for hidden in ("secret", "Save check-in", "Confidence"):
        assert hidden not in page, hidden


def test_goal_page_of_a_personal_objective_that_is_not_shared_keeps_it(emil, otto, client_for):
    own = ObjectiveFactory(title="secret aim", level="person", owner=emil, visibility="me")
    goal = a_goal(emil, visibility="everyone", serves=own)
    assert "secret aim" not in text(client_for(otto).get(goal.get_absolute_url()))
    assert "secret aim" in text(client_for(emil).get(goal.get_absolute_url()))


def test_goal_page_leaves_a_look_for_the_owner_to_see(emil, mara, otto, client_for):
    goal = a_goal(emil)
    for _twice in range(2):
        client_for(mara).get(goal.get_absolute_url())
    client_for(emil).get(goal.get_absolute_url())
    client_for(otto).get(a_goal(emil, visibility="everyone").get_absolute_url())
    look = Look.objects.get()
    assert (look.viewer, look.subject, look.day) == (mara, emil, today())
    assert "last viewed by Mara Test" in text(client_for(emil).get(goal.get_absolute_url()))


@pytest.mark.parametrize("times", [1, 30])
@pytest.mark.parametrize("viewer", ["emil", "mara", "otto"])
def test_goal_page_statements(cast, client_for, times, viewer):
    goal = filled(a_goal(cast.emil, visibility="everyone", skill=SkillFactory(), serves=ObjectiveFactory()), times)
    TeachingOffer.objects.create(person=cast.dario, skill=goal.skill, offered_on=today())
    client = client_for(getattr(cast, viewer))
    assert statements(lambda: client.get(goal.get_absolute_url())) <= PAGE_STATEMENTS


def test_goal_timeline_gives_twenty_at_a_time(emil, client_for):
    goal = filled(a_goal(emil), 15)
    page = text(client_for(emil).get(goal.get_absolute_url()))
    assert page.count('<li id="check-in-') + page.count('<li id="obstacle-') == 20
    more = reverse("goals:goal_timeline", args=[goal.pk])
    assert f"{more}?page=2" in page
    rest = text(client_for(emil, htmx=True).get(more, {"page": "2"}))
    assert rest.count('<li id="check-in-') + rest.count('<li id="obstacle-') == 10
    assert "page=3" not in rest
    assert client_for(emil).get(more, {"page": "²"}).status_code == 200


def test_person_goals_shows_each_as_far_as_it_is_shared(cast, client_for):
    a_goal(cast.emil, title="For everyone", visibility="everyone")
    a_goal(cast.emil, title="For the manager")
    a_goal(cast.emil, title="For oneself", visibility="me")
    a_goal(cast.emil, title="Ended", closed_at=now(), visibility="everyone")

    def shown(viewer) -> list[bool]:
        page = text(client_for(viewer, htmx=True).get(reverse("goals:person_goals", args=[cast.emil.pk])))
        return [title in page for title in ("For everyone", "For the manager", "For oneself", "Ended")]

    assert shown(cast.emil) == [True, True, True, False]
    assert shown(cast.mara) == shown(cast.nora) == [True, True, False, False]
    assert shown(cast.otto) == shown(cast.lena) == shown(cast.xenia) == [True, False, False, False]
    page = text(client_for(cast.nora, htmx=True).get(reverse("goals:person_goals", args=[cast.emil.pk])))
    assert page.count("1 of 6") == 1


@pytest.mark.parametrize("times", [1, 30])
def test_person_goals_statements(cast, client_for, times):
    for _number in range(times):
        a_goal(cast.emil)
    client = client_for(cast.mara, htmx=True)
    url = reverse("goals:person_goals", args=[cast.emil.pk])
    assert statements(lambda: client.get(url)) <= FRAGMENT_STATEMENTS


# --- setting a goal
FORM = {
    "title": "Build a form that passes its audit",
    "target": "3",
    "unit_of_measure": "forms",
    "due_date": (DAY + dt.timedelta(days=50)).isoformat(),
    "measure": "number",
    "baseline": "0",
    "kind": "learning",
    "visibility": "manager",
    "serves": "me",
}


def test_goal_new_from_a_gap_fills_in_all_but_three_fields(emil, client_for):
    CycleFactory()
    skill = SkillFactory(name="Accessibility")
    SkillLevel.objects.create(skill=skill, level=2, sentence="You can build a form that passes its audit.")
    PersonSkill.objects.create(person=emil, skill=skill, required=2, level="0.4", changed_at=now())
    wanted = KeyResultFactory(title="Engineers at 2", kind="people_at_level", skill=skill, skill_level=2)
    client = client_for(emil)
    page = text(client.get(reverse("goals:goal_new"), {"skill": skill.pk}))
    for words in (
        'value="Build a form that passes its audit"',
        'value="Accessibility"',
        f'value="kr:{wanted.pk}" selected',
    ):
        assert words in page, words
    sent = {**FORM, "skill": "accessibility", "from_level": "0.4", "to_level": "2", "serves": f"kr:{wanted.pk}"}
    answer = client.post(reverse("goals:goal_new"), sent)
    goal = LearningGoal.objects.get()
    assert (answer.status_code, answer.url) == (302, goal.get_absolute_url())
    assert (goal.skill, goal.to_level, goal.alignments.get().key_result) == (skill, 2, wanted)


def test_goal_new_from_a_suggestion_keeps_both_names(emil, mara, client_for):
    suggestion = Suggestion.objects.create(
        person=emil, suggested_by=mara, kind="goal", title="Review a query plan", why="It would help.", created_at=now()
    )
    client = client_for(emil)
    url = f"{reverse('goals:goal_new')}?suggestion={suggestion.pk}"
    page = text(client.get(url))
    assert ("Review a query plan" in page, "Mara Test suggests this" in page) == (True, True)
    client.post(url, FORM)
    suggestion.refresh_from_db()
    assert (LearningGoal.objects.get().set_with, suggestion.state) == (mara, "accepted")


def test_goal_new_does_not_know_suggestions_to_others(emil, mara, otto, client_for):
    suggestion = Suggestion.objects.create(
        person=emil, suggested_by=mara, kind="goal", title="Between the two", why="It would help.", created_at=now()
    )
    page = text(client_for(otto).get(reverse("goals:goal_new"), {"suggestion": suggestion.pk}))
    assert "Between the two" not in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": ""}, "This field is required"),
        ({"target": "0"}, "The target is the same as the start"),
        ({"target": ""}, "Say the number at which you are there"),
        ({"target": "NaN"}, "Enter a number"),
        ({"due_date": DAY.isoformat()}, "Choose a day after the start"),
        ({"due_date": "9999-12-31"}, "Choose a day within two years"),
        ({"skill": "No such skill"}, "There is no skill of this name"),
        ({"serves": "kr:999999"}, "This objective has ended"),
        ({"measure": "milestones"}, "Write at least one milestone"),
        ({"measure": "percentage", "target": "120"}, "A percentage lies between 0 and 100"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_goal_new_says_at_the_field_what_to_do_and_keeps_what_was_typed(emil, client_for, change, words, htmx):
    answer = client_for(emil, htmx=htmx).post(reverse("goals:goal_new"), {**FORM, "lost": "x", **change})
    assert answer.status_code == 422
    assert words in text(answer)
    assert 'value="forms"' in text(answer)
    assert LearningGoal.objects.count() == 0


@pytest.mark.parametrize(
    ("measure", "more"), [("yes_no", {}), ("milestones", {"milestones": "Outline\nTalk: 2027-01-14"})]
)
def test_goal_new_with_other_measures_needs_no_target(emil, client_for, measure, more):
    client_for(emil).post(reverse("goals:goal_new"), {**FORM, "measure": measure, "target": "", **more})
    goal = LearningGoal.objects.get()
    assert (goal.measure, goal.milestones.count()) == (measure, 2 if more else 0)


def test_goal_new_cannot_set_what_the_form_does_not_have(emil, mara, client_for):
    client_for(emil).post(
        reverse("goals:goal_new"), {**FORM, "owner": mara.pk, "progress": "1", "closed_at": "2026-01-01"}
    )
    goal = LearningGoal.objects.get()
    assert (goal.owner, goal.progress, goal.closed_at) == (emil, 0, None)


def test_goal_new_statements(emil, client_for):
    CycleFactory()
    skill = SkillFactory()
    key_result = KeyResultFactory(skill=skill, kind="people_at_level", skill_level=2)
    client = client_for(emil)
    url = reverse("goals:goal_new")
    assert statements(lambda: client.get(url, {"skill": skill.pk})) <= OTHER_STATEMENTS
    sent = {**FORM, "skill": skill.name, "to_level": "2", "serves": f"kr:{key_result.pk}"}
    assert statements(lambda: client.post(url, sent)) <= OTHER_STATEMENTS


def test_goal_hints_follow_what_is_typed(emil, client_for):
    client, url = client_for(emil, htmx=True), reverse("goals:goal_hints")
    in_time = {**FORM, "due_date": due_by(today()).isoformat()}
    good = text(client.post(url, in_time))
    weak = text(client.post(url, {**in_time, "title": "Attend a React course", "target": "abc"}))
    assert (good.count("Kept:"), weak.count("Kept:")) == (6, 3)


# --- changing, aligning, closing
def test_goal_change_shows_both_when_stale_and_the_next_press_decides(emil, client_for):
    goal = a_goal(emil, version=2, title="Theirs")
    client = client_for(emil, htmx=True)
    url = reverse("goals:goal_change", args=[goal.pk])
    answer = client.post(url, {**FORM, "title": "Mine", "version": "1"})
    page = text(answer)
    assert answer.status_code == 422
    assert ("Theirs" in page, 'value="Mine"' in page, 'name="version" value="2"' in page) == (True, True, True)
    assert client.post(url, {**FORM, "title": "Mine", "version": "2"})["HX-Redirect"] == goal.get_absolute_url()
    goal.refresh_from_db()
    assert goal.title == "Mine"


def test_goal_change_shows_what_is_stored(emil, client_for):
    goal = a_goal(emil, measure="milestones")
    MilestoneFactory(goal=goal, title="Talk given", due_on=dt.date(2027, 1, 14))
    page = text(client_for(emil).get(reverse("goals:goal_change", args=[goal.pk])))
    assert "Talk given: 2027-01-14" in page


def test_goal_align_offers_running_aims_and_keeps_the_old_one(emil, client_for):
    before, after = ObjectiveFactory(title="Before", status="done"), ObjectiveFactory(title="After")
    ended = ObjectiveFactory(title="Long gone", status="done")
    goal = a_goal(emil, serves=before)
    url = reverse("goals:goal_align", args=[goal.pk])
    client = client_for(emil)
    page = text(client.get(url))
    assert [title in page for title in ("Before", "After", "Long gone")] == [True, True, False]
    assert client.post(url, {"version": "1", "serves": f"o:{ended.pk}"}).status_code == 422
    assert client.post(url, {"version": "1", "serves": f"o:{after.pk}"}).status_code == 302
    assert list(goal.alignments.order_by("valid_from").values_list("objective", flat=True)) == [before.pk, after.pk]


def test_goal_close_needs_an_outcome_and_keeps_the_lesson(emil, client_for):
    goal = a_goal(emil)
    url = reverse("goals:goal_close", args=[goal.pk])
    client = client_for(emil)
    wrong = client.post(url, {"version": "1", "outcome": "", "lesson": "Labels first."})
    assert (wrong.status_code, "Labels first." in text(wrong)) == (422, True)
    client.post(url, {"version": "1", "outcome": "reached", "lesson": "**Labels** first."})
    page = text(client.get(goal.get_absolute_url()))
    assert ("<strong>Labels</strong> first." in page, "Re-open" in page, "Save check-in" in page) == (True, True, False)


def test_goal_close_of_a_stale_edition_says_so_and_loses_nothing(emil, client_for):
    goal = a_goal(emil, version=2, lesson="Ask earlier.")
    typed = {"version": "1", "outcome": "reached", "lesson": "Begin with the labels."}
    answer = client_for(emil).post(reverse("goals:goal_close", args=[goal.pk]), typed)
    assert answer.status_code == 422
    assert "Begin with the labels." in answer.content.decode() and "Ask earlier." in answer.content.decode()
    goal.refresh_from_db()
    assert goal.is_active


def test_milestone_tick_knows_only_the_goals_own(emil, client_for):
    goal = a_goal(emil, measure="milestones")
    own, other = MilestoneFactory(goal=goal), MilestoneFactory(goal=a_goal(emil, measure="milestones"))
    url = reverse("goals:milestone_tick", args=[goal.pk])
    client = client_for(emil)
    assert client.post(url, {"milestone": other.pk, "done": "1"}).status_code == 409
    assert client.post(url, {"milestone": own.pk, "done": "1"}).status_code == 302
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.done_on, other.done_on) == (today(), None)


def test_the_owner_reads_in_the_list_what_is_in_the_way_and_whose_turn_it_is(client_for, emil, mara):
    late = {"start_date": DAY - dt.timedelta(days=40), "due_date": DAY + dt.timedelta(days=10)}
    goal = GoalFactory(owner=emil, title="Accessible forms", visibility="everyone", **late)
    ObstacleFactory(goal=goal, turn=mara, text="No audit slot.", opened_at=now() - dt.timedelta(days=1))
    text = " ".join(client_for(emil).get("/goals/").content.decode().split())
    assert f"Your obstacle, <b>No audit slot</b>, has been open since yesterday; it is {mara}’s turn." in text
    assert "No audit slot" not in client_for(mara).get(f"/goals/of/{emil.pk}/").content.decode()
