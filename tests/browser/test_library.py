"""The library in a real Chromium: something is shared in half a minute and kept as it is typed."""

import os

import pytest
from playwright.sync_api import expect

from ecosystem.core.clock import now, today
from resources.models import Draft, Resource, ResourceFile, Verification
from tests.browser.hand import Hand
from tests.browser.walking import has_loaded
from tests.factories.resources import CoAuthorFactory, ResourceFactory, ResourceSkillFactory
from tests.factories.skills import SkillFactory
from tests.resources.test_library_rules import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = pytest.mark.parametrize("keyboard", [True, False], ids=["by keyboard", "without JavaScript"])
LONG = "Zusammenarbeit über Abteilungs- und Ländergrenzen hinweg, schriftlich"
TEXT = """First **open** the vault.

- [x] rotate
- [ ] restart

| what | how long |
|---|---|
| rotate | a minute |

```python
def rotate(secret):
    return "new" + secret  # the old one fades
```

> Never by mail.
"""


@WAYS
def test_a_link_is_shared_in_half_a_minute_with_three_things_to_confirm(new_page, cast, keyboard):
    SkillFactory(name="Code review")
    emil = Hand(new_page(cast.emil, javascript=keyboard), keyboard)
    emil.open("/library/")
    emil.reads(emil.page.locator(".page-head"))
    emil.press(emil.page.get_by_role("link", name="Share something"))
    emil.fill(emil.page.get_by_label("Paste a link, or write"), "https://www.youtube.com/code-review-basics")
    if not keyboard:
        emil.press(emil.page.get_by_role("button", name="Go on"))
    form = emil.page.locator("#share-form")
    expect(form.get_by_label("Title")).to_have_value("Code review basics")
    emil.reads(form)
    emil.press(form.get_by_role("button", name="Share it"))
    expect(emil.page.get_by_role("heading", name="Code review basics")).to_be_visible()
    resource = Resource.objects.get()
    assert (resource.kind, resource.owner, resource.state) == ("video", cast.emil, "published")
    assert [(lead.skill.name, lead.level) for lead in resource.skills.all()] == [("Code review", 1)]
    assert emil.seconds <= 60 and emil.clicks <= 3 and emil.fields == 1


def test_what_was_changed_by_hand_stays_while_one_goes_on_pasting(new_page, cast):
    page = new_page(cast.emil)
    page.goto("/library/new/")
    page.get_by_label("Paste a link, or write").fill("https://x.example/one-thing")
    title = page.get_by_label("Title")
    expect(title).to_have_value("One thing")
    title.fill("My own words")
    page.get_by_label("Paste a link, or write").fill("https://vimeo.com/another-thing")
    expect(page.get_by_label("Kind")).to_have_value("video")
    expect(title).to_have_value("My own words")


def test_what_is_here_already_is_named_while_one_pastes(new_page, cast):
    ResourceFactory(
        title="Vault, in short", url="https://x.example/vault", same_address="x.example/vault", owner=cast.mara
    )
    page = new_page(cast.emil)
    page.goto("/library/new/")
    page.get_by_label("Paste a link, or write").fill("https://www.x.example/vault/?utm_source=mail")
    expect(page.locator("#twins")).to_contain_text("Vault, in short")


def test_a_draft_keeps_itself_and_is_offered_back(new_page, cast, eventually):
    page = new_page(cast.emil)
    page.goto("/library/new/")
    page.get_by_label("Paste a link, or write").fill("Half a thought")
    expect(page.locator("#draft-state")).to_contain_text("Draft kept")
    assert Draft.objects.get().typed["pasted"] == "Half a thought"
    page.goto("/library/new/")
    page.get_by_role("link", name="Go on with it").click()
    expect(page.get_by_label("Paste a link, or write")).to_have_value("Half a thought")


def test_an_image_is_added_and_shown_in_the_text(new_page, cast):
    resource = ResourceFactory(owner=cast.emil)
    page = new_page(cast.emil)
    page.goto(f"/library/{resource.pk}/edit/")
    page.get_by_label("Add an image or a file").set_input_files(
        {"name": "plan.png", "mimeType": "x/y", "buffer": picture("PNG")}
    )
    expect(page.locator("#files")).to_contain_text("plan.png")
    expect(page.get_by_label("Add an image or a file")).to_have_value("")
    file = ResourceFile.objects.get()
    field = page.locator("textarea[name=body]")
    field.fill("Above.\n\nBelow.")
    field.evaluate("field => field.setSelectionRange(8, 8)")
    page.get_by_role("button", name="Insert plan.png into the text").click()
    expect(field).to_have_value(f"Above.\n\n![plan.png]({file.get_absolute_url()})\nBelow.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#edit-preview").get_by_role("img", name="plan.png")).to_have_js_property("naturalWidth", 40)
    page.get_by_role("button", name="Save", exact=True).click()
    image = page.get_by_role("img", name="plan.png")
    expect(image).to_be_visible()
    expect(image).to_have_js_property("naturalWidth", 40)


def test_after_a_question_the_form_is_fresh_also_where_its_field_was_drawn_larger(new_page, cast):
    resource = ResourceFactory(owner=cast.mara)
    page = new_page(cast.emil)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(f"/library/{resource.pk}/questions/")
    field = page.get_by_label("Your question")
    field.fill("Does step 4 apply to Kotlin?")
    field.evaluate("field => { field.style.height = '300px' }")
    page.get_by_label("About these words").evaluate("field => { field.style.backgroundColor = 'white' }")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("link", name="Does step 4 apply to Kotlin?")).to_be_visible()
    expect(field).to_have_value("")
    assert said == []


def test_every_page_of_the_library_is_accessible_and_fits_on_a_phone_in_the_dark(new_page, axe, cast):
    resource = CoAuthorFactory(
        resource=ResourceFactory(owner=cast.emil, title=LONG, body=TEXT), person=cast.mara
    ).resource
    ResourceSkillFactory(resource=resource, skill=SkillFactory(name=f"{LONG}."))
    Verification.objects.create(resource=resource, by=cast.mara, on=today(), against="Vault 1.18", number=1)
    ResourceFactory(owner=cast.otto, verified_on=None, kind="link", url="https://x.example/a-guide", body="")
    archived = ResourceFactory(
        owner=cast.emil, state="archived", archived_at=now(), archive_reason="Gone", superseded_by=resource
    )
    page = new_page(cast.emil, viewport={"width": 390, "height": 900}, color_scheme="dark")
    own = resource.get_absolute_url()
    for name, address in {
        "list": "/library/", "mine": "/library/?mine=1", "none": "/library/?kind=book", "new": "/library/new/",
        "filled": "/library/new/?url=https://x.example/a-guide", "page": own, "edit": f"{own}edit/",
        "archive": f"{own}archive/", "authors": f"{own}authors/", "archived": archived.get_absolute_url(),
    }.items():  # fmt: skip
        page.goto(address)
        has_loaded(page)
        if shots := os.environ.get("SHOTS"):
            page.screenshot(path=f"{shots}/{name}.png", full_page=True)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
