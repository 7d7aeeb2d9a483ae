"""Invitations in the post and answers that come back: from a seat to a calendar and from the calendar to the seat."""

import datetime as dt
import mailbox
import smtplib
from email.message import EmailMessage

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from aiosmtpd.lmtp import LMTP
from django.core import mail as outside
from django.core.management import CommandError, call_command
from ics import Calendar

from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from ecosystem.core.models import OutgoingMail
from ecosystem.core.outbox import deliver
from guilds.actions.replies import Outcome, take_mail, take_reply
from guilds.actions.seats import give_up_seat, save_seat
from guilds.actions.swaps import offer_swap, take_swap
from guilds.calendar_entries import uid_of
from guilds.calendar_mail import invite_all_soon
from guilds.calendar_reading import read_file, read_mail
from guilds.models import CalendarReply, Seat, Session
from guilds.reply_addresses import secret_address
from tests.factories.guilds import GuildFactory
from tests.factories.meeting import MeetingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def incoming(settings):
    """Where answers arrive, as the operator entered it."""
    settings.CALENDAR_ADDRESS = "learn@example.com"


@pytest.fixture
def session(mara):
    return MeetingFactory(host=mara, capacity=1)


@pytest.fixture
def seat(session, emil):
    """Emil has a seat and an invitation."""
    seat = save_seat(session, actor=emil)
    deliver()
    seat.refresh_from_db()
    return seat


def calendar_of(message) -> str:
    (text,) = [content for content, kind in message.alternatives if kind.startswith("text/calendar")]
    return text


def sent() -> list[tuple[str, str]]:
    """(address, method) of each mail with an entry to somebody but Mara, who hosts it first (`test_host_mail`)."""
    kinds = [(message.to[0], kind) for message in outside.outbox for _text, kind in message.alternatives]
    return [(to, kind.partition("method=")[2]) for to, kind in kinds if "method=" in kind and "mara" not in to]


def move(session: Session, **fields) -> None:
    """As the host does it: another edition, and everybody's calendar hears of it."""
    Session.objects.filter(pk=session.pk).update(sequence=session.sequence + 1, changed_at=now(), **fields)
    session.refresh_from_db()
    invite_all_soon(session)
    deliver()


def test_a_seat_is_an_invitation_once_and_again_when_it_moves(session, seat, emil):
    save_seat(session, actor=emil)
    deliver()
    assert sent() == [("emil@example.com", "REQUEST")]
    (first,) = Calendar(calendar_of(outside.outbox[0])).events
    move(session, starts_at=session.starts_at + dt.timedelta(hours=2), ends_at=session.ends_at + dt.timedelta(hours=2))
    invite_all_soon(session)
    deliver()
    assert sent() == [("emil@example.com", "REQUEST")] * 2
    text = calendar_of(outside.outbox[1])
    (second,) = Calendar(text).events
    assert (first.uid, "SEQUENCE:1\r\n" in text) == (second.uid, True)
    assert second.begin.datetime - first.begin.datetime == dt.timedelta(hours=2)
    assert outside.outbox[1].attachments[0][0] == "invite.ics"


def test_a_cancelled_session_and_a_seat_given_up_leave_the_calendar(session, seat, emil, otto):
    save_seat(session, actor=otto)  # waits, and is told of nothing yet
    deliver()
    assert len(sent()) == 1
    give_up_seat(session, actor=emil)
    deliver()
    assert sent()[1:] == [("emil@example.com", "CANCEL"), ("otto@example.com", "REQUEST")]
    move(session, state=Session.State.CANCELLED)
    assert sent()[3:] == [("otto@example.com", "CANCEL")]


def test_a_seat_taken_again_is_an_invitation_again(session, seat, emil):
    give_up_seat(session, actor=emil)
    deliver()
    save_seat(session, actor=emil)
    deliver()
    assert [method for _to, method in sent()] == ["REQUEST", "CANCEL", "REQUEST"]


def test_who_takes_over_the_hosting_keeps_it_in_their_calendar(session, seat, emil, otto):
    take_swap(offer_swap(session, actor=session.host, to=emil), actor=emil)
    deliver()
    assert sent() == [("emil@example.com", "REQUEST")] * 2
    (entry,) = Calendar(calendar_of(outside.outbox[-1])).events
    assert entry.organizer.common_name == str(emil) and [one.partstat for one in entry.attendees] == ["ACCEPTED"]
    assert "You host it." in outside.outbox[-1].body and "whoever waits" not in outside.outbox[-1].body
    session.refresh_from_db()
    take_swap(offer_swap(session, actor=emil, to=otto), actor=otto)
    deliver()
    assert sorted(sent()[2:]) == [("emil@example.com", "CANCEL"), ("otto@example.com", "REQUEST")]


