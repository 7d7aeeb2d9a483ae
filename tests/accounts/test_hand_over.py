"""The page that hands over to an identity provider."""

import pytest
from allauth.socialaccount.models import SocialApp
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from accounts.middleware import HandOver
from tests.identity_provider import CLIENT, identity_provider

pytestmark = pytest.mark.django_db


def test_whoever_chooses_the_provider_gets_a_page_that_goes_on_by_itself(client, cast):
    with identity_provider("nobody") as server:
        settings = {"server_url": f"{server.address}/.well-known/openid-configuration"}
        SocialApp.objects.create(
            provider="openid_connect", provider_id="company", name="Newco SSO", client_id=CLIENT, settings=settings
        )
        page = client.get("/accounts/login/").content.decode()
        assert 'action="/accounts/oidc/company/login/?process=login"' in page
        answer = client.post("/accounts/oidc/company/login/?process=login")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert "form-action 'self'" in answer["Content-Security-Policy"]
    told = answer.content.decode()
    assert f'<meta http-equiv="refresh" content="0; url={server.address}/authorize?' in told
    assert f'href="{server.address}/authorize?' in told
    assert f"client_id={CLIENT}" in told


@pytest.mark.parametrize(
    ("method", "path", "to"),
    [
        ("get", "/accounts/x/", "https://idp.example/"),
        ("post", "/goals/", "https://idp.example/"),
        ("post", "/accounts/x/", "/"),
        ("post", "/accounts/x/", "http://testserver/goals/"),
        ("post", "/accounts/x/", "ftp://idp.example/"),
    ],
)
def test_every_other_redirect_stays_as_it_is(method, path, to):
    redirect = HttpResponseRedirect(to)
    request = getattr(RequestFactory(), method)(path)
    assert HandOver(lambda _request: redirect)(request) is redirect


def test_what_is_no_redirect_stays_as_it_is():
    page = HttpResponse("x")
    assert HandOver(lambda _request: page)(RequestFactory().post("/accounts/x/")) is page


def test_nothing_is_put_over_home_for_having_signed_in(client, emil):
    emil.set_password("a long word of mine")
    emil.save(update_fields=["password"])
    answer = client.post("/accounts/login/", {"login": emil.email, "password": "a long word of mine"}, follow=True)
    home = answer.content.decode()
    assert ", Emil</h1>" in home and 'class="flash' not in home
