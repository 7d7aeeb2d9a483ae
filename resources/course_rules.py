"""Who may do what with the lessons of courses and with what they finished; read by `resources.rules`."""

from typing import Any

from ecosystem.core.rules import declare, predicate


@predicate
def reads_course(person: Any, lesson: Any) -> bool:
    """The course was published, or is one's own."""
    return lesson.resource.state != "draft" or writes_course.test(person, lesson)


@predicate
def writes_course(person: Any, lesson: Any) -> bool:
    course = lesson.resource
    return course.owner_id == person.pk or course.co_authors.filter(person=person).exists()


@predicate
def is_offered(person: Any, resource: Any) -> bool:
    return resource.state == "published"


@predicate
def is_read_as_message(person: Any, resource: Any) -> bool:
    """A message kept as a lesson is read as one, and not finished beside that."""
    return resource.kind != "course" and hasattr(resource, "message")


@predicate
def is_own_completion(person: Any, completion: Any) -> bool:
    return completion.person_id == person.pk


declare("resources.read_lesson", reads_course, "Everybody who reads the course.")
declare("resources.write_lesson", writes_course, "The authors of the course.")
declare(
    "resources.finish_resource",
    is_offered & ~is_read_as_message,
    "Everybody, for themselves; a message is read, not finished.",
)
declare("resources.own_completion", is_own_completion, "Only whoever finished it.")