def test_what_was_overtaken_before_it_left_is_withdrawn(session, emil):
    save_seat(session, actor=emil)
    give_up_seat(session, actor=emil)
    deliver()
    assert sent() == []
    assert not OutgoingMail.objects.filter(sent_at__isnull=False).exists()


def test_a_mail_server_gets_a_message_that_calendars_understand(session, emil, mail_server):
    """A real peer on this machine: alternatives with the method in the type, and the same entry as a file."""
    save_seat(session, actor=emil)
    deliver()
    (message,) = mail_server.messages
    parts = {part.get_content_type(): part for part in message.walk()}
    assert list(parts) == [
        *("multipart/mixed", "multipart/alternative", "text/plain", "text/html"),
        *("text/calendar", "application/ics"),
    ]
    assert parts["text/calendar"].get_param("method") == "REQUEST"
    inline, attached = parts["text/calendar"].get_content(), parts["application/ics"].get_content().decode()
    assert inline.replace("\r\n", "\n") == attached.replace("\r\n", "\n")
    (event,) = Calendar(attached).events
    assert event.uid == uid_of(session)


def test_a_host_whose_calendar_declines_offers_the_session_to_others(session, seat, emil, otto):
    session.guild = GuildFactory(steward=otto)
    session.save(update_fields=["guild"])
    take_swap(offer_swap(session, actor=session.host, to=emil), actor=emil)
    seat.session.refresh_from_db()
    assert take_reply(read_mail(reply(seat, "ACCEPTED"))) == Outcome.KEPT
    assert said(seat)[0] == "declined"  # hosting takes no seat
    assert take_reply(read_mail(reply(seat, "DECLINED"))) == Outcome.OFFERED
    session.refresh_from_db()
    assert session.host == emil and session.swaps.offered().get().offered_by == emil


