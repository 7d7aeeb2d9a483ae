"""Courses: lessons written and done, checks answered, what finishing counts as, and who knows of it."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Assessment, Evidence, PersonSkill
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.models import AuditEntry
from resources.actions import completions as finishing
from resources.actions import courses as acts
from resources.actions.courses import Asking
from resources.checks import is_passed, rung_of
from resources.models import Completion, Lesson, LessonDone
from tests.factories.resources import ResourceFactory, ResourceSkillFactory

pytestmark = pytest.mark.django_db
CHECK = [
    Asking("What comes first?", ["The label", "The colour"], 0, "Labels are read aloud."),
    Asking("And then?", ["Nothing", "The error", "The icon"], 1),
]


@pytest.fixture
def course(mara):
    return ResourceFactory(kind="course", owner=mara, title="Forms in three lessons")


@pytest.fixture
def lessons(course, mara):
    made = [("Labels", CHECK), ("Errors", []), ("Help", [])]
    return [acts.add_lesson(course, actor=mara, title=t, body="Read this.", questions=q) for t, q in made]


def answers(lesson, *chosen: int):
    return dict(zip([question.pk for question in lesson.questions.all()], chosen, strict=True))


def audited(verb: str) -> int:
    return AuditEntry.objects.filter(verb=verb).count()


# --- the formula
@pytest.mark.parametrize(
    ("lessons", "passed"),
    [([], False), ([(0, 0)], False), ([(5, 4)], True), ([(5, 3)], False), ([(2, 2), (3, 2)], True), ([(1, 9)], True)],
)
def test_passed_from_four_in_five(lessons, passed):
    assert is_passed(lessons) is passed
    assert rung_of(lessons).value == ("tested_course" if passed else "completion")


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=6), st.integers(0, 5))
def test_one_more_right_never_fails_what_was_passed(lessons, place):
    better = [(asked, right + (n == place)) for n, (asked, right) in enumerate(lessons)]
    assert is_passed(better) >= is_passed(lessons)


# --- writing
def test_lessons_stand_in_their_order_and_are_added_once(course, lessons, mara):
    acts.add_lesson(course, actor=mara, title="Help", body="Read this.")
    acts.move_lesson(lessons[2], actor=mara, to=2)
    acts.move_lesson(lessons[0], actor=mara, to=1)
    assert list(course.lessons.values_list("title", flat=True)) == ["Labels", "Help", "Errors"]
    assert (audited("lesson.added"), audited("lesson.moved")) == (3, 1)


@pytest.mark.parametrize(
    ("removed", "to", "order"),
    [
        (None, 1, ["Help", "Labels", "Errors"]),
        (None, 3, ["Labels", "Errors", "Help"]),
        (None, 9, ["Labels", "Errors", "Help"]),
        (0, 1, ["Help", "Errors"]),
        (1, 1, ["Help", "Labels"]),
    ],
)
def test_a_lesson_goes_to_the_place_that_is_meant(course, lessons, mara, removed, to, order):
    """Also where somebody else's lesson is gone meanwhile, whose number stays free."""
    if removed is not None:
        acts.remove_lesson(lessons[removed], actor=mara)
    acts.move_lesson(lessons[2], actor=mara, to=to)
    assert list(course.lessons.values_list("title", flat=True)) == order


@pytest.mark.parametrize(("button", "order"), [("Move Help up", "LHE"), ("Move Labels down", "ELH")])
def test_a_button_pressed_twice_moves_a_lesson_once(client_for, course, lessons, mara, button, order):
    """As a browser sends the form that it was shown, once more."""
    client = client_for(mara)
    panel = client.get(reverse("resources:course_panel", args=[course.pk])).content.decode()
    form = next(form for form in panel.split("<form ")[1:] if f'"{button}"' in form)
    address, pressed = re.search(r'action="([^"]+)"', form)[1], re.search(r'name="to" value="([^"]+)"', form)[1]
    for _twice in range(2):
        assert client.post(address, {"to": pressed}).status_code == 302
    assert "".join(title[0] for title in course.lessons.values_list("title", flat=True)) == order


def test_only_a_course_has_lessons(mara):
    with pytest.raises(Refused):
        acts.add_lesson(ResourceFactory(owner=mara), actor=mara, title="One", body="Text")
    assert not Lesson.objects.exists()


