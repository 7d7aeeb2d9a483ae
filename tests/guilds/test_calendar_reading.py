"""What comes from calendars outside: secrets found as programs leave them, and whatever else is refused in a sentence."""

import pytest

from ecosystem.core.errors import Refused
from guilds.calendar_reading import LARGEST, read_file, read_mail
from guilds.reply_addresses import LETTERS, seat_of, secret_address, secrets_in
from tests.guilds.test_calendar_mail import incoming  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db


def test_secrets_are_found_as_mail_servers_and_calendars_leave_them():
    address = secret_address(12, "Emil@Example.com")
    name, _at, _host = address.partition("@")
    assert len(name) <= 64 and address == address.lower() and len(name.partition(".")[2]) == LETTERS
    for written in (address.upper(), f"Learn <{address}>", address.replace("+", "%2B")):
        assert seat_of(secrets_in(["x@y.z", written]), "emil@example.com") == 12
    assert secrets_in(["+".join(["1"] * 50_000), "+1.a@x"]) == ()


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
