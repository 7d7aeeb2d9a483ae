"""What guilds serve and aim at: linked by their stewards, shown on both pages, never of a hidden guild to others."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.models import AuditEntry
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import registered
from goals.actions import guild_aims, guild_goals
from goals.actions.check_ins import Said
from goals.alignment_figures import publish_alignment
from goals.models import GuildGoal, GuildObjective
from guilds.actions import charters
from guilds.models import Guild
from tests.factories.advocacy import SponsorshipFactory
from tests.factories.goals import ObjectiveFactory, ThemeFactory
from tests.factories.guild_aims import GuildGoalFactory, GuildObjectiveFactory
from tests.factories.guilds import GuildFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def cost(client, address) -> int:
    with CaptureQueriesContext(connection) as sent:
        assert client.get(address).status_code == 200
    return len(sent)


@pytest.fixture
def guild(cast):
    return GuildFactory(name="Accessibility", steward=cast.emil, people=[cast.mara, cast.dario])


def test_a_guild_serves_what_runs_once_and_takes_it_back(cast, guild):
    objective, theme = ObjectiveFactory(title="Accessible by default"), ThemeFactory()
    link = guild_aims.link_aim(guild, actor=cast.emil, aim=objective, why="Forms.")
    assert guild_aims.link_aim(guild, actor=cast.emil, aim=objective) == link
    assert guild_aims.link_aim(guild, actor=cast.emil, aim=theme).theme == theme
    for wrong in (ObjectiveFactory(status="done"), ObjectiveFactory(level="person", owner=cast.mara)):
        with pytest.raises(Refused, match="has ended, or is somebody"):
            guild_aims.link_aim(guild, actor=cast.emil, aim=wrong)
    goal = GuildGoalFactory(guild=guild, aim=link)
    guild_aims.say_of_aim(link, actor=cast.emil, version=1, why="Forms.", served="some", shown_by="4 audits")
    with pytest.raises(Stale):
        guild_aims.say_of_aim(link, actor=cast.emil, version=1, why="x", served="", shown_by="")
    guild_aims.unlink_aim(link, actor=cast.emil, version=2)
    guild_aims.unlink_aim(link, actor=cast.emil, version=2)
    assert (link.ended_on, GuildGoal.objects.get(pk=goal.pk).aim) == (today(), None)
    with pytest.raises(Refused, match="serves this no more"):
        guild_aims.say_of_aim(link, actor=cast.emil, version=3, why="x", served="", shown_by="")
    again = guild_aims.link_aim(guild, actor=cast.emil, aim=objective)
    assert again != link and GuildObjective.objects.count() == 3
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs.count("guild.aim_linked") == 3 and verbs.count("guild.aim_unlinked") == 1


def test_a_guild_serves_six_aims_and_runs_five_goals_at_most(cast, guild):
    for _number in range(guild_aims.MOST):
        guild_aims.link_aim(guild, actor=cast.emil, aim=ObjectiveFactory())
    with pytest.raises(Refused, match="Six are enough"):
        guild_aims.link_aim(guild, actor=cast.emil, aim=ObjectiveFactory())
    values = {"due_date": today() + dt.timedelta(days=30), "target": 6}
    for number in range(guild_goals.MOST):
        guild_goals.set_guild_goal(guild, actor=cast.emil, title=f"Goal {number}", **values)
    assert guild_goals.set_guild_goal(guild, actor=cast.emil, title="Goal 0", **values).title == "Goal 0"
    with pytest.raises(Refused, match="Five goals"):
        guild_goals.set_guild_goal(guild, actor=cast.emil, title="One more", **values)


def test_a_steward_sets_a_goal_checks_in_and_closes_it(cast, guild, client_for):
    link = GuildObjectiveFactory(guild=guild)
    client = client_for(cast.emil)
    new = reverse("goals:guild_goal_set", args=[guild.pk])
    due = (today() + dt.timedelta(days=60)).isoformat()
    words = {"title": "Audit six forms", "target": "6", "unit_of_measure": "forms", "measure": "number"}
    for wrong, said in (({}, "the number at which"), ({"target": "0"}, "same as the start")):
        sent = {**words, "due_date": due, "target": "", **wrong}
        assert said in text(client.post(new, sent)), wrong
    assert client.post(new, {**words, "due_date": due, "aim": link.pk}).status_code == 302
    goal = GuildGoal.objects.get()
    assert (goal.aim, goal.current, goal.baseline, goal.progress) == (link, 0, 0, 0)
    check_in = reverse("goals:guild_goal_check_in", args=[goal.pk])
    assert "Say where it stands" in text(client.post(check_in, {"version": "1", "value": ""}))
    sent = {"version": "1", "value": "3", "confidence": "7", "text": "Three are through."}
    assert client.post(check_in, sent).status_code == client.post(check_in, sent).status_code == 302
    goal.refresh_from_db()
    assert (goal.current, goal.confidence, goal.check_ins_count, float(goal.progress)) == (3, 7, 1, 0.5)
    page = text(client_for(cast.otto).get(goal.get_absolute_url()))
    assert "Three are through." in page and "confidence 7 of 10" in page and ">Check in<" not in page
    stale = client.post(check_in, {**sent, "value": "4"})
    assert stale.status_code == 422 and 'name="version" value="2"' in text(stale)
    close = reverse("goals:guild_goal_close", args=[goal.pk])
    assert client.post(close, {"version": "2", "outcome": "reached", "lesson": "Pair early."}).status_code == 302
    assert client.get(check_in).status_code == 403
    assert "Pair early." in text(client.get(goal.get_absolute_url()))
    assert goal.check_ins.get().status == goal.check_ins.get().proposed_status


def test_nothing_changed_keeps_the_value_and_a_yes_or_no_is_done(cast, guild):
    goal = GuildGoal.objects.get(pk=GuildGoalFactory(guild=guild, current=2).pk)
    stated = guild_goals.check_in_guild_goal(goal, actor=cast.emil, version=1, said=Said(unchanged=True, confidence=5))
    assert (stated.value, goal.current, stated.unchanged) == (2, 2, True)
    done = GuildGoal.objects.get(pk=GuildGoalFactory(guild=guild, measure="yes_no", target=1).pk)
    guild_goals.check_in_guild_goal(done, actor=cast.emil, version=1, said=Said(value=1))
    assert done.standing.state == "done"
    guild_goals.close_guild_goal(done, actor=cast.emil, version=2, outcome="reached")
    with pytest.raises(Refused, match="has ended"):
        guild_goals.check_in_guild_goal(done, actor=cast.emil, version=3, said=Said(value=1))
    with pytest.raises(Refused, match="has ended"):
        guild_goals.change_guild_goal(done, actor=cast.emil, version=3, title="Other")
    guild_goals.change_guild_goal(goal, actor=cast.emil, version=2, target=4)
    assert float(goal.progress) == 0.5


def test_both_pages_show_it_and_a_hidden_guild_stays_hidden(cast, guild, client_for):
    objective = ObjectiveFactory(title="Accessible by default")
    link = GuildObjectiveFactory(guild=guild, objective=objective, served="much", shown_by="11 audits")
    GuildGoalFactory(guild=guild, aim=link, title="Audit all forms")
    hidden = GuildFactory(name="Exits", joining="hidden", steward=cast.mara)
    GuildObjectiveFactory(guild=hidden, objective=objective, why="A plan nobody knows.")
    gone = GuildFactory(name="Gone", state="closed")
    GuildObjectiveFactory(guild=gone, objective=objective)
    page = text(client_for(cast.otto).get(guild.get_absolute_url()))
    assert "Serves <a" in page and "Accessible by default" in page and "Audit all forms" in page
    for person, knows in ((cast.otto, False), (cast.lena, False), (cast.xenia, False), (cast.mara, True)):
        client = client_for(person)
        served = text(client.get(objective.get_absolute_url()))
        assert "Guilds that serve it" in served and "11 audits" in served and "Audit all forms" in served
        assert ("Exits" in served) is ("A plan nobody knows." in served) is knows
        assert "Gone" not in served
        assert client.get(reverse("goals:guild_aim_list", args=[hidden.pk])).status_code == (200 if knows else 404)


def test_what_the_pages_cost(cast, guild, client_for):
    client, spent = client_for(cast.emil), []
    objective = ObjectiveFactory()
    for times in (1, 4):
        for _number in range(times):
            link = GuildObjectiveFactory(guild=guild)
            goal = GuildGoalFactory(guild=guild, aim=link)
            other = GuildObjectiveFactory(objective=objective)
            GuildGoalFactory.create_batch(times, guild=other.guild, aim=other)
        pages = {
            "guild": guild.get_absolute_url(),
            "aims": reverse("goals:guild_aim_list", args=[guild.pk]),
            "goal": goal.get_absolute_url(),
            "objective": objective.get_absolute_url(),
        }
        for address in pages.values():
            client.get(address)
        spent.append({name: cost(client, address) for name, address in pages.items()})
    assert spent[0] == spent[1]
    assert spent[0]["guild"] <= 8 and max(spent[0].values()) <= 12, spent[0]


def test_the_alignment_summary_says_how_many_guilds_serve_an_objective(cast, client_for):
    objective = ObjectiveFactory(title="Accessible by default")
    for state, joining in (("active", "open"), ("resting", "ask"), ("active", "hidden"), ("closed", "open")):
        GuildObjectiveFactory(guild=GuildFactory(state=state, joining=joining), objective=objective)
    GuildObjectiveFactory(objective=objective, ended_on=today())
    publish_alignment()
    page = text(client_for(cast.xenia).get("/alignment/"))
    assert "2 guilds serve it" in page and page.count("serve it</a>") == 1
    sponsor = reverse("goals:sponsor_objective", args=[objective.pk])
    assert sponsor in page, "nobody learns for it, and nobody sponsors it"
    SponsorshipFactory(objective=objective, person=cast.xenia, state="active")
    assert sponsor not in text(client_for(cast.xenia).get("/alignment/"))


def test_what_a_guild_serves_and_its_running_goals_go_over_when_it_merges(cast, client_for, guild):
    into = GuildFactory(name="Inclusion", steward=cast.emil)
    both, only, theirs = ObjectiveFactory(title="Accessible by default"), ThemeFactory(name="Craft"), ObjectiveFactory()
    shared = GuildObjectiveFactory(guild=guild, objective=both)
    own = GuildObjectiveFactory(guild=guild, objective=None, theme=only, why="Because.")
    kept, _other = (
        GuildObjectiveFactory(guild=into, objective=both),
        GuildObjectiveFactory(guild=into, objective=theirs),
    )
    goal = GuildGoalFactory(guild=guild, aim=shared, title="Audit twelve forms", target=Decimal(6), current=Decimal(0))
    goal.refresh_from_db()
    guild_goals.check_in_guild_goal(
        goal, actor=cast.emil, version=1, said=Said(value=Decimal(2), confidence=7, text="Two.")
    )
    ended = GuildGoalFactory(guild=guild, aim=own, title="Write the guide", closed_at=now(), outcome="reached")
    client, address = client_for(cast.emil), reverse("guilds:guild_merge", args=[guild.pk])
    asked = text(client.get(address))
    assert "“Accessible by default”, “Craft”, “Audit twelve forms”" in asked and "Write the guide" not in asked
    assert client.post(address, {"version": guild.version, "into": into.pk}).status_code == 302
    guild.refresh_from_db()
    charters.merge_guild(guild, actor=cast.emil, version=guild.version, into=into)
    assert {str(link) for link in into.aims.current()} == {"Accessible by default", "Craft", str(theirs)}
    shared.refresh_from_db()
    goal.refresh_from_db()
    ended.refresh_from_db()
    assert (shared.guild, shared.ended_on, goal.guild, goal.aim, goal.current) == (guild, today(), into, kept, 2)
    assert (ended.guild, goal.check_ins.count()) == (guild, 1)
    assert AuditEntry.objects.filter(verb="guild.aims_taken_over", object_id=into.pk).count() == 1
    assert "Audit twelve forms" in text(client.get(into.get_absolute_url()))
    with pytest.raises(Stale):
        guild_aims.say_of_aim(own, actor=cast.emil, version=1, why="x", served="", shown_by="")


def test_who_is_told_of_a_merge_reads_what_went_along_and_no_name_that_is_not_theirs(cast, guild):
    MembershipFactory(guild=(into := GuildFactory(name="Inclusion", steward=cast.emil)), person=cast.mara, state="left")
    charters.merge_guild(guild, actor=cast.emil, version=guild.version, into=into)
    said = {
        row.person_id: registered("guilds.moved").context(row)
        for row in Nudge.objects.filter(rule__code="guilds.moved")
    }
    assert said[cast.dario.pk].sentence == "“Accessibility” is now part of “Inclusion”, and so are you."
    assert "may join it again" in said[cast.mara.pk].sentence
    assert all("its running goals went along" in each.body for each in said.values())
    Guild.objects.filter(pk=into.pk).update(joining="hidden")
    hidden = registered("guilds.moved").context(Nudge.objects.get(rule__code="guilds.moved", person=cast.mara))
    assert "Inclusion" not in hidden.sentence and hidden.url == guild.get_absolute_url()


def test_goals_that_run_end_with_a_guild_that_closes_and_what_was_said_of_others_stays(cast, guild, client_for):
    runs = GuildGoalFactory(guild=guild, title="Audit twelve forms")
    reached = GuildGoalFactory(guild=guild, title="Write the guide", closed_at=now(), outcome="reached")
    charters.close_guild(guild, actor=cast.emil, version=guild.version, reason="Its work is done.")
    runs.refresh_from_db()
    reached.refresh_from_db()
    assert runs.closed_at and (runs.outcome, reached.outcome) == ("", "reached")
    assert AuditEntry.objects.filter(verb="guild.goals_ended", object_id=guild.pk).count() == 1
    page = text(client_for(cast.mara).get(reverse("goals:guild_aim_list", args=[guild.pk])))
    assert "Ended with the guild" in page and "Reached" in page
    assert text(client_for(cast.mara).get(runs.get_absolute_url()))
