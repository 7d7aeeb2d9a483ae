"""Proposals, trust, reading time and files: formulas and simple rules."""

import datetime as dt
import zipfile
from io import BytesIO
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ecosystem.core.errors import Refused
from resources import freshness
from resources.files import MEGABYTE, check_file
from resources.models import Reaction, Resource
from resources.proposals import Pasted, kind_of, level_of, propose, read_pasted, title_of, twins_of
from resources.reading import below_title, minutes_to_read
from resources.trust import trust_of
from tests.factories.people import PersonFactory
from tests.factories.resources import ResourceFactory
from tests.factories.skills import SkillFactory

DAY = dt.datetime.now(dt.UTC).date()


@pytest.mark.parametrize(
    ("text", "url", "body"),
    [
        (" https://x.example/a ", "https://x.example/a", ""),
        ("https://x.example/a\nA fine talk", "https://x.example/a", "A fine talk"),
        ("x.example/a", "https://x.example/a", ""),
        ("See https://x.example/a", "", "See https://x.example/a"),
        ("# How we deploy\n\n1. Go", "", "# How we deploy\n\n1. Go"),
        ("", "", ""),
    ],
)
def test_what_is_pasted_is_a_link_or_a_text(text, url, body):
    assert read_pasted(text) == Pasted(url, body)


@pytest.mark.parametrize(
    ("text", "title", "kind"),
    [
        ("https://www.youtube.com/watch?v=abc", "Watch", "video"),
        ("https://m.youtube.com/watch-and_learn", "Watch and learn", "video"),
        ("https://youtu.be/x1", "youtu.be", "video"),
        ("https://open.spotify.com/episode/listening-well", "Listening well", "podcast"),
        ("https://x.example/talk.mp4", "Talk", "video"),
        ("https://x.example/blog/rotating-client_secrets.html", "Rotating client secrets", "link"),
        ("https://x.example/", "x.example", "link"),
        ("https://[broken", "", "link"),
        ("# How to rotate\n\nFirst …", "How to rotate", "how_to"),
        ("Deploying\n\n1. Build\n2. Ship", "Deploying", "how_to"),
        ("**How we** review", "How we review", "practice"),
        ("Some thoughts on caches", "Some thoughts on caches", "article"),
        ("word " * 60, ("word " * 31).strip() + "…", "article"),
    ],
)
def test_title_and_kind_are_proposed(text, title, kind):
    pasted = read_pasted(text)
    assert (title_of(pasted), kind_of(pasted, title_of(pasted))) == (title, kind)
    assert len(title_of(pasted)) <= 160


@given(st.text(max_size=400))
def test_anything_pasted_gives_a_proposal(text):
    pasted = read_pasted(text)
    assert len(title_of(pasted)) <= 160 and kind_of(pasted, title_of(pasted)) in Resource.Kind.values


@pytest.mark.parametrize(("words", "level"), [("Intro to Go", 1), ("Go 101", 1), ("Advanced Go", 3), ("Go", 2)])
def test_the_level_is_read_from_the_words(words, level):
    assert level_of(words) == level


@pytest.mark.django_db
def test_skills_are_found_by_name_and_by_other_names_as_whole_words():
    python, review = SkillFactory(name="Python"), SkillFactory(name="Code review", alternative_labels=["peer review"])
    SkillFactory(name="Art")
    SkillFactory(name="Rust", retired_on=DAY)
    proposal = propose(
        "Starting with Python\n\nAfter a peer review, before the next peer review. Rust starts, Rust goes on."
    )
    assert proposal.skills == [python, review]
    assert propose("https://x.example/code-review-for-all").skills == [review]
    assert propose("").skills == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "# Label every field\n\nBy keyboard first.\n\n```python\nassert python\n```\n",
        "~~~ python\nassert label\n~~~\n\nLabel every field",
        "Label every field\n\nSee https://python.example/ and `python -m http.server`, or `python -m this`.",
        "Label every field\n\nA colleague who writes Python asked for it.",
    ],
)
def test_code_addresses_and_a_word_in_passing_say_nothing_of_what_a_text_is_about(text):
    SkillFactory(name="Python")
    proposal = propose(text)
    assert (proposal.title, proposal.skills) == ("Label every field", [])


