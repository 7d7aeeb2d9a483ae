"""Home: one sentence, my goals, my gaps, what waits for me; in a fixed number of statements."""

import datetime as dt

import pytest
import time_machine

from accounts.actions.assessments import Said, state_levels
from accounts.actions.campaigns import end_campaign, open_campaign
from accounts.models import Person
from accounts.refresh import touch
from ecosystem.core.clock import now, today
from ecosystem.core.templatetags import once
from ecosystem.core.templatetags.ui import short_date
from goals.actions.opportunities import invite_to_opportunity, post_opportunity
from goals.actions.suggestions import suggest
from goals.models import LearningGoal
from guilds.models import BudgetRequest
from tests.factories.advocacy import SponsorshipFactory
from tests.factories.asking import DisputeFactory, EvidenceFactory, HelpRequestFactory, PeerRequestFactory
from tests.factories.goals import GoalFactory, ObjectiveFactory, ObstacleFactory
from tests.factories.guild_sessions import SeatFactory, SessionFactory
from tests.factories.guilds import GuildFactory, MembershipFactory
from tests.factories.notifications import NotificationFactory, NudgeFactory
from tests.factories.people import make_organisation
from tests.factories.skills import AssessmentFactory, RequirementFactory, SkillFactory

pytestmark = pytest.mark.django_db


def gap(person, role, name: str, need: int, level: int, importance: int = 3):
    skill = SkillFactory(name=name)
    RequirementFactory(job_role=role, skill=skill, level=need, importance=importance)
    AssessmentFactory(person=person, skill=skill, level=level, source="manager", assessor=None)
    touch([person.pk], [skill.pk])
    return skill


def page_of(client) -> str:
    return " ".join(client.get("/").content.decode().split())


def test_home_says_where_i_stand(client_for, emil):
    GoalFactory(owner=emil, title="Tests before review", progress="0.9", current=5, last_check_in_on=today())
    GoalFactory(owner=emil, title="Accessible forms", progress="0.1", current=1, last_check_in_on=today())
    text = page_of(client_for(emil))
    assert "1 of your 2 goals are fine;" in text
    assert 'class="need-words"' in text
    assert text.index("Accessible forms") < text.index("Tests before review")


def test_home_without_data_says_what_to_do_next(client_for, emil, cast):
    RequirementFactory(job_role=cast.engineer)
    touch([emil.pk])
    text = page_of(client_for(emil))
    assert "A minute on your skills," in text
    assert "One skill waits for your word, about a minute" in " ".join(text.replace("</span>", "").split())


def test_home_shows_the_three_largest_gaps_without_a_goal(client_for, emil, cast):
    largest = gap(emil, cast.engineer, "Architecture", 4, 1)
    gap(emil, cast.engineer, "Debugging", 2, 1)
    gap(emil, cast.engineer, "Version control", 3, 1, importance=5)
    gap(emil, cast.engineer, "Estimation", 2, 1, importance=1)
    aimed = gap(emil, cast.engineer, "Accessibility", 4, 0, importance=5)
    GoalFactory(owner=emil, skill=aimed)
    text = page_of(client_for(emil))
    shown = [text.index(f'id="gap-{largest.pk}"'), text.index("Version control"), text.index("Debugging")]
    assert len(shown) == 3
    assert "Estimation" not in text
    assert f'id="gap-{aimed.pk}"' not in text
    assert f"/goals/new/?skill={largest.pk}" in text


def test_home_gathers_what_waits_for_my_answer(client_for, emil, mara, dario):
    suggest(emil, actor=mara, kind="ask", why="It would help the bank project")
    work = post_opportunity(
        actor=dario, title="Pair on forms", skill=SkillFactory(), level=2, needed_by=today(), effort_hours=2
    )
    invite_to_opportunity(work, emil, actor=dario)
    ObstacleFactory(
        goal=GoalFactory(owner=mara), turn=emil, text="No test data", opened_at=now() - dt.timedelta(days=2)
    )
    text = page_of(client_for(emil))
    for words in ("It would help the bank project", "Dario Test offers you a place", "an obstacle of Mara Test"):
        assert words in text
    assert "an obstacle of Mara Test" not in page_of(client_for(mara))


def test_home_lists_the_offers_to_sponsor_that_i_answer(client_for, emil, mara, cast):
    guild = GuildFactory(name="Forms", steward=emil, people=[mara])
    of_guild = SponsorshipFactory(guild=guild, person=cast.xenia)
    of_aim = SponsorshipFactory(objective=ObjectiveFactory(title="Trust", owner=emil), person=cast.xenia)
    SponsorshipFactory(guild=GuildFactory(steward=emil), person=emil)
    text = page_of(client_for(emil))
    assert text.count("Xenia Test would like to sponsor it: yes or no") == 2
    assert of_guild.get_absolute_url() in text and of_aim.get_absolute_url() in text
    assert "would like to sponsor" not in page_of(client_for(mara)) + page_of(client_for(cast.xenia))
    guild.stewardships.update(ended_on=today())
    assert page_of(client_for(emil)).count("would like to sponsor it") == 1


