"""The language of what is shared: guessed from its small words or its script, changed by hand, and found by its stems."""

import pytest
from django.urls import reverse

from ecosystem.core.search import find_text
from resources.actions.courses import add_lesson, change_lesson, remove_lesson
from resources.languages import CODES, choices, language_of
from resources.models import Resource
from tests.factories.resources import ResourceFactory

pytestmark = pytest.mark.django_db
NEW = reverse("resources:resource_new")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How to rotate a secret, and what to do after that", "en"),
        ("Wie man ein Geheimnis wechselt und was danach zu tun ist", "de"),
        ("Comment faire tourner un secret et ce qu'il faut faire ensuite", "fr"),
        ("Cómo rotar un secreto y qué hacer después de eso", "es"),
        ("Так мы меняем ключи, и вот что нужно сделать после этого", "ru"),
        ("كيف نغير المفاتيح وماذا نفعل بعد ذلك", "ar"),
        ("鍵の更新のしかた", "ja"),
        ("Kubernetes 1.31", "en"),
        ("", "en"),
        ("\x00" * 3 + "?!", "en"),
    ],
)
def test_guessed(text, language):
    assert language_of(text.replace("\x00", "")) == language


def test_each_has_a_name_of_its_own():
    assert {code for code, _name in choices()} == set(CODES) and dict(choices())["de"] == "Deutsch"


def test_it_is_proposed_kept_changed_and_found_by_its_stems(client_for, emil):
    client = client_for(emil)
    text = "Wie wir Häuser bauen\n\nWir bauen sie nach und nach, und das ist gut so."
    form = client.post(NEW, {"pasted": text}).context["form"]
    assert form.initial["language"] == "de"
    client.post(NEW, {"pasted": text, "title": "Wie wir Häuser bauen", "kind": "practice", "language": "de"})
    page = Resource.objects.get()
    emil.locale = "de"
    assert (page.language, [hit.object_id for hit in find_text(emil, "Haus")]) == ("de", [page.pk])
    typed = {"title": page.title, "kind": "practice", "body": page.body, "version": page.version}
    client.post(reverse("resources:resource_edit", args=[page.pk]), typed)
    assert Resource.objects.get().language == "de"  # nothing said about it
    again = {**typed, "version": Resource.objects.get().version, "language": "en"}
    client.post(reverse("resources:resource_edit", args=[page.pk]), again)
    assert Resource.objects.get().language == "en"


def test_a_course_is_found_by_the_words_of_its_lessons(emil):
    course = ResourceFactory(kind="course", title="Forms in two lessons", owner=emil)
    found = lambda words: [hit.object_id for hit in find_text(emil, words)]  # noqa: E731
    lesson = add_lesson(course, actor=emil, title="Labels", body="A placeholder is no label.")
    assert found("placeholder") == [course.pk]
    change_lesson(lesson, actor=emil, version=1, title="Labels", body="Hints stand below.", questions=[])
    assert (found("placeholder"), found("hints")) == ([], [course.pk])
    remove_lesson(lesson, actor=emil)
    assert found("hints") == []
