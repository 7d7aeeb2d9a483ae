"""Guilds as their members run them: charter, joining, terms, counting, ending; second calls are harmless."""

import datetime as dt

import pytest

from ecosystem.core import search
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.models import AuditEntry, OutboxMessage, SearchEntry
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import registered
from guilds.actions import charters, members, stewards, succession
from guilds.actions.counting import count_all_soon, count_members, count_soon
from guilds.actions.health import count_health
from guilds.models import Guild, GuildMonth, Session, Stewardship
from guilds.nudges import terms_that_end
from guilds.terms import NOTICE, term_end
from tests.factories.guild_sessions import SeatFactory, SessionFactory
from tests.factories.guilds import (
    GuildAnswerFactory,
    GuildFactory,
    GuildPostFactory,
    GuildResourceFactory,
    GuildSkillFactory,
    MembershipFactory,
)
from tests.factories.people import PersonFactory
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db
A_DAY = dt.timedelta(days=1)
WORDS = {"purpose": "We learn how to build for everybody.", "audience": "Everybody", "joining": "open", "rhythm": 31}


def told(code: str) -> set[int]:
    return set(Nudge.objects.filter(rule__code=code).values_list("person", flat=True))


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def say(code: str):
    nudge = Nudge.objects.filter(rule__code=code).latest("pk")
    return registered(code).context(nudge)


# --- the charter
def test_whoever_starts_a_guild_is_its_first_member_and_tends_it_for_nine_months(cast):
    guild = charters.start_guild(actor=cast.emil, name="Accessibility", skills=[SkillFactory()], **WORDS)
    assert charters.start_guild(actor=cast.emil, name="accessibility", **WORDS) == guild
    place, term = guild.memberships.get(), guild.stewardships.get()
    assert (place.person, place.state, place.tier) == (cast.emil, "member", "core")
    assert (term.person, term.until) == (cast.emil, term_end(today()))
    assert (guild.charters.get().purpose, guild.members, guild.skills.count()) == (WORDS["purpose"], 1, 1)
    assert SearchEntry.objects.get(kind="guild").title == "Accessibility"
    assert verbs() == ["guild.started"]
    with pytest.raises(Refused, match="of this name"):
        charters.start_guild(actor=cast.mara, name="ACCESSIBILITY", **WORDS)


def test_a_name_tells_nobody_that_a_hidden_guild_exists(cast):
    secret = charters.start_guild(actor=cast.emil, name="Exits", **{**WORDS, "joining": "hidden"})
    seen = charters.start_guild(actor=cast.otto, name="Exits", **WORDS)
    assert secret != seen and [entry.object_id for entry in SearchEntry.objects.filter(kind="guild")] == [seen.pk]
    with pytest.raises(Refused, match="of this name"):
        charters.write_charter(secret, actor=cast.emil, version=secret.version, joining="open")


def test_a_charter_keeps_what_stood_before_and_never_overwrites(cast):
    guild = GuildFactory(steward=cast.emil)
    skill = SkillFactory()
    charters.write_charter(guild, actor=cast.emil, version=1, charter="We pair.", skills=[skill])
    charters.write_charter(guild, actor=cast.emil, version=1, charter="We pair.", skills=[skill])
    assert next((each.number, each.charter) for each in guild.charters.all()) == (2, "We pair.")
    assert (guild.charters.count(), guild.number, verbs()) == (2, 2, ["guild.charter_written"])
    with pytest.raises(Stale):
        charters.write_charter(guild, actor=cast.emil, version=1, purpose="Another one.")
    charters.write_charter(guild, actor=cast.emil, version=2, character="hobby")
    assert guild.charters.count() == 2, "what is no charter makes no version of it"


def test_hiding_a_guild_takes_it_and_its_sessions_out_of_search(cast):
    guild = charters.start_guild(actor=cast.emil, name="Exits", **WORDS)
    session = SessionFactory(guild=guild)
    search.index("session", session.pk, title="Forms", url=session.get_absolute_url())
    charters.write_charter(guild, actor=cast.emil, version=1, joining="hidden")
    assert not SearchEntry.objects.filter(kind__in=["guild", "session"]).exists()
    charters.write_charter(guild, actor=cast.emil, version=2, joining="ask")
    assert SearchEntry.objects.filter(kind="guild").exists()
    assert OutboxMessage.objects.filter(task="guilds.index_sessions").exists()