def test_home_lists_who_asks_a_steward_to_join(client_for, emil, mara, otto):
    guild = GuildFactory(name="Forms", steward=emil, people=[mara])
    MembershipFactory(guild=guild, person=otto, state="asked")
    MembershipFactory(guild=GuildFactory(steward=mara, state="closed"), person=otto, state="asked")
    text = page_of(client_for(emil))
    assert f'<a class="link" href="/guilds/{guild.pk}/members/">Otto Test asks to join your guild</a>' in text
    assert "Forms · " in text and "Nothing waits for you." not in text
    assert "asks to join your guild" not in page_of(client_for(mara)) + page_of(client_for(otto))


def test_home_lists_requests_for_money_to_stewards_and_sponsors_except_their_own(client_for, emil, mara, otto, cast):
    guild = GuildFactory(name="Forms", steward=emil, people=[mara, otto], sponsor=cast.xenia)
    book = BudgetRequest.objects.create(guild=guild, author=mara, title="A book", amount=30, asked_at=now())
    own = {"guild": guild, "amount": 90, "asked_at": now()}
    BudgetRequest.objects.create(author=emil, title="A day out", **own)
    BudgetRequest.objects.create(author=mara, title="Settled", state="withdrawn", **own)
    line = "%s asks for money of a guild"
    of_steward, of_sponsor = page_of(client_for(emil)), page_of(client_for(cast.xenia))
    assert line % "Mara Test" in of_steward and f'href="/guilds/budget/{book.pk}/answer/"' in of_steward
    assert "A book, Forms · " in of_steward
    assert line % "Emil Test" not in of_steward and "Settled" not in of_steward
    assert line % "Mara Test" in of_sponsor and line % "Emil Test" in of_sponsor
    assert "asks for money" not in page_of(client_for(otto)) + page_of(client_for(mara))


def test_home_gathers_what_is_asked_about_skills_in_one_line_a_kind(client_for, emil, mara, otto):
    HelpRequestFactory(person=otto, teacher=mara)
    for person in (emil, otto):
        PeerRequestFactory(person=person, peer=mara)
    DisputeFactory(person=emil)
    for number in range(7):
        EvidenceFactory(person=otto, asked=mara, title=f"Old script {number}")
    HelpRequestFactory(person=mara, teacher=otto, state="accepted")
    PeerRequestFactory(person=mara, peer=otto, state="declined")
    text = page_of(client_for(mara))
    for words in (
        "Otto Test asks for your help",
        "2 views of skills are asked of you",
        "Emil Test says that a level is wrong",
    ):
        assert f'<a class="link" href="/skills/requests/">{words}</a>' in text
    assert text.count("asks you to confirm evidence") == 3
    assert "Nothing waits for you." in page_of(client_for(otto))


def test_home_shows_a_skill_round_until_it_is_done_or_over(client_for, cast, emil, lena):
    skill = RequirementFactory(job_role=cast.engineer).skill
    touch([emil.pk])
    last_day = today() + dt.timedelta(days=9)
    campaign = open_campaign(actor=lena, last_day=last_day, why="A new cycle begins")
    line = f'<a class="link" href="/skills/round/">Ten minutes on your skills, until {short_date(last_day)}</a>'
    client = client_for(emil)
    text = page_of(client)
    assert line in text
    assert "A new cycle begins" in text
    state_levels(emil, actor=emil, said={skill.pk: Said(2)})
    assert line not in page_of(client)
    other = client_for(cast.otto)
    assert line in page_of(other)
    end_campaign(campaign, actor=lena, version=1)
    assert line not in page_of(other)


@pytest.mark.parametrize("goals", [1, 30])
def test_home_takes_six_statements(client_for, emil, cast, goals, django_assert_num_queries):
    for number in range(goals):
        GoalFactory(owner=emil, title=f"Goal {number}")
        gap(emil, cast.engineer, f"Skill {number}", 3, 1)
        PeerRequestFactory(person=cast.otto, peer=emil)
    client = client_for(emil)
    client.get("/")
    with django_assert_num_queries(6):
        assert client.get("/").status_code == 200


def test_home_as_a_fragment_is_the_content_alone(client_for, emil):
    answer = client_for(emil, htmx=True).get("/")
    assert answer.content.decode().lstrip().startswith('<div id="home">')
    assert "HX-Request" in answer["Vary"]


def test_on_a_phone_the_library_is_one_press_away_and_a_need_two(client_for, emil):
    answer = client_for(emil).get("/")
    assert [str(item.name) for item in answer.context["frame"].phone_menu.items] == [
        "Home",
        "Goals",
        "Skills",
        "Library",
    ]
    assert '<li class="phone-only"><a class="side-item" href="/needs/new/">' in page_of(client_for(emil))


def test_home_tells_the_organisations_days_to_every_reader(client_for, cast, emil):
    make_organisation(time_zone="America/Toronto")
    Person.objects.filter(pk=emil.pk).update(time_zone="Asia/Kolkata")
    with time_machine.travel(dt.datetime(2026, 12, 8, 3, 30, tzinfo=dt.UTC), tick=False):
        ObstacleFactory(goal=GoalFactory(owner=cast.mara), turn=emil, text="No test data", opened_at=now())
        answer = client_for(emil).get("/")
    [line] = answer.context["waiting"]
    assert (line.kind, line.since) == ("obstacle", dt.date(2026, 12, 7)) and "· 8 Dec" not in answer.content.decode()