@pytest.mark.django_db
def test_a_skill_is_proposed_where_most_of_its_names_are_about_the_words():
    names = ["Automated testing", "Playwright", "Unit testing"]
    automation = SkillFactory(name="Test automation", alternative_labels=names)
    SkillFactory(name="Usability testing"), SkillFactory(name="Delegation", alternative_labels=["Handing over work"])
    assert propose("https://web.example/topics/testing/").skills == [automation]
    assert propose("https://x.example/handing-in-expenses").skills == []
    other = SkillFactory(name="Hand testing", alternative_labels=["Exploratory testing", "Testing by ear"])
    assert propose("https://web.example/topics/testing/").skills == []
    assert propose("https://x.example/exploratory-testing").skills == [other]


@pytest.mark.django_db
def test_what_is_here_already_is_named():
    reader, owner = PersonFactory(), PersonFactory()
    link = ResourceFactory(url="https://x.example/a", same_address="x.example/a", title="Something else", owner=owner)
    near = ResourceFactory(title="Rotating client secrets with Vault", owner=owner)
    ResourceFactory(title="Rotating client secrets with Vault 2", owner=owner, state="draft")
    ResourceFactory(title="Baking bread", owner=owner)
    assert twins_of(reader, url="http://www.x.example/a/?utm_source=y#z", title="") == [link]
    assert twins_of(reader, url="", title="Rotating client secret with Vault") == [near]
    assert twins_of(reader, url="", title="Rotating client secret with Vault", besides=near.pk) == []
    assert twins_of(reader, url="", title="Rowing") == []


# --- trust
def resource(**given):
    row = {
        "state": "published",
        "kind": "how_to",
        "verified_on": DAY,
        "verify_by": None,
        "outdated": 0,
        "against": None,
    }
    return SimpleNamespace(**{**row, **given})


def ago(days):
    return DAY - dt.timedelta(days=days)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given_row", "kind", "starts"),
    [
        ({}, "info", "New, not verified yet"),
        ({"verified_on": ago(31)}, "info", "Not verified yet"),
        ({"against": "Vault 1.18"}, "good", "Fresh, verified "),
        ({"verified_on": ago(200)}, "watch", "Ageing"),
        ({"verified_on": ago(400)}, "watch", "Old"),
        ({"verified_on": None}, "plain", "Not verified yet"),
        ({"outdated": 1, "against": "Vault 1.18"}, "good", "Fresh"),
        ({"outdated": 2}, "watch", "2 say outdated"),
        ({"verify_by": ago(30)}, "watch", "Due since"),
        ({"verify_by": ago(31)}, "need", "Not verified since "),
        ({"kind": "person", "verified_on": None}, "plain", "Does not age"),
        ({"state": "archived"}, "plain", "Archived"),
        ({"state": "draft"}, "info", "Draft"),
    ],
)
def test_trust_in_a_word(given_row, kind, starts):
    trust = trust_of(resource(**given_row), DAY)
    assert trust.kind == kind and trust.word.startswith(starts)


@pytest.mark.django_db
def test_beside_the_badge_stands_against_what_and_how_long_ago():
    assert trust_of(resource(against="Vault 1.18", verified_on=ago(9)), DAY).detail == "against Vault 1.18, 9 days ago"


@pytest.mark.django_db
def test_the_filter_by_freshness_agrees_with_the_formula():
    owner, people = PersonFactory(), PersonFactory.create_batch(2)
    for kind in ("how_to", "article", "book", "person"):
        days = freshness.HALF_LIFE.get(kind, 100)
        for age in (0, 1, days, days + 1, 2 * days, 2 * days + 1, None):
            for doubts in (0, 1, 2):
                row = ResourceFactory(kind=kind, owner=owner, verified_on=None if age is None else ago(age))
                for person in people[:doubts]:
                    Reaction.objects.create(resource=row, person=person, kind="outdated", at=row.created_at)
    for word in ("fresh", "ageing", "old"):
        found = set(Resource.objects.as_fresh_as(word, DAY).values_list("pk", flat=True))
        wanted = {
            row.pk
            for row in Resource.objects.with_trust()
            if freshness.freshness_word(freshness.freshness(row.kind, row.verified_on, DAY, row.outdated)) == word
        }
        assert found == wanted and found, word


