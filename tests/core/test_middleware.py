"""What surrounds requests, tried through a few views of its own."""

import gzip

import pytest
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client
from django.urls import include, path
from django.utils import timezone

from ecosystem import urls
from ecosystem.core import second_factor
from ecosystem.core.doors import open_to_all, page
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.policy import policy

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Current-URL": "http://testserver/goals/?show=open"}


@page(can="core.search")
def zone(request):
    return HttpResponse(f"{timezone.get_current_timezone_name()} {policy().name} {policy().name}")


@page(can="core.search")
def praise(request):
    messages.success(request, "Checked <in>.")
    return HttpResponse("<p>part</p>")


@page(can="core.search")
def praise_and_leave(request):
    messages.success(request, "Checked in.")
    return HttpResponseRedirect("/t/zone/")


@page(can="core.search")
def refuse(request):
    raise Refused("This goal is closed.")


@page(can="core.search")
def collide(request):
    raise Stale(None)


@page(can="core.search")
@transaction.atomic
def same_moment(request):
    Session.objects.bulk_create([Session(session_key="one", expire_date=timezone.now())] * 2)


@page(can="core.search")
def cached(request):
    return HttpResponse("file", headers={"Cache-Control": "private, max-age=60"})


@open_to_all
def picture(request):
    return HttpResponse(b"." * 5000, content_type="image/png")


@open_to_all
def open_view(request):
    return HttpResponse("open")


urlpatterns = [
    path("t/zone/", zone),
    path("t/praise/", praise),
    path("t/leave/", praise_and_leave),
    path("t/refuse/", refuse),
    path("t/collide/", collide),
    path("t/same-moment/", same_moment),
    path("t/cached/", cached),
    path("t/picture/", picture),
    path("t/open/", open_view),
    path("", include(urls.urlpatterns)),
]
handler404 = urls.handler404


@pytest.fixture
def in_as(client_for):
    return client_for


def test_time_is_shown_in_the_persons_zone_and_the_policy_read_along(in_as, emil, django_assert_max_num_queries):
    client = in_as(emil)
    with django_assert_max_num_queries(2):
        response = client.get("/t/zone/")
    assert response.content.decode().startswith("Europe/Lisbon ")
    assert timezone.get_current_timezone_name() == "UTC"


def test_answers_stay_out_of_caches(in_as, emil):
    assert in_as(emil).get("/t/zone/")["Cache-Control"] == "no-store"
    assert in_as(emil).get("/t/cached/")["Cache-Control"] == "private, max-age=60"
    assert Client().get("/t/open/")["Cache-Control"] == "no-store"


