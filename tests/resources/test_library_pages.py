"""The pages of the library: list, sharing, reading, editing, files; with and without JavaScript, and what they cost."""

import datetime as dt
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ecosystem.benchmark.visits import fragments_of
from ecosystem.core.clock import now, today
from resources.actions.completions import finish_resource
from resources.actions.courses import add_lesson, answer_lesson
from resources.models import Draft, Pick, Resource, ResourceFile, Verification
from tests.core.test_markdown import PAYLOADS
from tests.factories.people import PersonFactory
from tests.factories.resources import CoAuthorFactory, ResourceFactory, ResourceSkillFactory
from tests.factories.skills import SkillFactory
from tests.factories.together import QuestionFactory
from tests.resources.test_library_rules import picture

pytestmark = pytest.mark.django_db
LIST, NEW, HINTS, DRAFT = (
    reverse(f"resources:{name}") for name in ("resource_list", "resource_new", "resource_hints", "draft_keep")
)


def at(name, pk):
    return reverse(f"resources:{name}", args=[pk])


def text(response):
    return response.content.decode()


# --- the list
def test_the_list_is_narrowed_by_kind_skill_freshness_and_mine(emil, otto, client_for):
    skill = SkillFactory(name="Identity")
    shown = ResourceSkillFactory(resource=ResourceFactory(title="Vault guide", owner=otto), skill=skill).resource
    ResourceFactory(title="Old talk", kind="video", owner=otto, verified_on=None)
    ResourceFactory(title="My own", owner=emil)
    ResourceFactory(title="My draft", owner=emil, state="draft")
    ResourceFactory(title="Their draft", owner=otto, state="draft")
    client = client_for(emil)

    def titles(query):
        html = text(client.get(LIST + query))
        return {title for title in ("Vault guide", "Old talk", "My own", "My draft", "Their draft") if title in html}

    assert titles("") == {"Vault guide", "Old talk", "My own"}
    assert titles("?kind=video") == {"Old talk"}
    assert titles("?skill=identity") == {shown.title}
    assert titles("?freshness=ageing") == {"Old talk"}
    assert titles("?freshness=fresh") == {"Vault guide", "My own"}
    Resource.objects.filter(title="Vault guide").update(verify_by=today() - dt.timedelta(days=31))
    assert [titles(f"?freshness={word}") for word in ("fresh", "due", "stale")] == [{"My own"}, set(), {"Vault guide"}]
    assert titles("?mine=1") == {"My own", "My draft"}
    assert titles("?kind=nonsense&skill=nothing&page=x") == {"Vault guide", "Old talk", "My own"}


def test_trust_stands_on_each_row_and_picks_above(emil, otto, client_for):
    resource = ResourceFactory(title="Vault guide", owner=otto)
    Verification.objects.create(resource=resource, by=otto, on=today(), against="Vault 1.18", number=1)
    Pick.objects.create(resource=resource, person=otto, reason="Read this first", at=now(), until=today())
    html = text(client_for(emil).get(LIST))
    assert "Fresh, verified" in html and "against Vault 1.18, today" in html and "Read this first" in html
    assert "Read this first" not in text(client_for(emil).get(f"{LIST}?kind=how_to"))


def test_what_is_stale_stands_behind_all_others_however_useful(emil, otto, client_for):
    late = today() - dt.timedelta(days=31)
    ResourceFactory(owner=otto, title="Stale talk", usefulness="0.9", verify_by=late)
    ResourceFactory(owner=otto, title="Due talk", usefulness="0.8", verify_by=late + dt.timedelta(days=1))
    for nth in range(50):
        ResourceFactory(owner=otto, title=f"Fresh {nth}", usefulness="0.1", verify_by=today())
    ResourceFactory(owner=otto, title="Ageless", usefulness="0.2", verify_by=None)
    first, then = (text(client_for(emil).get(f"{LIST}?page={page}")) for page in (1, 2))
    assert first.index(">Due talk<") < first.index(">Ageless<") < first.index(">Fresh 49<")
    assert ">Stale talk<" not in first and then.index(">Fresh 0<") < then.index(">Stale talk<")


