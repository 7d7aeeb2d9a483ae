"""Storyline 1 of the demo company from end to end: from a gap by way of a guild's session to evidence.

Invitations are read by another calendar library than the one that writes them, and answered as a calendar answers.
"""

import datetime as dt
import mailbox
import re
from email.message import EmailMessage

import pytest
from django.urls import reverse
from ics import Calendar

from accounts.actions.assessments import Said, confirm_levels, state_levels
from accounts.models import PersonSkill
from accounts.refresh import touch
from ecosystem.core.clock import now, today
from ecosystem.core.jobs import start_run
from ecosystem.core.models import JobRun, SearchEntry
from ecosystem.core.outbox import deliver
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.tasks import find_nudges, send_due
from goals.actions.key_results import read_people_at_level
from goals.actions.opportunities import post_opportunity
from goals.actions.suggestions import suggest
from goals.models import GuildObjective, Path, Suggestion
from guilds.meeting_tasks import read_calendar_replies
from guilds.models import CalendarReply, Guild, Seat, Session
from guilds.session_tasks import close_sessions
from guilds.tasks import count_members
from resources.models import Resource
from tests.factories.goals import KeyResultFactory, ObjectiveFactory
from tests.factories.guilds import GuildFactory
from tests.factories.paths import PathFactory
from tests.factories.people import PersonFactory
from tests.factories.skills import AssessmentFactory, RequirementFactory, SkillFactory

pytestmark = pytest.mark.django_db
TITLE = "Forms a screen reader can finish"


@pytest.fixture
def at(time_machine):
    """Set the clock, in UTC: at("2026-11-24 10:00")."""

    def travel(text: str) -> None:
        time_machine.move_to(dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC), tick=False)

    return travel


@pytest.fixture
def company(at, organisation, request):
    """Emil builds forms and knows of accessibility (1 of 2); otto tends its guild; dario leads the bank project."""
    at("2026-11-30 09:00")
    cast = request.getfixturevalue("cast")
    cast.skill = SkillFactory(name="Accessibility", code="A11Y")
    RequirementFactory(job_role=cast.engineer, skill=cast.skill, level=2)
    for days, level in ((37, 0), (5, 1)):
        day = today() - dt.timedelta(days=days)
        AssessmentFactory(
            person=cast.emil, skill=cast.skill, level=level, source="manager", assessor=cast.mara, stated_on=day
        )
    touch([cast.emil.pk], [cast.skill.pk])
    cast.guild = GuildFactory(name="Accessibility", steward=cast.otto, people=[cast.lena])
    cast.objective = ObjectiveFactory(code="O5", title="Accessible by default", owner=cast.xenia)
    cast.key_result = KeyResultFactory(
        objective=cast.objective, kind="people_at_level", skill=cast.skill, skill_level=2, baseline=0, target=5
    )
    GuildObjective.objects.create(guild=cast.guild, objective=cast.objective, linked_at=now())
    cast.path = PathFactory(title="To accessible forms", skill=cast.skill, to_level=2, state=Path.State.PUBLISHED)
    cast.colleagues = [PersonFactory(full_name=f"Colleague {number}", unit=cast.engineering) for number in range(2)]
    return cast


def as_proposed(client, name: str, *args, **more) -> dict:
    """What the form proposes, with something filled in."""
    form = client.get(reverse(name, args=args)).context["form"]
    data = {field.html_name: field.value() for field in form if field.value() is not None}
    if isinstance(data.get("starts_at"), dt.datetime):
        data["starts_at"] = data["starts_at"].isoformat(timespec="minutes")
    return {**data, **more}


def invitations(person, mailoutbox) -> list[str]:
    """The entries that came to somebody by mail, the first one first."""
    mails = [mail for mail in mailoutbox if mail.to == [person.email]]
    return [text for mail in mails for text, kind in mail.alternatives if kind.startswith("text/calendar")]


def answer(person, invitation: str, said: str) -> bytes:
    """What a calendar sends back for an invitation: its UID and SEQUENCE, one attendee, and a word."""
    (event,) = Calendar(invitation).events
    sequence = re.search(r"^SEQUENCE:(\d+)", invitation, re.MULTILINE)[1]
    text = "\r\n".join(
        [
            "BEGIN:VCALENDAR", "PRODID:-//Another calendar//EN", "VERSION:2.0", "METHOD:REPLY", "BEGIN:VEVENT",
            f"UID:{event.uid}", f"SEQUENCE:{sequence}", f"DTSTAMP:{now():%Y%m%dT%H%M%SZ}",
            f"DTSTART:{event.begin.to('utc').datetime:%Y%m%dT%H%M%SZ}", f"SUMMARY:{said.title()}: {event.name}",
            f"ORGANIZER;CN={event.organizer.common_name}:mailto:{event.organizer.email}",
            f"ATTENDEE;CN={person.full_name};PARTSTAT={said}:mailto:{person.email}", "END:VEVENT", "END:VCALENDAR", "",
        ]
    )  # fmt: skip
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"{person.full_name} <{person.email}>", event.organizer.email, said
    mail["Message-ID"] = f"<{said}-{sequence}-{person.pk}@calendar.example>"
    mail.set_content("I answered in my calendar.")
    mail.add_alternative(text, subtype="calendar", params={"method": "REPLY"})
    return mail.as_bytes()


