import datetime as dt
import threading

import pytest
from django.db import connection, transaction
from django.db.models import Q, Value

from accounts.models import Person, Site
from ecosystem.core import search_kinds
from ecosystem.core.clock import today
from ecosystem.core.models import SearchEntry, SearchLexeme, SearchText, SearchTitle
from ecosystem.core.policy import policy, scope
from ecosystem.core.search import (
    EVERYBODY,
    find,
    find_in_part,
    find_text,
    index,
    refill,
    register,
    remove,
    whose,
    words_of,
)
from tests.factories.people import SiteFactory

pytestmark = pytest.mark.django_db
SKILLS = [
    "Python", "PostgreSQL", "Kubernetes", "Accessibility", "Identity & access", "Node.js", "CI/CD pipelines",
    "Full-stack development", "Facilitation", "Stakeholder interviews", "Übersetzung", "Cáceres onboarding", "C++",
    "Terraform", "Observability", "Negotiation", "Data modelling", "Threat modelling", "Incident response",
    "العربية للمبتدئين",
]  # fmt: skip


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    """Two kinds: skills for everybody, notes for their reader (the audience is the person's id)."""
    monkeypatch.setattr(search_kinds, "_kinds", {})
    register("skill", "Skills", "layers", visible_to=lambda person: Q(), fill=list)
    register("note", "Notes", "file", visible_to=lambda person: Q(audience=whose("owner", person)), fill=list)


@pytest.fixture
def skills():
    for number, name in enumerate(SKILLS, start=1):
        index("skill", number, title=name, url=f"/skills/{number}/")


def titles(hits):
    return [hit.title for hit in hits]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("py", "Python"),
        ("PYTH", "Python"),
        ("postgres", "PostgreSQL"),
        ("js", "Node.js"),
        ("node.j", "Node.js"),
        ("ci/cd", "CI/CD pipelines"),
        ("stack", "Full-stack development"),
        ("full-st", "Full-stack development"),
        ("uber", "Übersetzung"),
        ("caceres", "Cáceres onboarding"),
        ("access ident", "Identity & access"),
        ("c++", "C++"),
        ("العرب", "العربية للمبتدئين"),
    ],
)
def test_words_are_found_while_they_are_typed(skills, emil, typed, found):
    assert found in titles(find(emil, typed))


@pytest.mark.parametrize(
    ("typo", "meant"),
    [
        ("pyhton", "Python"), ("pythn", "Python"), ("postgersql", "PostgreSQL"), ("kuberntes", "Kubernetes"),
        ("kubernets", "Kubernetes"), ("accesibility", "Accessibility"), ("acessibility", "Accessibility"),
        ("facilitaton", "Facilitation"), ("negociation", "Negotiation"), ("terrafrom", "Terraform"),
        ("observabilty", "Observability"), ("incidnet", "Incident response"), ("stakholder", "Stakeholder interviews"),
        ("threet modelling", "Threat modelling"), ("piplines", "CI/CD pipelines"), ("developement", "Full-stack development"),
        ("ubersetzug", "Übersetzung"), ("intervews", "Stakeholder interviews"), ("modeling", "Data modelling"),
        ("identiy", "Identity & access"),
    ],
)  # fmt: skip
def test_slips_of_the_pen_are_forgiven(skills, emil, typo, meant):
    assert meant in titles(find(emil, typo))


@pytest.mark.parametrize(
    "typed", ["", "   ", "\x00", "%", "'", "!!", "''|&:*", "\\", "a" * 5000, "xyzzyq", "& | !", "(", ":*"]
)
def test_anything_may_be_typed(skills, emil, typed):
    assert isinstance(find(emil, typed), list)
    assert isinstance(find_text(emil, typed), list)


@pytest.mark.parametrize(
    ("typed", "statements"), [("p", 1), ("pyt", 1), ("zzz", 1), ("pyhton", 3), ("threet modelling", 3)]
)
def test_typing_is_one_statement_and_a_slip_two_more(skills, emil, typed, statements, django_assert_num_queries):
    with scope():
        policy()
        with django_assert_num_queries(statements):
            find(emil, typed)


