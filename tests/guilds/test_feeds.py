"""Feeds: secret, revocable, and cheap to ask whether anything changed."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from ics import Calendar

from ecosystem.core.clock import now
from guilds.actions.charters import merge_guild
from guilds.actions.feeds import make_feed, revoke_feed
from guilds.actions.seats import give_up_seat, save_seat
from guilds.models import CalendarFeed, Guild, Seat, Session, Slot
from tests.factories.meeting import HoursFactory, MeetingFactory

pytestmark = pytest.mark.django_db


def guild(**fields) -> Guild:
    return Guild.objects.create(
        **{"name": "Tracing", "purpose": "See", "audience": "All", "charter_changed_at": now(), **fields},
        founded_at=now(),
        state_since=now(),
    )


def read(secret: str, **headers):
    return Client(headers=headers).get(f"/calendar/{secret}.ics")


def titles(secret: str) -> dict[str, str]:
    return {event.name: event.status for event in Calendar(read(secret).content.decode()).events}


def test_a_persons_feed_holds_what_they_host_sit_in_and_booked(emil, mara, otto):
    seated, hosted = MeetingFactory(title="Seated"), MeetingFactory(title="Hosted", host=emil)
    save_seat(seated, actor=emil)
    invited = MeetingFactory(title="Invited")
    Seat.objects.create(session=invited, person=emil, state="invited", turn=1, changed_at=now())
    off = MeetingFactory(title="Off", host=emil, state=Session.State.CANCELLED)
    MeetingFactory(title="Of others", host=otto)
    hours, when = HoursFactory(person=mara), now() + dt.timedelta(days=2)
    Slot.objects.create(
        hours=hours, starts_at=when, ends_at=when + dt.timedelta(minutes=15), state="booked", booked_by=emil
    )
    _feed, secret = make_feed(actor=emil)
    assert titles(secret) == {
        seated.title: "CONFIRMED",
        hosted.title: "CONFIRMED",
        invited.title: "TENTATIVE",
        off.title: "CANCELLED",
        "Anything about queues, with Mara Test": "CONFIRMED",
    }


def test_a_guilds_feed_is_for_who_reads_the_guild(emil, mara):
    place, hidden = guild(), guild(name="Quiet", joining="hidden")
    MeetingFactory(title="Of the guild", guild=place)
    MeetingFactory(title="Of none")
    assert titles(make_feed(actor=emil, guild=place)[1]) == {"Of the guild": "CONFIRMED"}
    hidden.memberships.create(person=emil, state="member", joined_on=dt.date(2026, 1, 1), changed_at=now())
    _feed, secret = make_feed(actor=emil, guild=hidden)
    assert read(secret).status_code == 200
    hidden.memberships.update(state="left")
    assert read(secret).status_code == 404


def test_an_address_is_kept_as_a_hash_replaced_revoked_and_ends_with_the_person(emil, otto):
    first, secret = make_feed(actor=emil)
    assert secret not in str(vars(first)) and read(secret).status_code == 200
    second, newer = make_feed(actor=emil)
    assert (read(secret).status_code, read(newer).status_code) == (404, 200)
    revoke_feed(second, actor=emil)
    revoke_feed(second, actor=emil)
    assert read(newer).status_code == 404
    _feed, last = make_feed(actor=otto)
    type(otto).objects.filter(pk=otto.pk).update(is_active=False)
    assert read(last).status_code == 404
    assert read("no-such-ü").status_code == 404


def test_conditional_requests_cost_one_statement_and_full_ones_three(emil, django_assert_max_num_queries):
    Session.objects.bulk_create(MeetingFactory.build(title=f"Session {n}", host=emil) for n in range(500))
    _feed, secret = make_feed(actor=emil)
    read(secret)
    with django_assert_max_num_queries(3):
        full = read(secret)
    assert full.content.count(b"BEGIN:VEVENT") == 500
    assert (full["Cache-Control"], full["Content-Type"]) == ("private, no-cache", "text/calendar; charset=utf-8")
    for asked in ({"If-None-Match": full["ETag"]}, {"If-Modified-Since": full["Last-Modified"]}):
        with django_assert_max_num_queries(1):
            assert (again := read(secret, **asked)).status_code == 304
        assert (again.content, again["ETag"]) == (b"", full["ETag"])


def test_every_change_is_another_edition(emil):
    session = MeetingFactory()
    _feed, secret = make_feed(actor=emil)
    seen = [read(secret)["ETag"]]
    for change in (
        lambda: save_seat(session, actor=emil),
        lambda: Session.objects.filter(pk=session.pk).update(version=2, changed_at=now()),
        lambda: give_up_seat(session, actor=emil),
    ):
        change()
        seen.append(read(secret)["ETag"])
    with time_machine.travel(now() + dt.timedelta(days=7), tick=False):
        seen.append(read(secret)["ETag"])  # so that the day of the last reading is kept
    assert len(set(seen)) == len(seen)
    assert CalendarFeed.objects.get(revoked_at=None).last_read_on


def test_the_page_shows_an_address_once(client_for, emil, mara):
    client = client_for(emil)
    place = guild()
    place.memberships.create(person=emil, state="member", joined_on=dt.date(2026, 1, 1), changed_at=now())
    assert "Make an address for Tracing" in client.get("/sessions/calendar/").content.decode()
    made = client.post(f"/guilds/{place.pk}/calendar/")
    address = made.content.decode().partition('value="http')[2].partition('"')[0]
    assert Client().get("/calendar/" + address.rpartition("/")[2]).status_code == 200
    assert "/calendar/" + address.rpartition("/")[2] not in client.get("/sessions/calendar/").content.decode()
    feed = CalendarFeed.objects.get()
    assert client_for(mara).post(f"/sessions/calendar/{feed.pk}/revoke/").status_code == 404
    assert client.post(f"/sessions/calendar/{feed.pk}/revoke/").status_code == 302


def test_one_session_to_download(client_for, otto):
    session = MeetingFactory(title="Alone")
    response = client_for(otto).get(f"/sessions/{session.pk}/session.ics")
    (event,) = Calendar(response.content.decode()).events
    assert (event.name, response["Cache-Control"]) == ("Alone", "private, no-cache")


def test_the_address_of_a_guild_that_merges_reads_the_other_where_its_owner_may(emil, mara, otto):
    old, into = guild(), guild(name="Observing", joining="hidden")
    for place in (old, into):
        place.memberships.create(person=emil, state="member", joined_on=dt.date(2026, 1, 1), changed_at=now())
    old.memberships.create(person=mara, state="member", joined_on=dt.date(2026, 1, 1), changed_at=now())
    MeetingFactory(title="To come", guild=old)
    secrets = {person: make_feed(actor=person, guild=old)[1] for person in (emil, mara, otto)}
    both = make_feed(actor=emil, guild=into)[1]
    with time_machine.travel(now() + dt.timedelta(hours=1), tick=False):
        since = {"If-Modified-Since": read(secrets[mara])["Last-Modified"]}
        merge_guild(old, actor=emil, version=old.version, into=into)
        assert titles(secrets[mara]) == titles(both) == {"To come": "CONFIRMED"}
        assert read(secrets[mara], **since).status_code == 200
        assert titles(secrets[emil]) == titles(secrets[otto]) == {}
