"""What is told of the people of a guild: nothing about a few of them follows, not from another guild, not from another time.

The secrets: who came to a session (known to its host and the stewards), who thanked for a resource (known to nobody), and who
rose in a skill (known to their line managers). Who belongs, who hosts, writes, answers and collects, everybody who reads the
guild can see.
"""

import datetime as dt
import random
from collections import defaultdict

import pytest
import time_machine
from django.urls import reverse

from ecosystem.core.aggregates import K
from ecosystem.core.clock import now, start_of, today
from ecosystem.core.differencing import derivable
from guilds.actions.counting import count_members
from guilds.actions.health import count_health, count_month, end_of_month_before, first_of_quarter
from guilds.actions.members import leave_guild
from guilds.models import Guild, GuildMonth, Membership
from guilds.told import Quarter, closed_quarters, healthy_line, moved_of
from resources.models import Reaction
from tests.factories.guild_sessions import SeatFactory, SessionFactory
from tests.factories.guilds import GuildFactory, GuildPostFactory, GuildResourceFactory, MembershipFactory
from tests.factories.people import PersonFactory
from tests.factories.resources import ResourceFactory
from tests.factories.skills import AssessmentFactory, SkillFactory
from tests.feasible import stays_open

DAY = dt.timedelta(days=1)
MONTH = dt.date(2026, 9, 1)


def end_of_quarter(back: int = 1) -> dt.date:
    """Of the latest that is over, or of one before it."""
    day = today()
    for _n in range(back):
        day = first_of_quarter(day) - DAY
    return day


def old_guild(people=(), joined: int = 800, **fields) -> Guild:
    guild = GuildFactory(founded_at=now() - 900 * DAY, **fields)
    for person in people:
        MembershipFactory(guild=guild, person=person, joined_on=today() - joined * DAY)
    count_members(guild)
    return guild


def came(guild: Guild, day: dt.date, *people) -> None:
    session = SessionFactory(guild=guild, starts_at=start_of(day) + dt.timedelta(hours=9), state="held")
    for person in people:
        SeatFactory(session=session, person=person, attended=True)


def rise(person, skill, day: dt.date):
    AssessmentFactory(person=person, skill=skill, level=1, stated_on=day - 400 * DAY)
    moment = start_of(day)
    return AssessmentFactory(
        person=person, skill=skill, level=2, source="manager", stated_on=day, released_at=moment, assessor=None
    )


def people(number: int) -> list:
    return [PersonFactory(employed=False) for _n in range(number)]


def month_at(guild: Guild, day: dt.date) -> GuildMonth:
    GuildMonth.objects.all().delete()
    count_month(day)
    return guild.months.get()


# --- one figure
def test_of_what_nobody_can_see_more_than_one_number_stays_possible(organisation):
    """All guilds of up to thirty: how many act as it is read (words, bar and state), beside who is seen to act."""
    for members in range(6, 31):
        for seen in range(members + 1):
            read = defaultdict(set)
            for active in range(seen, members + 1):
                acting = Quarter(MONTH, members, active, seen, K).acting
                read[acting and (acting.words, acting.step, acting.is_healthy)].add(active - seen)
            for possible in read.values():
                assert stays_open(possible, members - seen, K), (members, seen, possible)


def test_how_many_rose_leaves_more_than_one_number_possible(organisation):
    for could in range(60):
        read = defaultdict(set)
        for moved in range(could + 1):
            found = moved_of(moved, could)
            read[found and found.low].add(moved)
        assert all(stays_open(possible, could, K) for possible in read.values()), could


@pytest.mark.parametrize(
    ("members", "active", "seen", "words", "healthy"),
    [
        (18, 6, 5, "25 to 60 %", True),
        (30, 2, 1, "up to 20 %", None),
        (30, 6, 0, "20 to 40 %", True),
        (30, 5, 0, "under 20 %", False),
        (30, 4, 4, "10 to 30 %", None),
        (10, 3, 1, "10 % or more", None),
        (10, 9, 2, "20 % or more", True),
        (200, 39, 12, "15 to 20 %", False),
        (200, 40, 12, "20 to 25 %", True),
        (10, 4, 0, None, None),
        (5, 3, 2, None, None),
    ],
)
def test_how_many_act_is_told_as_a_range_that_ends_at_the_line_of_health(
    organisation, members, active, seen, words, healthy
):
    acting = Quarter(MONTH, members, active, seen, K).acting
    assert (acting.words, acting.is_healthy) == (words, healthy) if words else acting is None
    assert healthy_line(members) * 5 >= members > (healthy_line(members) - 1) * 5


