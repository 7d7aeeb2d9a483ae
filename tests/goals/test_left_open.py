"""What a leaver left open ends by itself, however long ago they left."""

import datetime as dt

import pytest

from accounts.actions.leaving import let_go
from accounts.models import Person
from ecosystem.core.clock import today
from ecosystem.core.jobs import start_run
from ecosystem.core.models import OutboxMessage
from goals.actions.handing_on import look_after_leavers
from goals.actions.opportunities import join_opportunity
from goals.actions.suggestions import suggest
from goals.leads import left_something_open
from goals.models import LearningGoal, OpportunityPlace, Suggestion
from goals.tasks import close_goals_of_leaver, end_what_leavers_left
from tests.factories.advocacy import SponsorshipFactory
from tests.factories.goals import GoalFactory, KeyResultFactory, ObjectiveFactory
from tests.factories.guilds import GuildFactory
from tests.goals.test_handing_on import work_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


# --- however long ago
OPEN = {
    "a goal": lambda cast: GoalFactory(owner=cast.emil),
    "a suggestion to them": lambda cast: suggest(cast.emil, actor=cast.mara, kind="ask", why="It would help"),
    "a suggestion by them": lambda cast: suggest(cast.dario, actor=cast.emil, kind="ask", why="It would help"),
    "a place": lambda cast: join_opportunity(work_of(cast.dario), actor=cast.emil),
    "an objective": lambda cast: ObjectiveFactory(owner=cast.emil),
    "an objective of their own": lambda cast: ObjectiveFactory(owner=cast.emil, level="person"),
    "a key result": lambda cast: KeyResultFactory(objective=ObjectiveFactory(owner=cast.dario), owner=cast.emil),
    "work": lambda cast: work_of(cast.emil),
    "a sponsorship": lambda cast: SponsorshipFactory(
        guild=GuildFactory(steward=cast.mara, sponsor=cast.emil), person=cast.emil, state="active"
    ),
    "an offer to sponsor": lambda cast: SponsorshipFactory(
        objective=ObjectiveFactory(owner=cast.dario), person=cast.emil
    ),
}


def put_out_by_file(person, days_ago: int) -> None:
    """A file said that they left long ago: nothing else ran."""
    person.employments.update(valid_to=today() - days_ago * DAY)
    person.lines.update(valid_to=today() - days_ago * DAY)
    Person.objects.filter(pk=person.pk).update(is_active=False)


@pytest.mark.parametrize("days_ago", [1, 8, 90])
@pytest.mark.parametrize("left_open", OPEN)
def test_the_night_finds_whatever_is_left_open_however_long_ago(cast, emil, left_open, days_ago):
    OPEN[left_open](cast)
    assert not left_something_open(today()).exists()
    put_out_by_file(emil, days_ago)
    assert list(left_something_open(today())) == [emil]
    for _ in range(2):
        assert look_after_leavers() == 1
    (work,) = OutboxMessage.objects.filter(task="goals.close_goals_of_leaver")
    close_goals_of_leaver(**work.kwargs)
    assert look_after_leavers() == 0


def test_the_night_passes_by_whoever_is_here_or_has_nothing_open(cast, emil, django_assert_num_queries):
    for make in OPEN.values():
        make(cast)
    put_out_by_file(cast.otto, 90)
    let_go(cast.lena, actor=cast.pia)
    day = today()
    with django_assert_num_queries(1):
        assert list(left_something_open(day)) == []


def test_the_night_says_for_how_many(cast, emil):
    GoalFactory(owner=emil)
    put_out_by_file(emil, 30)
    end_what_leavers_left(run_id=start_run("end_what_leavers_left"))
    (work,) = OutboxMessage.objects.filter(task="goals.close_goals_of_leaver")
    close_goals_of_leaver(**work.kwargs)
    assert LearningGoal.objects.get().outcome == "left"
    assert (Suggestion.objects.count(), OpportunityPlace.objects.count()) == (0, 0)