def test_a_guild_rests_wakes_and_closes_and_its_members_hear_each_time(cast):
    guild = GuildFactory(steward=cast.emil, people=[cast.mara])
    session = SessionFactory(guild=guild, starts_at=now() + dt.timedelta(days=3))
    for _turn in range(2):
        charters.rest_guild(guild, actor=cast.emil, version=1, reason="Until spring.")
    assert (guild.state, told("guilds.moved")) == ("resting", {cast.mara.pk})
    assert "rests" in say("guilds.moved").sentence and say("guilds.moved").body == "Until spring."
    charters.wake_guild(guild, actor=cast.emil, version=2)
    assert Nudge.objects.filter(rule__code="guilds.moved").count() == 2, "also on the same day"
    with pytest.raises(Stale):
        charters.close_guild(guild, actor=cast.emil, version=1, reason="Done.")
    charters.close_guild(guild, actor=cast.emil, version=3, reason="Done.")
    assert (guild.state, guild.stewardships.current().count()) == ("closed", 0)
    assert Session.objects.get(pk=session.pk).state == "cancelled"
    assert not SearchEntry.objects.filter(kind="guild").exists()
    with pytest.raises(Refused, match="Closed"):
        charters.wake_guild(guild, actor=cast.emil, version=guild.version)
    with pytest.raises(Refused, match="closed"):
        members.join_guild(guild, actor=cast.otto)


def test_merging_takes_members_collection_skills_and_sessions_over_but_draws_nobody_in_who_left(cast):
    guild = GuildFactory(steward=cast.emil, people=[cast.mara, cast.dario, cast.nora])
    into = GuildFactory(steward=cast.emil)
    MembershipFactory(guild=into, person=cast.mara, state="left")
    MembershipFactory(guild=into, person=cast.nora, state="asked")
    kept, skill = GuildResourceFactory(guild=guild), GuildSkillFactory(guild=guild).skill
    coming = SessionFactory(guild=guild, starts_at=now() + dt.timedelta(days=3))
    post = GuildPostFactory(guild=guild)
    charters.merge_guild(guild, actor=cast.emil, version=1, into=into)
    charters.merge_guild(guild, actor=cast.emil, version=1, into=into)
    assert set(into.memberships.members().values_list("person", flat=True)) == {
        cast.emil.pk,
        cast.dario.pk,
        cast.nora.pk,
    }
    kept.refresh_from_db()
    coming.refresh_from_db()
    post.refresh_from_db()
    assert (kept.guild, coming.guild, post.guild, into.skills.get().skill) == (into, into, guild, skill)
    assert (guild.state, guild.merged_into) == ("merged", into)
    with pytest.raises(Refused, match="itself"):
        charters.merge_guild(into, actor=cast.emil, version=1, into=into)
    with pytest.raises(Refused, match="not at work"):
        charters.merge_guild(into, actor=cast.emil, version=1, into=guild)


# --- who belongs
def test_an_open_guild_is_joined_at_once_and_left_again(cast):
    guild = GuildFactory(steward=cast.emil)
    for _turn in range(2):
        members.join_guild(guild, actor=cast.otto)
    assert guild.memberships.get(person=cast.otto).joined_on == today()
    for _turn in range(2):
        members.leave_guild(guild, actor=cast.otto)
    place = guild.memberships.get(person=cast.otto)
    assert (place.state, place.left_on) == ("left", today())
    members.join_guild(guild, actor=cast.otto)
    assert guild.memberships.filter(person=cast.otto).count() == 1
    assert verbs() == ["guild.joined", "guild.left", "guild.joined"]
    with pytest.raises(Refused, match="Hand it on"):
        members.leave_guild(guild, actor=cast.emil)


def test_on_request_a_steward_answers_and_whoever_asked_hears_it(cast):
    guild = GuildFactory(steward=cast.emil, joining="ask")
    place = members.join_guild(guild, actor=cast.otto, words="I audit forms.")
    assert (place.state, told("guilds.asked")) == ("asked", {cast.emil.pk})
    assert say("guilds.asked").body == "I audit forms."
    members.answer_request(place, actor=cast.emil, version=place.version, yes=False, words="Full for now.")
    assert (place.state, told("guilds.request_answered")) == ("refused", {cast.otto.pk})
    assert say("guilds.request_answered").body == "Full for now."
    place = members.join_guild(guild, actor=cast.otto)
    for _turn in range(2):
        members.answer_request(place, actor=cast.emil, version=place.version, yes=True)
    assert (place.state, place.joined_on) == ("member", today())
    assert Nudge.objects.filter(rule__code="guilds.request_answered").count() == 2
    asked = members.join_guild(guild, actor=cast.nora)
    members.leave_guild(guild, actor=cast.nora)
    with pytest.raises((Refused, Stale)):
        members.answer_request(asked, actor=cast.emil, version=asked.version, yes=True)


