"""A process of its own in which the identity provider is the only way in: what every page answers there, as JSON.

Started by `test_only_by_provider.py` on the database of the tests; nothing of it stays.
"""

import json
import re
import sys
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import django
import requests

django.setup()

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY  # noqa: E402
from allauth.socialaccount.models import SocialAccount  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts import middleware  # noqa: E402
from accounts.actions.invitations import print_invitations  # noqa: E402
from ecosystem.core import policy  # noqa: E402
from tests.conftest import make_cast, with_people_by_date  # noqa: E402
from tests.factories.people import make_organisation  # noqa: E402
from tests.identity_provider import identity_provider  # noqa: E402
from tests.matrix import PERSONAS  # noqa: E402
from tests.test_doors import FILES, OWN, exchanges, import_module, takes_post  # noqa: E402

PASSWORD = "a long word of mine"
LOCAL = ("signup", "password/reset", "password/change", "password/set", "login/code", "reauthenticate", "email", "2fa")


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="accounts.backends.PersonBackend")
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "socialaccount", "at": 0}]
    session.save()
    return client


def local_ways(person: Any) -> dict[str, Any]:
    """What is left of signing in here: pages, and the right password."""
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    client = Client()
    page = client.get("/accounts/login/").content.decode()
    answer = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return {
        "statuses": {way: client.get(f"/accounts/{way}/").status_code for way in LOCAL},
        "asks_for_a_password": "password" in re.findall(r'type="(\w+)"', page),
        "ways_of_the_provider": re.findall(r'action="(/accounts/oidc/[^"?]+)', page),
        "posted": answer.status_code,
        "signed_in": "_auth_user_id" in client.session,
    }


def by_the_provider(client: Client, process: str = "login") -> str:
    """Press the one button, go where the provider leads; the number of who is signed in then."""
    page = client.post(f"/accounts/oidc/company/login/?process={process}").content.decode()
    there = unescape(re.search(r'href="([^"]+/authorize[^"]*)"', page)[1])
    while urlsplit(there).netloc != "testserver":
        there = urljoin(there, requests.get(there, allow_redirects=False, timeout=5).headers["Location"])
    client.get(there.removeprefix("http://testserver"))
    return client.session.get("_auth_user_id", "")


def invited(person: Any, other: Any, by: Any, server: Any) -> dict[str, Any]:
    """Somebody whom the provider has never named here: first without a code, then with one, then again. Another one who
    opened the same address meanwhile comes too late, and nobody gets what `other` was invited to."""
    alone, named = by_the_provider(Client()), server.subject
    [(_person, code)] = print_invitations([person], actor=by)
    print_invitations([other], actor=by)
    client, late, address = Client(), Client(), reverse("accounts:invitation_accept", args=[code])
    page = client.get(address).content.decode()
    late.get(address)
    posted = Client().post(address, {"password": PASSWORD})
    with_code = by_the_provider(client)
    server.subject = "somebody-else-there"
    too_late, server.subject = by_the_provider(late), named
    return {
        "without_code": alone,
        "asks_for_a_password": "password" in re.findall(r'type="(\w+)"', page),
        "a_password_lets_in": posted.status_code == 302,
        "with_code": with_code == str(person.pk),
        "too_late": too_late,
        "again": by_the_provider(Client()) == str(person.pk),
        "code_is_used": Client().get(address).status_code,
        "home": client.get("/").status_code,
    }


def connected(person: Any, server: Any) -> list[Any]:
    """The first administrator, whom setting up let in with a password: where they are led, and where they get then."""
    server.subject, client = "adam-there", Client()
    client.force_login(person, backend="accounts.backends.PersonBackend")
    led = client.get("/operations/")
    page = client.get(led["Location"])
    by_the_provider(client, "connect")
    return [led.status_code, led["Location"], page.status_code, client.get("/operations/").status_code]


def pages(cast: Any) -> list[str]:
    """Every page of ours for the first who may see it: whatever would lead to a way that is gone breaks here."""
    clients, wrong = {name: signed_in(getattr(cast, name)) for name in PERSONAS}, []
    for file in FILES:
        table = import_module(f"tests.matrix.{file}")
        for name, answers in table.MATRIX.items():
            who = next((persona for persona in PERSONAS if answers[persona] == 200), None)
            if name in OWN and who and not takes_post(table, name):
                try:
                    [(status, _left)] = exchanges(table, name, cast, [(clients[who], {})])
                except Exception as error:
                    status = f"{type(error).__name__}: {error}"
                wrong += [f"{name} for {who}: {status}"] if status not in {200, 410} else []
    return wrong


def main() -> dict[str, Any]:
    setup_test_environment()
    middleware._known = True
    with transaction.atomic(), policy.scope(), identity_provider("emil-there") as server:
        from django.conf import settings

        app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
        app["settings"]["server_url"] = f"{server.address}/.well-known/openid-configuration"
        make_organisation()
        cast = make_cast()
        found = {"invited": invited(cast.emil, cast.mara, cast.pia, server), "bound": SocialAccount.objects.count()}
        found |= {
            "connected": connected(cast.adam, server),
            "local": local_ways(cast.otto),
            "pages": pages(with_people_by_date(cast)),
        }
        transaction.set_rollback(True)
    return found


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
