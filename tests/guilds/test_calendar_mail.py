"""Invitations in the post and answers that come back: from a seat to a calendar and from the calendar to the seat."""

import datetime as dt
import mailbox

import pytest
import time_machine
from django.core import mail as outside
from django.core.management import CommandError, call_command
from ics import Calendar

from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from ecosystem.core.models import OutgoingMail
from ecosystem.core.outbox import deliver
from guilds.actions.replies import Outcome, take_reply
from guilds.actions.seats import give_up_seat, save_seat
from guilds.calendar_entries import uid_of
from guilds.calendar_mail import invite_all_soon
from guilds.calendar_reading import LARGEST, read_file, read_mail
from guilds.models import CalendarReply, Seat, Session
from tests.factories.meeting import MeetingFactory

pytestmark = pytest.mark.django_db


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
    """(address, method) of each mail with an entry."""
    kinds = [(message.to[0], kind) for message in outside.outbox for _text, kind in message.alternatives]
    return [(to, kind.partition("method=")[2]) for to, kind in kinds if "method=" in kind]


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


# --- answers
def reply(seat: Seat, said: str, **told) -> bytes:
    """As a calendar writes it."""
    given = {"sender": seat.person.email, "attendee": seat.person.email, "sequence": seat.session.sequence, "id": said}
    given |= {"at": now(), "uid": uid_of(seat.session), "method": "REPLY", **told}
    return (
        f"From: Somebody <{given['sender']}>\r\nTo: learn@example.com\r\nMessage-ID: <{given['id']}@calendar>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/calendar; charset=utf-8; method=REPLY\r\n\r\n"
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Other//EN\r\nMETHOD:{given['method']}\r\nBEGIN:VEVENT\r\n"
        f"UID:{given['uid']}\r\nDTSTAMP:{given['at']:%Y%m%dT%H%M%SZ}\r\nSEQUENCE:{given['sequence']}\r\n"
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


@pytest.mark.parametrize(
    "told",
    [
        {"sender": "otto@example.com"},
        {"attendee": "otto@example.com"},
        {"sender": "otto@example.com", "attendee": "otto@example.com"},
        {"sender": "gone@example.com", "attendee": "gone@example.com"},
        {"uid": "nothing@here"},
        {"uid": "0b9e7d9a-0000-4000-8000-000000000000@x"},
        {"method": "REQUEST"},
        {"sequence": "many"},
        {"sequence": -1},
    ],
)
def test_nobody_answers_for_somebody_else_and_nothing_unknown_is_taken(seat, otto, told):
    with pytest.raises(Refused):
        take_reply(read_mail(reply(seat, "DECLINED", **told)))
    assert said(seat) == ("seated", "")
    assert not CalendarReply.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"hello",
        b"BEGIN:VCALENDAR",
        b"From: a@b.c\r\n\r\nno calendar",
        b"\xff\xfe\x00\x00" * 50,
        b"x" * (LARGEST + 1),
        b"From: a@b.c\r\nContent-Type: text/calendar; charset=nonsense\r\n\r\nBEGIN:VCALENDAR\r\n\xff\xff",
        b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n" + b"BEGIN:VEVENT\r\n" * 2000,
        b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:never\r\n"
        b"ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.c\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        b"From: =?x?q?=00?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 200,
    ],
)
def test_whatever_comes_from_outside_is_read_or_refused_in_a_sentence(raw):
    for read in (read_mail, read_file):
        with pytest.raises(Refused) as refusal:
            read(raw)
        assert str(refusal.value.sentence).endswith(".")


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