def test_pages_travel_compressed_and_files_as_they_are(in_as, emil):
    page, file = (
        in_as(emil).get(place, headers={"Accept-Encoding": "gzip"}) for place in ("/definitions/", "/t/picture/")
    )
    assert page["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in page["Vary"]
    assert len(page.content) * 3 < len(gzip.decompress(page.content))
    assert "Content-Encoding" not in file
    assert "Content-Encoding" not in in_as(emil).get("/definitions/")


def test_signed_out_leads_to_sign_in_and_back():
    response = Client().get("/t/zone/?a=1")
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/t/zone/%3Fa%3D1")


def test_signed_out_a_fragment_leads_the_whole_page_to_sign_in():
    response = Client(headers=FRAGMENT).get("/t/zone/")
    assert (response.status_code, response.content) == (204, b"")
    assert response["HX-Redirect"] == "/accounts/login/?next=%2Fgoals%2F%3Fshow%3Dopen"


@pytest.mark.parametrize("elsewhere", ["", "https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere_after_sign_in(elsewhere):
    response = Client(headers={**FRAGMENT, "HX-Current-URL": elsewhere}).get("/t/zone/")
    assert response["HX-Redirect"] == "/accounts/login/"


def test_somebody_deactivated_is_out_at_once_and_the_session_never_revives(in_as, emil):
    client = in_as(emil)
    assert client.get("/t/zone/").status_code == 200
    type(emil).objects.filter(pk=emil.pk).update(is_active=False)
    assert client.get("/t/zone/").status_code == 302
    assert not any(SESSION_KEY in session.get_decoded() for session in Session.objects.all())
    type(emil).objects.filter(pk=emil.pk).update(is_active=True)
    assert client.get("/t/zone/").status_code == 302


def test_messages_travel_beside_a_fragment(in_as, emil):
    client = in_as(emil)
    content = client.get("/t/praise/", headers=FRAGMENT).content.decode()
    assert content.startswith("<p>part</p>")
    assert 'id="messages"' in content and "hx-swap-oob" in content and "Checked &lt;in&gt;." in content
    assert client.get("/t/zone/", headers=FRAGMENT).content.decode().endswith(policy().name)


def test_messages_wait_for_the_page_after_a_redirect(in_as, emil):
    client = in_as(emil)
    client.get("/t/leave/", headers=FRAGMENT)
    assert "Checked in." in client.get("/definitions/").content.decode()


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/t/refuse/", "This goal is closed."),
        ("/t/collide/", "Somebody changed this while you were writing."),
        ("/t/same-moment/", "The same was done at this very moment."),
    ],
)
def test_what_no_view_caught_is_still_a_sentence(in_as, emil, address, sentence):
    client = in_as(emil)
    page = client.get(address)
    assert page.status_code == 409
    assert sentence in page.content.decode()
    part = client.get(address, headers=FRAGMENT)
    assert (part.status_code, part["HX-Reswap"]) == (422, "none")
    assert sentence in part.content.decode()
    assert "<html" not in part.content.decode()


@pytest.fixture
def gate(monkeypatch, emil):
    monkeypatch.setattr(second_factor, "_needs", lambda person, session: person == emil and "proven" not in session)
    monkeypatch.setattr(second_factor, "_where", "mfa_index")


def test_who_needs_a_second_factor_gets_nowhere_else(gate, in_as, emil, mara):
    client = in_as(emil)
    assert client.get("/t/zone/")["Location"] == "/accounts/2fa/"
    assert client.get("/t/zone/", headers=FRAGMENT)["HX-Redirect"] == "/accounts/2fa/"
    assert client.get("/t/open/").content == b"open"
    assert client.get("/accounts/2fa/").status_code in {200, 302}
    assert in_as(mara).get("/t/zone/").status_code == 200


def test_where_one_was_going_is_kept_for_afterwards(gate, in_as, emil):
    client = in_as(emil)
    client.get("/t/zone/?a=1")
    client.get("/t/zone/?b=2")
    assert client.session[second_factor.GOES_ON] == "/t/zone/?a=1"
    session = client.session
    session["proven"] = True
    session.save()
    client.get("/t/zone/?a=1")
    assert second_factor.GOES_ON not in client.session


def test_a_proof_opens_the_gate(gate, in_as, emil):
    client = in_as(emil)
    session = client.session
    session["proven"] = True
    session.save()
    assert client.get("/t/zone/").status_code == 200


def test_without_a_provider_there_is_no_gate(emil):
    assert second_factor.required(emil) is False or second_factor._needs


@pytest.mark.parametrize("address", ["/nothing/here/", "/operations/messages/99999999999999999999/retry/"])
def test_what_does_not_exist_says_so_in_words(in_as, adam, address):
    client = in_as(adam)
    response = client.post(address)
    assert response.status_code == 404
    assert "There is nothing here for you" in response.content.decode()
    part = client.post(address, headers=FRAGMENT)
    assert (part.status_code, part["HX-Reswap"]) == (404, "none")
    assert Client().get("/nothing/here/").status_code == 404


def test_the_policy_of_security_is_on_every_answer(in_as, emil):
    client = in_as(emil)
    for address in ("/t/zone/", "/nothing/here/", "/t/refuse/", "/operations/"):
        policies = client.get(address)["Content-Security-Policy"]
        assert "script-src 'self'" in policies and "unsafe" not in policies and "nonce" not in policies


def test_a_form_that_lost_its_token_says_what_to_do(emil):
    client = Client(enforce_csrf_checks=True)
    client.force_login(emil, backend="accounts.backends.PersonBackend")
    response = client.post("/notifications/read/")
    assert response.status_code == 403
    assert "Reload it" in response.content.decode()


@pytest.mark.parametrize(("secure", "name"), [(True, "__Host-messages"), (False, "messages")])
def test_the_sentence_after_an_act_waits_in_a_cookie_of_this_host(client_for, emil, settings, secure, name):
    client = client_for(emil)
    settings.SESSION_COOKIE_SECURE = secure
    cookie = client.get("/t/leave/").cookies[name]
    assert (bool(cookie["secure"]), cookie["httponly"], cookie["path"], cookie["domain"]) == (secure, True, "/", "")
    settings.SESSION_COOKIE_SECURE = False