def work() -> None:
    """What the schedules do by themselves."""
    read_calendar_replies(run_id=start_run("read_calendar_replies", now().isoformat()))
    close_sessions(run_id=start_run("close_sessions", now().isoformat()))
    find_nudges(run_id=start_run("find_nudges", now().isoformat()))
    deliver()
    send_due(run_id=start_run("send_nudges", now().isoformat()))
    deliver()
    assert not JobRun.objects.exclude(error="").exists()


def test_storyline_01_from_a_gap_to_evidence(company, at, client_for, mailoutbox, settings, tmp_path):
    emil, skill = company.emil, company.skill
    box = mailbox.Maildir(tmp_path / "replies")
    settings.CALENDAR_ADDRESS, settings.CALENDAR_REPLIES = "learn@example.com", str(tmp_path / "replies")
    read_people_at_level(today())
    company.key_result.refresh_from_db()
    assert company.key_result.current == 0

    # his manager suggests a path; on it he finds the guild that tends the skill
    suggestion = suggest(emil, actor=company.mara, kind="path", path=company.path, why="The bank asks for it.")
    accept = reverse("goals:suggestion_accept", args=[suggestion.pk])
    assert client_for(emil).post(accept, {"version": suggestion.version}).status_code == 302
    assert Suggestion.objects.get().state == "accepted" and company.path.enrolments.get().person == emil
    assert client_for(emil).post(reverse("guilds:guild_join", args=[company.guild.pk])).status_code == 302

    session = hosted(company, client_for)
    invited = in_the_calendar(company, session, client_for, mailoutbox)
    calendars_answer(company, session, invited, at, box, mailoutbox)
    listed_in_the_feed(company, invited[-1], at, client_for)
    seat = held(company, session, at, client_for)
    done_at_work(company, at, client_for)

    # two weeks after the session he has used it; he and his manager say so, and objective 5 counts one more
    at("2026-12-28 10:00")
    work()
    said = client_for(emil).post(
        reverse("guilds:applied_say", args=[seat.pk]), {"applied": "yes", "words": "On the bank form"}
    )
    assert said.status_code == 302 and Seat.objects.get(pk=seat.pk).applied is True
    state_levels(emil, actor=emil, said={skill.pk: Said(2)})
    confirm_levels(emil, actor=company.mara, said={skill.pk: Said(2)})
    deliver()
    assert PersonSkill.objects.get(person=emil, skill=skill).level == 2
    read_people_at_level(today())
    company.key_result.refresh_from_db()
    assert company.key_result.current == 1


def hosted(company, client_for) -> Session:
    """Otto hosts a lunch & learn from three fields, at half past twelve in Lisbon; two colleagues come, of whom the second waits."""
    emil, otto, skill = company.emil, company.otto, company.skill
    host = client_for(otto)
    new = reverse("guilds:session_new") + f"?guild={company.guild.pk}"
    form = host.get(new).context["form"]
    data = {field.html_name: field.value() for field in form if field.value() is not None}
    data |= {"title": TITLE, "starts_at": "2026-12-10T12:30", "zone": "Europe/Lisbon", "kind": "lunch", "capacity": 2}
    data |= {"skill": skill.name, "level": 2}
    assert host.post(new, data).status_code == 302
    session = Session.objects.get()
    assert (session.guild, session.starts_at) == (company.guild, dt.datetime(2026, 12, 10, 12, 30, tzinfo=dt.UTC))

    # one click on the guild's page; two colleagues too, of whom the second waits
    page = client_for(emil).get(company.guild.get_absolute_url()).content.decode()
    assert TITLE in page and "2 seats are left." in page and "Accessible by default" in page
    save = reverse("guilds:seat_save", args=[session.pk])
    for person in (emil, *company.colleagues):
        assert client_for(person).post(save).status_code == 302
    assert list(session.seats.order_by("turn").values_list("state", flat=True)) == ["seated", "seated", "waiting"]
    deliver()
    return session