# --- two guilds that share all but a few
def test_two_guilds_that_share_all_but_one_tell_nothing_of_the_one(organisation):
    """Five of twelve rose, and so did the one who is in the other guild alone: 'few' beside 'six or more' would name them."""
    skill, day = SkillFactory(), end_of_quarter()
    shared, [one] = people(12), people(1)
    guilds = [old_guild(shared), old_guild([*shared, one], joined=700)]
    for guild in guilds:
        guild.skills.create(skill=skill)
    for person in [*shared[:5], one]:
        rise(person, skill, day - 9 * DAY)
    count_month(day)
    rows = [guild.months.get() for guild in guilds]
    assert [(row.moved, row.could_move) for row in rows] == [(5, 12), (1, 1)]
    assert [moved_of(row.moved, row.could_move) and moved_of(row.moved, row.could_move).low for row in rows] == [
        0,
        None,
    ]


@pytest.mark.parametrize("seed", range(3))
def test_generated_guilds_share_no_rise_between_their_figures(organisation, seed):
    """Each rise, taken alone, moves one figure: so the figures are sums over groups that share nobody, and by exact rank no one
    rise follows, also where each sum were told to the last digit, unless one could rise alone, which is not told."""
    draw = random.Random(seed)
    company, skills, day = people(16), [SkillFactory() for _n in range(3)], end_of_quarter()
    guilds = []
    for number in range(4):
        some = company[: draw.randint(11, 16)] if number % 2 else draw.sample(company, draw.randint(3, 14))
        guild = old_guild([], joined=0)
        for person in some:
            MembershipFactory(guild=guild, person=person, joined_on=today() - draw.choice([400, 500, 500]) * DAY)
        for skill in draw.sample(skills, draw.randint(1, 3)):
            guild.skills.create(skill=skill)
        guilds.append(guild)
    figures = defaultdict(set)
    for person in company:
        for skill in draw.sample(skills, 2):
            risen = rise(person, skill, day - 9 * DAY)
            GuildMonth.objects.all().delete()
            count_month(day)
            told = GuildMonth.objects.filter(moved__gt=0)
            assert sum(row.moved for row in told) <= 1
            for row in told:
                figures[row.guild_id].add((person.pk, skill.pk))
            risen.delete()
    behind = {guild: {person for person, _skill in rises} for guild, rises in figures.items()}
    could = dict(GuildMonth.objects.values_list("guild", "could_move"))
    assert figures and all(len(behind[guild]) <= could[guild] for guild in behind)
    rises = [rise for group in figures.values() for rise in group]
    assert len(rises) == len(set(rises)), "in one figure each"
    told = {guild: group for guild, group in figures.items() if moved_of(0, could[guild])}
    assert derivable(set(rises), [dict.fromkeys(group, 1) for group in told.values()]) == set()


# --- one guild at two times
def test_who_joins_or_leaves_changes_nothing_that_is_told_before_the_quarter_is_over(cast, client_for):
    """One of ten who came goes, with the quarter not over yet: the page says what it said."""
    some = people(10)
    guild = old_guild([*some, cast.emil, cast.nora, *people(8)], steward=None, sponsor=cast.xenia)
    came(guild, end_of_quarter() - 9 * DAY, *some)
    came(guild, today() - 9 * DAY, *some)
    count_health()
    reader = client_for(cast.xenia)
    told = []
    for person in (None, *some):
        if person:
            leave_guild(guild, actor=person)
        else:
            MembershipFactory(guild=guild, person=cast.otto)
        count_members(guild)
        count_health()
        pages = [guild.get_absolute_url(), reverse("guilds:health", args=[guild.pk])]
        told.append([_said_of_people(reader.get(page).content.decode()) for page in pages])
    assert told[0][0] and told[0][1] and all(each == told[0] for each in told), told


def _said_of_people(page: str) -> list[str]:
    """Lines that speak of who is active."""
    return [
        " ".join(line.split()) for line in page.splitlines() if "Active: " in line or ("active" in line and "%" in line)
    ]


