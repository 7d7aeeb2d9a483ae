"""The mail as it arrives at a real server: text, HTML and headers."""

import datetime as dt
import re

import pytest

from ecosystem.core.outbox import deliver
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.sending import send_to_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_held_out")]
DAY = dt.date(2026, 11, 24)


@pytest.fixture
def received(at, world, find, emil, mail_server):
    """What emil's mail server got on Tuesday at ten: received(subjects)."""

    def make(*subjects):
        at("2026-11-24 10:00")
        for subject in subjects:
            world.put(emil, subject=subject)
        find("quiet_goal", DAY)
        send_to_person(emil.pk)
        deliver()
        (message,) = mail_server.messages
        return message

    return make


def parts(message):
    return {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}


def test_one_nudge_arrives_as_text_and_html(received, client):
    message = received(1)
    found = parts(message)
    text, html = found["text/plain"], found["text/html"]
    assert message["Subject"] == "Emil, Accessible forms needs two minutes"
    assert message["To"] == "emil@example.com"
    for part in (text, html):
        assert "no check-in on this goal for 16 days" in part
        assert "at most 2 a week, on your working days between 09:00 and 17:00 in Lisbon" in part
        assert "Who sees that you got it: only you." in part
        assert "http://localhost:8000/goals/1/" in part
        assert "6 by 31 January" in part
    assert "Your goal Accessible forms 1 is behind its pace: 1 of 6, about 2 expected." in text
    assert html.count('class="button"') == 1
    assert "Also today" not in text


def test_a_digest_has_one_button_and_lines(received):
    found = parts(received(1, 2, 3))
    assert found["text/html"].count('class="button"') == 1
    for part in found.values():
        assert all(f"/goals/{subject}/" in part for subject in (1, 2, 3))
        assert "Also today" in part


def test_the_same_links_stand_in_text_and_html(received):
    found = parts(received(1, 2))
    links = [set(re.findall(r"http://localhost:8000[^\s\"<]+", part)) for part in found.values()]
    assert links[0] == links[1]
    assert len(links[0]) >= 8


def test_one_click_unsubscribe_needs_a_post(received, client, emil):
    message = received(1)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = message["List-Unsubscribe"].strip(" <>").removeprefix("http://localhost:8000")
    assert client.get(url).status_code == 200
    assert not _unsubscribed(emil)
    answer = client.post(url, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert _unsubscribed(emil)


def test_links_in_the_mail_ask_before_they_change_anything(received, client):
    text = parts(received(1))["text/plain"]
    for answer in ("snoozed", "stopped", "wrong_person"):
        url = re.search(rf"http://localhost:8000(\S+/{answer}/)", text)[1]
        page = client.get(url)
        assert (page.status_code, Nudge.objects.get().answer) != (200, answer)
        assert "Accessible forms" not in page.content.decode()
        assert client.post(url).status_code == 200
        assert Nudge.objects.get().answer == answer


def _unsubscribed(person):
    from ecosystem.notifications.wishes import Wishes

    return Wishes.of(person.pk).channels("tests") == (True, False)
