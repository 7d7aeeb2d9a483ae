"""What one hosts without a seat comes into the calendar by mail, moves there, and leaves it."""

import datetime as dt

import pytest
import time_machine

from ecosystem.core.clock import now
from ecosystem.core.models import OutgoingMail
from ecosystem.core.outbox import deliver
from ecosystem.notifications.models import Preference
from guilds.actions.hosting import cancel_session, change_session, host_session
from guilds.actions.repeating import start_series
from guilds.actions.swaps import offer_swap, take_swap
from guilds.calendar import CANCEL, REQUEST
from guilds.host_mail import invite_hosts_of_series

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 12, 7, 9, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def at_nine():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def session(mara):
    return host_session(actor=mara, title="Reading traces", starts_at=now() + 9 * DAY, minutes=45, zone="Europe/Lisbon")


def sent_to(person) -> list[tuple[str, str]]:
    """(method, sequence) of each entry, the first first."""
    deliver()
    found = []
    for mail in OutgoingMail.objects.filter(to=person.email, sent_at__isnull=False).exclude(calendar=""):
        lines = dict(line.split(":", 1) for line in mail.calendar.splitlines() if ":" in line)
        found.append((int(lines["SEQUENCE"]), lines["METHOD"]))
    return [(method, sequence) for sequence, method in sorted(found)]


def test_the_host_has_it_moves_it_and_calls_it_off(session, mara):
    assert sent_to(mara) == [(REQUEST, 0)]
    change_session(session, actor=mara, version=session.version, place="Room 4")
    assert sent_to(mara) == [(REQUEST, 0), (REQUEST, 1)]
    session.refresh_from_db()
    cancel_session(session, actor=mara, version=session.version)
    assert sent_to(mara) == [(REQUEST, 0), (REQUEST, 1), (CANCEL, 2)]


def test_who_hands_the_hosting_over_loses_it_and_the_next_one_has_it(session, mara, emil):
    deliver()
    take_swap(offer_swap(session, actor=mara, to=emil), actor=emil)
    assert sent_to(mara) == [(REQUEST, 0), (CANCEL, 1)]
    assert sent_to(emil) == [(REQUEST, 1)]
    session.refresh_from_db()
    take_swap(offer_swap(session, actor=emil, to=mara), actor=mara)
    assert sent_to(mara) == [(REQUEST, 0), (CANCEL, 1), (REQUEST, 2)]
    assert sent_to(emil) == [(REQUEST, 1), (CANCEL, 2)]


def test_a_series_comes_a_week_ahead_and_not_all_at_once(mara):
    start_series(
        actor=mara, title="Circle", starts_at=NOW + 8 * DAY, zone="Europe/Lisbon", rule="FREQ=DAILY", minutes=45
    )
    assert (invite_hosts_of_series(), sent_to(mara)) == (0, [])
    with time_machine.travel(NOW + 3 * DAY, tick=False):
        assert invite_hosts_of_series() == 3
        assert len(sent_to(mara)) == 3
        assert invite_hosts_of_series() == 0


def test_who_wants_no_entries_by_mail_gets_none(mara):
    Preference.objects.create(person=mara, category="calendar", in_app=True, email=False)
    host_session(actor=mara, title="Quiet", starts_at=now() + 9 * DAY, minutes=45, zone="Europe/Lisbon")
    assert sent_to(mara) == []
