"""Signing in with the company's identity provider, as Chromium does it under our content security policy."""

import pytest
from allauth.socialaccount.models import SocialAccount, SocialApp
from playwright.sync_api import expect

from tests.identity_provider import CLIENT, identity_provider

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def provider(emil):
    with identity_provider("emil-there") as server:
        settings = {"server_url": f"{server.address}/.well-known/openid-configuration"}
        SocialApp.objects.create(
            provider="openid_connect", provider_id="company", name="Newco SSO", client_id=CLIENT, settings=settings
        )
        SocialAccount.objects.create(user=emil, provider="company", uid="emil-there")
        yield server


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without JavaScript"])
def test_one_button_leads_to_the_provider_and_back_to_home(new_page, provider, emil, javascript):
    page = new_page(javascript=javascript)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Continue with Newco SSO").click()
    expect(page.locator("body")).to_have_attribute("data-person", str(emil.pk))
    expect(page).to_have_url("/")
    assert [asked["client_id"] for asked in provider.asked] == [CLIENT]
