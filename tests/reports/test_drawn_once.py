"""Team, gaps and alignment are drawn once for the same facts: nobody gets what was drawn for somebody else, or before an act."""

import datetime as dt

import pytest

from accounts.models import Delegation
from ecosystem.core.clock import now, today
from ecosystem.core.templatetags import once
from goals.alignment_figures import publish_alignment
from goals.state import rebuild_states
from tests.factories.goals import GoalFactory, ObjectiveFactory, ObstacleFactory
from tests.factories.people import PersonFactory
from tests.factories.published import needed, publish, staff

pytestmark = pytest.mark.django_db
PAGES = [("/team/", "mara"), ("/gaps/", "lena"), ("/alignment/", "xenia")]
PARTIALS = {
    "/team/": "reports/partials/team_content.html",
    "/gaps/": "reports/partials/gap_content.html",
    "/alignment/": "reports/partials/alignment_content.html",
}


@pytest.fixture
def ground(cast):
    """Mara's report has a goal and an obstacle, two units lack a skill, and nobody learns for an objective."""
    once._kept.clear()
    skill = needed(cast.engineer, "Accessibility", code="A11Y")
    staff(cast.engineer, cast.engineering, cast.site, *[1] * 14, skill=skill)
    staff(cast.engineer, cast.sales, cast.site, *[1, 3] * 6, skill=skill)
    publish()
    goal = GoalFactory(owner=cast.emil, title="Accessible forms", last_check_in_on=today())
    ObstacleFactory(goal=goal, turn=cast.mara, text="No test data")
    objective = ObjectiveFactory(title="Clear finances", owner=cast.otto)
    publish_alignment()
    rebuild_states()
    cast.skill, cast.goal, cast.objective = skill, goal, objective
    return cast


def main_of(client, path, language="en"):
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split("<main")[1].split("</main>")[0].split())


def drawings(path):
    return [key for key in once._kept if key[0] == PARTIALS[path]]


@pytest.mark.parametrize(("path", "who"), PAGES)
def test_the_same_facts_are_drawn_once(client_for, ground, path, who):
    client = client_for(getattr(ground, who))
    assert main_of(client, path) == main_of(client, path)
    assert len(drawings(path)) == 1


@pytest.mark.parametrize(("path", "who"), PAGES)
def test_another_language_is_another_drawing(client_for, ground, settings, path, who):
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    client = client_for(getattr(ground, who))
    english, german = main_of(client, path), main_of(client, path, "de")
    assert english != german and [main_of(client, path, code) for code in ("en", "de")] == [english, german]
    assert sorted(key[1] for key in drawings(path)) == ["de", "en"]


@pytest.mark.parametrize(("path", "who"), PAGES)
def test_another_time_zone_is_another_drawing(client_for, ground, path, who):
    person = getattr(ground, who)
    client = client_for(person)
    here = main_of(client, path)
    type(person).objects.filter(pk=person.pk).update(time_zone="Asia/Kolkata")
    there = main_of(client, path)
    assert len(drawings(path)) == 2
    assert (here != there) == ("published" in here)  # of the three only the gap report has told a time of day here
    type(person).objects.filter(pk=person.pk).update(time_zone=person.time_zone)
    assert main_of(client, path) == here


@pytest.mark.parametrize(
    ("path", "who", "name", "field"),
    [(*PAGES[0], "goal", "title"), (*PAGES[1], "skill", "name"), (*PAGES[2], "objective", "title")],
)
def test_what_was_changed_is_seen_at_once(client_for, ground, path, who, name, field):
    client, thing = client_for(getattr(ground, who)), getattr(ground, name)
    assert getattr(thing, field) in main_of(client, path)
    type(thing).objects.filter(pk=thing.pk).update(**{field: "Something else"})
    seen = main_of(client, path)
    assert "Something else" in seen and getattr(thing, field) not in seen


def test_the_same_obstacle_is_told_to_each_in_their_own_words(client_for, ground):
    Delegation.objects.create(
        manager=ground.mara,
        delegate=ground.otto,
        valid_from=today(),
        valid_to=today() + dt.timedelta(days=5),
        created_at=now(),
    )
    mine, theirs = (main_of(client_for(one), "/team/") for one in (ground.mara, ground.otto))
    assert "your turn" in mine and "Accessible forms" in mine
    assert "Mara Test’s turn" in theirs and "Accessible forms" not in theirs
    assert main_of(client_for(ground.mara), "/team/") == mine


def test_of_two_managers_each_sees_their_own_people(client_for, ground):
    other = PersonFactory(full_name="Other Lead")
    PersonFactory(full_name="Erna Else", manager=other)
    assert "Emil Test" in main_of(client_for(ground.mara), "/team/")
    theirs = main_of(client_for(other), "/team/")
    assert "Erna Else" in theirs and "Emil Test" not in theirs


def test_only_who_may_sponsor_is_asked_to(client_for, ground):
    asked = f'href="/okrs/{ground.objective.pk}/sponsor/"'
    assert asked in main_of(client_for(ground.xenia), "/alignment/")
    assert asked not in main_of(client_for(ground.lena), "/alignment/")
    type(ground.objective).objects.filter(pk=ground.objective.pk).update(owner=ground.xenia)
    assert asked not in main_of(client_for(ground.xenia), "/alignment/")


def test_who_may_read_the_same_gets_the_same_gap_report(client_for, ground):
    once._kept.clear()
    assert main_of(client_for(ground.lena), "/gaps/") == main_of(client_for(ground.xenia), "/gaps/")
    assert len(drawings("/gaps/")) == 1