def test_a_hidden_guild_takes_only_who_was_invited(cast):
    guild = GuildFactory(steward=cast.emil, joining="hidden")
    with pytest.raises(Refused, match="invites"):
        members.join_guild(guild, actor=cast.otto)
    for _turn in range(2):
        members.invite_member(guild, actor=cast.emil, person=cast.otto, words="You audit.")
    assert told("guilds.invited") == {cast.otto.pk} and "Emil Test invites you" in say("guilds.invited").sentence
    assert members.join_guild(guild, actor=cast.otto).state == "member"
    assert not Guild.objects.visible_to(cast.nora).filter(pk=guild.pk).exists()


def test_inviting_somebody_who_asked_says_yes(cast):
    guild = GuildFactory(steward=cast.emil, joining="ask")
    members.join_guild(guild, actor=cast.otto)
    assert members.invite_member(guild, actor=cast.emil, person=cast.otto).state == "member"


# --- who tends it
def test_terms_are_added_handed_over_and_given_up_and_the_last_place_opens(cast):
    guild = GuildFactory(steward=cast.emil, people=[cast.mara])
    mine = guild.stewardships.get()
    for _turn in range(2):
        stewards.hand_over(mine, actor=cast.emil, version=1, to=cast.otto)
    theirs = guild.stewardships.current().get()
    assert (theirs.person, mine.handed_to, told("guilds.steward")) == (cast.otto, cast.otto, {cast.otto.pk})
    assert guild.memberships.get(person=cast.otto).state == "member"
    for _turn in range(2):
        stewards.step_down(theirs, actor=cast.otto, version=1)
    assert told("guilds.place_open") == {cast.emil.pk, cast.mara.pk}, "not who stepped down"
    assert "Would you?" in say("guilds.place_open").sentence
    stewards.take_stewardship(guild, actor=cast.mara)
    assert say("guilds.place_open") is None
    with pytest.raises(Refused, match="Mara Test tends it"):
        stewards.take_stewardship(guild, actor=cast.emil)
    for person in (cast.emil, cast.nora, cast.lena):
        stewards.add_steward(guild, actor=cast.mara, person=person)
        stewards.add_steward(guild, actor=cast.mara, person=person)
    with pytest.raises(Refused, match="Four"):
        stewards.add_steward(guild, actor=cast.mara, person=cast.otto)


def test_handing_over_what_has_ended_begins_nothing(cast):
    guild = GuildFactory(steward=cast.emil)
    term = guild.stewardships.get()
    stale = Stewardship.objects.get(pk=term.pk)
    stewards.step_down(term, actor=cast.emil, version=1)
    with pytest.raises(Refused, match="has ended"):
        stewards.hand_over(stale, actor=cast.emil, version=1, to=cast.otto)
    assert not guild.stewardships.current().exists()


def test_a_steward_is_reminded_in_the_last_month_and_goes_on_or_the_night_opens_the_place(cast):
    guild = GuildFactory(steward=cast.emil, people=[cast.mara])
    term = guild.stewardships.get()
    term_until(term, today() + NOTICE + dt.timedelta(days=1))
    stewards.renew_term(term, actor=cast.emil, version=1)
    assert (found(), term.version) == ([], 1), "not yet"
    term_until(term, today() + NOTICE)
    assert found() == [(term.pk, cast.emil.pk)]
    stewards.renew_term(term, actor=cast.emil, version=1)
    stewards.renew_term(term, actor=cast.emil, version=1)
    assert (term.until, found()) == (term_end(today() + NOTICE), [])
    assert stewards.end_terms() == 0
    term_until(term, today() - dt.timedelta(days=1))
    assert stewards.end_terms() == 1 and not guild.stewardships.current().exists()
    assert told("guilds.place_open") == {cast.emil.pk, cast.mara.pk}


def test_whose_term_the_night_ended_beside_others_hears_of_it(cast):
    guild = GuildFactory(name="Forms", steward=cast.emil, people=[cast.mara])
    other = stewards.add_steward(guild, actor=cast.emil, person=cast.mara)
    term_until(guild.stewardships.get(person=cast.emil), today() - dt.timedelta(days=1))
    assert stewards.end_terms() == 1
    assert (told("guilds.term_over"), told("guilds.place_open")) == ({cast.emil.pk}, set())
    assert "Your term for “Forms” ended on" in say("guilds.term_over").sentence
    stewards.add_steward(guild, actor=cast.mara, person=cast.emil)
    assert say("guilds.term_over") is None and other.ended_on is None


