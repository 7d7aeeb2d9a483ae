"""Hosting, moving, cancelling; what repeats; swaps; what a session leaves behind."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from ecosystem.core.errors import Refused, Stale
from ecosystem.core.models import OutboxMessage, SearchEntry
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import registered
from guilds.actions import hosting, repeating, swaps
from guilds.actions.charters import write_charter
from guilds.actions.seats import save_seat
from guilds.models import Series
from guilds.session_entries import index_session
from tests.factories.guild_sessions import HostSwapFactory, SeatFactory, SessionFactory
from tests.factories.skills import SkillFactory
from tests.matrix.guilds_sessions import _guild

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
THURSDAY = dt.datetime(2026, 12, 3, 12, 30, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def at():
    with time_machine.travel(NOW, tick=False):
        yield


def told(code: str) -> set[int]:
    return set(Nudge.objects.filter(rule__code=f"guilds.{code}").values_list("person", flat=True))


def say(code: str) -> str:
    return registered(f"guilds.{code}").context(Nudge.objects.filter(rule__code=f"guilds.{code}").latest("pk")).sentence


def weekly(host, **fields) -> Series:
    given = {"title": "Reading circle", "kind": "reading", "minutes": 60, "zone": "Europe/Lisbon", **fields}
    return repeating.start_series(actor=host, **{"starts_at": THURSDAY, "rule": "FREQ=WEEKLY;BYDAY=TH", **given})


def days(series: Series) -> list[str]:
    return [f"{each.local_start:%a %d %b %H:%M}" for each in series.sessions.order_by("occurrence")]


# --- one session
def test_hosting_twice_is_one_session_that_search_finds(cast):
    given = {"title": "Forms", "kind": "lunch", "zone": "Europe/Lisbon", "starts_at": THURSDAY, "minutes": 45}
    session = hosting.host_session(actor=cast.emil, **given)
    assert hosting.host_session(actor=cast.emil, **given) == session
    assert SearchEntry.objects.get(kind="session").object_id == session.pk
    with pytest.raises(Refused):
        hosting.host_session(actor=cast.emil, **{**given, "starts_at": NOW - HOUR})


def test_a_move_raises_the_sequence_and_all_are_told_each_time(cast):
    session = SessionFactory(host=cast.emil)
    SeatFactory(session=session, person=cast.mara)
    for hours in (1, 2):
        moved = {"starts_at": session.starts_at + HOUR, "ends_at": session.ends_at + HOUR}
        hosting.change_session(session, actor=cast.emil, version=session.version, **moved)
        session.refresh_from_db()
        assert session.sequence == hours
    assert Nudge.objects.filter(rule__code="guilds.session_changed", person=cast.mara).count() == 2
    assert OutboxMessage.objects.filter(task="guilds.send_invitation").count() == 2
    hosting.change_session(session, actor=cast.emil, version=session.version, agenda="Other words")
    session.refresh_from_db()
    assert session.sequence == 2
    with pytest.raises(Stale):
        hosting.change_session(session, actor=cast.emil, version=1, title="Other")


def test_fewer_seats_than_are_taken_are_refused(cast):
    session = SessionFactory(host=cast.emil, capacity=3)
    for person in (cast.mara, cast.otto):
        save_seat(session, actor=person)
    with pytest.raises(Refused):
        hosting.change_session(session, actor=cast.emil, version=1, capacity=1)


def test_cancelling_tells_all_takes_the_offer_back_and_leaves_search(cast):
    session = hosting.host_session(
        actor=cast.emil, title="Forms", kind="lunch", zone="Europe/Lisbon", starts_at=THURSDAY, minutes=45, capacity=1
    )
    for person in (cast.mara, cast.otto):
        save_seat(session, actor=person)
    swap = HostSwapFactory(session=session)
    for _twice in range(2):
        hosting.cancel_session(session, actor=cast.emil, version=session.version, reason="Ill")
        session.refresh_from_db()
    swap.refresh_from_db()
    assert (session.state, session.sequence, swap.state) == ("cancelled", 1, "withdrawn")
    assert told("session_cancelled") == {cast.mara.pk, cast.otto.pk}
    assert not SearchEntry.objects.filter(kind="session").exists()


# --- what repeats
def test_a_series_has_its_sessions_of_90_days_and_the_night_makes_the_next(cast):
    skill = SkillFactory()
    series = weekly(cast.emil, skill=skill, application_question="Tried it?")
    assert weekly(cast.emil) == series
    assert series.sessions.count() == 13
    assert days(series)[0] == "Thu 03 Dec 12:30"
    assert repeating.make_all_sessions() == 0
    with time_machine.travel(NOW + dt.timedelta(days=60)):
        assert repeating.make_all_sessions() > 0
        assert repeating.make_all_sessions() == 0
    last = series.sessions.order_by("-occurrence").first()
    assert (last.skill, last.application_question, last.host) == (skill, "Tried it?", cast.emil)
    assert series.sessions.values("occurrence").distinct().count() == series.sessions.count()


def test_the_wall_clock_stays_through_the_night_that_is_an_hour_shorter(cast):
    starts_at = dt.datetime(2027, 3, 25, 12, 30, tzinfo=dt.UTC)
    series = weekly(cast.emil, starts_at=starts_at)
    before, after = series.sessions.order_by("occurrence")[:2]
    assert (before.starts_at.hour, after.starts_at.hour) == (12, 11)
    assert days(series)[:2] == ["Thu 25 Mar 12:30", "Thu 01 Apr 12:30"]


def test_one_is_moved_and_one_cancelled_and_neither_comes_back(cast):
    series = weekly(cast.emil)
    moved, cancelled = series.sessions.order_by("occurrence")[1:3]
    day = dt.timedelta(days=1)
    values = {"starts_at": moved.starts_at + day, "ends_at": moved.ends_at + day}
    hosting.change_session(moved, actor=cast.emil, version=1, **values)
    hosting.cancel_session(cancelled, actor=cast.emil, version=1)
    Series.objects.update(made_until=dt.date(2026, 12, 1))
    assert repeating.make_sessions(series) == []
    moved.refresh_from_db()
    assert (f"{moved.local_start:%a %d}", moved.occurrence) == ("Fri 11", dt.date(2026, 12, 10))


def test_this_and_all_after_change_together_but_for_one_moved_by_itself(cast):
    series = weekly(cast.emil)
    first, second, third, alone = series.sessions.order_by("occurrence")[:4]
    hosting.change_session(
        alone, actor=cast.emil, version=1, starts_at=alone.starts_at + HOUR, ends_at=alone.ends_at + HOUR
    )
    SeatFactory(session=second, person=cast.mara)
    SeatFactory(session=third, person=cast.mara)
    fields = {"title": "Books", "starts_at": second.starts_at - HOUR, "ends_at": second.ends_at - HOUR}
    repeating.change_following(second, actor=cast.emil, version=1, zone=second.zone, capacity=9, **fields)
    assert days(series)[:4] == ["Thu 03 Dec 12:30", "Thu 10 Dec 11:30", "Thu 17 Dec 11:30", "Thu 24 Dec 13:30"]
    first.refresh_from_db()
    assert first.title == "Reading circle"
    assert set(series.sessions.exclude(pk=first.pk).values_list("title", "capacity")) == {("Books", 9)}
    assert Nudge.objects.filter(rule__code="guilds.series_changed", person=cast.mara).count() == 1
    series.refresh_from_db()
    assert (series.local_time, series.title) == (dt.time(11, 30), "Books")


@pytest.mark.parametrize("shift", [1, 7, -2])
def test_this_and_all_after_go_on_from_another_day(cast, shift):
    series = weekly(cast.emil)
    second = series.sessions.order_by("occurrence")[1]
    hosting.cancel_session(series.sessions.order_by("occurrence")[3], actor=cast.emil, version=1)
    by = dt.timedelta(days=shift)
    fields = {"starts_at": second.starts_at + by, "ends_at": second.ends_at + by, "zone": second.zone}
    repeating.change_following(second, actor=cast.emil, version=1, **fields)
    rows = list(series.sessions.planned().order_by("occurrence"))
    assert [each.occurrence for each in rows] == [each.local_start.date() for each in rows]
    assert rows[1].occurrence == dt.date(2026, 12, 10) + by
    assert len({each.occurrence.weekday() for each in rows[1:]}) == 1
    with time_machine.travel(NOW + dt.timedelta(days=60)):
        repeating.make_all_sessions()
    weekday = (dt.date(2026, 12, 10) + by).weekday()
    later = series.sessions.filter(occurrence__gt=dt.date(2026, 12, 10) + by)
    assert {each.occurrence.weekday() for each in later} == {weekday}


def test_a_rule_that_cannot_follow_to_another_day_is_refused_and_nothing_changes(cast):
    series = weekly(cast.emil, rule="FREQ=WEEKLY;BYDAY=TU,TH")
    second = series.sessions.order_by("occurrence")[1]
    before, day = days(series), dt.timedelta(days=1)
    with pytest.raises(Refused):
        repeating.change_following(
            second,
            actor=cast.emil,
            version=1,
            starts_at=second.starts_at + day,
            ends_at=second.ends_at + day,
            zone=second.zone,
        )
    assert days(series) == before


def test_the_end_of_a_series_cancels_what_is_to_come_after_a_day(cast):
    series = weekly(cast.emil)
    first, second, third = series.sessions.order_by("occurrence")[:3]
    for session in (second, third):
        SeatFactory(session=session, person=cast.mara)
    for _twice in range(2):
        repeating.end_series(series, actor=cast.emil, version=series.version, after=second.occurrence)
    assert set(series.sessions.planned()) == {first, second}
    assert told("series_ended") == {cast.mara.pk}
    assert Nudge.objects.filter(rule__code="guilds.series_ended").count() == 1
    assert repeating.make_all_sessions() == 0


# --- another host
def test_a_host_who_cant_make_it_is_replaced_by_whoever_is_first(cast):
    session = SessionFactory(host=cast.emil)
    save_seat(session, actor=cast.dario)
    swap = swaps.offer_swap(session, actor=cast.emil, to=cast.dario)
    assert swaps.offer_swap(session, actor=cast.emil) == swap
    assert told("swap_offered") == {cast.dario.pk}
    swaps.take_swap(swap, actor=cast.dario)
    swaps.take_swap(swap, actor=cast.dario)
    session.refresh_from_db()
    assert (session.host, session.sequence, session.seated) == (cast.dario, 1, 0)
    assert told("swap_taken") == {cast.emil.pk}
    with pytest.raises(Refused):
        swaps.take_swap(swap, actor=cast.mara)
    with pytest.raises(Refused):
        swaps.withdraw_swap(swap, actor=cast.emil)


def test_nobody_hears_of_a_session_that_they_may_not_know_of(cast):
    skill = SkillFactory()
    cast.dario.teaching_offers.create(skill=skill, way="talks", offered_on=NOW.date())
    guild = _guild(cast)
    session = SessionFactory(host=cast.emil, guild=guild, skill=skill)
    index_session(session)
    write_charter(guild, actor=cast.otto, version=1, joining="hidden")
    assert not SearchEntry.objects.filter(kind="session").exists()
    with pytest.raises(Refused):
        swaps.offer_swap(session, actor=cast.emil, to=cast.dario)
    swaps.offer_swap(session, actor=cast.emil)
    assert told("swap_offered") == {cast.otto.pk}


def test_where_nobody_would_be_asked_the_host_names_somebody(cast, client_for):
    session = SessionFactory(host=cast.emil)
    with pytest.raises(Refused, match="Name somebody"):
        swaps.offer_swap(session, actor=cast.emil)
    answer = client_for(cast.emil).post(reverse("guilds:swap_offer", args=[session.pk]), {"to": "", "words": ""})
    assert answer.status_code == 422 and "Name somebody whom to ask." in answer.content.decode()
    assert not session.swaps.exists()


def test_who_was_named_and_cant_either_leaves_it_to_the_others(cast, client_for):
    session = SessionFactory(host=cast.emil, guild=_guild(cast))
    swap = swaps.offer_swap(session, actor=cast.emil, to=cast.dario)
    assert "I can’t either" in client_for(cast.dario).get(session.get_absolute_url()).content.decode()
    assert "I can’t either" not in client_for(cast.otto).get(session.get_absolute_url()).content.decode()
    for _twice in range(2):
        swaps.decline_swap(swap, actor=cast.dario)
    swap.refresh_from_db()
    assert (swap.state, swap.to) == ("offered", None)
    assert told("swap_offered") == {cast.dario.pk, cast.otto.pk} and told("swap_declined") == {cast.emil.pk}
    assert "others are asked now" in say("swap_declined")
    alone = SessionFactory(host=cast.emil)
    last = swaps.offer_swap(alone, actor=cast.emil, to=cast.dario)
    swaps.decline_swap(last, actor=cast.dario)
    assert "Name somebody." in say("swap_declined")
    assert swaps.offer_swap(alone, actor=cast.emil, to=cast.mara) != last


def test_leavers_hold_no_seat_and_what_they_host_is_offered(cast):
    session = SessionFactory(host=cast.emil, capacity=1)
    save_seat(session, actor=cast.otto)
    save_seat(session, actor=cast.mara)
    type(cast.emil).objects.filter(pk__in=[cast.emil.pk, cast.otto.pk]).update(is_active=False)
    assert swaps.look_after_sessions_of_leavers() == 2
    assert swaps.look_after_sessions_of_leavers() == 0
    assert session.seats.get(person=cast.mara).state == "seated"
    assert session.swaps.offered().count() == 1
