"""What people may know of one another, by relation: the former and the coming manager, those above, stand-ins, leavers."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.urls import reverse

from accounts.actions.people import move_person
from accounts.models import Delegation, Employment, ReportingLine
from accounts.placing import Place
from ecosystem.core import search
from ecosystem.core.clock import now, today
from ecosystem.core.models import Look
from goals.models import CheckIn, Comment, LearningGoal, Obstacle
from goals.search_entries import index_goal
from tests.factories.goals import CheckInFactory, CommentFactory, GoalFactory, ObstacleFactory
from tests.factories.skills import AssessmentFactory, SkillFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
CANARY = "Canary-7f3a"


@pytest.fixture
def owned(emil, mara):
    """What emil keeps between himself and his line manager, with the same word in every text."""
    goal = GoalFactory(owner=emil, visibility="manager", title="Accessible forms", if_when=CANARY, then_will=CANARY)
    index_goal(goal)
    check_in = CheckInFactory(goal=goal, text=CANARY)
    return SimpleNamespace(
        goal=goal,
        check_in=check_in,
        obstacle=ObstacleFactory(goal=goal, turn=mara, text=CANARY),
        word=CommentFactory(goal=goal, check_in=check_in, author=emil, text=CANARY),
        assessment=AssessmentFactory(person=emil, skill=SkillFactory(name="Debugging"), source="manager", note=CANARY),
    )


def page_of(client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def moved(cast, to, day: dt.date) -> None:
    """Emil reports to somebody else from a day on."""
    place = Place(unit=cast.engineering, manager=to, job_roles=[cast.engineer])
    move_person(cast.emil, actor=cast.pia, day=day, place=place, version=cast.emil.version)


def addresses(owned, emil) -> list[str]:
    return [
        owned.goal.get_absolute_url(),
        reverse("goals:goal_timeline", args=[owned.goal.pk]),
        owned.obstacle.get_absolute_url(),
        reverse("accounts:person_assess", args=[emil.pk]),
    ]


def reads(client, owned, emil) -> list[int]:
    return [client.get(address).status_code for address in addresses(owned, emil)]


# --- managers by date
def test_the_line_manager_of_today_reads_what_is_theirs(client_for, cast, owned):
    assert reads(client_for(cast.mara), owned, cast.emil) == [200, 200, 200, 200]
    assert CANARY in page_of(client_for(cast.mara), owned.goal.get_absolute_url())


def test_a_move_takes_everything_from_the_former_manager_and_gives_it_to_the_new(client_for, cast, owned):
    moved(cast, cast.dario, today())
    assert reads(client_for(cast.mara), owned, cast.emil) == [404, 404, 404, 403]
    assert reads(client_for(cast.dario), owned, cast.emil) == [200, 200, 200, 200]
    for address in ("/", "/team/", reverse("goals:person_goals", args=[cast.emil.pk])):
        assert CANARY not in page_of(client_for(cast.mara), address)
    assert search.find(cast.mara, "accessible forms", kind="goal") == []
    assert [entry.object_id for entry in search.find(cast.dario, "accessible forms", kind="goal")] == [owned.goal.pk]


def test_an_obstacle_in_the_managers_hand_goes_to_the_new_manager(client_for, cast, owned):
    moved(cast, cast.dario, today())
    assert Obstacle.objects.get().turn == cast.dario
    assert CANARY in page_of(client_for(cast.dario), "/team/")


def test_a_manager_to_come_sees_nothing_before_the_day(client_for, cast, owned):
    moved(cast, cast.otto, today() + 3 * DAY)
    assert reads(client_for(cast.otto), owned, cast.emil) == [404, 404, 404, 403]
    assert reads(client_for(cast.mara), owned, cast.emil) == [200, 200, 200, 200]


def test_somebody_with_several_lines_in_the_past_is_found_once(client_for, cast, owned):
    ReportingLine.objects.filter(person=cast.emil).update(valid_from=today() - 100 * DAY)
    for days in (300, 200):
        first, last = today() - days * DAY, today() - (days - 99) * DAY
        ReportingLine.objects.create(person=cast.emil, manager=cast.otto, valid_from=first, valid_to=last)
    for person in (cast.emil, cast.mara, cast.nora):
        goals = LearningGoal.objects.visible_to(person)
        obstacles = Obstacle.objects.visible_to(person)
        assert (goals.count(), goals.distinct().count()) == (1, 1), person
        assert obstacles.count() == obstacles.distinct().count(), person
    assert reads(client_for(cast.mara), owned, cast.emil) == [200, 200, 200, 200]


# --- above, beside, gone
def test_managers_above_and_stand_ins_get_a_summary(client_for, cast, owned):
    Delegation.objects.create(
        manager=cast.mara, delegate=cast.otto, valid_from=today(), valid_to=today() + 5 * DAY, created_at=now()
    )
    for person, obstacle in ((cast.nora, 404), (cast.otto, 200)):
        assert reads(client_for(person), owned, cast.emil) == [200, 403, obstacle, 403], person
        assert CANARY not in page_of(client_for(person), owned.goal.get_absolute_url()), person
    assert "Managers above and the stand-in" in page_of(client_for(cast.emil), owned.goal.get_absolute_url())


def test_a_leaver_is_out_and_the_old_session_does_not_revive(client_for, cast, owned):
    client = client_for(cast.mara)
    assert client.get("/").status_code == 200
    type(cast.mara).objects.filter(pk=cast.mara.pk).update(is_active=False)
    Employment.objects.filter(person=cast.mara).update(valid_to=today() - DAY)
    assert [client.get(address).status_code for address in addresses(owned, cast.emil)] == [302] * 4
    type(cast.mara).objects.filter(pk=cast.mara.pk).update(is_active=True)
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("who", ["nora", "lena", "xenia", "dario", "otto", "adam", "pia"])
def test_the_word_stands_nowhere_for_anybody_else(client_for, cast, owned, who):
    client = client_for(getattr(cast, who))
    pages = [
        "/",
        "/team/",
        f"/people/{cast.emil.pk}/",
        reverse("goals:person_goals", args=[cast.emil.pk]),
        "/gaps/",
        "/alignment/",
    ]
    pages += ["/search/?q=Canary", "/skills/", "/skills/requests/", "/okrs/", "/operations/", "/notifications/"]
    for address in [*pages, *addresses(owned, cast.emil)]:
        assert CANARY not in page_of(client, address), address


# --- obstacles passed up
def test_whoever_an_obstacle_was_passed_to_reads_the_line_and_not_the_obstacle(client_for, cast, owned):
    LearningGoal.objects.update(visibility="everyone")
    Obstacle.objects.update(turn=cast.nora)
    pages = ("/", "/team/", owned.goal.get_absolute_url(), owned.obstacle.get_absolute_url())
    for address in pages:
        assert CANARY not in page_of(client_for(cast.nora), address), address
    assert "an obstacle of Emil Test" in page_of(client_for(cast.nora), "/")
    Obstacle.objects.update(turn=cast.mara)
    assert CANARY in page_of(client_for(cast.mara), "/")


# --- only me
def test_what_somebody_keeps_to_themselves_is_nobody_elses(client_for, cast, owned):
    LearningGoal.objects.update(visibility="me")
    for who in ("mara", "nora", "lena", "xenia", "dario", "otto", "adam", "pia"):
        person = getattr(cast, who)
        counted = [model.objects.visible_to(person).count() for model in (LearningGoal, CheckIn, Comment, Obstacle)]
        assert (who, counted) == (who, [0, 0, 0, 0])


# --- who looked
@pytest.mark.parametrize(
    "address",
    [
        lambda owned, emil: "/team/",
        lambda owned, emil: owned.goal.get_absolute_url(),
        lambda owned, emil: reverse("goals:goal_timeline", args=[owned.goal.pk]),
        lambda owned, emil: reverse("goals:person_goals", args=[emil.pk]),
        lambda owned, emil: owned.obstacle.get_absolute_url(),
        lambda owned, emil: reverse("accounts:person_assess", args=[emil.pk]),
    ],
    ids=["team", "goal", "timeline", "goals", "obstacle", "skills"],
)
def test_a_look_at_what_is_not_public_leaves_one_row_a_day(client_for, cast, owned, address):
    client = client_for(cast.mara)
    for _ in range(2):
        assert client.get(address(owned, cast.emil)).status_code == 200
    assert [(look.viewer, look.subject) for look in Look.objects.all()] == [(cast.mara, cast.emil)]


def test_a_look_at_what_everybody_sees_leaves_none(client_for, cast, owned):
    LearningGoal.objects.update(visibility="everyone")
    for address in (f"/people/{cast.emil.pk}/", reverse("goals:person_goals", args=[cast.emil.pk])):
        assert client_for(cast.otto).get(address).status_code == 200
    assert not Look.objects.exists()


def test_days_away_are_looked_at_by_those_who_may(client_for, cast):
    cast.emil.leaves.create(valid_from=today(), valid_to=today() + 3 * DAY)
    assert "Away" in page_of(client_for(cast.mara), f"/people/{cast.emil.pk}/")
    assert "Away" not in page_of(client_for(cast.otto), f"/people/{cast.emil.pk}/")
    assert [look.viewer for look in Look.objects.all()] == [cast.mara]


# --- every answer
@pytest.mark.parametrize("signed_in", [False, True])
def test_an_address_with_a_nul_is_that_of_nothing(signed_in, client, client_for, cast):
    """Also where a page of others would ask the database for what stands in it."""
    who = client_for(cast.emil) if signed_in else client
    assert who.get("/accounts/oidc/%00/login/").status_code == 404


@pytest.mark.parametrize("address", ["/accounts/login/", "/static/css/understory.css", "/nothing/here/"])
def test_every_answer_forbids_scripts_of_others(client, address):
    answer = client.get(address)
    answer.close()
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "unsafe" not in policy