def term_until(term, day):
    Stewardship.objects.filter(pk=term.pk).update(until=day, since=day - dt.timedelta(days=100))
    term.refresh_from_db()


def found():
    from django.db import connection

    sql, values = terms_that_end(today())
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[:2] for row in cursor.fetchall()]


def test_who_has_left_tends_sponsors_and_belongs_to_nothing(cast):
    gone = PersonFactory(employed=False, is_active=False)
    gone.employments.create(valid_from=today() - dt.timedelta(days=400), valid_to=today() - dt.timedelta(days=2))
    tended = GuildFactory(steward=gone, people=[cast.mara], sponsor=cast.xenia)
    sponsored = GuildFactory(steward=cast.emil, sponsor=gone)
    asked = MembershipFactory(guild=sponsored, person=gone, state="asked")
    assert succession.look_after_guilds_of_leavers() == 1
    assert succession.end_places_of_leaver(gone) == 2
    assert succession.end_places_of_leaver(gone) == 0
    asked.refresh_from_db()
    sponsored.refresh_from_db()
    assert (asked.state, sponsored.sponsor) == ("left", None)
    assert not tended.stewardships.current().exists()
    assert told("guilds.place_open") == {cast.mara.pk, cast.xenia.pk}
    assert succession.look_after_guilds_of_leavers() == 0


# --- how many, and who acts
def test_tiers_follow_from_the_acts_of_ninety_days(cast):
    guild = GuildFactory(steward=cast.emil, people=[cast.mara, cast.dario, cast.otto, cast.nora, cast.lena])
    MembershipFactory(guild=guild, person=cast.xenia, state="asked")
    GuildPostFactory.create_batch(5, guild=guild, author=cast.mara)
    GuildAnswerFactory(author=cast.mara, post__guild=guild)
    GuildResourceFactory(guild=guild, added_by=cast.dario)
    held = SessionFactory(guild=guild, host=cast.otto, starts_at=now() - dt.timedelta(days=89), state="held")
    SeatFactory(session=held, person=cast.nora, attended=False)
    SeatFactory(session=held, person=cast.dario, attended=True)
    old = SessionFactory(guild=guild, host=cast.lena, starts_at=now() - dt.timedelta(days=91), state="held")
    SeatFactory(session=old, person=cast.lena, attended=True)
    GuildPostFactory(guild=guild, author=cast.lena, removed_at=now())
    GuildPostFactory(guild=guild, author=cast.xenia)
    count_members(guild)
    tiers = dict(guild.memberships.members().values_list("person__full_name", "tier"))
    assert tiers == {
        "Emil Test": "core",
        "Mara Test": "core",
        "Dario Test": "active",
        "Otto Test": "active",
        "Nora Test": "peripheral",
        "Lena Test": "peripheral",
    }
    assert guild.memberships.get(person=cast.dario).acts == 2
    assert (guild.members, guild.active_members, guild.core_members, guild.version) == (6, 4, 2, 1)


def test_of_few_people_no_health_is_told(cast, client_for):
    guild = old_guild(steward=cast.emil, people=[cast.mara, cast.otto])
    MembershipFactory.create_batch(2, guild=guild, joined_on=today() - 400 * A_DAY)
    count_health()
    assert "not enough people" in health_told(client_for(cast.lena), guild), "five are k, not k + 1"
    MembershipFactory(guild=guild, joined_on=today() - 400 * A_DAY)
    GuildMonth.objects.all().delete()
    assert "Told from the end of a quarter on." in health_told(client_for(cast.lena), guild)
    count_health()
    assert "Active: 15 % or more" in health_told(client_for(cast.lena), guild)


def old_guild(**fields) -> Guild:
    """Of a year ago and more, and so are those who belong and who tend it."""
    guild = GuildFactory(founded_at=now() - 500 * A_DAY, **fields)
    guild.memberships.update(joined_on=today() - 400 * A_DAY)
    guild.stewardships.update(since=today() - 400 * A_DAY)
    return guild


def health_told(client, guild: Guild) -> str:
    page = client.get(guild.get_absolute_url()).content.decode()
    return page[page.index(f'id="guild-{guild.pk}-health"') :].split("</section>")[0]


def test_who_joins_meanwhile_is_counted_after_the_last_of_them(cast):
    guild, another = GuildFactory(), GuildFactory(state="closed")
    count_soon(guild)
    count_soon(guild)
    [message] = OutboxMessage.objects.filter(task="guilds.count_members")
    assert message.available_at > message.created_at and message.kwargs == {"guild_id": guild.pk}
    assert count_all_soon() == 1
    assert not OutboxMessage.objects.filter(kwargs={"guild_id": another.pk}).exists()
