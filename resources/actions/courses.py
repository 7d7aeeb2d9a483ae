"""Acts on the lessons of a course: written in an order by its authors, read and answered by everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from ecosystem.core.twice import DOUBLE_CLICK, in_turn, twin
from ecosystem.core.versions import change
from resources.actions.completions import finish_resource, results_of
from resources.checks import Answered, count_right, is_failed, marked
from resources.models import CheckQuestion, Lesson, LessonDone, Resource
from resources.search_entries import index_resource


@dataclass(frozen=True)
class Asking:
    """A question of the check as its author writes it; `right` is the place of the right answer, from 0."""

    text: str
    choices: Sequence[str]
    right: int
    why: str = ""


@transaction.atomic
def add_lesson(course: Resource, *, actor: Person, title: str, body: str, questions: Sequence[Asking] = ()) -> Lesson:
    """At the end of the course. The same lesson sent twice is one."""
    _only_courses(course)
    Resource.objects.select_for_update().get(pk=course.pk)
    last = Lesson.objects.filter(resource=course).order_by("-position").first()
    if last and (last.title, last.body) == (title, body):
        return last
    place = last.position + 1 if last else 1
    lesson = Lesson.objects.create(resource=course, position=place, title=title, body=body)
    _ask(lesson, questions)
    record(actor, "lesson.added", lesson, fields=["title", "body", "questions"])
    _touch(course)
    return lesson


@transaction.atomic
def change_lesson(
    lesson: Lesson, *, actor: Person, version: int, title: str, body: str, questions: Sequence[Asking]
) -> None:
    """Other words, other questions. Whoever did the lesson has done it."""
    change(lesson, version, title=title, body=body)
    if [(q.text, tuple(q.choices), q.right, q.why) for q in questions] != [
        (q.text, tuple(q.choices), q.right, q.why) for q in lesson.questions.all()
    ]:
        lesson.questions.all().delete()
        _ask(lesson, questions)
    record(actor, "lesson.changed", lesson, fields=["title", "body", "questions"])
    _touch(lesson.resource)


@transaction.atomic
def move_lesson(lesson: Lesson, *, actor: Person, to: int) -> None:
    """To this place in the row, from 1; beyond its end to the last. Where it stands there already nothing happens."""
    in_turn("resources.lessons", lesson.resource_id)  # rows that are waited for would come in the order from before
    rows = list(Lesson.objects.select_for_update().filter(resource=lesson.resource_id))
    order = [row for row in rows if row != lesson]
    order.insert(to - 1, lesson)
    if order == rows:
        return
    for row, place in zip(order, [row.position for row in rows], strict=True):
        Lesson.objects.filter(pk=row.pk).exclude(position=place).update(position=place)
    record(actor, "lesson.moved", lesson, fields=["position"])
    _touch(lesson.resource)


@transaction.atomic
def remove_lesson(lesson: Lesson, *, actor: Person) -> None:
    """It goes for everybody; whoever finished the course has finished it."""
    record(actor, "lesson.removed", lesson)
    course = lesson.resource
    lesson.delete()
    _touch(course)


@transaction.atomic
def answer_lesson(lesson: Lesson, *, actor: Person, chosen: Mapping[Any, int]) -> list[Answered]:
    """What was right and what was not. The lesson is done and the best try counts; with the last lesson, and its checks passed, the course is finished."""
    answers = marked(lesson.questions.all(), chosen)
    right = count_right(answers)
    clicked_twice = twin(actor, "lesson.done", Lesson.objects.filter(pk=lesson.pk), within=DOUBLE_CLICK)
    row, made = LessonDone.objects.get_or_create(lesson=lesson, person=actor, defaults={"right": right, "at": now()})
    if not made and answers:
        tries = F("tries") + (0 if clicked_twice else 1)
        LessonDone.objects.filter(pk=row.pk).update(right=Greatest(F("right"), right), tries=tries)
    if made or answers:
        record(actor, "lesson.done", lesson, subject=actor)
    if lesson.resource.state == Resource.State.PUBLISHED and went_through(lesson.resource, actor):
        finish_resource(lesson.resource, actor=actor)
    return answers


def went_through(course: Resource, person: Person) -> bool:
    """Whether somebody did every lesson and did not fail the checks. One statement."""
    lessons: list[Any] = list(Lesson.objects.filter(resource=course).walked_by(person))
    return all(lesson.done_at for lesson in lessons) and not is_failed(results_of(lessons))


def _ask(lesson: Lesson, questions: Sequence[Asking]) -> None:
    rows = [
        CheckQuestion(lesson=lesson, position=place, text=q.text, choices=list(q.choices), right=q.right, why=q.why)
        for place, q in enumerate(questions, 1)
    ]
    CheckQuestion.objects.bulk_create(rows)


def _only_courses(resource: Resource) -> None:
    if resource.kind != Resource.Kind.COURSE:
        raise Refused(_("Only a course has lessons. Change its kind first."))


def _touch(course: Resource) -> None:
    """The course is another one than before, and found by other words; its text and its edition are not."""
    Resource.objects.filter(pk=course.pk).update(changed_at=now())
    index_resource(course)