def test_an_empty_library_leads_to_sharing(emil, client_for):
    assert NEW in text(client_for(emil).get(LIST))


def test_fifty_rows_and_the_same_statements_for_one_and_for_sixty(emil, otto, client_for):
    client = client_for(emil)
    spent = []
    for more in (1, 59):
        for resource in ResourceFactory.create_batch(more, owner=otto):
            ResourceSkillFactory(resource=resource)
        client.get(LIST)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            html = text(client.get(LIST))
        spent.append(len(queries))
    assert html.count("<tr>") == 51 and "page=2" in html
    assert spent[0] == spent[1] <= 12


# --- sharing
def test_a_link_is_shared_in_two_posts_without_javascript(emil, client_for):
    SkillFactory(name="Code review")
    client = client_for(emil)
    first = client.post(NEW, {"pasted": "https://www.youtube.com/code-review-basics"})
    assert first.status_code == 200 and "Code review basics" in text(first) and Resource.objects.count() == 0
    form = first.context["form"]
    assert {name: form.initial[name] for name in ("kind", "skill_1", "level_1")} == {
        "kind": "video",
        "skill_1": "Code review",
        "level_1": 1,
    }
    sent = {
        "pasted": form.initial["pasted"],
        "title": form.initial["title"],
        "kind": "video",
        "skill_1": "code review",
        "level_1": "1",
    }
    second = client.post(NEW, sent)
    resource = Resource.objects.get()
    assert (second.status_code, second.url) == (302, resource.get_absolute_url())
    assert (resource.owner, resource.state, resource.url) == (
        emil,
        "published",
        "https://www.youtube.com/code-review-basics",
    )
    assert [(lead.skill.name, lead.level) for lead in resource.skills.all()] == [("Code review", 1)]


def test_typing_proposes_and_keeps_what_was_changed_by_hand(emil, client_for):
    ResourceFactory(
        title="Rotating client secrets", owner=emil, url="https://x.example/rotating", same_address="x.example/rotating"
    )
    client = client_for(emil, htmx=True)
    proposed = client.post(
        HINTS, {"pasted": "https://x.example/rotating?utm_source=mail", "title": "Mine", "was-title": "Guess"}
    )
    values = proposed.context["form"].initial
    assert (values["title"], values["kind"]) == ("Mine", "link")
    assert "It may be here already" in text(proposed)
    follows = client.post(HINTS, {"pasted": "https://x.example/baking-bread", "title": "Guess", "was-title": "Guess"})
    assert follows.context["form"].initial["title"] == "Baking bread"
    assert Resource.objects.count() == 1 and Draft.objects.count() == 0


def test_the_level_is_asked_for_only_with_a_skill_and_the_form_says_so_before(emil, client_for):
    SkillFactory(name="Accessibility", alternative_labels=["Screen readers"])
    client = client_for(emil, htmx=True)
    assert "needed with a skill" in text(client.post(HINTS, {"pasted": "Label every field"}))
    typed = {"pasted": "Label every field", "title": "Label every field", "kind": "article"}
    refused = client.post(NEW, {**typed, "skill_1": "accessib"})
    assert refused.status_code == 422 and "Did you mean Accessibility?" in text(refused)
    assert 'name="skill_1" value="Accessibility" data-fills="id_skill_1"' in refused.content.decode()
    assert "Say which level it leads to." in text(client.post(NEW, {**typed, "skill_1": "Screen readers"}))
    assert "Choose one from the list, or leave it empty" in text(client.post(NEW, {**typed, "skill_1": "zebra"}))
    client.post(NEW, typed)
    assert Resource.objects.get().skills.count() == 0