def test_nobody_finds_what_is_not_theirs(skills, emil, mara):
    index("note", 1, title="Python and my fears", body="struggling", url="/n/1/", audience=f"owner:{emil.pk}")
    assert titles(find(emil, "fears")) == ["Python and my fears"]
    for typed in ("fears", "faers", "f", "python", "python and my fears"):
        assert "Python and my fears" not in titles(find(mara, typed))
    assert find_text(mara, "struggling") == []
    assert titles(find_text(emil, "struggling")) == ["Python and my fears"]


def test_an_entry_of_a_kind_that_nobody_registered_is_for_nobody(emil):
    index("ghost", 1, title="Ghost", url="/g/1/")
    assert find(emil, "ghost") == []


def test_visible_to_equals_what_is_found(skills, emil, mara):
    index("note", 1, title="Mine", url="/n/1/", audience=f"owner:{emil.pk}")
    for person in (emil, mara):
        visible = set(SearchEntry.objects.visible_to(person).values_list("title", flat=True))
        found = {title for word in visible for title in titles(find(person, word, limit=50))}
        assert found == visible


def test_what_begins_as_typed_comes_first_then_what_is_popular(emil):
    index("skill", 1, title="Advanced data modelling", url="/1/", popularity=9)
    index("skill", 2, title="Data ethics", url="/2/", popularity=1)
    index("skill", 3, title="Data modelling", url="/3/", popularity=5)
    assert titles(find(emil, "data")) == ["Data modelling", "Data ethics", "Advanced data modelling"]
    assert titles(find(emil, "ad")) == ["Advanced data modelling"]
    assert len(find(emil, "data", limit=2)) == 2


def test_the_very_title_is_found_however_many_are_more_popular(emil):
    for number in range(1, 60):
        index("skill", number, title=f"Modern data {number}", url="/", popularity=50)
    index("skill", 99, title="Data", url="/99/")
    assert titles(find(emil, "data"))[0] == "Data"


def test_popular_ones_are_found_among_many_that_begin_alike(emil):
    for number in range(10, 50):
        index("skill", number, title=f"Modern data {number}", url="/", popularity=1000)
    index("skill", 98, title="Modern data well told", url="/", popularity=1800)
    index("skill", 99, title="Old data", url="/", also="modern", popularity=1500)
    for typed in ("modern data", "modern d"):
        assert titles(find(emil, typed))[:2] == ["Modern data well told", "Modern data 10"]
    found = find_text(emil, "modern data", limit=45)
    assert (len(found), found[-1].title) == (42, "Old data")


def test_one_kind_can_be_asked_for(skills, emil):
    index("note", 1, title="Python note", url="/n/1/", audience=f"owner:{emil.pk}")
    assert titles(find(emil, "python", kind="note")) == ["Python note"]


def test_a_search_in_full_reads_texts_and_stems(skills, emil):
    index("skill", 99, title="Speaking", body="Presenting decisions to executives", url="/99/")
    assert titles(find_text(emil, "present decision")) == ["Speaking"]
    assert find(emil, "presenting") == []
    assert titles(find_text(emil, "kuberntes")) == ["Kubernetes"]


def test_a_changed_object_is_found_by_its_new_words_only(emil, django_assert_num_queries):
    index("skill", 1, title="Old words", url="/1/", popularity=1)
    with django_assert_num_queries(1):
        index("skill", 1, title="New words", url="/1/", popularity=2)
    assert find(emil, "old") == []
    assert titles(find(emil, "new")) == ["New words"]
    assert SearchTitle.objects.get().popularity == 2
    assert SearchEntry.objects.count() == SearchText.objects.count() == 1