# --- reading time
@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", 0),
        ("  \n", 0),
        ("One word", 1),
        ("word " * 238, 1),
        ("word " * 1190, 5),
        ("```\n" + "x " * 2100 + "\n```", 3),
    ],
)
def test_reading_time(text, minutes):
    assert minutes_to_read(text) == minutes


# --- files
def picture(kind="JPEG", size=(40, 20), **more):
    kept = BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(kept, kind, **more)
    return kept.getvalue()


def archive(**names):
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w") as made:
        for name, content in names.items():
            made.writestr(name.replace("__", "/"), content)
    return kept.getvalue()


def office(*names):
    return archive(**{"[Content_Types].xml": "<x/>", **dict.fromkeys(names, "")})


def test_a_photo_loses_what_the_camera_added_and_keeps_its_orientation():
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "SECRET PLACE", 6
    exif.get_ifd(0x8825)[2] = (38.0, 42.0, 0.0)
    checked = check_file("IMG 1.jpeg", picture(exif=exif, comment=b"SECRET WORDS"), most=MEGABYTE)
    assert (checked.name, checked.media_type, checked.is_image) == ("IMG 1.jpg", "image/jpeg", True)
    assert b"SECRET" not in checked.content and b"Exif" not in checked.content
    with Image.open(BytesIO(checked.content)) as image:
        assert image.size == (20, 40) and not image.getexif()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_the_four_kinds_of_images_are_taken_whatever_their_name(kind):
    checked = check_file("evil.html", picture(kind), most=MEGABYTE)
    assert checked.media_type == f"image/{kind.lower()}" and not checked.name.endswith(".html")


def test_what_hides_behind_an_image_is_gone():
    checked = check_file("a.png", picture("PNG") + b"<script>alert(1)</script>", most=MEGABYTE)
    assert b"script" not in checked.content


def test_a_huge_image_is_drawn_smaller():
    with Image.open(BytesIO(check_file("a.png", picture("PNG", (3000, 30)), most=MEGABYTE).content)) as image:
        assert image.size == (2400, 24)


def test_documents_are_kept_as_they_are():
    assert check_file("a.pdf", b"%PDF-1.7 x", most=MEGABYTE) == ("a.pdf", "application/pdf", b"%PDF-1.7 x")
    assert check_file("a.docx", office("word__document.xml"), most=MEGABYTE).name == "a.docx"
    assert check_file("x", office("xl__workbook.xml"), most=MEGABYTE).name == "x.xlsx"
    text = archive(mimetype="application/vnd.oasis.opendocument.text")
    assert check_file("../../a.txt", text, most=MEGABYTE).name == "a.odt"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script></html>",
        archive(a="x"),
        office("word__document.xml", "word__vbaProject.bin"),
        b"PK\x03\x04cut",
        picture()[:60],
        b"GIF89a",
    ],
)
def test_anything_else_is_refused(content):
    with pytest.raises(Refused):
        check_file("a.png", content, most=MEGABYTE)


def test_too_large_is_said_with_the_limit():
    with pytest.raises(Refused, match="1 MB"):
        check_file("a.pdf", b"%PDF-" + b"x" * MEGABYTE, most=MEGABYTE)


@pytest.mark.parametrize(
    ("text", "below"),
    [
        ("# Vault guide\n\nFirst open it.", "First open it."),
        ("## vault GUIDE ##\nFirst.", "First."),
        ("# Vault\n\nFirst.", "# Vault\n\nFirst."),
        ("Vault guide\n\nFirst.", "Vault guide\n\nFirst."),
        ("", ""),
    ],
)
def test_a_first_heading_that_repeats_the_title_is_left_out(text, below):
    assert below_title("Vault guide", text) == below