@pytest.mark.parametrize("pasted", ["", "\x00", "a\x00b", "\ud800", "https://[x", "x" * 5000])
def test_hints_read_anything(emil, client_for, pasted):
    sent = "pasted=" + quote(pasted.encode("utf-8", "surrogatepass"))
    answer = client_for(emil, htmx=True).post(HINTS, sent, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200


def test_a_text_kept_for_oneself_goes_on_to_its_files(emil, otto, client_for):
    sent = {"pasted": "# How we deploy\n\nCarefully", "title": "How we deploy", "kind": "practice", "keep": "1"}
    answer = client_for(emil).post(NEW, sent)
    resource = Resource.objects.get()
    assert (resource.state, resource.body) == ("draft", "# How we deploy\n\nCarefully")
    assert answer.url == at("resource_edit", resource.pk)
    assert client_for(otto).get(resource.get_absolute_url()).status_code == 404


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(emil, client_for):
    sent = {"pasted": "Words", "title": "", "kind": "article", "skill_1": "Nothing", "verify_by": "1999-01-01"}
    answer = client_for(emil).post(NEW, sent)
    assert answer.status_code == 422 and Resource.objects.count() == 0
    assert set(answer.context["form"].errors) == {"title", "skill_1", "verify_by"}
    assert "Words" in text(answer)


def test_it_starts_from_where_somebody_comes_from(emil, client_for):
    skill = SkillFactory(name="Identity")
    initial = (
        client_for(emil)
        .get(f"{NEW}?url=https://x.example/a-guide&title=My+guide&skill={skill.pk}")
        .context["form"]
        .initial
    )
    assert (initial["pasted"], initial["title"], initial["skill_1"]) == (
        "https://x.example/a-guide",
        "My guide",
        "Identity",
    )
    assert client_for(emil).get(f"{NEW}?skill=x&url=%00").status_code == 200


def test_only_web_addresses_can_be_opened(emil, client_for):
    for url in ("javascript:alert(1)", "ftp://x.example", "data:text/html,x"):
        client_for(emil).post(NEW, {"pasted": "Words", "title": "T", "kind": "link", "url": url})
    assert list(Resource.objects.exclude(url="")) == []


# --- drafts
def test_a_draft_is_kept_offered_back_and_gone_once_shared(emil, mara, client_for):
    client = client_for(emil)
    kept = client_for(emil, htmx=True).post(DRAFT, {"pasted": "Half a thought", "owner": "7"})
    assert "Draft kept" in text(kept) and Draft.objects.get().typed == {"pasted": "Half a thought"}
    assert "Go on with it" in text(client.get(NEW)) and "Go on with it" not in text(client_for(mara).get(NEW))
    assert "Half a thought" in text(client.get(f"{NEW}?draft=1"))
    assert client.post(DRAFT, {"pasted": "Half a thought"}).url == f"{NEW}?draft=1"
    client.post(NEW, {"pasted": "Half a thought", "title": "A thought", "kind": "article"})
    assert not Draft.objects.exists()


def test_a_second_text_never_takes_the_place_of_a_kept_draft_unasked(emil, client_for):
    client, first, second = client_for(emil, htmx=True), {"pasted": "First", "writing": "a"}, {"pasted": "Second"}
    client.post(DRAFT, first)
    client.post(DRAFT, first | {"pasted": "First and more"})
    asked = text(client.post(DRAFT, second | {"writing": "b"}))
    assert "Not kept yet" in asked and "Keep this one instead" in asked and "Draft kept" not in asked
    assert "Second" in text(client_for(emil).post(DRAFT, second | {"writing": "b"}))
    client.post(NEW, second | {"title": "Second", "kind": "article", "writing": "b"})
    form = client_for(emil).get(f"{NEW}?draft=1").context["form"]
    assert (form["pasted"].value(), form["writing"].value()) == ("First and more", "a")
    assert "Draft kept" in text(client.post(DRAFT, second | {"writing": "c", "instead": "1"}))
    assert Draft.objects.get().typed == {"pasted": "Second", "writing": "c"}
    assert "Thrown away" in text(client.post(at("draft_drop", Draft.objects.get().pk)))


def test_the_editor_opens_on_a_line_of_its_own_and_says_what_a_draft_is(emil, client_for):
    resource = ResourceFactory(owner=emil, state="draft", published_at=None, body="```\ncode\n```")
    answer = client_for(emil).get(at("resource_edit", resource.pk))
    assert answer.context["form"]["body"].value() == "```\ncode\n```\n"
    assert "The words of before are kept" not in text(answer)


def test_no_draft_grows_from_an_edition_that_cannot_be(emil, client_for):
    answer = client_for(emil).post(DRAFT, {"body": "My words", "version": str(2**31)})
    assert answer.status_code < 500 and not Draft.objects.exists()


def test_a_draft_of_an_edit_remembers_its_edition(emil, mara, client_for):
    resource = CoAuthorFactory(resource=ResourceFactory(owner=emil), person=mara).resource
    client = client_for(emil)
    client.post(at("draft_keep_edit", resource.pk), {"body": "My words", "version": "1"})
    client_for(mara).post(
        at("resource_edit", resource.pk), {"version": "1", "title": resource.title, "kind": "how_to", "body": "Hers"}
    )
    form = client.get(at("resource_edit", resource.pk) + "?draft=1").context["form"]
    assert (form.initial["body"], form.initial["version"]) == ("My words", 1)
    answer = client.post(
        at("resource_edit", resource.pk),
        {"version": "1", "title": resource.title, "kind": "how_to", "body": "My words"},
    )
    assert answer.status_code == 422 and "Hers" in text(answer) and "My words" in text(answer)
    assert Resource.objects.get().body == "Hers" and Draft.objects.count() == 1


# --- the page
def test_the_page_says_who_tends_it_how_long_it_takes_and_what_it_was_verified_against(emil, mara, otto, client_for):
    resource = CoAuthorFactory(resource=ResourceFactory(owner=emil, body="word " * 500), person=mara).resource
    lead = ResourceSkillFactory(resource=resource, level=3)
    Verification.objects.create(resource=resource, by=mara, on=today(), against="Vault 1.18", number=1)
    html = text(client_for(otto).get(resource.get_absolute_url()))
    for words in ("2 min", lead.skill.name, "leads to level 3", emil.full_name, mara.full_name, "against Vault 1.18"):
        assert words in html


def test_a_look_counts_but_not_that_of_an_author(emil, otto, client_for):
    resource = ResourceFactory(owner=emil)
    for person in (emil, otto, otto):
        client_for(person).get(resource.get_absolute_url())
    client_for(otto).head(resource.get_absolute_url())
    resource.refresh_from_db()
    assert (resource.views, resource.version) == (2, 1)


def test_an_archived_one_says_so_and_leads_on(emil, otto, client_for):
    new = ResourceFactory(title="The new way", owner=emil)
    resource = ResourceFactory(owner=emil)
    sent = {
        "version": "1",
        "reason": "The console is gone",
        "superseded_by": f"http://testserver{new.get_absolute_url()}",
    }
    client_for(emil).post(at("resource_archive", resource.pk), sent)
    html = text(client_for(otto).get(resource.get_absolute_url()))
    assert "The console is gone" in html and new.get_absolute_url() in html


@pytest.mark.parametrize("payload", PAYLOADS)
def test_stored_texts_stay_texts(emil, otto, client_for, payload):
    words = payload[:160]
    resource = ResourceFactory(
        owner=emil, title=words, summary=words, body=payload, state="archived", archive_reason=words
    )
    html = text(client_for(otto).get(resource.get_absolute_url())) + text(client_for(emil).get(f"{LIST}?mine=1"))
    for piece in (
        "<script>alert",
        "onerror=alert(1)>",
        "<svg onload",
        "<iframe",
        "<base href",
        "<hx-partial",
        "<div hx-get=/secret",
    ):
        assert piece not in html
    assert 'href="javascript:' not in html.lower() and 'src="https://evil' not in html


@pytest.mark.parametrize(
    ("name", "reader"), [("resource_page", "emil"), ("resource_page", "otto"), ("resource_edit", "emil")]
)
def test_a_page_costs_the_same_for_little_and_much(cast, client_for, name, reader):
    """With all that it asks for by itself, to its owner and to somebody who finished the course."""
    spent = []
    for much in (1, 30):
        resource = full_course(cast, much)
        client = client_for(getattr(cast, reader))
        client.get(at(name, resource.pk))
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(at(name, resource.pk))
            for part in fragments_of(answer.content.decode()):
                assert client.get(part, headers={"HX-Request": "true"}).status_code == 200
        spent.append(len(queries))
    assert answer.status_code == 200
    assert spent[0] == spent[1] <= 12


def full_course(cast, much):
    """A course with as many lessons, skills, authors, picks, questions and verifications; otto finished it."""
    resource = ResourceFactory(owner=cast.emil, kind="course")
    for nth in range(much):
        ResourceSkillFactory(resource=resource)
        CoAuthorFactory(resource=resource, person=PersonFactory())
        QuestionFactory(resource=resource)
        Pick.objects.create(resource=resource, person=PersonFactory(), reason="Good", at=now(), until=today())
        Verification.objects.create(resource=resource, by=cast.mara, on=today(), against="1.18", number=1)
        lesson = add_lesson(resource, actor=cast.emil, title=f"Lesson {nth}", body="Read.")
        answer_lesson(lesson, actor=cast.otto, chosen={})
    finish_resource(resource, actor=cast.otto)
    return resource


# --- files
def test_a_file_is_private_typed_and_in_a_sandbox(emil, otto, client_for):
    resource = ResourceFactory(owner=emil, state="draft")
    client_for(emil).post(at("file_add", resource.pk), {"file": SimpleUploadedFile("a photo.jpeg", picture())})
    file = ResourceFile.objects.get()
    assert client_for(otto).get(file.get_absolute_url()).status_code == 404
    answer = client_for(emil).get(file.get_absolute_url())
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert answer["Content-Disposition"] == 'inline; filename="a photo.jpg"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    Resource.objects.filter(pk=resource.pk).update(
        state="published", published_at=now(), body=f"![It]({file.get_absolute_url()})"
    )
    assert client_for(otto).get(file.get_absolute_url()).status_code == 200
    assert f'<img src="{file.get_absolute_url()}" alt="It">' in text(client_for(otto).get(resource.get_absolute_url()))


