"""Checking in from the goal's page, from a list and from a link; changing it; evidence and comments."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import Evidence
from ecosystem.core.clock import today
from goals.models import CheckIn, Comment, LearningGoal, Obstacle
from tests.factories.goals import CheckInFactory, CommentFactory, GoalFactory, MilestoneFactory
from tests.goals.test_views_goals import DAY, statements, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(emil):
    return GoalFactory(owner=emil, current=1, progress="0.1667", unit_of_measure="forms", visibility="manager")


def url(name: str, goal) -> str:
    return reverse(f"goals:{name}", args=[goal.pk])


SAID = {"version": "1", "value": "2", "confidence": "5", "text": "The date picker fought back."}


def test_check_in_without_javascript_leads_back_to_the_goal(goal, emil, client_for):
    client = client_for(emil)
    assert client.post(url("check_in", goal), SAID).url == goal.get_absolute_url()
    page = text(client.get(goal.get_absolute_url()))
    assert "Check-in: 2 of 6, confidence 5" in page
    assert "kept as proposed" in page


def test_check_in_with_htmx_gives_the_card_the_sentence_and_the_new_line(goal, emil, client_for):
    part = text(client_for(emil, htmx=True).post(url("check_in", goal), SAID))
    for words in (
        f'id="goal-{goal.pk}-card"',
        "Checked in: 2 of 6.",
        f'id="goal-{goal.pk}-sentence"',
        "afterbegin:#goal-",
    ):
        assert words in part, words
    assert "Save check-in" not in part


def test_check_in_page_takes_the_value_of_a_link(goal, emil, client_for):
    page = text(client_for(emil).get(url("check_in", goal), {"value": "4"}))
    assert 'value="4"' in page
    assert 'value="1"' in text(client_for(emil).get(url("check_in", goal), {"value": "many"}))


@pytest.mark.parametrize("obstacle", ["", "No audit slot"])
def test_check_in_statements(goal, emil, client_for, obstacle):
    for htmx in (False, True):
        client = client_for(emil, htmx=htmx)
        for name in ("check_in", "check_in_panel"):
            version = LearningGoal.objects.get(pk=goal.pk).version
            sent = {**SAID, "version": version, "obstacle": obstacle and f"{obstacle} {htmx} {name}"}
            assert statements(lambda: client.post(url(name, goal), sent)) <= (12 if obstacle else 8)  # noqa: B023
    assert CheckIn.objects.count() == 4


@pytest.mark.parametrize("times", [1, 30])
def test_check_in_panel_statements(goal, emil, client_for, times):
    for _number in range(times):
        CheckInFactory(goal=goal)
    client = client_for(emil, htmx=True)
    assert statements(lambda: client.get(url("check_in_panel", goal))) == 3


def test_check_in_panel_gives_the_row_back(goal, emil, client_for):
    client = client_for(emil, htmx=True)
    form = text(client.get(url("check_in_panel", goal)))
    assert (f'id="goal-{goal.pk}-panel"' in form, f'hx-target="#goal-{goal.pk}"' in form) == (True, True)
    row = text(client.post(url("check_in_panel", goal), SAID))
    assert (f'id="goal-{goal.pk}"' in row, "2 of 6" in row) == (True, True)


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("wrong", [{"value": ""}, {"value": "lots"}, {"confidence": "11"}, {"status": "done"}])
def test_check_in_says_what_is_wrong_and_keeps_what_was_typed(goal, emil, client_for, htmx, wrong):
    answer = client_for(emil, htmx=htmx).post(url("check_in", goal), {**SAID, **wrong})
    assert (answer.status_code, "The date picker fought back." in text(answer)) == (422, True)
    assert CheckIn.objects.count() == 0


def test_check_in_nothing_changed_needs_no_value(goal, emil, client_for):
    client_for(emil).post(url("check_in", goal), {"version": "1", "value": "", "unchanged": "1"})
    stated = CheckIn.objects.get()
    assert (stated.unchanged, stated.value) == (True, 1)


def test_check_in_in_a_second_tab_loses_nothing_typed(goal, emil, client_for):
    client = client_for(emil, htmx=True)
    client.post(url("check_in", goal), SAID)
    second = client.post(url("check_in", goal), {**SAID, "value": "3", "text": "From the other tab"})
    assert second.status_code == 422
    assert ("From the other tab" in text(second), 'value="2"' in text(second)) == (True, True)
    client.post(url("check_in", goal), {**SAID, "version": "2", "value": "3", "text": "From the other tab"})
    assert list(CheckIn.objects.order_by("pk").values_list("value", flat=True)) == [2, 3]


def test_check_in_shares_an_obstacle_only_with_somebody_who_leads_ones_work(goal, emil, dario, otto, client_for):
    client = client_for(emil)
    sent = {**SAID, "obstacle": "No slot"}
    assert client.post(url("check_in", goal), {**sent, "share_with": otto.pk}).status_code == 422
    client.post(url("check_in", goal), {**sent, "share_with": dario.pk})
    assert Obstacle.objects.get().shared_with == dario


def test_check_in_ticks_milestones(emil, client_for):
    goal = GoalFactory(owner=emil, measure="milestones")
    step = MilestoneFactory(goal=goal)
    client = client_for(emil)
    assert step.title in text(client.get(url("check_in", goal)))
    client.post(url("check_in", goal), {"version": "1", "done_steps": [step.pk]})
    step.refresh_from_db()
    assert step.done_on == today()


@pytest.mark.parametrize(("value", "word"), [("1", "Behind"), ("2", "Watch"), ("3", "On track"), ("", "Behind")])
def test_check_in_proposal_follows_the_value(goal, emil, client_for, value, word):
    client = client_for(emil, htmx=True)
    assert word in text(client.get(url("check_in_proposal", goal), {"value": value}))
    assert statements(lambda: client.get(url("check_in_proposal", goal), {"value": value})) == 3


def test_check_in_proposes_one_step_on_after_evidence(goal, emil, client_for):
    client = client_for(emil)
    assert 'value="1"' in text(client.get(url("check_in", goal))).split('name="value"')[1][:60]
    client.post(
        url("evidence_add", goal), {"title": "Sign-up step 2", "rung": "artefact", "occurred_on": today().isoformat()}
    )
    page = text(client.get(url("check_in", goal)))
    assert 'value="2"' in page.split('name="value"')[1][:60]
    assert "Proposed from Sign-up step 2" in page


def test_check_in_change_shows_both_texts_when_stale(goal, emil, client_for):
    stated = CheckInFactory(goal=goal, text="Theirs", version=2)
    client = client_for(emil, htmx=True)
    answer = client.post(reverse("goals:check_in_change", args=[stated.pk]), {**SAID, "text": "Mine"})
    page = text(answer)
    assert (answer.status_code, "Theirs" in page, "Mine" in page) == (422, True, True)
    client.post(reverse("goals:check_in_change", args=[stated.pk]), {**SAID, "text": "Mine", "version": "2"})
    stated.refresh_from_db()
    assert stated.text == "Mine"


def test_check_in_change_statements(goal, emil, client_for):
    stated = CheckInFactory(goal=goal)
    client = client_for(emil)
    assert statements(lambda: client.post(reverse("goals:check_in_change", args=[stated.pk]), SAID)) <= 12


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"asked": "Nobody Here"}, "Nobody here has this name"),
        ({"asked": "emil@example.com"}, "Nobody here has this name"),
        ({"link": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"occurred_on": (DAY + dt.timedelta(days=2)).isoformat()}, "in the future"),
    ],
)
def test_evidence_add_says_what_is_wrong(goal, emil, client_for, wrong, words):
    sent = {"title": "Sign-up step 2", "rung": "artefact", "occurred_on": today().isoformat(), **wrong}
    answer = client_for(emil).post(url("evidence_add", goal), sent)
    assert (answer.status_code, words in text(answer), Evidence.objects.count()) == (422, True, 0)


def test_evidence_add_asks_a_colleague_by_name(goal, emil, otto, client_for):
    sent = {"title": "Sign-up step 2", "rung": "artefact", "occurred_on": today().isoformat(), "asked": "otto test"}
    client_for(emil).post(url("evidence_add", goal), sent)
    assert Evidence.objects.get().asked == otto
    assert "Otto Test is asked to confirm it" in text(client_for(emil).get(goal.get_absolute_url()))


def test_comments_are_read_by_both_sides_and_by_all_once_public(emil, mara, otto, client_for):
    goal = GoalFactory(owner=emil, visibility="everyone")
    client_for(mara).post(url("comment_add", goal), {"text": "Between us", "kind": "encouragement"})
    comment = Comment.objects.get()

    def readers() -> list[bool]:
        return ["Between us" in text(client_for(person).get(goal.get_absolute_url())) for person in (emil, mara, otto)]

    assert (comment.kind, readers()) == ("encouragement", [True, True, False])
    client_for(emil).post(reverse("goals:comment_publish", args=[comment.pk]), {"public": "1"})
    assert readers() == [True, True, True]
    client_for(mara).post(reverse("goals:comment_withdraw", args=[comment.pk]))
    assert readers() == [False, False, False]


def test_comments_of_a_former_manager_are_not_handed_to_the_next(emil, mara, otto, client_for):
    goal = GoalFactory(owner=emil)
    CommentFactory(goal=goal, author=mara, text="Between us")
    emil.lines.update(manager=otto)
    assert "Between us" not in text(client_for(otto).get(goal.get_absolute_url()))


def test_what_people_type_is_shown_as_text(goal, emil, client_for):
    client = client_for(emil)
    client.post(
        url("check_in", goal), {**SAID, "text": "<script>alert(1)</script>", "obstacle": "<b hx-get='/x'>x</b>"}
    )
    page = text(client.get(goal.get_absolute_url()))
    assert "<script>alert(1)" not in page
    assert "<b hx-get" not in page
