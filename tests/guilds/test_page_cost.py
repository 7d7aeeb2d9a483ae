"""A guild's page and the list of sessions cost few statements, and what is drawn once for all is nobody's own."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ecosystem.core.clock import now
from guilds.models import Membership
from tests.factories.guild_sessions import SeatFactory, SessionFactory
from tests.factories.guilds import GuildFactory, GuildPostFactory, GuildResourceFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
LIST = reverse("guilds:session_list")


def page(client, url) -> str:
    return " ".join(client.get(url).content.decode().split("<main")[1].split("</main>")[0].split())


def statements(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as sent:
        client.get(url)
    return len([query for query in sent.captured_queries if "SAVEPOINT" not in query["sql"]])


@pytest.fixture
def guild(cast):
    guild = GuildFactory(name="Accessibility", steward=cast.emil, people=[cast.mara, cast.dario])
    for number in range(5):
        SessionFactory(guild=guild, host=cast.emil, starts_at=now() + dt.timedelta(days=number + 2))
        GuildPostFactory(guild=guild)
        GuildResourceFactory(guild=guild, note="")
    return guild


def test_a_guild_opens_with_four_statements_and_the_sessions_with_five(guild, cast, client_for):
    for person in (cast.emil, cast.mara, cast.otto):
        assert statements(client_for(person), guild.get_absolute_url()) <= 4, person
        assert statements(client_for(person), LIST) <= 5, person


def test_what_one_reader_sees_of_themselves_stays_theirs(guild, cast, client_for):
    mara, emil, otto = (page(client_for(each), guild.get_absolute_url()) for each in (cast.mara, cast.emil, cast.otto))
    assert "Only you read this" in mara and "Leave the guild" in mara
    assert "More on its health" in emil and "More on its health" not in mara + otto
    assert "Only you read this" not in otto and "Leave the guild" not in otto
    Membership.objects.filter(person=cast.mara).update(tier="core", acts=7)
    again = page(client_for(cast.mara), guild.get_absolute_url())
    assert "Core, 7 acts." in again and "7 acts" not in page(client_for(cast.dario), guild.get_absolute_url())


def test_a_seat_is_shown_to_who_has_it_and_the_row_changes_with_the_session(guild, cast, client_for):
    session = guild.sessions.order_by("starts_at").first()
    SeatFactory(session=session, person=cast.mara)
    assert "You have a seat" in page(client_for(cast.mara), LIST)
    assert "You have a seat" not in page(client_for(cast.otto), LIST)
    assert page(client_for(cast.emil), LIST).count("You host it") == 5
    type(session).objects.filter(pk=session.pk).update(title="Forms, again")
    assert "Forms, again" in page(client_for(cast.otto), LIST)
    there = client_for(PersonFactory(time_zone="Asia/Kolkata"))
    assert page(there, LIST) != page(client_for(cast.otto), LIST)


def test_each_form_carries_a_token_that_is_taken(guild, cast, client_for):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.otto, backend="accounts.backends.PersonBackend")
    client_for(cast.mara).get(LIST)
    sent = page(client, LIST).split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    url = reverse("guilds:seat_save", args=[guild.sessions.first().pk])
    assert client.post(url, {"csrfmiddlewaretoken": sent}).status_code == 302
    assert client.post(url, {"csrfmiddlewaretoken": "x" * 64}).status_code == 403
