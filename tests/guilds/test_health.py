"""The health of a guild: counted in the background from what has a date, and read from as many people on as it may be."""

import datetime as dt
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Evidence
from ecosystem.core.clock import now, start_of, today
from guilds.actions.counting import count_members
from guilds.actions.health import MONTHS, count_health, count_month, end_of_month_before, first_of_quarter
from guilds.health_page import NETWORK_FROM, Month
from guilds.models import Guild, GuildMonth, Membership
from guilds.network import Network, network_of
from resources.models import Reaction, Verification
from tests.factories.guild_sessions import SeatFactory, SessionFactory
from tests.factories.guilds import (
    GuildAnswerFactory,
    GuildFactory,
    GuildPostFactory,
    GuildResourceFactory,
    GuildSkillFactory,
    MembershipFactory,
)
from tests.factories.people import PersonFactory, UnitFactory
from tests.factories.resources import ResourceFactory
from tests.factories.skills import AssessmentFactory

pytestmark = pytest.mark.django_db
A_YEAR_AGO = dt.timedelta(days=366)


def ago(days: int) -> dt.datetime:
    return now() - dt.timedelta(days=days)


def old(**fields) -> Guild:
    """A guild that was founded long ago, by people who joined long ago."""
    guild = GuildFactory(founded_at=ago(800), **fields)
    Membership.objects.filter(guild=guild).update(joined_on=today() - dt.timedelta(days=800))
    return guild


def member(guild: Guild, unit=None, **fields):
    joined = today() - dt.timedelta(days=800)
    return MembershipFactory(
        guild=guild, person=PersonFactory(unit=unit, employed=False), joined_on=joined, **fields
    ).person


def held(guild: Guild, host, days: int, *attended) -> None:
    session = SessionFactory(guild=guild, host=host, starts_at=ago(days), state="held")
    for person in attended:
        SeatFactory(session=session, person=person, attended=True)


def answered(guild: Guild, by, whom) -> None:
    """An edge from `by` to `whom`."""
    GuildAnswerFactory(author=by, post=GuildPostFactory(guild=guild, author=whom))


def counted(guild: Guild) -> GuildMonth:
    count_month(today(), now())
    return guild.months.get(month=today().replace(day=1))


def over(guild: Guild) -> GuildMonth:
    """What was counted today, as if it had been the end of the latest quarter that is over."""
    row = counted(guild)
    end = first_of_quarter(today()) - dt.timedelta(days=1)
    GuildMonth.objects.filter(pk=row.pk).update(month=end.replace(day=1), counted_on=end)
    return guild.months.get()


def closing(**figures) -> Month:
    """A month that closes a quarter that is over."""
    end = first_of_quarter(today()) - dt.timedelta(days=1)
    return Month(GuildMonth(month=end.replace(day=1), counted_on=end, **figures))


def page_of(client, guild: Guild) -> str:
    answer = client.get(reverse("guilds:health", args=[guild.pk]))
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


# --- what is counted
def test_the_network_in_sql_is_the_network_of_the_formula(organisation):
    """Answers of 90 days between members, by chance but always the same; thanks and attendance are not in it."""
    draw = random.Random(7)
    guild, other = old(), old()
    units = [UnitFactory(), UnitFactory(), None]
    people = {person: unit for unit in units for person in (member(guild, unit) for _n in range(5))}
    everybody = [*people, PersonFactory()]
    edges = set()
    for turn in range(88):
        u, v = draw.sample(everybody, 2)
        kind = turn % 4
        if kind < 2:
            answered(guild, u, v)
            edges.add((u, v))
        elif kind == 2:
            kept = GuildResourceFactory(guild=guild, resource=ResourceFactory(owner=u), added_by=None)
            Reaction.objects.create(resource=kept.resource, person=v, kind="learned", at=ago(turn))
        else:
            held(guild, u, turn + 1, v)
            answered(other, u, v)
    member_row = counted(guild)
    wanted = network_of(edges, people)
    assert wanted.edges > 15 and wanted.mutual and wanted.external and wanted.internal
    row = member_row
    assert Network(row.members, row.edges, row.mutual, row.external, row.internal) == wanted