def test_a_removed_object_is_gone(skills, emil):
    remove("skill", 1)
    assert find(emil, "python") == []
    assert not SearchTitle.objects.filter(entry__title="Python").exists()


def test_entries_can_be_built_anew(monkeypatch, emil):
    SiteFactory(name="Lisbon"), SiteFactory(name="Pune")
    index("site", 12345, title="Gone", url="/gone/")
    register(
        "site",
        "Sites",
        "map",
        visible_to=lambda person: Q(object_id__in=Site.objects.exclude(name="Pune").values("pk")),
        fill=lambda: ({"object_id": site.pk, "title": site.name, "url": "/"} for site in Site.objects.all()),
    )
    count = Site.objects.count()
    assert refill() == count
    assert refill(["site"]) == count
    assert titles(find(emil, "lisbon"))[0] == "Lisbon"
    assert find(emil, "gone") == find(emil, "pune") == []
    assert not SearchLexeme.objects.filter(word="gone").exists()


def test_many_words_cost_no_more(skills, emil):
    assert len(words_of(" ".join(["word"] * 100))) == 8
    assert words_of("Full-stack_dev CI/CD") == ["full", "stack", "dev", "ci", "cd"]
    assert words_of("Übersétzung हिन्दी") == ["ubersetzung", *words_of("हिन्दी")]


def test_typing_reads_indexes_and_no_table_from_end_to_end(emil):
    """Among 20,000 entries, for a prefix of nearly everything, of a tenth, of one, and of nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_searchentry (kind, object_id, title, subtitle, body, url, language, audience, popularity)"
            " SELECT 'skill', n, format('alpha%s beta%s', n % 40, n % 900), '', '', '/', 'en', '', n % 100"
            " FROM generate_series(1, 20000) AS n"
        )
        cursor.execute("ANALYZE core_searchentry, core_searchtitle, core_searchlexeme")
    index("skill", 50_000, title="Kubernetes", url="/")
    before = _read_from_end_to_end()
    for typed in ("al", "alpha", "alpha1", "beta77", "kub", "kuberntes", "zzzz"):
        find(emil, typed)
        assert _read_from_end_to_end() == before, typed


def _read_from_end_to_end() -> int:
    """How often a table of entries or titles was, so far in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(seq_scan) FROM pg_stat_xact_user_tables WHERE relname ~ 'core_search(entry|title|text)'"
        )
        return cursor.fetchone()[0]


# --- other names, skills, languages, trust
@pytest.fixture
def library(monkeypatch):
    """A skill with other names, and what helps with it."""
    monkeypatch.setattr(search_kinds, "_kinds", {})
    monkeypatch.setattr(search_kinds, "_mine", None)
    register("skill", "Skills", "layers", visible_to=lambda person: Q(), fill=list, leads=True, open=True, sign="#")
    register("resource", "Resources", "book", visible_to=lambda person: Q(), fill=list, open=True)
    register("note", "Notes", "file", visible_to=lambda person: Q(audience=whose("owner", person)), fill=list)
    index("skill", 7, title="Kubernetes", also="k8s, container orchestration", url="/s/7/", skills=[7])
    index("resource", 1, title="Why is my pod not starting", url="/r/1/", skills=[7])
    index("resource", 2, title="Travel expenses", url="/r/2/", skills=[8])


def test_one_letter_finds_first_what_leads_to_others_then_what_begins_with_it(library, emil):
    index("resource", 30, title="Quiet hours", url="/", popularity=1800)
    index("resource", 31, title="Asking questions", url="/", popularity=1800)
    index("resource", 32, title="Quarrels", url="/")
    index("note", 1, title="Quitting", url="/", audience=f"owner:{emil.pk}")
    assert set(titles(find(emil, "q"))) == {"Quiet hours", "Asking questions", "Quarrels", "Quitting"}
    assert titles(find(emil, "q", kind="note")) == ["Quitting"]
    for number in range(40, 70):
        index("skill", number, title=f"Quality {number}", url="/", popularity=3000)
    assert titles(find(emil, "q", limit=12)) == [f"Quality {number}" for number in range(40, 52)]
    assert "Quitting" in titles(find(emil, "q", limit=50))


