"""Personal tokens: shown once, kept as a hash, ended by their day, by revoking, and with the person."""

import datetime as dt

import pytest

from accounts.actions.tokens import MOST, find_token, hash_of, holder_of, make_token, revoke_token
from accounts.models import AccessToken, Person
from ecosystem.core.clock import today
from ecosystem.core.errors import Refused
from ecosystem.core.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_the_secret_is_shown_once_and_kept_as_a_hash(client_for, emil):
    client = client_for(emil)
    page = client.post("/me/tokens/make/", {"name": "my editor", "days": "90"}).content.decode()
    token = AccessToken.objects.get()
    secret = page.partition('value="us_')[2].partition('"')[0]
    assert len(secret) >= 43 and hash_of(f"us_{secret}") == token.secret_hash
    assert token.expires_on == today() + dt.timedelta(days=90)
    again = client.get("/me/tokens/").content.decode()
    assert "my editor" in again and secret not in again and token.secret_hash not in again
    assert not AuditEntry.objects.filter(fields__contains=secret).exists()


def test_a_second_press_makes_no_second_token(client_for, emil):
    client = client_for(emil)
    client.post("/me/tokens/make/", {"name": "my editor", "days": "90"})
    assert client.post("/me/tokens/make/", {"name": "my editor", "days": "90"}).status_code == 422
    assert AccessToken.objects.count() == 1


def test_ten_are_the_most(emil):
    for number in range(MOST):
        make_token(actor=emil, name=f"token {number}", days=30)
    with pytest.raises(Refused):
        make_token(actor=emil, name="one more", days=30)


def test_a_token_ends_by_its_day_and_by_revoking(emil):
    token, secret = make_token(actor=emil, name="my editor", days=30)
    assert find_token(secret) == token
    assert AccessToken.objects.get().last_used_on == today()
    AccessToken.objects.update(expires_on=today() - dt.timedelta(days=1))
    assert find_token(secret) is None
    AccessToken.objects.update(expires_on=today())
    revoke_token(token, actor=emil)
    revoke_token(token, actor=emil)
    assert find_token(secret) is None
    assert AuditEntry.objects.filter(verb="token.revoked").count() == 1


def test_a_token_ends_with_the_person(emil):
    token, _secret = make_token(actor=emil, name="my editor", days=30)
    assert holder_of(token) == emil
    Person.objects.filter(pk=emil.pk).update(is_active=False)
    assert holder_of(token) is None


@pytest.mark.parametrize("secret", ["", "us_", "us_wrong", "us_ü", "Bearer", "x" * 5000])
def test_what_is_no_token_opens_nothing(emil, secret):
    make_token(actor=emil, name="my editor", days=30)
    assert find_token(secret) is None


def test_others_cannot_revoke_it(client_for, emil, mara):
    token, _secret = make_token(actor=emil, name="my editor", days=30)
    assert client_for(mara).post(f"/me/tokens/{token.pk}/revoke/").status_code == 404
    assert client_for(emil).post(f"/me/tokens/{token.pk}/revoke/").status_code == 302
    assert AccessToken.objects.get().revoked_at