def test_what_was_taken_down_and_who_did_not_come_make_no_edge(organisation):
    guild = old()
    one, other = member(guild), member(guild)
    post = GuildPostFactory(guild=guild, author=other)
    GuildAnswerFactory(post=post, author=one, removed_at=now())
    GuildAnswerFactory(post=GuildPostFactory(guild=guild, author=other, removed_at=now()), author=one)
    GuildAnswerFactory(post=post, author=other)
    for state, came in (("held", False), ("planned", True), ("cancelled", True)):
        SeatFactory(
            session=SessionFactory(guild=guild, host=one, starts_at=ago(3), state=state), person=other, attended=came
        )
    assert counted(guild).edges == 0
    answered(guild, one, other)
    assert (counted(guild).edges, counted(guild).mutual) == (1, 0)


def test_both_ways_with_somebody_of_no_unit_is_mutual_and_neither_across_nor_within(organisation):
    guild = old()
    one, other = member(guild, UnitFactory()), member(guild)
    answered(guild, one, other)
    answered(guild, other, one)
    row = counted(guild)
    assert (row.edges, row.mutual, row.external, row.internal) == (2, 2, 0, 0)


def test_tiers_are_those_of_the_guild_page(cast):
    guild = old(steward=cast.emil, people=[cast.mara, cast.dario, cast.otto, cast.nora, cast.lena])
    GuildPostFactory.create_batch(6, guild=guild, author=cast.mara)
    held(guild, cast.otto, 10, cast.dario)
    count_members(guild)
    row = counted(guild)
    assert (row.members, row.active, row.core, row.seen, row.posts) == (6, 4, 2, 3, 6)
    assert (guild.members, guild.active_members, guild.core_members) == (row.members, row.active, row.core)
    assert Month(row).acting is None, "not before the quarter is over"
    acting = Month(over(guild)).acting
    assert (acting.words, acting.is_healthy) == ("50 % or more", True)


@pytest.mark.parametrize(
    ("rhythm", "days_old", "expected"),
    [(7, 800, 13), (14, 800, 6), (31, 800, 3), (92, 800, 1), (0, 800, 0), (14, 30, 2), (31, 40, 1), (31, 10, 0)],
)
def test_the_rhythm_asks_for_as_many_sessions_as_fit_into_three_months(organisation, rhythm, days_old, expected):
    guild = GuildFactory(rhythm=rhythm, founded_at=ago(days_old))
    person = PersonFactory()
    for days in (1, 50, 91, 93):
        held(guild, person, days)
    SessionFactory(guild=guild, state="cancelled", starts_at=ago(5))
    row = counted(guild)
    assert (row.expected, row.held) == (expected, 3)
    kept = Month(row).kept_rhythm
    assert kept == (min(1, 3 / expected) if expected else None)


def test_new_speakers_hosted_here_for_the_first_time_within_a_year(organisation):
    guild, other = old(), old()
    known, new, gone = (PersonFactory() for _n in range(3))
    for host, days in ((known, 500), (known, 20), (new, 30), (new, 10), (gone, 400)):
        held(guild, host, days)
    held(other, new, 600)
    SessionFactory(guild=guild, host=PersonFactory(), state="planned")
    row = counted(guild)
    assert (row.speakers, row.new_speakers) == (2, 1)


