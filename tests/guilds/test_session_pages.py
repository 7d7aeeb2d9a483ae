"""Pages of sessions: three fields to host, one click to a seat, everybody's time, who sees what, and their statements."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ecosystem.core.clock import now
from guilds.models import Series, Session
from guilds.speakers import could_host, in_groups
from guilds.write_ups import draft_of
from tests.factories.guild_sessions import SeatFactory, SeriesFactory, SessionFactory
from tests.factories.guilds import GuildFactory
from tests.factories.people import PersonFactory, SiteFactory
from tests.factories.resources import ResourceFactory
from tests.factories.skills import SkillFactory
from tests.matrix.guilds_sessions import _guild, _with_material

pytestmark = pytest.mark.django_db
NEW = "/sessions/new/"


def day(days: int) -> dt.datetime:
    return (now() + dt.timedelta(days=days)).replace(hour=12, minute=30, second=0, microsecond=0, tzinfo=None)


def hosting(client, **more):
    """The form as a browser sends it: what it proposes, with three fields filled in."""
    form = client.get(NEW).context["form"]
    data = {field.html_name: field.value() for field in form if field.value() is not None}
    asked = {"title": "Forms", "starts_at": day(9).isoformat(timespec="minutes"), "kind": "lunch"}
    return client.post(NEW, {**data, **asked, **more})


def as_shown(answer):
    """What the form that came back shows, as a browser would send it again."""
    return {field.html_name: field.value() for field in answer.context["form"] if field.value() is not None}


def test_three_fields_are_enough_and_the_rest_is_as_the_format_proposes(client_for, cast):
    client = client_for(cast.emil)
    assert hosting(client).status_code == 302
    session = Session.objects.get()
    assert (session.minutes, session.capacity, session.zone) == (45, 24, "Europe/Lisbon")
    assert "shown" in session.agenda and session.application_question
    assert session.local_start.replace(tzinfo=None) == day(9)


def test_what_is_hosted_is_what_the_form_showed_also_without_scripts(client_for, cast):
    client = client_for(cast.emil)
    seen = hosting(client, title="Cases", kind="clinic", capacity="3", guild=_guild(cast).pk)
    assert seen.status_code == 422 and not Session.objects.exists()
    assert "60 minutes" in seen.content.decode()
    shown = as_shown(seen)
    assert (shown["minutes"], shown["capacity"], shown["proposed"]) == ("60", "3", "clinic")
    assert client.post(NEW, {**shown, "minutes": 45}).status_code == 302
    session = Session.objects.get()
    assert (session.minutes, session.capacity, session.guild.name) == (45, 3, "Accessibility 0")
    assert "Bring one case" in session.agenda


def test_choosing_a_format_shows_what_it_proposes_and_keeps_what_was_changed(client_for, cast):
    client = client_for(cast.emil, htmx=True)
    page = client.get(NEW)
    assert f'hx-post="{NEW}format/"' in page.content.decode()
    typed = {
        "kind": "dojo",
        "proposed": "lunch",
        "minutes": "45",
        "capacity": "7",
        "place": "Attic",
        "zone": "Asia/Tokyo",
    }
    answer = client.post(f"{NEW}format/", typed)
    html = answer.content.decode()
    assert answer.status_code == 200 and not Session.objects.exists()
    shown = as_shown(answer)
    assert (shown["minutes"], shown["capacity"], shown["place"], shown["proposed"]) == ("90", "7", "Attic", "dojo")
    assert 'name="proposed" value="dojo"' in html and "<form" not in html and "id_title" not in html


def test_repeating_makes_a_series_and_a_wrong_rule_says_why(client_for, cast):
    client = client_for(cast.emil)
    wrong = hosting(client, repeats="own", rule="every full moon")
    assert wrong.status_code == 422 and "FREQ=WEEKLY" in wrong.content.decode()
    answer = hosting(client, repeats="fortnightly")
    series = Series.objects.get()
    first = series.sessions.order_by("occurrence").first()
    assert answer["Location"] == first.get_absolute_url()
    assert series.rule.startswith("FREQ=WEEKLY;INTERVAL=2")
    later = series.sessions.order_by("occurrence")[1]
    change = client.get(reverse("guilds:session_change", args=[later.pk])).context["form"]
    data = {field.html_name: field.value() for field in change if field.value() is not None}
    data |= {"starts_at": data["starts_at"].isoformat(timespec="minutes"), "title": "Books", "following": "following"}
    assert client.post(reverse("guilds:session_change", args=[later.pk]), data).status_code == 302
    assert series.sessions.filter(title="Books").count() == series.sessions.count() - 1


def test_one_click_on_a_row_is_a_seat_and_back(client_for, cast):
    session = SessionFactory(host=cast.emil, capacity=1)
    client = client_for(cast.mara, htmx=True)
    row = client.post(reverse("guilds:seat_save", args=[session.pk])).content.decode()
    assert f'id="session-{session.pk}"' in row and "You have a seat" in row and "<html" not in row
    full = client_for(cast.otto, htmx=True).get(reverse("guilds:session_list")).content.decode()
    assert "Join the waitlist" in full and "· full" in full and "waiting" not in full
    row = client.post(reverse("guilds:seat_give_up", args=[session.pk])).content.decode()
    assert "Save a seat" in row
    plain = client_for(cast.mara).post(reverse("guilds:seat_save", args=[session.pk]), follow=True)
    assert "You have a seat" in plain.content.decode()


def test_a_second_seat_at_the_same_time_is_told_and_given(client_for, cast):
    start = (now() + dt.timedelta(days=3)).replace(hour=12, minute=30)
    hour, half = dt.timedelta(hours=1), dt.timedelta(minutes=30)
    first = SessionFactory(host=cast.emil, title="Forms", starts_at=start, ends_at=start + hour)
    same = SessionFactory(host=cast.otto, title="Charts", starts_at=start + half, ends_at=start + hour)
    after = SessionFactory(host=cast.otto, title="Later", starts_at=start + hour, ends_at=start + 2 * hour)
    client, told = client_for(cast.mara), "You have a seat elsewhere then: “Forms”"
    for session, hint in ((first, False), (same, True), (after, False)):
        page = client.post(reverse("guilds:seat_save", args=[session.pk]), follow=True).content.decode()
        assert (told in page, "You have a seat" in page) == (hint, True), session.title
    assert told in client.get(same.get_absolute_url()).content.decode()
    page = client_for(cast.emil).get(same.get_absolute_url()).content.decode()
    assert "You host elsewhere then: “Forms”" in page


def test_who_hosts_twice_at_the_same_time_reads_it(client_for, cast):
    client = client_for(cast.emil)
    hosting(client, title="Forms")
    page = client.get(hosting(client, title="Charts")["Location"]).content.decode()
    assert "It stands." in page and page.count("You host elsewhere then: “Forms”") == 2


def test_a_time_is_on_the_readers_clock_and_on_that_of_the_session(client_for, cast):
    SiteFactory(name="Pune", time_zone="Asia/Kolkata")
    starts_at = dt.datetime(2027, 1, 14, 12, 30, tzinfo=dt.UTC)
    session = SessionFactory(host=cast.emil, starts_at=starts_at)
    there = PersonFactory(time_zone="Asia/Kolkata")
    page = client_for(there).get(session.get_absolute_url()).content.decode()
    assert "18:00" in page and "Thu 12:30 in Lisbon" in page and "Pune" in page
    here = client_for(cast.mara).get(session.get_absolute_url()).content.decode()
    assert "in Lisbon)" not in here


def test_names_of_seats_and_the_call_are_for_those_who_come(client_for, cast):
    session = SessionFactory(host=cast.emil, guild=_guild(cast, joining="hidden"))
    seat = SeatFactory(session=session, person=PersonFactory(full_name="Ngaire Petrov"))
    assert client_for(cast.mara).get(session.get_absolute_url()).status_code == 404
    for person in (cast.otto, seat.person):
        page = client_for(person).get(session.get_absolute_url())
        assert page.status_code == 200
    assert "Ngaire" not in client_for(cast.otto).get(session.get_absolute_url()).content.decode()


def test_answers_are_shown_from_six_on_and_never_whose(client_for, cast):
    session = SessionFactory(host=cast.emil, starts_at=now() - dt.timedelta(days=1), state="held")
    for number in range(6):
        SeatFactory(session=session, useful=2, words=f"Shorter {number}", told_at=now(), attended=True)
        if number < 5:
            page = client_for(cast.emil).get(session.get_absolute_url()).content.decode()
            assert "Not enough answers yet" in page and "Shorter" not in page
    host = client_for(cast.emil).get(session.get_absolute_url()).content.decode()
    assert "above 80" in host and "Shorter 5" in host
    other = client_for(cast.mara).get(session.get_absolute_url()).content.decode()
    assert "above 80" in other and "Shorter" not in other


def test_speakers_stand_in_groups_with_why_and_without_a_number(client_for, cast):
    skill = SkillFactory(name="Accessibility")
    for person, way in ((cast.emil, "talks"), (cast.mara, "talks"), (cast.otto, "answers")):
        person.teaching_offers.create(skill=skill, way=way, offered_on=now().date())
    SessionFactory(host=cast.mara, starts_at=now() - dt.timedelta(days=30), state="held")
    SessionFactory(host=cast.dario, skill=skill, starts_at=now() - dt.timedelta(days=400), state="held")
    groups = in_groups(could_host(skill))
    assert [[each.person for each in people] for _name, people in groups] == [
        [cast.emil],
        [cast.mara],
        [cast.dario, cast.otto],
    ]
    page = client_for(cast.lena).get(reverse("guilds:speaker_list") + "?skill=accessibility").content.decode()
    assert "offers to give talks on Accessibility" in page and "has hosted nothing here yet" in page
    assert "hosted a session on Accessibility before" in page


def test_material_is_found_by_title_or_address(client_for, cast):
    session = SessionFactory(host=cast.emil)
    resource = ResourceFactory(title="Contrast in charts")
    add = reverse("guilds:material_add", args=[session.pk])
    client = client_for(cast.emil)
    for text in ("contrast in charts", f"http://testserver/library/{resource.pk}/"):
        assert client.post(add, {"resource": text}).status_code == 302
    assert client.post(add, {"resource": "nothing of the kind"}).status_code == 422
    assert session.material.get().resource == resource


MONDAY = dt.datetime(2026, 12, 7, 9, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("zone", "days", "said"),
    [
        ("Europe/Lisbon", 3, "Next is Thursday at 12:30"),
        ("Pacific/Auckland", 3, "Next is Friday at 01:30"),
        ("Europe/Lisbon", 0, "Next is today at 12:30"),
        ("Pacific/Auckland", 0, "Next is tomorrow at 01:30"),
        ("Europe/Lisbon", 7, "Next is Monday 14 December at 12:30"),
    ],
)
def test_the_next_session_is_told_on_the_clock_of_who_reads(cast, client_for, zone, days, said):
    with time_machine.travel(MONDAY, tick=False):
        guild = _guild(cast)
        SessionFactory(guild=guild, starts_at=MONDAY + dt.timedelta(days=days, hours=3, minutes=30))
        client = client_for(PersonFactory(time_zone=zone))
        page = client.get(guild.get_absolute_url()).content.decode()
        assert said in page and f"times in {zone.rpartition('/')[2]}" in page
        assert said in client.get(reverse("guilds:session_list")).content.decode()


def statements(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len([each for each in seen.captured_queries if "SAVEPOINT" not in each["sql"]])


def test_pages_keep_to_their_statements_however_many_come(client_for, cast):
    session = _with_material(cast)
    Session.objects.filter(pk=session.pk).update(skill=SkillFactory(), capacity=31)
    for _n in range(30):
        SeatFactory(session=session)
        SeatFactory(session=SessionFactory(host=cast.emil, guild=session.guild), person=cast.mara)
    SeatFactory(session=session, person=cast.dario, state="waiting")
    for person in (cast.emil, cast.mara, cast.dario, cast.otto):
        assert statements(client_for(person), session.get_absolute_url()) <= 12, person
    assert statements(client_for(cast.mara), reverse("guilds:session_list")) <= 12
    assert statements(client_for(cast.mara), reverse("guilds:session_list") + "?show=mine") <= 12
    held = SessionFactory(host=cast.emil, guild=session.guild, state="held", starts_at=now() - dt.timedelta(days=20))
    for _n in range(12):
        SeatFactory(session=held, useful=1, told_at=now(), attended=True)
    for person in (cast.emil, cast.otto):
        assert statements(client_for(person), held.get_absolute_url()) <= 12, person
        assert statements(client_for(person), reverse("guilds:attendance_list", args=[held.pk])) <= 12
    assert statements(client_for(cast.mara), session.guild.get_absolute_url()) <= 4


def test_what_is_over_speaks_of_what_was_and_every_session_names_its_guild(cast, client_for):
    guild = GuildFactory(name="Forms", steward=cast.emil, people=[cast.mara])
    ago = now() - dt.timedelta(days=3)
    held = SessionFactory(
        guild=guild,
        host=cast.emil,
        series=SeriesFactory(guild=guild, host=cast.emil),
        starts_at=ago,
        occurrence=ago.date(),
    )

    def shown(url, who=cast.mara):
        return client_for(who).get(url).content.decode().split("<main")[1]

    seat = SeatFactory(session=held, person=cast.mara)
    assert "You had a seat" in shown(f"/sessions/?show=past&guild={guild.pk}")
    page = shown(held.get_absolute_url())
    assert "You had a seat" in page and "You have a seat" not in page and "I was there" in page
    assert f'<a class="link link-plain" href="{guild.get_absolute_url()}">Forms</a>' in page
    client_for(cast.mara).post(reverse("guilds:attended_say", args=[held.pk]))
    seat.refresh_from_db()
    page = shown(held.get_absolute_url())
    assert seat.attended and "You were there" in page and "I was there" not in page
    assert "End it after this one" not in shown(held.get_absolute_url(), cast.emil)


def test_the_list_of_sessions_names_its_months_and_what_is_over_as_over(client_for, cast):
    with time_machine.travel(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC), tick=False):
        for days in (1, 3, 12, -20):
            SessionFactory(host=cast.emil, starts_at=now() + dt.timedelta(days=days))
        client = client_for(cast.emil)
        page = client.get("/sessions/").content.decode()
        assert page.count(">November 2026</h2>") == page.count(">December 2026</h2>") == 1 and "You host it" in page
        past = client.get("/sessions/?show=past").content.decode()
        assert "You hosted it" in past and "You host it" not in past


def test_a_cancelled_one_speaks_of_seats_in_the_past(client_for, cast):
    session = SessionFactory(host=cast.emil, state="cancelled")
    SeatFactory(session=session, person=cast.mara)
    page = " ".join(client_for(cast.otto).get(session.get_absolute_url()).content.decode().split())
    assert "One person had a seat" in page and "To follow." not in page


def test_the_last_day_of_a_series_is_chosen_from_a_calendar(client_for, cast):
    series = SeriesFactory(host=cast.emil)
    page = client_for(cast.emil).get(reverse("guilds:series_end", args=[series.pk]) + "?after=2026-12-30")
    assert '<input type="date" name="after" value="2026-12-30"' in page.content.decode()


def test_what_is_written_up_of_a_series_names_its_day(cast):
    series = SeriesFactory(host=cast.emil)
    held = {"host": cast.emil, "title": "Circle", "starts_at": dt.datetime(2026, 10, 8, 11, tzinfo=dt.UTC)}
    one, alone = SessionFactory(series=series, **held), SessionFactory(**held)
    assert (draft_of(one)["title"], draft_of(alone)["title"]) == ("Circle, 8 October 2026", "Circle")
