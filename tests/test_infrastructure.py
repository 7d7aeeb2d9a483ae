"""That the things tests run on are real: work done by another process, mail taken by a server, a page seen by a browser."""

import pytest
from celery import current_app
from django.core.mail import send_mail
from playwright.sync_api import expect

from ecosystem.core.models import Heartbeat


def beats() -> bool:
    return Heartbeat.objects.filter(name="look").exists()


@pytest.mark.worker
def test_a_worker_does_what_is_sent(worker, eventually):
    current_app.send_task("core.look")
    assert eventually(beats)


@pytest.mark.worker
@pytest.mark.redis
def test_a_worker_does_what_is_sent_through_redis(launch_worker, redis_server, eventually):
    launch_worker(REDIS_URL=redis_server)
    with current_app.connection(redis_server) as connection:
        current_app.send_task("core.look", connection=connection)
    assert eventually(beats, 30)


def test_mail_arrives_and_is_refused_when_the_server_is_down(mail_server):
    send_mail("Hello", "It works.", "from@example.com", ["to@example.com"])
    assert mail_server.messages[0]["Subject"] == "Hello"
    mail_server.down = True
    with pytest.raises(OSError, match="The server is away"):
        send_mail("Hello", "It works.", "from@example.com", ["to@example.com"])
    assert len(mail_server.messages) == 1


@pytest.mark.browser
def test_a_browser_sees_the_sign_in_page(page, axe):
    page.goto("/accounts/login/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    axe(page)
