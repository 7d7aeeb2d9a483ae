"""The frame: what is shown to whom, and that it costs nothing."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from ecosystem.core import navigation
from ecosystem.core.templatetags import once


@pytest.fixture
def entries(monkeypatch):
    found: list[navigation.Entry] = []
    monkeypatch.setattr(navigation, "_entries", found)
    return found


@pytest.fixture
def facts(monkeypatch):
    found: dict = {}
    monkeypatch.setattr(navigation, "_facts", found)
    return found


def frame_of(person, path: str = "/search/", cookies: str = "") -> navigation.Frame:
    request = RequestFactory().get(path, headers={"Cookie": cookies} if cookies else {})
    request.user = person
    return navigation.frame(request)["frame"]


def names(frame: navigation.Frame) -> list[str]:
    return [str(item.name) for section in frame.side_menu.sections for item in section["items"]]


def test_items_follow_permission_and_order(entries, emil, adam):
    navigation.register("organisation", "Operations", "core:operations", "activity", "core.view_operations", 2)
    navigation.register("own", "Search", "core:search", "search", "core.search", 1)
    assert names(frame_of(emil)) == ["Search"]
    assert names(frame_of(adam)) == ["Search", "Operations"]


def test_empty_sections_do_not_show(entries, emil):
    navigation.register("organisation", "Operations", "core:operations", "activity", "core.view_operations", 2)
    assert frame_of(emil).side_menu.sections == []


def test_the_longest_address_above_the_page_is_current(entries, adam):
    navigation.register("organisation", "Operations", "core:operations", "activity", "core.view_operations", 1)
    navigation.register("organisation", "Mailbox", "core:mailbox", "mail", "core.view_operations", 2)
    items = frame_of(adam, "/operations/mailbox/").side_menu.sections[0]["items"]
    assert [item.current for item in items] == [False, True]


def test_the_phone_shows_four_by_their_place(entries, adam):
    for place, url in enumerate(["search", "definitions", "style", "operations", "mailbox"]):
        navigation.register("own", url, f"core:{url}", "circle", "core.search", place, phone=5 - place)
    assert [item.name for item in frame_of(adam).phone_menu.items] == ["mailbox", "operations", "style", "definitions"]


def test_counts_come_from_the_request(entries, emil):
    navigation.register("own", "Search", "core:search", "search", "core.search", 1, count=lambda request: 3)
    assert frame_of(emil).side_menu.sections[0]["items"][0].count == 3


def test_registering_twice_is_a_mistake(entries):
    navigation.register("own", "Search", "core:search", "search", "core.search", 1)
    with pytest.raises(ImproperlyConfigured):
        navigation.register("own", "Search", "core:search", "search", "core.search", 1)


def test_unknown_sections_and_facts_are_mistakes(entries, facts):
    with pytest.raises(ImproperlyConfigured):
        navigation.register("elsewhere", "Search", "core:search", "search", "core.search", 1)
    with pytest.raises(ImproperlyConfigured):
        navigation.provide("weather", lambda request: 1)


def test_facts_are_asked_only_for_people_signed_in(facts, emil):
    from django.contrib.auth.models import AnonymousUser

    navigation.provide("unread", lambda request: 2)
    navigation.provide("notes", lambda request: [navigation.Note("Reminders may be late.", "late")])
    assert (frame_of(emil).unread, len(frame_of(emil).notes)) == (2, 1)
    assert (frame_of(AnonymousUser()).unread, frame_of(AnonymousUser()).notes) == (0, [])


@pytest.mark.parametrize(("cookie", "theme"), [("theme=dark", "dark"), ("theme=light", "light"), ("theme=%22x", "")])
def test_only_known_themes_reach_the_page(emil, cookie, theme):
    assert frame_of(emil, cookies=cookie).theme == theme


def test_the_frame_asks_nothing_until_it_is_drawn(emil, django_assert_num_queries):
    with django_assert_num_queries(0):
        frame_of(emil)


def side_of(client, path="/definitions/") -> str:
    return client.get(path).content.decode().split('id="sidebar"')[1].split("</nav>")[0]


def test_the_frame_is_drawn_once_for_who_may_open_the_same(client_for, emil, adam):
    once._kept.clear()
    mine, drawn = side_of(client_for(emil)), len(once._kept)
    assert any(key[0] == "partials/sidebar.html" for key in once._kept)
    assert side_of(client_for(emil)) == mine and len(once._kept) == drawn
    assert "Operations" in side_of(client_for(adam)) and "Operations" not in mine
    assert side_of(client_for(emil)) == mine
    home = side_of(client_for(emil), "/")
    assert 'href="/" title="Home" aria-current="page"' in home and "aria-current" not in mine


def test_theme_and_waiting_notifications_stay_with_their_reader(facts, client_for, emil):
    navigation.provide("unread", lambda request: 2)
    client = client_for(emil)
    told = client.get("/definitions/").content.decode()
    assert "2 notifications wait" in told and 'data-theme-choice="" aria-pressed="true"' in told
    navigation.provide("unread", lambda request: 0)
    client.cookies["theme"] = "dark"
    told = client.get("/definitions/").content.decode()
    assert "notifications wait" not in told and 'data-theme-choice="dark" aria-pressed="true"' in told
