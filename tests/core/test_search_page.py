"""The page of results: facets, trust, and the way on from nothing found."""

import datetime as dt

import pytest
from django.db.models import Q

from ecosystem.core import search_kinds, search_misses
from ecosystem.core.clock import today
from ecosystem.core.search import index
from ecosystem.core.search_page import page_of
from feedback.models import ZeroHit
from resources.search_entries import badge_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def library(monkeypatch, db):
    monkeypatch.setattr(search_kinds, "_kinds", {})
    open_to_all = {"visible_to": lambda person: Q(), "fill": list}
    search_kinds.register("skill", "Skills", "layers", **open_to_all, leads=True, sign="#")
    search_kinds.register("resource", "Resources", "book-open", **open_to_all, badge=badge_of)
    index("skill", 7, title="Vault", url="/s/7/", skills=[7])
    for number, days in enumerate((90, 90, -10, -90), 1):
        facts = {"kind": "article", "verified": today().isoformat(), "against": "Vault 1.18"}
        index(
            "resource",
            number,
            title=f"Vault, part {number}",
            url=f"/r/{number}/",
            skills=[7] if number < 3 else [],
            holds_until=today() + dt.timedelta(days=days),
            facts=facts,
        )


def facets(page):
    return {str(facet.label): {str(one.label): one.number for one in facet.choices} for facet in page.facets}


def test_facets_count_what_was_found(emil):
    page = page_of(emil, "vault", {})
    assert facets(page) == {
        "Kind": {"Resources": 4, "Skills": 1},
        "How far to rely on it": {"Fresh": 2, "Ageing or due": 1, "Stale": 1},
    }
    assert page.found == 5 and not page.more


def test_a_choice_shows_as_many_as_it_counted_and_can_be_taken_back(emil):
    page = page_of(emil, "vault", {"trust": "good", "kind": ""})
    assert [row.hit.title for row in page.hits] == ["Vault, part 1", "Vault, part 2"]
    made = next(one for facet in page.facets for one in facet.choices if one.made)
    assert "trust" not in made.address and "q=vault" in made.address
    assert page_of(emil, "vault", {"kind": "nonsense"}).hits == []


def test_each_resource_says_how_far_to_rely_on_it(client_for, emil):
    page = client_for(emil).get("/search/?q=vault").content.decode()
    assert "Fresh, verified" in page and "Not verified since" in page and "against Vault 1.18" in page
    part = client_for(emil, htmx=True).get("/search/?q=vault").content.decode()
    assert "Due since" in part


def test_a_sign_asks_for_one_kind(client_for, emil):
    part = client_for(emil, htmx=True).get("/search/", {"q": "#vault"}).content.decode()
    assert "/s/7/" in part and "/r/1/" not in part


def test_a_sign_holds_on_the_page_of_results_too(client_for, emil):
    page = client_for(emil).get("/search/", {"q": "#vault"}).content.decode()
    assert "/s/7/" in page and "/r/1/" not in page and 'value="#vault"' in page
    for client in (client_for(emil), client_for(emil, htmx=True)):
        page = client.get("/search/", {"q": "#va vault"}).content.decode()
        assert "Report “va vault” as a need" in page or "Report" not in page
        assert "words=%23" not in page and "“#va" not in page.replace("All results for “#va", "")


def test_a_sign_asks_for_no_page(client_for, emil):
    search_kinds.register("person", "People", "users", visible_to=lambda person: Q(), fill=list, sign="@")
    part = client_for(emil, htmx=True).get("/search/", {"q": "@sk"}).content.decode()
    assert "/skills/" not in part
    assert "/skills/" in client_for(emil, htmx=True).get("/search/", {"q": "sk"}).content.decode()


def test_a_result_says_its_day_once_and_against_what_below_its_words(client_for, emil):
    page = client_for(emil).get("/search/?q=vault").content.decode()
    assert '<span class="meta block">against Vault 1.18</span>' in page and "against Vault 1.18, today" not in page


@pytest.mark.parametrize("query", ["kind=%00", "skill=x", "trust=good&trust=need", "kind=" + "k" * 3000])
def test_any_facet_is_answered(client_for, emil, query):
    assert client_for(emil).get(f"/search/?q=vault&{query}").status_code == 200


# --- some of the words
def test_some_of_the_words_are_said_to_be_some_with_the_need_still_below(client_for, emil):
    page = client_for(emil).get("/search/", {"q": "how does vault taste"}).content.decode()
    assert "Nothing has all of these words; these have some." in page and "/r/1/" in page
    assert "/needs/new/?words=how+does+vault+taste" in page and "<mark>Vault</mark>" in page
    assert page.index("Nothing fits?") < page.index("/r/1/")
    part = client_for(emil, htmx=True).get("/search/", {"q": "how does vault taste"}).content.decode()
    assert "No name has all of these words." in part and "/r/1/" in part
    assert not ZeroHit.objects.exists()