@pytest.mark.parametrize("typed", ["k8s", "kubern", "orchestration", "kuberntes"])
def test_other_names_of_a_skill_lead_to_its_resources_too(library, emil, typed):
    for search_in in (find, find_text):
        assert titles(search_in(emil, typed)) == ["Kubernetes", "Why is my pod not starting"]


def test_led_by_a_skill_one_finds_nothing_that_is_not_theirs(library, emil, mara):
    index("note", 1, title="My fears", url="/n/1/", audience=f"owner:{emil.pk}", skills=[7])
    assert "My fears" in titles(find(emil, "k8s"))
    assert "My fears" not in titles(find(mara, "k8s")) + titles(find_text(mara, "k8s"))


def test_everybody_finds_open_kinds_only(library, emil):
    index("note", 1, title="Kubernetes notes", url="/n/1/", audience="")
    index("note", 2, title="Kubernetes secrets", url="/n/2/", audience="owner:None")
    for search_in in (find, find_text):
        assert titles(search_in(EVERYBODY, "kubernetes")) == ["Kubernetes", "Why is my pod not starting"]


def test_an_entry_is_read_by_the_stems_of_its_language(library, emil):
    index("resource", 3, title="Konflikte", body="Spannungen früh ansprechen", url="/r/3/", language="de")
    index("resource", 4, title="Xhosa", body="ukuthetha phambi kwabantu", url="/r/4/", language="xh")
    emil.locale = "de"
    assert titles(find_text(emil, "ansprechend")) == ["Konflikte"]
    emil.locale = "en"
    assert titles(find_text(emil, "ansprechend")) == []
    assert titles(find_text(emil, "Spannungen")) == ["Konflikte"]
    assert titles(find_text(emil, "phambi")) == ["Xhosa"]


def test_what_is_vouched_for_and_useful_and_mine_comes_first(library, emil, mara):
    day = today()
    index("resource", 11, title="On vaults stale", url="/", holds_until=day - dt.timedelta(days=90), popularity=9)
    index("resource", 12, title="On vaults fresh", url="/", holds_until=day + dt.timedelta(days=90))
    index("resource", 13, title="On vaults useful", url="/", holds_until=day + dt.timedelta(days=90), quality=900)
    index("resource", 14, title="On vaults mine", url="/", holds_until=day - dt.timedelta(days=9), skills=[14])
    search_kinds.register_mine(
        lambda person: Person.objects.filter(pk=person.pk, full_name="Emil Test").values(n=Value(14))
    )
    mine = ["On vaults mine", "On vaults useful", "On vaults fresh", "On vaults stale"]
    assert titles(find(emil, "vaults")) == titles(find_text(emil, "vaults")) == mine
    assert titles(find(mara, "vaults"))[0] == "On vaults useful"


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("flaky", "flow flags"),
        ("accessibility", "Identity & access"),
        ("contract", "content"),
        ("rust", "trust"),
        ("taming", "framing"),
    ],
)
def test_other_words_are_no_slips_of_the_pen(emil, registered, typed, known):
    index("skill", 1, title=known, url="/1/")
    assert find(emil, typed) == []


def test_what_is_stale_stands_behind_any_match_as_good(library, emil):
    day = today()
    index(
        "resource",
        11,
        title="On vaults, stale",
        url="/",
        holds_until=day - dt.timedelta(days=31),
        quality=1000,
        skills=[14],
    )
    index("resource", 12, title="On vaults, due", url="/", holds_until=day - dt.timedelta(days=30))
    index("resource", 13, title="On vaults, fresh", url="/", holds_until=day)
    search_kinds.register_mine(lambda person: Person.objects.filter(pk=person.pk).values(n=Value(14)))
    order = ["On vaults, fresh", "On vaults, due", "On vaults, stale"]
    assert titles(find(emil, "vaults")) == titles(find_text(emil, "vaults")) == order


