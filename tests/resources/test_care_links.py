"""Dead links: only allowed hosts, never private places, no way out by redirects, against a real server on this machine."""

import datetime as dt
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ecosystem.core.clock import now
from ecosystem.core.models import OutboxMessage
from resources.actions.links import check_link, look_at_links
from resources.attention import needing_author
from resources.links import is_failing, may_be_asked, status_of
from resources.models import LinkCheck, Resource
from resources.tasks import check_link as task
from tests.factories.resources import ResourceFactory


class Page(BaseHTTPRequestHandler):
    """Answers by path and writes down what it was asked."""

    def do_HEAD(self):
        self.answer()

    def do_GET(self):
        self.answer()

    def answer(self):
        self.server.asked.append((self.command, self.path))
        codes = {"/gone": 404, "/broken": 500, "/private": 401, "/moved": 302, "/away": 302, "/round": 302}
        code = 405 if self.path == "/get-only" and self.command == "HEAD" else codes.get(self.path, 200)
        self.send_response(code)
        places = {"/moved": "/fine", "/round": "/round", "/away": f"http://localhost:{self.server.server_port}/fine"}
        if self.path in places:
            self.send_header("Location", places[self.path])
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def peer():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def allowed(peer, settings):
    """The operator wrote this very place down; the address of a page there."""
    settings.LINK_CHECK_HOSTS = [f"127.0.0.1:{peer.server_port}"]
    return lambda path: f"http://127.0.0.1:{peer.server_port}{path}"


@pytest.mark.parametrize(
    ("path", "status"),
    [("/fine", 200), ("/gone", 404), ("/broken", 500), ("/private", 401), ("/get-only", 200), ("/moved", 200)],
)
def test_what_an_address_answers(path, status, allowed):
    assert status_of(allowed(path)) == status


def test_a_redirect_to_another_host_is_not_followed(allowed, peer):
    assert status_of(allowed("/away")) == 302
    assert {path for _method, path in peer.asked} == {"/away"}


def test_a_redirect_in_a_circle_ends(allowed, peer):
    assert status_of(allowed("/round")) == 302
    assert len(peer.asked) == 3


def test_nobody_is_asked_by_default(peer):
    assert status_of(f"http://127.0.0.1:{peer.server_port}/fine") is None
    assert peer.asked == []


def test_a_name_that_leads_to_a_private_place_is_not_asked(peer, settings):
    settings.LINK_CHECK_HOSTS = ["localhost"]
    assert status_of(f"http://localhost:{peer.server_port}/fine") is None
    assert peer.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "ftp://docs.example.com/x",
        "https://user:word@docs.example.com/",
        "https://docs.example.com.evil.test/",
        "https://docs.example.com:8443/",
        "http://[::1",
        "https:///x",
        "javascript:alert(1)",
        "https://docs.example.com:99999/",
    ],
)
def test_what_is_no_address_on_an_allowed_host_is_not_asked(url):
    assert not may_be_asked(url, ["docs.example.com:443"])


def test_hosts_are_allowed_with_any_port_or_with_one():
    assert may_be_asked("https://Docs.Example.com/x", ["docs.example.com"])
    assert may_be_asked("https://docs.example.com:8443/x", ["docs.example.com"])
    assert may_be_asked("https://docs.example.com/x", ["docs.example.com:443"])


def test_a_server_that_is_away_is_no_answer(allowed, peer):
    address = allowed("/fine")
    peer.shutdown()
    peer.server_close()
    assert status_of(address) is None


@pytest.mark.parametrize(
    ("status", "fails"),
    [(200, False), (302, False), (401, False), (403, False), (404, True), (500, True), (None, True)],
)
def test_what_counts_as_failing(status, fails):
    assert is_failing(status) is fails


@pytest.mark.django_db
def test_the_night_asks_allowed_hosts_once_a_day(allowed, cast):
    page = ResourceFactory(url=allowed("/fine"))
    ResourceFactory(url="https://elsewhere.example.com/")
    ResourceFactory(url=allowed("/draft"), state="draft")
    assert look_at_links() == 1
    assert OutboxMessage.objects.filter(task="resources.check_link").get().kwargs == {"resource_id": page.pk}
    task(resource_id=page.pk)
    assert look_at_links() == 0


@pytest.mark.django_db
def test_failing_is_remembered_until_it_answers_or_is_edited(allowed, cast):
    page = ResourceFactory(owner=cast.emil, url=allowed("/gone"), changed_at=now() - dt.timedelta(days=30))
    assert check_link(page).status == 404
    week = now() - dt.timedelta(days=8)
    LinkCheck.objects.update(failing_since=week)
    assert check_link(page).failing_since == week
    Resource.objects.filter(pk=page.pk).update(changed_at=now())
    page.refresh_from_db()
    assert check_link(page).failing_since > week
    page.url = allowed("/fine")
    assert check_link(page).failing_since is None


@pytest.mark.django_db
def test_a_dead_address_needs_its_author_after_a_week_and_warns_its_readers(cast, client_for):
    page = ResourceFactory(owner=cast.emil, url="https://docs.example.com/x")
    seen = LinkCheck.objects.create(resource=page, checked_at=now(), status=404, failing_since=now())
    day = page.verified_on
    assert list(needing_author(cast.emil, day)) == []
    LinkCheck.objects.filter(pk=seen.pk).update(failing_since=now() - dt.timedelta(days=7, minutes=1))
    assert list(needing_author(cast.emil, day)) == [page]
    assert list(needing_author(cast.otto, day)) == []
    assert "has not answered since" in client_for(cast.otto).get(page.get_absolute_url()).content.decode()