def test_a_skill_moved_where_somebody_else_or_evidence_says_so_and_it_was_lower_before(organisation):
    skill = GuildSkillFactory(guild=old()).skill
    guild = Guild.objects.get(skills__skill=skill)
    before, since = today() - A_YEAR_AGO, first_of_quarter(today())
    released = start_of(since)

    def said(source="manager", first=1, then=2, on=since, **fields):
        person = member(guild)
        fields = {"released_at": released, **fields}
        if first is not None:
            AssessmentFactory(person=person, skill=fields.get("skill", skill), level=first, stated_on=before)
        fields = {"skill": skill, "source": source, "level": then, "stated_on": on, **fields}
        return AssessmentFactory(person=person, **fields)

    said()
    shown = said("evidence", then=3)
    unconfirmed = Evidence.objects.create(person=shown.person, title="Audit", rung="artefact", occurred_on=since)
    type(shown).objects.filter(pk=shown.pk).update(evidence=unconfirmed)
    for nothing in (
        {"source": "self"},
        {"then": 1},
        {"first": None},
        {"on": before, "released_at": start_of(before)},
        {"released_at": None},
        {"skill": GuildSkillFactory().skill},
        {"source": "peer"},
    ):
        said(**nothing)
    assert counted(guild).moved == 1
    Evidence.objects.filter(pk=unconfirmed.pk).update(confirmed_at=ago(1))
    assert counted(guild).moved == 2
    Evidence.objects.filter(pk=unconfirmed.pk).update(rung="attendance")
    assert counted(guild).moved == 1
    joined_after = said()
    Membership.objects.filter(person=joined_after.person).update(joined_on=today())
    assert counted(guild).moved == 1, "not what came before joining"
    said(on=before)
    assert counted(guild).moved == 2, "what was seen long ago counts when it is released"


@pytest.mark.parametrize(("moved", "shown"), [(0, 0), (5, 0), (6, 6), (11, 6), (12, 12)])
def test_how_many_rose_is_told_in_whole_batches(organisation, moved, shown):
    assert closing(seen=0, members=18, could_move=18, moved=moved).moved.low == shown
    assert closing(seen=0, members=18, could_move=11, moved=moved).moved is None


def test_resources_are_tended_by_adding_rewording_and_verifying(organisation):
    guild = old()
    long_ago = ago(200)
    rows = [GuildResourceFactory(guild=guild, added_at=long_ago) for _n in range(4)]
    for row in rows:
        row.resource.versions.update(at=long_ago)
    GuildResourceFactory(guild=guild, resource=ResourceFactory(state="archived"))
    assert (counted(guild).kept, counted(guild).tended) == (4, 0)
    Verification.objects.create(resource=rows[0].resource, on=today(), against="The page", number=1)
    rows[1].resource.versions.create(number=2, title="Anew", at=now())
    type(rows[2]).objects.filter(pk=rows[2].pk).update(added_at=ago(10))
    assert counted(guild).tended == 3


# --- when it is counted
def test_a_second_run_writes_nothing_and_then_only_what_changed(cast):
    guilds = [GuildFactory(steward=cast.emil, people=[cast.mara]) for _n in range(2)]
    GuildFactory(steward=cast.emil, state="closed")
    assert count_health() == 2
    assert count_health() == 0
    answered(guilds[0], cast.emil, cast.mara)
    assert count_health() == 1
    assert count_health() == 0


def test_months_past_are_counted_once_as_they_ended(cast):
    guild = old(steward=cast.emil, people=[cast.mara])
    ends = [end_of_month_before(today(), back) for back in range(1, MONTHS)]
    left_then = member(guild)
    Membership.objects.filter(person=left_then).update(state="left", left_on=ends[1] + dt.timedelta(days=3))
    GuildPostFactory(guild=guild, author=cast.mara, created_at=ago((today() - ends[1]).days + 1))
    assert count_health() == MONTHS
    found = {row.month: row for row in guild.months.all()}
    assert [found[end.replace(day=1)].counted_on for end in ends] == ends
    assert [found[end.replace(day=1)].members for end in ends] == [2, 3, 3, 3, 3]
    assert [found[end.replace(day=1)].posts for end in ends][1:3] == [1, 0]
    guild.posts.all().delete()
    assert guild.months.get(month=ends[1].replace(day=1)).posts == 1
    count_health()
    assert guild.months.get(month=ends[1].replace(day=1)).posts == 1, "what is over stays"