def test_change_lesson_replaces_its_questions_and_refuses_a_stale_edition(lessons, mara):
    lesson = lessons[0]
    acts.change_lesson(lesson, actor=mara, version=1, title="Names", body="Else", questions=CHECK[:1])
    assert list(lesson.questions.values_list("text", flat=True)) == ["What comes first?"]
    with pytest.raises(Stale):
        acts.change_lesson(lesson, actor=mara, version=1, title="Old", body="", questions=[])
    assert (Lesson.objects.get(pk=lesson.pk).title, lesson.questions.count()) == ("Names", 1)


def test_remove_lesson_keeps_what_is_finished(course, lessons, emil, mara):
    for lesson in lessons:
        acts.answer_lesson(lesson, actor=emil, chosen=answers(lesson, 0, 1) if lesson == lessons[0] else {})
    finished = Completion.objects.get(person=emil).at
    acts.remove_lesson(lessons[1], actor=mara)
    acts.add_lesson(course, actor=mara, title="Fourth", body="New")
    assert Completion.objects.get(person=emil).at == finished
    assert audited("lesson.removed") == 1


# --- doing
def test_the_best_try_counts_and_one_sees_why(lessons, emil):
    lesson = lessons[0]
    wrong = acts.answer_lesson(lesson, actor=emil, chosen=answers(lesson, 1, 1))
    assert [(row.is_right, row.chosen_words) for row in wrong] == [(False, "The colour"), (True, "The error")]
    for minute, chosen in ((1, (0, 1)), (1, (0, 1)), (2, (1, 0))):  # the second one is a double click
        with time_machine.travel(now() + dt.timedelta(minutes=minute), tick=False):
            acts.answer_lesson(lesson, actor=emil, chosen=answers(lesson, *chosen))
    assert list(LessonDone.objects.values_list("right", "tries")) == [(2, 3)]


def test_the_last_lesson_finishes_the_course_once_and_raises_no_level(course, lessons, emil):
    ResourceSkillFactory(resource=course, level=3)
    with pytest.raises(Refused):
        finishing.finish_resource(course, actor=emil)
    for lesson in [*lessons, lessons[2]]:
        acts.answer_lesson(lesson, actor=emil, chosen=answers(lesson, 0, 1) if lesson == lessons[0] else {})
    assert Completion.objects.filter(person=emil, resource=course).count() == 1
    assert (audited("resource.finished"), Assessment.objects.count()) == (1, 0)


def test_a_course_without_lessons_is_not_finished(course, emil):
    with pytest.raises(Refused):
        finishing.finish_resource(course, actor=emil)


def test_i_finished_this_twice_is_once_and_can_be_taken_back(emil):
    book = ResourceFactory(kind="book")
    first, again = (finishing.finish_resource(book, actor=emil) for _ in range(2))
    assert (first, first.number, audited("resource.finished")) == (again, 1, 1)
    for word in (True, True, False):
        finishing.say_resource_worth(first, actor=emil, worth_it=word)
    assert (Completion.objects.get().worth_it, audited("resource.judged")) == (False, 2)
    finishing.take_back_completion(first, actor=emil)
    assert not Completion.objects.exists()


@pytest.mark.parametrize(("chosen", "rung"), [((0, 1), "tested_course"), ((0, 0), "completion")])
def test_evidence_is_kept_only_when_asked_and_only_proposes(course, lessons, emil, chosen, rung):
    skill = ResourceSkillFactory(resource=course, level=3).skill
    for lesson in lessons:
        acts.answer_lesson(lesson, actor=emil, chosen=answers(lesson, *chosen) if lesson == lessons[0] else {})
    assert not Evidence.objects.exists()
    completion = finishing.finish_resource(course, actor=emil)
    for _ in range(2):
        finishing.keep_as_evidence(completion, actor=emil)
    evidence = Evidence.objects.get()
    assert (evidence.rung, evidence.person, completion.evidence) == (rung, emil, evidence)
    assert list(evidence.assessments.values_list("skill", "level")) == [(skill.pk, 3)]
    assert not PersonSkill.objects.filter(person=emil, skill=skill, level__isnull=False).exists()


def test_what_names_no_skill_is_no_evidence(emil):
    completion = finishing.finish_resource(ResourceFactory(kind="book"), actor=emil)
    with pytest.raises(Refused):
        finishing.keep_as_evidence(completion, actor=emil)


def test_only_oneself_knows_what_one_finished(cast):
    finishing.finish_resource(ResourceFactory(), actor=cast.emil)
    people = ("emil", "mara", "nora", "lena", "xenia", "adam")
    assert [n for n in people if Completion.objects.visible_to(getattr(cast, n)).exists()] == ["emil"]
