"""Courses: lessons to read and to write, their short checks, and what one has finished."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ecosystem.core.doors import SignedIn, on
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.htmx import fragment_or_redirect, go, invalid, page_or_fragment
from resources.actions import completions as finishing
from resources.actions import courses as acts
from resources.checks import count_right, right_ones
from resources.course_page import lesson_context, panel_context
from resources.forms.courses import CheckForm, LessonForm, MoveForm, WorthForm, askings, questions_of
from resources.models import Completion, Lesson, Resource

PANEL_PAGE, PANEL = "resources/course_page.html", "resources/partials/course_panel.html"
FORM_PAGE, FORM = "resources/lesson_form.html", "resources/partials/lesson_form.html"
PAGE, CARD = "resources/lesson_page.html", "resources/partials/lesson_card.html"
EVERY = require_http_methods(["GET", "POST"])


@require_GET
@on(Resource, can="resources.view_resource")
def course_panel(request: SignedIn, resource: Resource) -> HttpResponse:
    """The lessons, and “I finished this”."""
    return page_or_fragment(request, PANEL_PAGE, PANEL, panel_context(resource, request.user))


@EVERY
@on(Resource, can="resources.edit_resource")
def lesson_new(request: SignedIn, resource: Resource) -> HttpResponse:
    form, questions = LessonForm(request.POST or None), questions_of(None, request.POST or None)
    if request.method == "POST" and form.is_valid() and questions.is_valid():
        try:
            acts.add_lesson(resource, actor=request.user, questions=askings(questions), **form.cleaned_data)
            messages.success(request, _("The lesson stands at the end of the course."))
            return go(request, _lessons_of(resource))
        except Refused as refusal:
            form.refuse(refusal)
    answer = invalid if form.is_bound else page_or_fragment
    return answer(request, FORM_PAGE, FORM, {"form": form, "questions": questions, "course": resource})


def _lessons_of(course: Resource) -> str:
    return reverse("resources:course_panel", args=[course.pk])


@EVERY
@on(Lesson, can="resources.write_lesson", select="for_page")
def lesson_change(request: SignedIn, lesson: Lesson) -> HttpResponse:
    form, questions = LessonForm(request.POST or None, instance=lesson), questions_of(lesson, request.POST or None)
    if request.method == "POST" and form.is_valid() and questions.is_valid():
        try:
            acts.change_lesson(lesson, actor=request.user, questions=askings(questions), **form.values())
            messages.success(request, _("The lesson is saved."))
            return go(request, lesson)
        except Stale as stale:
            form.show_both(stale)
    answer = invalid if form.is_bound else page_or_fragment
    context = {"form": form, "questions": questions, "course": lesson.resource, "lesson": lesson}
    return answer(request, FORM_PAGE, FORM, context)


@require_POST
@on(Lesson, can="resources.write_lesson", select="for_page")
def lesson_move(request: SignedIn, lesson: Lesson) -> HttpResponse:
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Say to which place it goes."))
    acts.move_lesson(lesson, actor=request.user, to=form.cleaned_data["to"])
    context = panel_context(lesson.resource, request.user)
    return fragment_or_redirect(request, PANEL, context, to=_lessons_of(lesson.resource))


@require_POST
@on(Lesson, can="resources.write_lesson", select="for_page")
def lesson_remove(request: SignedIn, lesson: Lesson) -> HttpResponse:
    course = lesson.resource
    acts.remove_lesson(lesson, actor=request.user)
    messages.success(request, _("The lesson is removed."))
    return go(request, _lessons_of(course))


@require_GET
@on(Lesson, can="resources.read_lesson", select="for_page")
def lesson_page(request: SignedIn, lesson: Lesson) -> HttpResponse:
    """The text with its check; `?answers=shown` tells what is right to whoever tried it once."""
    form = CheckForm(lesson=lesson)
    context = _context(request, lesson, form=form)
    if request.GET.get("answers") == "shown" and context["mine"].done_at:
        context |= {"answers": right_ones(form.questions), "revealed": True}
    return page_or_fragment(request, PAGE, CARD, context)


def _context(request: SignedIn, lesson: Lesson, **more: Any) -> dict[str, Any]:
    return lesson_context(lesson, request.user) | more


@require_POST
@on(Lesson, can="resources.read_lesson", select="for_page")
def lesson_answer(request: SignedIn, lesson: Lesson) -> HttpResponse:
    """Read, or answered: at once one sees which answers were right, and why; the right ones to the others stay closed."""
    form = CheckForm(request.POST, lesson=lesson)
    if not form.is_valid():
        return invalid(request, PAGE, CARD, _context(request, lesson, form=form))
    answers = acts.answer_lesson(lesson, actor=request.user, chosen=form.chosen())
    right = count_right(answers)
    told = {"answers": answers, "right": right, "all_right": right == len(answers)}
    context = _context(request, lesson, **told)
    if not answers:
        return go(request, context["after"] or _lessons_of(lesson.resource))
    return page_or_fragment(request, PAGE, CARD, context)


@require_POST
@on(Resource, can="resources.finish_resource")
def resource_finish(request: SignedIn, resource: Resource) -> HttpResponse:
    """“I finished this.”"""
    try:
        finishing.finish_resource(resource, actor=request.user)
    except Refused as refusal:
        context = panel_context(resource, request.user) | {"refusal": refusal.sentence}
        return invalid(request, PANEL_PAGE, PANEL, context)
    return fragment_or_redirect(request, PANEL, panel_context(resource, request.user), to=resource)


@require_POST
@on(Completion, can="resources.own_completion", select="for_page")
def completion_worth(request: SignedIn, completion: Completion) -> HttpResponse:
    """“Worth your time?”, answered in one tap."""
    form = WorthForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Say yes or no."))
    finishing.say_resource_worth(completion, actor=request.user, **form.cleaned_data)
    return _panel(request, completion.resource)


@require_POST
@on(Completion, can="resources.own_completion", select="for_page")
def completion_evidence(request: SignedIn, completion: Completion) -> HttpResponse:
    try:
        finishing.keep_as_evidence(completion, actor=request.user)
    except Refused as refusal:
        context = panel_context(completion.resource, request.user) | {"refusal": refusal.sentence}
        return invalid(request, PANEL_PAGE, PANEL, context)
    return _panel(request, completion.resource)


@require_POST
@on(Completion, can="resources.own_completion", select="for_page")
def completion_take_back(request: SignedIn, completion: Completion) -> HttpResponse:
    resource = completion.resource
    finishing.take_back_completion(completion, actor=request.user)
    return _panel(request, resource)


def _panel(request: SignedIn, resource: Resource) -> HttpResponse:
    return fragment_or_redirect(request, PANEL, panel_context(resource, request.user), to=resource)