# --- answers
def reply(seat: Seat, said: str, **told) -> bytes:
    """As a calendar writes it: to whoever invited."""
    asked = secret_address(seat.pk, seat.person.email)
    given = {"sender": seat.person.email, "attendee": seat.person.email, "sequence": seat.session.sequence, "id": said}
    given |= {"at": now(), "uid": uid_of(seat.session), "method": "REPLY", "to": asked, "organizer": asked, **told}
    return (
        f"From: Somebody <{given['sender']}>\r\nTo: {given['to']}\r\nMessage-ID: <{given['id']}@calendar>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/calendar; charset=utf-8; method=REPLY\r\n\r\n"
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Other//EN\r\nMETHOD:{given['method']}\r\nBEGIN:VEVENT\r\n"
        f"UID:{given['uid']}\r\nDTSTAMP:{given['at']:%Y%m%dT%H%M%SZ}\r\nSEQUENCE:{given['sequence']}\r\n"
        f"ORGANIZER;CN=Host:mailto:{given['organizer']}\r\n"
        f"ATTENDEE;PARTSTAT={said};CN=Who:MAILTO:{given['attendee']}\r\nSUMMARY:Tracing\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()


def said(seat: Seat) -> tuple[str, str]:
    seat.refresh_from_db()
    return seat.state, seat.reply


def test_what_a_calendar_answers_becomes_of_the_seat(session, seat, emil, otto):
    waiting = save_seat(session, actor=otto)
    assert take_reply(read_mail(reply(seat, "TENTATIVE"))) == Outcome.TENTATIVE
    assert said(seat) == ("seated", "TENTATIVE")
    assert take_reply(read_mail(reply(seat, "DECLINED"))) == Outcome.GIVEN_UP
    assert said(seat) == ("declined", "DECLINED")
    assert said(waiting)[0] == "seated"
    deliver()
    assert ("emil@example.com", "CANCEL") not in sent()  # the calendar knows: it said so
    assert take_reply(read_mail(reply(seat, "ACCEPTED"))) == Outcome.KEPT
    assert said(seat) == ("waiting", "ACCEPTED")
    assert CalendarReply.objects.count() == 3


def test_the_same_message_a_stale_edition_and_an_older_word_change_nothing(session, seat):
    declined = reply(seat, "DECLINED", id="one")
    assert take_reply(read_mail(declined)) == Outcome.GIVEN_UP
    save_seat(session, actor=seat.person)
    assert take_reply(read_mail(declined)) == Outcome.KNOWN
    older = reply(seat, "DECLINED", id="two", at=now() - dt.timedelta(hours=1))
    assert take_reply(read_mail(older)) == Outcome.OVERTAKEN
    Session.objects.filter(pk=session.pk).update(sequence=1)
    stale = reply(seat, "DECLINED", id="three", sequence=0)
    assert take_reply(read_mail(stale)) == Outcome.OVERTAKEN
    assert said(seat)[0] == "seated"
    with time_machine.travel(session.ends_at + dt.timedelta(hours=1), tick=False):
        assert take_reply(read_mail(reply(seat, "DECLINED", id="four", sequence=1))) == Outcome.OVER


FORGED = "learn+1.aaaaaaaaaaaaaaaaaaaaaaaa@example.com"


@pytest.mark.parametrize(
    "told",
    [
        {"to": "learn@example.com", "organizer": "learn@example.com"},
        {"to": FORGED, "organizer": FORGED},
        {"attendee": "otto@example.com"},
        {"sender": "otto@example.com", "attendee": "otto@example.com"},
        {"uid": "nothing@here"},
        {"uid": "0b9e7d9a-0000-4000-8000-000000000000@x"},
        {"method": "REQUEST"},
        {"sequence": "many"},
        {"sequence": -1},
    ],
)
def test_nobody_answers_for_somebody_else_and_nothing_unknown_is_taken(seat, otto, told, caplog):
    with pytest.raises(Refused) as refusal:
        take_mail(reply(seat, "DECLINED", **told), name="mail-7")
    assert said(seat) == ("seated", "")
    assert not CalendarReply.objects.exists()
    [line] = [line for line in caplog.records if line.message == "calendar_answer_refused"]
    assert (line.mail, line.because) == ("mail-7", str(refusal.value.sentence))
    assert "otto" not in line.because


def test_the_secret_of_another_seat_edition_or_key_opens_nothing(session, seat, otto, mara, settings):
    session.capacity = 5
    session.save(update_fields=["capacity"])
    theirs = save_seat(session, actor=otto)
    other = save_seat(MeetingFactory(host=mara), actor=seat.person)
    for to in (secret_address(theirs.pk, otto.email), secret_address(other.pk, seat.person.email)):
        with pytest.raises(Refused):
            take_reply(read_mail(reply(seat, "DECLINED", to=to, organizer=to)))
    stolen = secret_address(theirs.pk, seat.person.email).replace(f"+{theirs.pk}.", f"+{seat.pk}.")
    with pytest.raises(Refused):
        take_reply(read_mail(reply(seat, "DECLINED", to=stolen, organizer=stolen)))
    earlier = reply(seat, "DECLINED")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert take_reply(read_mail(earlier)) == Outcome.GIVEN_UP
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Refused):
        take_reply(read_mail(earlier))


@pytest.mark.parametrize(
    "told",
    [
        {"sender": "assistant@example.com"},
        {"organizer": "nobody@example.com"},
        {"to": "learn@example.com"},
        {"attendee": "EMIL@Example.com"},
    ],
    ids=lambda told: "".join(told),
)
def test_the_secret_counts_whoever_sends_and_wherever_it_stands(seat, told):
    assert take_reply(read_mail(reply(seat, "DECLINED", **told))) == Outcome.GIVEN_UP


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_other_encodings_are_read(seat, encoding):
    text = reply(seat, "ACCEPTED").partition(b"\r\n\r\n")[2].decode().replace("CN=Who", "CN=Émil")
    assert read_file(text.encode(encoding)).attendee == "emil@example.com"


