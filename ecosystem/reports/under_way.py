"""What somebody has under way beside goals, for home: the paths they are on and their needs that are not settled yet. Parts
of one statement of `waiting`."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, DateField, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce, JSONObject, TruncDate
from django.utils.translation import gettext as _

from accounts.models import Person
from ecosystem.core.addresses import address
from ecosystem.core.templatetags.ui import when
from ecosystem.reports.forward import as_rows
from feedback.models import Need
from goals.models import Enrolment, PathStep, StepDone
from resources.models import Lesson, LessonDone, Resource

PATH, COURSE, NEED = "path", "course", "own need"
PATHS_SHOWN, COURSES_SHOWN, NEEDS_SHOWN = 3, 2, 3


@dataclass(frozen=True)
class OwnPath:
    """`of` are the steps that count: those done, and those that are neither optional nor gone from the path."""

    pk: int
    title: str
    done: int
    of: int
    due: dt.date

    @property
    def url(self) -> str:
        return address("goals:path_page", self.pk)


@dataclass(frozen=True)
class OwnCourse:
    """`of` are all its lessons. Whoever did them all has not said yet that it is finished, or has not passed the check."""

    pk: int
    title: str
    done: int
    of: int

    @property
    def url(self) -> str:
        return address("resources:resource_page", self.pk)


@dataclass(frozen=True)
class OwnNeed:
    """`name`: who has taken it on, makes it or answers; nobody in particular is L&D."""

    pk: int
    words: str
    status: str
    name: str | None
    due: dt.date | None

    @property
    def url(self) -> str:
        return address("feedback:need_page", self.pk)

    @property
    def sentence(self) -> str:
        words = {"name": self.name or _("L&D"), "day": when(self.due)}
        if not self.due:
            return _("it is the turn of %(name)s") % words
        return {
            "accepted": _("%(name)s has taken it on, by %(day)s"),
            "claimed": _("%(name)s makes it, by %(day)s"),
        }.get(self.status, _("waits for %(name)s until %(day)s")) % words


def parts(person: Person, columns: tuple[str, ...]) -> list[Any]:
    """As rows that fit the union of home: the paths that are due first, the courses begun last, the latest needs."""
    begun = as_rows(_courses(person), COURSE, columns)
    return [as_rows(_paths(person), PATH, columns), begun, as_rows(_needs(person), NEED, columns)]


def under_way(rows: list[tuple[str, Any]]) -> tuple[list[OwnPath], list[OwnCourse], list[OwnNeed]]:
    """From (sort, last column) of those rows."""
    paths = [OwnPath(**{**told, "due": _day(told["due"])}) for kind, told in rows if kind == PATH]
    needs = [OwnNeed(**{**told, "due": told["due"] and _day(told["due"])}) for kind, told in rows if kind == NEED]
    courses = sorted((OwnCourse(**told) for kind, told in rows if kind == COURSE), key=lambda course: course.title)
    paths.sort(key=lambda path: (path.due, path.pk))
    return paths, courses, sorted(needs, key=lambda need: -need.pk)


def _day(written: str) -> dt.date:
    return dt.date.fromisoformat(written)


def _paths(person: Person) -> QuerySet[Any]:
    """As `goals.path_progress` counts."""
    did = StepDone.objects.filter(enrolment=OuterRef("pk"))
    ticked = StepDone.objects.filter(enrolment=OuterRef(OuterRef("pk"))).values("step")
    open_steps = PathStep.objects.current().filter(path=OuterRef("path_id"), since_number__lte=OuterRef("number"))
    waiting = open_steps.filter(optional=False).exclude(pk__in=ticked).order_by()
    done = _count(did.values("enrolment"))
    told = JSONObject(
        pk="path_id", title="path__title", due="due_on", done=done, of=done + _count(waiting.values("path"))
    )
    rows: Any = Enrolment.objects.filter(person=person).running().annotate(told=told, day=F("due_on"))
    return rows.order_by("due_on", "pk")[:PATHS_SHOWN]


def _courses(person: Person) -> QuerySet[Any]:
    """A lesson is done, and the course is not finished."""
    mine = LessonDone.objects.filter(person=person, lesson__resource=OuterRef("pk")).order_by()
    lessons = Lesson.objects.filter(resource=OuterRef("pk")).order_by()
    told = JSONObject(
        pk="pk", title="title", done=_count(mine.values("lesson__resource")), of=_count(lessons.values("resource"))
    )
    began = Subquery(mine.order_by("-at").values("at")[:1])
    rows: Any = Resource.objects.published().filter(pk__in=person.lessons_done.values("lesson__resource"))
    rows = rows.exclude(completions__person=person).annotate(told=told, day=TruncDate(began), began=began)
    return rows.order_by("-began", "pk")[:COURSES_SHOWN]


def _count(grouped: Any) -> Any:
    """How many rows of one group; none is 0."""
    return Coalesce(Subquery(grouped.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


def _needs(person: Person) -> QuerySet[Any]:
    name = Coalesce("claimed_by__full_name", "turn__full_name")
    told = JSONObject(pk="pk", words="words", status="status", name=name, due="due_on")
    rows: Any = Need.objects.unsettled().filter(reporters__person=person)
    rows = rows.annotate(told=told, day=Cast(TruncDate("reported_at"), DateField()))
    return rows.order_by("-pk")[:NEEDS_SHOWN]
