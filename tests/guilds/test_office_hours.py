"""Office hours: quarters at the wall clock, booked once, given back the evening before."""

import datetime as dt
import threading
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection

from ecosystem.core.errors import Refused
from ecosystem.notifications.models import Nudge
from guilds.actions import office_hours as acts
from guilds.models import Slot
from guilds.quarters import freed_at, quarters
from tests.factories.meeting import HoursFactory, at
from tests.factories.people import PersonFactory
from tests.factories.skills import SkillFactory

MONDAY = "2026-12-07T09:00:00Z"


@pytest.mark.parametrize(
    ("zone", "after", "clocks"),
    [
        ("Europe/Lisbon", dt.date(2026, 3, 23), ["10:00+00:00", "10:00+01:00"]),
        ("Europe/Lisbon", dt.date(2026, 10, 19), ["10:00+01:00", "10:00+00:00"]),
        ("Asia/Kolkata", dt.date(2026, 3, 23), ["10:00+05:30", "10:00+05:30"]),
        ("Pacific/Auckland", dt.date(2026, 3, 30), ["10:00+13:00", "10:00+12:00"]),
    ],
)
def test_quarters_keep_the_wall_clock(zone, after, clocks):
    told = {"weekday": 1, "local_time": dt.time(10), "zone": zone, "slots": 2}
    found = list(quarters(**told, after=after, until=after + dt.timedelta(days=13)))
    words = [moment.astimezone(ZoneInfo(zone)).isoformat() for moment in found[::2]]
    assert [word[11:16] + word[19:] for word in words] == clocks
    assert all(
        second - first == dt.timedelta(minutes=15) for first, second in zip(found[::2], found[1::2], strict=True)
    )


def test_the_evening_before_is_that_of_where_they_are():
    slot = at("Pacific/Auckland", 2026, 12, 8, 10)
    assert freed_at(slot, "Pacific/Auckland") == at("Pacific/Auckland", 2026, 12, 7, 18)


@pytest.fixture
def slots(mara):
    """Mara's hour of Tuesday 8 December and the three after it, made on Monday morning."""
    with time_machine.travel(MONDAY, tick=False):
        fields = {"about": "Queues", "weekday": 1, "local_time": dt.time(10), "slots": 4, "zone": "Europe/Lisbon"}
        hours = acts.open_hours(actor=mara, **fields)
        assert acts.open_hours(actor=mara, **fields) == hours
        acts.make_all_slots()
        yield list(hours.times.order_by("starts_at"))


@pytest.mark.django_db
def test_a_quarter_is_booked_once_and_cancelled_by_either(slots, emil, otto, mara):
    slot = slots[0]
    assert (len(slots), slot.starts_at) == (16, at("UTC", 2026, 12, 8, 10))
    acts.book_slot(slot, actor=emil, agenda="Why is it slow?")
    acts.book_slot(slot, actor=emil, agenda="Why is it slow?")
    with pytest.raises(Refused):
        acts.book_slot(Slot.objects.get(pk=slot.pk), actor=otto, agenda="Mine")
    assert Nudge.objects.filter(person=mara).count() == 1
    acts.cancel_slot(slot, actor=emil)
    acts.cancel_slot(slot, actor=emil)
    slot.refresh_from_db()
    assert (slot.state, slot.booked_by, slot.agenda) == ("free", None, "")
    acts.book_slot(slot, actor=otto, agenda="Mine")
    acts.cancel_slot(slot, actor=mara)
    slot.refresh_from_db()
    assert slot.state == "cancelled"
    assert Nudge.objects.filter(person=otto).count() == 1


@pytest.mark.django_db
def test_what_nobody_booked_is_given_back_the_evening_before(slots, emil):
    acts.book_slot(slots[0], actor=emil, agenda="Why?")
    assert acts.free_unbooked(at("Europe/Lisbon", 2026, 12, 7, 17, 59)) == 0
    assert acts.free_unbooked(at("Europe/Lisbon", 2026, 12, 7, 18)) == 3
    assert Slot.objects.filter(state="free").count() == 12
    with pytest.raises(Refused):
        acts.book_slot(Slot.objects.get(pk=slots[1].pk), actor=emil, agenda="Late")
    assert acts.close_past(at("Europe/Lisbon", 2026, 12, 8, 11)) == 1


@pytest.mark.django_db
def test_ending_them_frees_what_is_to_come_and_tells_who_booked(slots, emil, mara):
    acts.book_slot(slots[0], actor=emil, agenda="Why?")
    acts.end_hours(slots[0].hours, actor=mara, version=None)
    assert set(Slot.objects.values_list("state", flat=True)) == {"cancelled", "freed"}
    assert Nudge.objects.filter(person=emil).count() == 1