def test_home_shows_my_next_sessions_and_my_place_on_the_waiting_list(
    client_for, cast, emil, django_assert_num_queries
):
    def session(days: int, **fields):
        start = now() + dt.timedelta(days=days)
        return SessionFactory(starts_at=start, ends_at=start + dt.timedelta(minutes=45), **fields)

    full = session(3, title="Clinic", capacity=1, guild=GuildFactory(name="Accessibility"))
    for state in ("seated", "waiting", "declined", "waiting"):
        SeatFactory(session=full, state=state)
    SeatFactory(session=full, state="waiting", person=emil)
    hidden = GuildFactory(name="Exits", joining="hidden")
    SeatFactory(session=session(1, title="Forms", guild=hidden), person=emil)
    session(2, title="My own", host=emil)
    session(2, title="Of others")
    session(-1, title="Over", host=emil)
    session(2, title="Off", host=emil, state="cancelled")
    SeatFactory(session=session(2, title="Let go"), person=emil, state="declined")
    SeatFactory(session=session(4, title="Later"), person=emil)
    client = client_for(emil)
    client.get("/")
    with django_assert_num_queries(6):
        text = page_of(client)
    shown = text.split('id="home-sessions"')[1].split('id="home-paths"')[0]
    assert [shown.find(title) > 0 for title in ("Forms", "My own", "Clinic", "Later")] == [True, True, True, False]
    assert shown.index("Forms") < shown.index("My own") < shown.index("Clinic")
    assert "you have a seat" in shown and "you host it" in shown and "you are number 3 on the waiting list" in shown
    assert "Accessibility" in shown and "Exits" not in shown
    assert not any(title in shown for title in ("Of others", "Over", "Off", "Let go"))
    assert "Your next sessions" not in page_of(client_for(cast.otto))


def test_what_home_draws_once_is_nobody_elses(client_for, cast, emil, mara):
    """Two people with the same kinds of things before them, in turn, again and again."""
    mine = {}
    for person in (emil, mara):
        skill = gap(person, cast.engineer, f"Skill of {person.first_name}", 4, 1)
        goal = GoalFactory(owner=person, title=f"Goal of {person.first_name}", progress="0.1", current=1)
        ObstacleFactory(goal=goal, text=f"In the way of {person.first_name}")
        session = SessionFactory(title=f"Hosted by {person.first_name}", host=person)
        nudge = NudgeFactory(person=person, kind="nudge")
        NotificationFactory(person=person, nudge=nudge, title=f"Reminder to {person.first_name}", why="Because.")
        EvidenceFactory(person=cast.otto, asked=person, title=f"Confirmed by {person.first_name}")
        asked = {"level": 2, "needed_by": today() + dt.timedelta(days=9), "effort_hours": 3}
        work = post_opportunity(actor=cast.dario, title=f"Work for {person.first_name}", skill=skill, **asked)
        mine[person] = [skill.name, goal.title, session.title, f"Reminder to {person.first_name}", work.title]
    for _visit in range(2):
        for person, other in ((emil, mara), (mara, emil)):
            text = page_of(client_for(person))
            assert f", {person.first_name}</h1>" in text and f", {other.first_name}</h1>" not in text
            assert [words for words in mine[person] if words not in text] == []
            assert [words for words in mine[other] if words in text] == []
            assert f"Confirmed by {person.first_name}" in text and f"Confirmed by {other.first_name}" not in text


def test_home_changes_with_what_was_done_and_with_the_clock_of_the_reader(client_for, cast, emil):
    goal = GoalFactory(owner=emil, title="Forms", progress="0.1", current=1, target=10)
    start = now().replace(hour=12, minute=0) + dt.timedelta(days=2)
    SessionFactory(title="Clinic", host=emil, starts_at=start, ends_at=start + dt.timedelta(hours=1))
    client = client_for(emil)
    before = page_of(client)
    LearningGoal.objects.filter(pk=goal.pk).update(title="Better forms", current=7, progress="0.7")
    Person.objects.filter(pk=emil.pk).update(time_zone="Asia/Kolkata")
    after = page_of(client)
    assert "Better forms" in after and "Better forms" not in before
    assert "17:30" in after and "17:30" not in before


def test_my_goals_are_drawn_anew_when_anything_that_was_read_of_them_changed(client_for, emil):
    once._kept.clear()
    goal, client = GoalFactory(owner=emil, title="Forms", progress="0.1", current=1, target=10), client_for(emil)
    obstacle = ObstacleFactory(goal=goal, text="No test data")
    page_of(client)
    before = page_of(client)
    assert [key[0] for key in once._kept].count("reports/partials/home_goals.html") == 1
    type(obstacle).objects.filter(pk=obstacle.pk).update(text="No time")
    assert "No test data" in before and "No time" in page_of(client)