# --- some of the words
@pytest.fixture
def parts(library):
    index("skill", 8, title="Test automation", also="Unit testing", url="/s/8/", skills=[8])
    index("skill", 9, title="Accessibility", url="/s/9/", skills=[9])
    index("resource", 3, title="Forms for everybody", url="/r/3/", skills=[9])
    index("resource", 4, title="Quick suites", body="Flaky ones teach nobody.", url="/r/4/")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("test automation basics", "Test automation"), ("contract testing", "Test automation"),
        ("how do I test accessible forms", "Forms for everybody"), ("flaky contracts", "Quick suites"),
        ("kuberntes contracts", "Kubernetes"), ("what is the best way to find out more about kubernetes", "Kubernetes"),
    ],
)  # fmt: skip
def test_where_nothing_has_all_the_words_most_of_them_are_enough(parts, emil, typed, first, django_assert_num_queries):
    assert find_text(emil, typed) == []
    with scope():
        policy()
        with django_assert_num_queries(1):
            assert titles(find_in_part(emil, typed))[0] == first
    assert titles(find_in_part(EVERYBODY, typed))[0] == first


@pytest.mark.parametrize("typed", ["", "how do I", "xyzzyq", "zzz qqq", "' | &", "\x00", "testing"])
def test_words_that_say_nothing_and_single_ones_have_no_parts(parts, emil, typed):
    assert find_in_part(emil, typed) == []


@pytest.mark.parametrize("typed", ["zebra taming", "learn rust"])
def test_what_stands_near_shares_a_real_word(parts, emil, typed):
    index("skill", 10, title="Problem framing", also="Earn trust", url="/s/10/", skills=[10])
    assert find_text(emil, typed) == find_in_part(emil, typed) == []


def test_by_parts_nobody_finds_what_is_not_theirs(parts, emil, mara):
    index(
        "note", 1, title="Forms that scare me", body="contracts", url="/n/1/", audience=f"owner:{emil.pk}", skills=[9]
    )
    asked = "contracts forms accessible zzz"
    assert "Forms that scare me" in titles(find_in_part(emil, asked))
    for other in (mara, EVERYBODY):
        assert "Forms that scare me" not in titles(find_in_part(other, asked))
    assert titles(find_in_part(emil, asked, kind="note")) == ["Forms that scare me"]


def test_an_unchanged_entry_leaves_its_words_as_they_are(library):
    def written():
        with connection.cursor() as cursor:
            cursor.execute("SELECT xmin::text, (SELECT xmin::text FROM core_searchtext WHERE entry_id = t.entry_id) "
                           "FROM core_searchtitle t WHERE object_id = 7")  # fmt: skip
            return cursor.fetchone()

    before = written()
    index("skill", 7, title="Kubernetes", also="k8s, container orchestration", url="/s/7/new/", skills=[7])
    assert written() == before


@pytest.mark.django_db(transaction=True)
def test_new_words_in_any_order_stop_nobody():
    """Two write the same new words at once, in another order: PostgreSQL ends one of these statements, and nothing is lost by it."""
    written = threading.Event()

    def other() -> None:
        with transaction.atomic():
            index("skill", 2, title="Yacht", url="/skills/2/")
            written.set()
            index("skill", 3, title="Abseiling", url="/skills/3/")
        connection.close()

    with transaction.atomic():
        index("skill", 1, title="Abseiling", url="/skills/1/")
        thread = threading.Thread(target=other)
        thread.start()
        assert written.wait(10)
        index("skill", 4, title="Yacht", url="/skills/4/")
    thread.join(10)
    assert sorted(SearchEntry.objects.values_list("object_id", flat=True)) == [1, 2, 3, 4]
    assert {"abseiling", "yacht"} <= set(SearchLexeme.objects.values_list("word", flat=True))