@pytest.mark.django_db
def test_who_booked_and_what_for_is_for_the_two(client_for, emil, otto, mara):
    slot = Slot.objects.create(
        hours=HoursFactory(person=mara), starts_at=at("UTC", 2027, 1, 5, 10), ends_at=at("UTC", 2027, 1, 5, 10, 15)
    )
    page = slot.hours.get_absolute_url()
    assert client_for(emil).post(f"/guilds/slots/{slot.pk}/book/", {"agenda": "A secret line"}).status_code == 302
    assert "A secret line" in client_for(mara).get(page).content.decode()
    assert "A secret line" not in client_for(otto).get(page).content.decode()
    assert client_for(otto).post(f"/guilds/slots/{slot.pk}/cancel/").status_code == 404


@pytest.mark.django_db
def test_fifty_at_a_time(client_for, emil, mara):
    hours, begin = HoursFactory.create_batch(51, person=mara)[0], at("UTC", 2027, 1, 5, 10)
    times = [begin + number * dt.timedelta(minutes=15) for number in range(52)]
    Slot.objects.bulk_create(Slot(hours=hours, starts_at=starts, ends_at=ends) for starts, ends in pairwise(times))
    client = client_for(emil)
    for address, name in (("/guilds/office-hours/", "rows"), (hours.get_absolute_url(), "slots")):
        first = client.get(address)
        assert len(first.context[name]) == 50 and "?page=2" in first.content.decode()
        assert len(client.get(f"{address}?page=2").context[name]) == 1


@pytest.mark.django_db
def test_they_are_found_by_skill_in_the_list_and_on_its_page(
    client_for, emil, mara, otto, django_assert_max_num_queries
):
    tracing, queues = SkillFactory(name="Tracing"), SkillFactory(name="Queues")
    HoursFactory(person=mara, skill=tracing, about="Slow traces")
    HoursFactory(person=otto, skill=queues, about="Stuck queues")
    HoursFactory(person=otto, skill=tracing, about="Gone", ended_at=at("UTC", 2026, 1, 1))
    HoursFactory(person=emil, skill=tracing, about="My own traces")
    HoursFactory.create_batch(51, person=mara, skill=queues)
    client = client_for(emil)
    with django_assert_max_num_queries(8):
        answer = client.get("/guilds/office-hours/?skill=tracing")
    assert [hours.about for hours in answer.context["rows"]] == ["My own traces", "Slow traces"]
    assert list(answer.context["skill_names"]) == ["Queues", "Tracing"]
    assert "?skill=Queues&amp;page=2" in client.get("/guilds/office-hours/?skill=Queues").content.decode()
    unknown = client.get("/guilds/office-hours/?skill=Tracin")
    assert list(unknown.context["rows"]) == [] and "Did you mean Tracing?" in unknown.content.decode()
    other = SkillFactory(name="C++ & more")
    assert (
        "Nobody has office hours on C++ &amp; more yet"
        in client.get("/guilds/office-hours/", {"skill": other.name}).content.decode()
    )
    page = client.get(tracing.get_absolute_url()).content.decode()
    assert "Slow traces" in page and "Office hours of Mara Test" in page and "leads to None" not in page
    assert "My own traces" not in page and "Stuck queues" not in page and "Gone" not in page


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_has_the_quarter(organisation):
    slot = Slot.objects.create(
        hours=HoursFactory(person=PersonFactory()),
        starts_at=at("UTC", 2027, 1, 5, 10),
        ends_at=at("UTC", 2027, 1, 5, 10, 15),
    )
    people, done = [PersonFactory() for _number in range(4)], []

    def book(person):
        try:
            acts.book_slot(Slot.objects.select_related("hours").get(pk=slot.pk), actor=person, agenda="x")
            done.append(person.pk)
        except Refused:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=book, args=[person]) for person in people]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(done) == 1
    assert Slot.objects.get().booked_by_id == done[0]


@pytest.mark.django_db
def test_the_list_says_when_each_is_free_next_and_one_line_books_whichever_is_pressed(slots, client_for, emil, mara):
    acts.book_slot(slots[0], actor=mara, agenda="Mine")
    client, hours = client_for(emil), slots[0].hours
    assert "next free Tue 8 Dec, 10:15" in client.get("/guilds/office-hours/").content.decode()
    page = client.get(hours.get_absolute_url()).content.decode()
    assert page.count('name="agenda"') == 1 and f'formaction="/guilds/slots/{slots[1].pk}/book/"' in page
    assert "Book the next one, Tue 8 Dec, 10:15" in page
    wrong = client.post(f"/guilds/slots/{slots[1].pk}/book/", {"agenda": "x" * 301})
    assert wrong.status_code == 422 and "x" * 301 in wrong.content.decode() and "error" in wrong.content.decode()
