"""Suggestions: made once, answered once, read by two people."""

import pytest

from ecosystem.core.errors import Refused
from ecosystem.core.models import AuditEntry
from ecosystem.notifications.models import Nudge
from goals.actions import suggestions as acts
from goals.models import PersonState, Suggestion
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def skill(db):
    return SkillFactory(name="Accessibility")


@pytest.fixture
def suggestion(emil, mara, skill):
    return acts.suggest(emil, actor=mara, kind="goal", skill=skill, to_level=2, why="It would unblock the forms.")


def test_suggest_tells_the_employee_once(suggestion, emil, mara, skill):
    again = acts.suggest(emil, actor=mara, kind="goal", skill=skill, to_level=2, why="Once more")
    assert (again, Suggestion.objects.count()) == (suggestion, 1)
    assert Nudge.objects.filter(person=emil).count() == 1
    assert PersonState.objects.get(person=emil).waiting == 1


@pytest.mark.parametrize("state", ["declined", "swapped"])
def test_answer_suggestion_tells_whoever_suggested_it(suggestion, emil, mara, state):
    act = {"declined": acts.decline_suggestion, "swapped": acts.swap_suggestion}[state]
    for _ in range(2):
        act(suggestion, actor=emil, version=suggestion.version, answer="Rather test automation")
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.answer) == (state, "Rather test automation")
    assert Nudge.objects.filter(person=mara).count() == 1
    assert AuditEntry.objects.filter(verb=f"suggestion.{state}").count() == 1
    assert PersonState.objects.get(person=emil).waiting == 0


def test_swap_needs_a_word(suggestion, emil):
    with pytest.raises(Refused):
        acts.swap_suggestion(suggestion, actor=emil, version=1, answer="")
    assert Suggestion.objects.get().state == "open"


def test_an_answered_suggestion_cannot_be_answered_otherwise(suggestion, emil):
    acts.decline_suggestion(suggestion, actor=emil, version=1)
    with pytest.raises(Refused):
        acts.accept_suggestion(suggestion, actor=emil, version=2)
    assert Suggestion.objects.get().state == "declined"


def test_withdraw_suggestion_twice_is_once(suggestion, mara):
    for _ in range(2):
        acts.withdraw_suggestion(suggestion, actor=mara, version=suggestion.version)
    assert Suggestion.objects.get().state == "withdrawn"
    assert AuditEntry.objects.filter(verb="suggestion.withdrawn").count() == 1


def test_suggestions_are_visible_to_both_sides_only(suggestion, cast):
    seen = {
        name: Suggestion.objects.visible_to(getattr(cast, name)).exists()
        for name in ("emil", "mara", "nora", "lena", "otto")
    }
    assert seen == {"emil": True, "mara": True, "nora": False, "lena": False, "otto": False}


@pytest.mark.parametrize("htmx", [False, True])
def test_suggestion_make_in_two_fields(client_for, emil, mara, otto, skill, htmx):
    url = f"/people/{emil.pk}/suggest/?skill={skill.pk}"
    assert client_for(mara, htmx=htmx).get(url).status_code == 200
    answer = client_for(mara, htmx=htmx).post(url, {"kind": "goal", "skill": skill.pk, "why": "For the bank project"})
    assert answer.status_code == (200 if htmx else 302)
    assert Suggestion.objects.get().why == "For the bank project"
    assert client_for(otto).get(url).status_code == 403


def test_suggestion_make_keeps_what_was_typed(client_for, emil, mara, skill):
    answer = client_for(mara, htmx=True).post(f"/people/{emil.pk}/suggest/", {"kind": "person", "why": "Ask an expert"})
    assert answer.status_code == 422
    assert "Ask an expert" in answer.content.decode()
    assert not Suggestion.objects.exists()


def test_accepting_a_goal_leads_to_its_form(client_for, suggestion, emil):
    answer = client_for(emil).post(f"/suggestions/{suggestion.pk}/accept/", {"version": suggestion.version})
    assert (answer.status_code, answer.url) == (302, f"/goals/new/?suggestion={suggestion.pk}")


def test_a_stranger_does_not_find_a_suggestion(client_for, suggestion, otto):
    assert client_for(otto).get(f"/suggestions/{suggestion.pk}/").status_code == 404
