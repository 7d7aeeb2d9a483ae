"""The lines above each page."""

import datetime as dt

import pytest

from ecosystem.core.clock import now
from ecosystem.core.models import Heartbeat

pytestmark = pytest.mark.django_db
LATE = "Reminders may be late; nothing is lost."


@pytest.mark.parametrize(("minutes", "said"), [(1, False), (10, True)])
def test_a_silent_scheduler_is_said_on_every_page(client_for, emil, minutes, said):
    Heartbeat.objects.create(name="look", at=now() - dt.timedelta(minutes=minutes))
    assert (LATE in client_for(emil).get("/").content.decode()) is said


def test_the_demo_says_that_it_is_one(client_for, emil, settings):
    assert "all people are invented" not in client_for(emil).get("/").content.decode()
    settings.DEMO = True
    assert "all people are invented" in client_for(emil).get("/").content.decode()