def test_answers_are_handed_in_piped_in_and_read_from_a_folder(
    session, seat, client_for, emil, tmp_path, settings, capsys
):
    client = client_for(emil)
    upload = tmp_path / "answer.ics"
    upload.write_bytes(reply(seat, "TENTATIVE").partition(b"\r\n\r\n")[2])
    with upload.open("rb") as file:
        assert client.post("/sessions/calendar/reply/", {"file": file}).status_code == 302
    assert said(seat) == ("seated", "TENTATIVE")
    piped = tmp_path / "mail"
    piped.write_bytes(reply(seat, "ACCEPTED"))
    call_command("read_calendar_replies", str(piped))
    assert said(seat) == ("seated", "ACCEPTED")
    piped.write_bytes(b"From: a@b.c\r\n\r\nnothing")
    with pytest.raises(CommandError) as refusal:
        call_command("read_calendar_replies", str(piped))
    assert refusal.value.returncode == 65
    box = mailbox.Maildir(tmp_path / "box")
    box.add(reply(seat, "DECLINED"))
    box.add(b"From: a@b.c\r\n\r\nspam")
    settings.CALENDAR_REPLIES = str(tmp_path / "box")
    call_command("read_calendar_replies")
    call_command("read_calendar_replies")
    assert said(seat) == ("declined", "DECLINED")
    told = capsys.readouterr().out
    assert "1 answers read, 1 mails refused." in told and "0 answers read, 0 mails refused." in told


def test_an_answer_travels_to_the_address_of_its_invitation_and_nowhere_else(
    session, emil, mail_server, free_port, tmp_path, settings
):
    """Real peers on both ways: out by SMTP, back by LMTP into a Maildir, as mail servers deliver it."""
    save_seat(session, actor=emil)
    deliver()
    (message,) = mail_server.messages
    (event,) = Calendar(calendar_in(message)).events
    asked = event.organizer.email
    assert (message["Reply-To"], event.organizer.common_name) == (asked, session.host.full_name)
    assert asked != "learn@example.com" and asked not in message.get_body(("plain",)).get_content()
    settings.CALENDAR_REPLIES = str(tmp_path / "box")
    server = Delivery(Mailbox(settings.CALENDAR_REPLIES), hostname="127.0.0.1", port=free_port())
    server.start()
    seat = session.seats.get()
    try:
        for name, to in (("plain", "learn@example.com"), ("forged", FORGED), ("asked", asked)):
            with smtplib.LMTP(server.hostname, server.port) as peer:
                answer = reply(
                    seat, "DECLINED", id=name, to="Learning <learn@example.com>", organizer="learn@example.com"
                )
                peer.sendmail("anybody@example.com", [to], answer)
    finally:
        server.stop()
    call_command("read_calendar_replies")
    assert said(seat) == ("declined", "DECLINED")
    assert [kept.message_id for kept in CalendarReply.objects.all()] == ["<asked@calendar>"]


class Delivery(Controller):
    """What a mail server hands mails over to, by the protocol for that."""

    def factory(self) -> LMTP:
        return LMTP(self.handler)


def calendar_in(message: EmailMessage) -> str:
    (part,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    return part.get_content()


def test_without_an_address_for_answers_none_is_read_and_nobody_is_told_otherwise(
    session, emil, client_for, settings, tmp_path
):
    settings.CALENDAR_ADDRESS = ""
    seat = save_seat(session, actor=emil)
    deliver()
    message = outside.outbox[0].message()
    (event,) = Calendar(calendar_of(outside.outbox[0])).events
    assert event.organizer.email in settings.DEFAULT_FROM_EMAIL and "+" not in event.organizer.email
    assert "Say so on its page" in outside.outbox[0].body and message["Reply-To"] == event.organizer.email
    assert "are not read here by mail" in client_for(emil).get("/sessions/calendar/").content.decode()
    address = event.organizer.email
    with pytest.raises(Refused):
        take_reply(read_mail(reply(seat, "DECLINED", to=address, organizer=address)))


def test_an_mbox_is_read_once_too(seat, tmp_path, settings):
    box = mailbox.mbox(tmp_path / "mbox")
    box.add(reply(seat, "DECLINED"))
    box.close()
    settings.CALENDAR_REPLIES = str(tmp_path / "mbox")
    call_command("read_calendar_replies")
    save_seat(seat.session, actor=seat.person)
    call_command("read_calendar_replies")
    assert said(seat)[0] == "seated"


def test_a_file_that_is_no_answer_is_said_at_its_field(client_for, emil, tmp_path):
    other = tmp_path / "x.ics"
    other.write_bytes(b"BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR\r\n")
    with other.open("rb") as file:
        response = client_for(emil).post("/sessions/calendar/reply/", {"file": file})
    assert response.status_code == 422
    assert "This is no answer" in response.content.decode()
