"""What the lessons of a course, and the question whether something is finished, show to one person."""

from typing import Any

from accounts.models import Person
from ecosystem.core.rules import allows
from resources.actions.completions import results_of, rung_walked
from resources.checks import is_failed, still_wanted
from resources.models import Completion, Lesson, Resource, ResourceSkill
from resources.reading import minutes_to_read


def panel_context(resource: Resource, person: Person) -> dict[str, Any]:
    """Beside the text of a resource: its lessons, and whether one finished it. One statement, of a course two; and the
    skills of what is finished, unless they came with it."""
    course = resource.kind == Resource.Kind.COURSE
    lessons = _walked(resource.pk, person) if course else []
    completion = Completion.objects.filter(resource=resource, person=person).first()
    asked, right, wanted = still_wanted(results_of(lessons))
    done = sum(lesson.done_at is not None for lesson in lessons)
    return {
        "resource": resource,
        "is_course": course,
        "lessons": lessons,
        "done": done,
        "share": done / len(lessons) if lessons else 0,
        "next": next((lesson for lesson in lessons if lesson.done_at is None), None),
        "completion": completion,
        "may_finish": allows(person, "resources.finish_resource", resource)
        and (not course or 0 < done == len(lessons)),
        "not_passed": completion is None and 0 < done == len(lessons) and is_failed(results_of(lessons)),
        "asked": asked,
        "right": right,
        "wanted": wanted,
        "leads": _skills_of(resource) if completion else [],
        "tested": course and completion is not None and rung_walked(lessons) == "tested_course",
        "writes": allows(person, "resources.edit_resource", resource),
    }


def _walked(course_id: int, person: Person) -> list[Any]:
    """The lessons, each with whether it was read and every question of it answered right at the best try."""
    lessons: list[Any] = list(Lesson.objects.filter(resource=course_id).walked_by(person))
    for lesson in lessons:
        lesson.all_right = lesson.done_at is not None and (lesson.done_right or 0) >= (lesson.asked or 0)
    return lessons


def _skills_of(resource: Resource) -> list[ResourceSkill]:
    came_along = "skills" in getattr(resource, "_prefetched_objects_cache", {})
    return list(resource.skills.all() if came_along else resource.skills.select_related("skill"))


def lesson_context(lesson: Lesson, person: Person) -> dict[str, Any]:
    """One lesson among those before and after it. One statement, and the questions."""
    lessons = _walked(lesson.resource_id, person)
    at = next(place for place, row in enumerate(lessons) if row.pk == lesson.pk)
    return {
        "lesson": lesson,
        "course": lesson.resource,
        "number": at + 1,
        "of": len(lessons),
        "before": lessons[at - 1] if at else None,
        "after": lessons[at + 1] if at + 1 < len(lessons) else None,
        "mine": lessons[at],
        "minutes": minutes_to_read(lesson.body),
        "writes": allows(person, "resources.write_lesson", lesson),
    }
