"""The pages of courses: lessons written and answered with and without JavaScript, and who sees what."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from resources.actions.courses import Asking, add_lesson, answer_lesson
from resources.models import Completion, Lesson, LessonDone
from tests.factories.resources import ResourceFactory, ResourceSkillFactory

pytestmark = pytest.mark.django_db
CHECK = [Asking("What comes first?", ["The label", "The colour"], 0, "Labels are read aloud.")]
EMPTY = {"ask-TOTAL_FORMS": "1", "ask-INITIAL_FORMS": "0"}


@pytest.fixture
def course(mara):
    return ResourceFactory(kind="course", owner=mara, title="Forms in two lessons")


@pytest.fixture
def lessons(course, mara):
    rows = [("Labels", CHECK), ("Errors", [])]
    return [add_lesson(course, actor=mara, title=t, body="Read **this**.", questions=q) for t, q in rows]


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def page(name: str, obj) -> str:
    return reverse(f"resources:{name}", args=[obj.pk])


def asked(**row) -> dict:
    return {**EMPTY, **{f"ask-0-{name}": value for name, value in row.items()}}


def test_an_author_writes_a_lesson_with_a_check(client_for, mara, course):
    typed = asked(text="Which?", choices="One\nTwo\nThree", right="2", why="So it is.")
    answer = client_for(mara).post(page("lesson_new", course), {"title": "Help", "body": "Text", **typed})
    assert answer.url == page("course_panel", course)
    question = Lesson.objects.get().questions.get()
    assert (question.choices, question.right, question.why) == (["One", "Two", "Three"], 1, "So it is.")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"text": "Which?", "choices": "One", "right": "1"}, "two to five answers"),
        ({"text": "Which?", "choices": "One\nOne", "right": "1"}, "two to five answers"),
        ({"text": "Which?", "choices": "One\nTwo", "right": "3"}, "which line is right"),
        ({"text": "", "choices": "One\nTwo"}, "Write the question"),
    ],
)
def test_a_question_that_cannot_be_asked_stays_as_typed(client_for, mara, course, row, said):
    typed = {"title": "Help", "body": "Text", **asked(**row)}
    answer = client_for(mara, htmx=True).post(page("lesson_new", course), typed)
    assert answer.status_code == 422 and said in words(answer)
    assert not Lesson.objects.exists()


def test_a_stale_lesson_shows_both(client_for, mara, lessons):
    Lesson.objects.filter(pk=lessons[0].pk).update(version=2, title="Theirs")
    typed = {"title": "Mine", "body": "Mine too", "version": "1", **EMPTY}
    answer = client_for(mara).post(page("lesson_change", lessons[0]), typed)
    assert answer.status_code == 422
    assert "Theirs" in words(answer) and "Mine" in words(answer)


@pytest.mark.parametrize("htmx", [False, True])
def test_one_sees_what_was_right_and_why(client_for, emil, lessons, htmx):
    client, lesson = client_for(emil, htmx=htmx), lessons[0]
    shown = words(client.get(page("lesson_page", lesson)))
    assert "<strong>this</strong>" in shown and "Labels are read aloud." not in shown
    field = f"question-{lesson.questions.get().pk}"
    assert client.post(page("lesson_answer", lesson), {}).status_code == 422
    assert client.post(page("lesson_answer", lesson), {field: "7"}).status_code == 422
    assert not LessonDone.objects.exists()
    assert "The right answer" not in words(client.get(f"{lesson.get_absolute_url()}?answers=shown"))
    wrong = words(client.post(page("lesson_answer", lesson), {field: "1"}))
    assert "Not right yet" in wrong and "The colour" in wrong and "passed" not in wrong
    assert "The label" not in wrong and "Labels are read aloud." not in wrong
    assert "Read, its question still open" in wrong and "Done" not in wrong.split("Show the right answer")[0]
    shown = words(client.get(f"{lesson.get_absolute_url()}?answers=shown"))
    assert "The right answer<" in shown and "The label" in shown and "Labels are read aloud." in shown
    right = words(client.post(page("lesson_answer", lesson), {field: "0"}))
    assert "<h2>Right</h2>" in right and "Labels are read aloud." in right and "Show the right" not in right


def test_what_is_read_with_an_answer_missing_is_not_marked_as_done(client_for, emil, lessons, course):
    answer_lesson(lessons[0], actor=emil, chosen={lessons[0].questions.get().pk: 1})
    panel = words(client_for(emil, htmx=True).get(page("course_panel", course)))
    assert "1 of 2 lessons read" in panel and "0 of 1 right" in panel
    assert "state-watch" in panel and "state-done" not in panel


def test_a_failed_check_finishes_the_course_only_knowingly(client_for, emil, xenia, lessons, course):
    question = lessons[0].questions.get().pk
    for person in (emil, xenia):
        answer_lesson(lessons[0], actor=person, chosen={question: 1})
        answer_lesson(lessons[1], actor=person, chosen={})
    client = client_for(emil, htmx=True)
    panel = words(client.get(page("course_panel", course)))
    assert (
        "The check is not passed yet: its one question" in panel
        and "Finish all the same" in panel
        and not Completion.objects.exists()
    )
    client.post(page("resource_finish", course))
    answer_lesson(lessons[0], actor=xenia, chosen={question: 0})  # looked again, and right
    assert set(Completion.objects.values_list("person", flat=True)) == {emil.pk, xenia.pk}


def test_a_course_is_finished_with_its_last_lesson(client_for, emil, lessons, course):
    client = client_for(emil)
    assert client.post(page("resource_finish", course)).status_code == 422
    answer_lesson(lessons[0], actor=emil, chosen={lessons[0].questions.get().pk: 0})
    assert client.post(page("lesson_answer", lessons[1])).url == page("course_panel", course)
    panel = words(client.get(page("course_panel", course)))
    assert "Was it worth your time?" in panel and "2 of 2 lessons read" in panel and "1 of 1 right" in panel


def test_finished_in_one_click_and_judged_in_one_tap(client_for, emil, otto):
    lead = ResourceSkillFactory()
    client = client_for(emil, htmx=True)
    assert "Was it worth your time?" in words(client.post(page("resource_finish", lead.resource)))
    completion = Completion.objects.get(person=emil)
    assert client_for(otto).post(page("completion_worth", completion), {"worth_it": "no"}).status_code == 404
    client.post(page("completion_worth", completion), {"worth_it": "no"})
    assert "It stands among your evidence" in words(client.post(page("completion_evidence", completion)))
    completion.refresh_from_db()
    assert (completion.worth_it, completion.evidence.rung) == (False, "completion")
    assert "I finished this" in words(client.post(page("completion_take_back", completion)))


def test_how_far_others_are_stands_nowhere(client_for, emil, mara, lena, lessons, course):
    answer_lesson(lessons[0], actor=emil, chosen={lessons[0].questions.get().pk: 0})
    for person in (mara, lena):
        assert "0 of 2 lessons" in words(client_for(person).get(page("course_panel", course)))


def test_a_draft_course_is_its_authors(client_for, emil, mara, lessons, course):
    type(course).objects.filter(pk=course.pk).update(state="draft")
    statuses = [client_for(person).get(page("lesson_page", lessons[0])).status_code for person in (emil, mara)]
    assert statuses == [404, 200]


@pytest.mark.parametrize(("name", "most"), [("course_panel", 6), ("lesson_page", 8)])
def test_statements_do_not_grow(client_for, mara, emil, name, most):
    counts = []
    for many in (1, 12):
        course = ResourceFactory(kind="course", owner=mara)
        made = [
            add_lesson(course, actor=mara, title=f"Lesson {n}", body="Read.", questions=CHECK * min(many, 5))
            for n in range(many)
        ]
        client = client_for(emil, htmx=name == "course_panel")
        url = page(name, course if name == "course_panel" else made[0])
        client.get(url)
        with CaptureQueriesContext(connection) as told:
            assert client.get(url).status_code == 200
        counts.append(len(told))
    assert counts[0] == counts[1] <= most, counts


def test_a_lesson_says_how_long_it_takes_and_its_words_can_be_asked_about(client_for, emil, mara, lessons):
    shown = words(client_for(emil).get(lessons[0].get_absolute_url()))
    assert "1 min to read" in shown and "data-quotable" in shown and page("question_ask", lessons[0].resource) in shown
    form = words(client_for(mara).get(page("lesson_change", lessons[0])))
    assert page("file_add", lessons[0].resource) in form