def in_the_calendar(company, session: Session, client_for, mailoutbox) -> tuple[str, str]:
    """Another library reads who, when, where; the host moves it by half an hour: the same entry in a later edition. Both are given."""
    emil, otto = company.emil, company.otto
    host = client_for(otto)
    [invitation] = invitations(emil, mailoutbox)
    (event,) = Calendar(invitation).events
    assert (event.name, event.begin.datetime, event.duration) == (TITLE, session.starts_at, dt.timedelta(minutes=45))
    assert (event.organizer.common_name, [one.email for one in event.attendees]) == (otto.full_name, [emil.email])
    assert "METHOD:REQUEST" in invitation and "TZID:Europe/Lisbon" in invitation and "SEQUENCE:0" in invitation

    change = as_proposed(host, "guilds:session_change", session.pk, starts_at="2026-12-10T13:00")
    assert host.post(reverse("guilds:session_change", args=[session.pk]), change).status_code == 302
    deliver()
    moved = invitations(emil, mailoutbox)[-1]
    (later,) = Calendar(moved).events
    assert (later.uid, "SEQUENCE:1" in moved) == (event.uid, True)
    assert later.begin.datetime - event.begin.datetime == dt.timedelta(minutes=30)
    return invitation, moved


def calendars_answer(company, session: Session, invited: tuple[str, str], at, box, mailoutbox) -> None:
    """By mail: emil comes, a colleague does not, and whoever waited moves up and is invited."""
    emil, (invitation, moved) = company.emil, invited
    (event,) = Calendar(invitation).events
    at("2026-12-02 08:00")
    first, second = company.colleagues
    box.add(answer(emil, invitation, "DECLINED"))  # of the edition before: overtaken
    box.add(answer(emil, moved, "ACCEPTED"))
    box.add(answer(first, invitations(first, mailoutbox)[-1], "DECLINED"))
    work()
    replies = dict(CalendarReply.objects.values_list("person__full_name", "reply"))
    assert replies == {emil.full_name: "ACCEPTED", first.full_name: "DECLINED"}
    states = dict(session.seats.values_list("person", "state"))
    assert states == {emil.pk: "seated", first.pk: "declined", second.pk: "seated"}
    (theirs,) = Calendar(invitations(second, mailoutbox)[-1]).events
    assert (theirs.uid, [one.email for one in theirs.attendees]) == (event.uid, [second.email])
    assert not any("METHOD:CANCEL" in text for text in invitations(first, mailoutbox))  # their calendar knows


def listed_in_the_feed(company, moved: str, at, client_for) -> None:
    """The feed of the guild shows the same entry, and the day before those who come hear of it."""
    emil, otto, second = company.emil, company.otto, company.colleagues[1]
    (later,) = Calendar(moved).events
    made = client_for(emil).post(reverse("guilds:guild_feed_make", args=[company.guild.pk])).content.decode()
    address = re.search(r"/calendar/([\w-]+)\.ics", made)[0]
    (listed,) = Calendar(client_for(emil).get(address).content.decode()).events
    assert (listed.uid, listed.begin.datetime) == (later.uid, later.begin.datetime)
    at("2026-12-09 14:00")
    work()
    soon = Nudge.objects.filter(rule__code="guilds.session_tomorrow", sent_at__isnull=False)
    assert {one.person for one in soon.select_related("person")} == {emil, second, otto}


def held(company, session: Session, at, client_for) -> Seat:
    """One tap, one question, and a page in the library with credit to the host."""
    emil, otto, skill = company.emil, company.otto, company.skill
    host = client_for(otto)
    at("2026-12-10 15:00")
    work()
    session.refresh_from_db()
    assert session.state == "held"
    seat = session.seats.get(person=emil)
    assert client_for(emil).post(reverse("guilds:attended_say", args=[session.pk])).status_code == 302
    assert client_for(emil).post(reverse("guilds:worth_say", args=[seat.pk]), {"useful": 2}).status_code == 302
    write_up = as_proposed(host, "guilds:write_up", session.pk)
    assert host.post(reverse("guilds:write_up", args=[session.pk]), write_up).status_code == 302
    session.refresh_from_db()
    article = Resource.objects.get(pk=session.result_id)
    assert article.owner == otto and article.skills.get().skill == skill
    assert SearchEntry.objects.filter(kind="resource", object_id=article.pk).exists()
    assert company.guild.collection.filter(resource=article).exists()
    count_members(guild_id=company.guild.pk)
    guild = Guild.objects.get(pk=company.guild.pk)
    assert (guild.members, guild.active_members) == (3, 2)  # emil acted, otto tends it, lena listens
    return seat


def done_at_work(company, at, client_for) -> None:
    """On the bank project, led by somebody who is not his manager, he does it: an artefact is confirmed."""
    emil, skill = company.emil, company.skill
    at("2026-12-14 09:00")
    offered = post_opportunity(
        actor=company.dario, title="Pair on the sign-up form of the bank project", skill=skill, level=2,
        needed_by=today() + dt.timedelta(days=20), effort_hours=3, places=1, project=company.project,
    )  # fmt: skip
    assert client_for(emil).post(reverse("goals:opportunity_join", args=[offered.pk])).status_code == 302
    for act in ("place_accept", "place_confirm"):
        place = offered.taken_places.get(person=emil)
        url = reverse(f"goals:{act}", args=[place.pk])
        assert client_for(company.dario).post(url, {"version": place.version}).status_code == 302