def test_a_document_is_only_saved_and_one_file_is_kept_once(emil, client_for):
    resource = ResourceFactory(owner=emil)
    for _time in range(2):
        client_for(emil).post(at("file_add", resource.pk), {"file": SimpleUploadedFile("plan.pdf", b"%PDF-1.7 x")})
    file = ResourceFile.objects.get()
    assert client_for(emil).get(file.get_absolute_url())["Content-Disposition"] == 'attachment; filename="plan.pdf"'


def test_a_file_that_is_not_taken_says_why(emil, client_for, settings):
    resource, settings.UPLOAD_LIMIT_MB = ResourceFactory(owner=emil), 1
    for content, words in (
        (b"<svg/>", "Take a PNG"),
        (b"%PDF-" + b"x" * 1_048_576, "Larger than 1 MB"),
        (b"", "empty"),
    ):
        answer = client_for(emil, htmx=True).post(
            at("file_add", resource.pk), {"file": SimpleUploadedFile("a.png", content)}
        )
        assert answer.status_code == 422 and words in text(answer)
    assert not ResourceFile.objects.exists()


def test_a_removed_file_is_gone_from_the_disk_too(emil, client_for, django_capture_on_commit_callbacks):
    resource = ResourceFactory(owner=emil)
    client_for(emil).post(at("file_add", resource.pk), {"file": SimpleUploadedFile("a.png", picture("PNG"))})
    file = ResourceFile.objects.get()
    assert file.file.storage.exists(file.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        client_for(emil).post(at("file_remove", file.pk))
    assert not ResourceFile.objects.exists() and not file.file.storage.exists(file.file.name)