def test_an_act_counts_in_one_quarter_that_is_told(organisation):
    """Attendance and a rise on any day around the turn of a quarter: in one of three quarters at most."""
    ends = [end_of_quarter(back) for back in (3, 2, 1)]
    skill, host = SkillFactory(), PersonFactory(employed=False)
    for gap in (-92, -91, -90, -89, -2, -1, 0, 1, 2, 3, 30):
        crowd = people(6)
        guild = old_guild([host, *crowd])
        guild.skills.create(skill=skill)
        day = ends[1] + gap * DAY
        session = SessionFactory(guild=guild, host=host, starts_at=start_of(day), state="held")
        for person in crowd:
            SeatFactory(session=session, person=person, attended=True)
            rise(person, skill, day)
        rows = [month_at(guild, end) for end in ends]
        for figures in ([row.active for row in rows], [row.moved for row in rows]):
            assert sum(number > 0 for number in figures) <= 1, (gap, figures)
        guild.memberships.all().delete()
        guild.delete()


def test_a_month_within_a_quarter_says_nothing_of_its_people(cast, client_for):
    guild = old_guild([*people(30), cast.emil], sponsor=cast.xenia)
    for back in (1, 2):
        end = end_of_month_before(first_of_quarter(today()) - DAY, back)
        came(guild, end, cast.emil)
        count_month(end)
    count_month(today(), now())
    page = client_for(cast.xenia).get(reverse("guilds:health", args=[guild.pk])).content.decode()
    assert "How many act is told when a quarter is over." in page and "Month by month" in page
    for words in ("Active: ", "or more", "fewer than"):
        assert words not in page, words


def test_a_quarter_is_counted_to_its_last_evening_and_told_after_that(organisation):
    """The night before its last day counts it too; what comes on that day counts in it, and nothing is told in between."""
    crowd, end = people(12), end_of_quarter()
    guild = old_guild(crowd)
    with time_machine.travel(start_of(end) + dt.timedelta(hours=2)):
        count_health()
    assert closed_quarters().count() == 1, "the quarter before"
    came(guild, end, *crowd[:6])
    with time_machine.travel(start_of(end + DAY) + dt.timedelta(hours=2)):
        count_health()
        count_health()
    row = closed_quarters().latest("month")
    assert (row.month.month, row.counted_on, row.active) == (end.month, end, 6)


# --- who came and who thanked
def test_who_thanked_and_who_came_are_not_in_the_network(organisation):
    """Not one of them, and not all."""
    crowd = people(26)
    guild, day = old_guild(crowd), end_of_quarter()
    kept = GuildResourceFactory(guild=guild, resource=ResourceFactory(owner=crowd[0]), added_by=None)
    session = SessionFactory(guild=guild, host=crowd[0], starts_at=start_of(day), state="held", capacity=None)
    for person in crowd[1:]:
        SeatFactory(session=session, person=person, attended=True)
        Reaction.objects.create(resource=kept.resource, person=person, kind="like", at=start_of(day))
    assert (month_at(guild, day).active, month_at(guild, day).edges) == (26, 0)


def test_faces_are_not_those_who_act_most(cast, client_for):
    """Who came to sessions would follow from who stands there."""
    crowd = people(12)
    guild = old_guild(crowd, steward=cast.emil)
    shown = _faces(client_for(cast.mara), guild)
    for turn in range(8):
        came(guild, today() - turn * DAY, *crowd[7:])
    count_members(guild)
    assert Membership.objects.filter(acts__gt=6).count() == 5
    assert _faces(client_for(cast.mara), guild) == shown


def _faces(client, guild: Guild) -> list[str]:
    return [str(face) for face in client.get(guild.get_absolute_url()).context["faces"]]


def test_who_is_seen_to_act_is_counted_apart(cast):
    guild = old_guild([cast.mara, cast.dario, cast.otto, *people(6)], steward=cast.emil)
    day = end_of_quarter()
    came(guild, day, cast.mara, cast.dario)
    GuildPostFactory(guild=guild, author=cast.dario, created_at=start_of(day))
    guild.stewardships.update(since=day - 9 * DAY)
    Membership.objects.filter(guild=guild).update(joined_on=day - 9 * DAY)
    row = month_at(guild, day)
    assert (row.members, row.active, row.seen) == (10, 3, 2)