def test_a_month_that_was_counted_in_its_middle_is_counted_to_its_end(cast):
    guild = old(steward=cast.emil)
    end = end_of_month_before(today(), 1)
    count_month(end - dt.timedelta(days=10))
    assert guild.months.get().counted_on == end - dt.timedelta(days=10)
    count_month(end, over=True)
    assert guild.months.get().counted_on == end
    assert count_month(end, over=True) == 0


def test_all_guilds_are_counted_in_as_many_statements_as_one(cast):
    costs = []
    for number in (1, 5):
        for _n in range(number):
            GuildFactory(steward=cast.emil, people=[cast.mara])
        with CaptureQueriesContext(connection) as sent:
            count_health()
        costs.append(len([query for query in sent.captured_queries if "guilds_" in query["sql"]]))
    assert costs == [MONTHS, MONTHS], "one a month, whatever there is to count"


# --- what is read
def test_a_guild_of_three_says_not_enough_people(cast, client_for):
    guild = old(steward=cast.emil, people=[cast.mara, cast.dario])
    answered(guild, cast.emil, cast.mara)
    client = client_for(cast.emil)
    assert "Not counted yet" in page_of(client, guild)
    row = over(guild)
    assert (row.members, row.active, row.edges) == (3, 2, 1)
    page = page_of(client, guild)
    assert "Not enough people to tell how the guild does." in page and page.count("Not enough people") >= 3
    for told in ("Active:", "listening", "Density", "Reciprocity", "E-I"):
        assert told not in page, told


@pytest.mark.parametrize(
    ("people", "tiers", "network"), [(5, False, False), (6, True, False), (24, True, False), (25, True, True)]
)
def test_each_figure_is_read_from_as_many_people_on_as_it_may_be(organisation, people, tiers, network):
    month = closing(members=people, active=3, seen=1, core=1, edges=6, mutual=2, external=2, internal=4)
    assert (month.acting is not None) is tiers
    told = (month.density, month.reciprocity, month.e_i, month.cross_unit)
    assert all(value is not None for value in told) is network
    assert network or told == (None,) * 4


def test_a_worked_graph_of_twenty_five_stands_on_the_page(cast, client_for):
    guild = old(steward=cast.emil)
    here, there = UnitFactory(), UnitFactory()
    people = [member(guild, here if n < 14 else there) for n in range(NETWORK_FROM - 1)]
    for n in range(14):
        answered(guild, people[n], people[(n + 1) % 14])
    answered(guild, people[1], people[0])
    for n in range(5):
        answered(guild, people[n], people[14 + n])
    row = over(guild)
    assert (row.members, row.edges, row.mutual, row.external, row.internal) == (25, 20, 2, 5, 15)
    page = page_of(client_for(cast.emil), guild)
    for told in ("Active: ", "25 %", "E-I index −0.50", "0.03", "0.10"):
        assert told in page, told


def test_the_page_is_for_stewards_and_the_sponsor_and_led_to_from_the_guild(cast, client_for):
    guild = old(steward=cast.emil, people=[cast.mara], sponsor=cast.xenia)
    address = reverse("guilds:health", args=[guild.pk])
    for person, reads in ((cast.emil, True), (cast.xenia, True), (cast.mara, False), (cast.lena, False)):
        client = client_for(person)
        assert client.get(address).status_code == (200 if reads else 403)
        assert (address in client.get(guild.get_absolute_url()).content.decode()) is reads


def test_the_page_reads_stored_numbers_alone(cast, client_for):
    guild = old(steward=cast.emil, people=[cast.mara])
    client = client_for(cast.emil)
    client.get(guild.get_absolute_url())
    costs = []
    for number in (1, 30):
        for _n in range(number):
            answered(guild, cast.emil, member(guild))
        GuildMonth.objects.all().delete()
        count_health()
        with CaptureQueriesContext(connection) as sent:
            page_of(client, guild)
        costs.append(len([query for query in sent.captured_queries if "SAVEPOINT" not in query["sql"]]))
    assert costs[0] == costs[1] <= 12, costs
    assert not any(
        "guilds_guildanswer" in query["sql"] or "guilds_seat" in query["sql"] for query in sent.captured_queries
    )