def test_the_last_row_of_the_palette_leads_to_all_results(client_for, emil):
    for query, address in (("vault & co", "/search/?q=vault+%26+co"), ("#vault", "/search/?q=vault&amp;kind=skill")):
        part = client_for(emil, htmx=True).get("/search/", {"q": query}).content.decode()
        assert f'href="{address}"' in part.rpartition("<a ")[2] and "All results for" in part.rpartition("<a ")[2]
    assert "All results" not in client_for(emil, htmx=True).get("/search/").content.decode()


# --- nothing found
def test_nothing_found_leads_to_a_need_with_the_words(client_for, emil):
    for client in (client_for(emil), client_for(emil, htmx=True)):
        text = client.get("/search/", {"q": "webhook replay"}).content.decode()
        assert "/needs/new/?words=webhook+replay&amp;source=search" in text


def test_a_miss_is_counted_once_a_person_and_day_without_the_person(client_for, emil, mara):
    for person in (emil, emil, mara):
        client_for(person).get("/search/", {"q": "Webhook  REPLAY"})
    miss = ZeroHit.objects.get()
    assert (miss.words, miss.day, miss.count) == ("webhook replay", today(), 2)
    assert {field.name for field in ZeroHit._meta.get_fields()} == {"id", "words", "day", "count"}


def test_typing_counts_nothing(client_for, emil):
    client_for(emil, htmx=True).get("/search/", {"q": "webhook replay"})
    client_for(emil).get("/search/", {"q": "webhook replay"}, headers={"Sec-Purpose": "prefetch"})
    client_for(emil).get("/search/", {"q": "vault", "kind": "nonsense"})
    assert not ZeroHit.objects.exists()


@pytest.mark.parametrize("query", ["ab", "emil@example.com", "call 555123456", "", "vault", "   "])
def test_what_is_personal_short_or_found_is_not_counted(client_for, emil, query):
    client_for(emil).get("/search/", {"q": query})
    assert not ZeroHit.objects.exists()


def test_long_words_are_cut(emil):
    search_misses.note_miss(emil, "word " * 200)
    search_misses.note_miss(emil, "x" * 500)
    assert all(len(words) <= 120 for words in ZeroHit.objects.values_list("words", flat=True))


def test_the_page_stays_within_its_statements(client_for, emil, django_assert_max_num_queries):
    client = client_for(emil)
    client.get("/search/?q=vault")
    with django_assert_max_num_queries(12):
        client.get("/search/?q=vault&kind=resource")
    with django_assert_max_num_queries(12):
        client.get("/search/", {"q": "webhook replay"})
    typing = client_for(emil, htmx=True)
    for query in ("webhook replay", "webhook vault"):
        with django_assert_max_num_queries(6):
            typing.get("/search/", {"q": query})


# --- few texts with all the words, sentences, marks
def test_where_few_have_all_the_words_what_has_most_of_them_follows(client_for, emil):
    index("resource", 9, title="Minutes of April", body="Vault testing came up", url="/r/9/")
    page = page_of(emil, "vault testing", {})
    assert [row.hit.url for row in page.hits] == ["/r/9/"] and page.found == 6 and not page.in_part
    assert {row.hit.url for row in page.near} == {"/s/7/", "/r/1/", "/r/2/", "/r/3/", "/r/4/"}
    shown = client_for(emil).get("/search/", {"q": "vault testing"}).content.decode()
    assert shown.index("/r/9/") < shown.index("These have some of the words") < shown.index("/r/1/")
    index("resource", 5, title="Vault, part 5", url="/r/5/")
    assert page_of(emil, "vault part", {}).near == []


def test_words_of_asking_find_nothing_by_themselves(client_for, emil):
    index("resource", 9, title="Teach weaving once, after learning it", url="/r/9/")
    for client in (client_for(emil), client_for(emil, htmx=True)):
        answer = client.get("/search/", {"q": "who can teach me rust"}).content.decode()
        assert "/r/9/" not in answer and "/needs/new/?words=who+can+teach+me+rust" in answer
    assert [row.hit.url for row in page_of(emil, "teach weaving", {}).hits] == ["/r/9/"]
    assert "/r/1/" in client_for(emil).get("/search/", {"q": "who can teach me vault"}).content.decode()


def test_under_a_chosen_kind_only_what_is_shown_is_counted(client_for, emil):
    page = page_of(emil, "vault", {"kind": "resource", "trust": "good"})
    assert facets(page) == {"Kind": {"Resources": 2}, "How far to rely on it": {"Fresh": 2}}
    shown = client_for(emil).get("/search/?q=vault&kind=resource").content.decode()
    assert (
        'aria-current="true"><svg' in shown and "Show all" in shown.rpartition("Resources</b>")[2].partition("</ul>")[0]
    )
