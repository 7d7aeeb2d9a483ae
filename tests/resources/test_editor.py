"""The editor of a text: its preview with images, and a draft that goes out with the press that saves it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from resources.models import ResourceFile
from tests.factories.resources import ResourceFactory
from tests.resources.test_library_rules import picture

pytestmark = pytest.mark.django_db


def at(name, pk):
    return reverse(f"resources:{name}", args=[pk])


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("htmx", [False, True])
def test_a_preview_shows_text_and_image_keeps_what_was_typed_and_saves_nothing(htmx, emil, client_for):
    resource = ResourceFactory(owner=emil, title="Vaults", body="Before", state="draft")
    client = client_for(emil, htmx=htmx)
    client.post(at("file_add", resource.pk), {"file": SimpleUploadedFile("dot.png", picture("PNG"))})
    address = ResourceFile.objects.get().get_absolute_url()
    typed = {"title": "Vaults", "body": f"**Bold** <script>x\n\n![dot.png]({address})", "version": 1}
    answer = client.post(at("resource_preview", resource.pk), typed)
    html = text(answer)
    assert (
        "<strong>Bold</strong>" in html and f'<img src="{address}" alt="dot.png">' in html and "<script>x" not in html
    )
    assert ("**Bold**" in html) is not htmx  # without JavaScript the whole editor comes back with it
    resource.refresh_from_db()
    assert (answer.status_code, resource.body, resource.version) == (200, "Before", 1)


def test_a_draft_is_saved_and_published_by_one_press(emil, client_for):
    resource = ResourceFactory(owner=emil, title="Vaults", body="Before", state="draft", published_at=None)
    client = client_for(emil)
    assert "Save and publish" in text(client.get(at("resource_edit", resource.pk)))
    sent = {"title": "Vaults", "kind": "article", "language": "en", "version": 1, "body": "After"}
    page = text(client.post(at("resource_edit", resource.pk), sent, follow=True))
    assert "Only its authors see it until it is published." in page
    client.post(at("resource_edit", resource.pk), sent | {"body": "At last", "version": 2, "publish": "1"})
    resource.refresh_from_db()
    assert (resource.state, resource.body) == ("published", "At last")
    assert "Save and publish" not in text(client.get(at("resource_edit", resource.pk)))
