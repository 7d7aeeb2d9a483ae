"""Courses: emil writes one, mara with him; everybody reads and answers; what one has finished is one's own."""

from ecosystem.core.clock import now
from resources.models import CheckQuestion, Completion, Lesson
from tests.factories.resources import CoAuthorFactory, ResourceFactory, ResourceSkillFactory
from tests.matrix import everybody, only

WRITES, WRITES_POST = only("emil", "mara"), only("emil", "mara", status=302)
OWN = only("emil", status=302, others=404)

MATRIX = {
    "resources:course_panel": everybody(),
    "resources:lesson_new": WRITES,
    "resources:lesson_new POST": WRITES_POST,
    "resources:lesson_page": everybody(),
    "resources:lesson_answer": everybody(),
    "resources:lesson_change": WRITES,
    "resources:lesson_change POST": WRITES_POST,
    "resources:lesson_move": WRITES_POST,
    "resources:lesson_remove": WRITES_POST,
    "resources:resource_finish": everybody(302),
    "resources:completion_worth": OWN,
    "resources:completion_evidence": OWN,
    "resources:completion_take_back": OWN,
}


def _course(cast, **fields):
    course = ResourceFactory(kind="course", owner=cast.emil, **fields)
    return CoAuthorFactory(resource=course, person=cast.mara).resource


def _lesson(cast, **fields) -> Lesson:
    """The second of two, with a question."""
    course = _course(cast, **fields)
    Lesson.objects.create(resource=course, position=1, title="Labels", body="Read this.")
    lesson = Lesson.objects.create(resource=course, position=2, title="Errors", body="And this.")
    CheckQuestion.objects.create(lesson=lesson, position=1, text="What comes first?", choices=["It", "That"], right=0)
    return lesson


def _completion(cast, person=None) -> Completion:
    resource = ResourceSkillFactory().resource
    return Completion.objects.create(resource=resource, person=person or cast.emil, number=1, at=now())


def _pk(make):
    return lambda cast: {"pk": make(cast).pk}


OBJECTS = {
    "resources:course_panel": _pk(_course),
    "resources:lesson_new": _pk(_course),
    "resources:resource_finish": lambda cast: {"pk": ResourceFactory().pk},
    **{f"resources:lesson_{verb}": _pk(_lesson) for verb in ("page", "answer", "change", "move", "remove")},
    **{f"resources:completion_{verb}": _pk(_completion) for verb in ("worth", "evidence", "take_back")},
}
WRITTEN = {"title": "Help", "body": "Text", "ask-TOTAL_FORMS": "0", "ask-INITIAL_FORMS": "0"}
POSTS = {
    "resources:lesson_new": WRITTEN,
    "resources:lesson_change": {**WRITTEN, "version": "1"},
    "resources:lesson_move": {"to": "1"},
    "resources:lesson_remove": {},
    "resources:lesson_answer": lambda cast: {f"question-{CheckQuestion.objects.latest('pk').pk}": "0"},
    "resources:resource_finish": {},
    "resources:completion_worth": {"worth_it": "yes"},
    "resources:completion_evidence": {},
    "resources:completion_take_back": {},
}


def _lessons(cast) -> None:
    _lesson(cast)
    _lesson(cast, state="draft")


def _completions(cast) -> None:
    _completion(cast)
    _completion(cast, cast.mara)


VISIBLE = {
    Lesson: ("resources.read_lesson", _lessons),
    Completion: ("resources.own_completion", _completions),
}
