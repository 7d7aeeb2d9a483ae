"""Learning paths: the list, building one, its steps, its page."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms.fields import colleagues, propose_people, words_for
from ecosystem.core import search
from ecosystem.core.doors import SignedIn, on, page
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.htmx import go, invalid, page_or_fragment, typed_so_far
from goals.actions import paths as acts
from goals.forms.goals import VersionForm
from goals.forms.paths import SEPARATOR, EnrolForm, PathFilterForm, PathForm, StepSheet
from goals.models import Enrolment, Path, PathStep
from goals.path_page import path_context

PAGE, CARD = "goals/path_page.html", "goals/partials/path_card.html"
FORM_PAGE, FORM = "goals/path_form.html", "goals/partials/path_form.html"
STEPS_PAGE, STEPS = "goals/path_steps.html", "goals/partials/path_steps_form.html"
SHOWN, PROPOSED = 50, 8


@require_GET
@page(can="goals.list_paths")
def path_list(request: SignedIn) -> HttpResponse:
    """What is published, by skill or role; one's own drafts beside it."""
    form = PathFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    shown = Path.objects.visible_to(request.user).exclude(state=Path.State.ARCHIVED)
    if chosen.get("skill"):
        shown = shown.filter(skill=chosen["skill"])
    if chosen.get("role"):
        shown = shown.filter(job_role=chosen["role"])
    running = Enrolment.objects.running().filter(person=request.user).values_list("path_id", flat=True)
    number = chosen.get("page") or 1
    paths = list(shown.for_list().order_by("-state", "title", "pk")[(number - 1) * SHOWN : number * SHOWN + 1])
    context = {
        "form": form,
        "paths": paths[:SHOWN],
        "count": shown.count(),
        "more": urlencode({**form.narrowed, "page": number + 1}) if len(paths) > SHOWN else "",
        "mine": set(running),
        "chosen": bool(form.narrowed),
    }
    return page_or_fragment(request, "goals/path_list.html", "goals/partials/path_rows.html", context)


@require_GET
@on(Path, can="goals.view_path", select="for_page")
def path_page(request: SignedIn, path: Path) -> HttpResponse:
    return page_or_fragment(request, PAGE, CARD, page_context(request, path))


def page_context(request: SignedIn, path: Path, *, form: EnrolForm | None = None, refusal: Any = "") -> dict[str, Any]:
    context = path_context(path, request.user) | {"refusal": refusal}
    if path.state == Path.State.PUBLISHED and not context["runs"]:
        context["form"] = form or EnrolForm(person=request.user, path=path)
    return context


@require_http_methods(["GET", "POST"])
@page(can="goals.build_path")
def path_new(request: SignedIn) -> HttpResponse:
    """First what it leads to; then its steps."""
    start = PathFilterForm(request.GET)
    form = PathForm(request.POST or None, initial={"skill": start.data.get("skill")})
    if request.method == "POST" and form.is_valid():
        return go(request, _steps_of(acts.create_path(actor=request.user, **form.cleaned_data)))
    answer = invalid if form.is_bound else page_or_fragment
    return answer(request, FORM_PAGE, FORM, {"form": form})


def _steps_of(path: Path) -> str:
    return reverse("goals:path_steps", args=[path.pk])


@require_http_methods(["GET", "POST"])
@on(Path, can="goals.change_path", select="for_page")
def path_change(request: SignedIn, path: Path) -> HttpResponse:
    form = PathForm(request.POST or None, instance=path)
    if request.method == "POST" and form.is_valid():
        try:
            acts.change_path(path, actor=request.user, **form.values())
            return go(request, path)
        except Stale as stale:
            form.show_both(stale)
    answer = invalid if form.is_bound else page_or_fragment
    return answer(request, FORM_PAGE, FORM, {"form": form, "path": path})


@require_http_methods(["GET", "POST"])
@on(Path, can="goals.change_path", select="for_page")
def path_steps(request: SignedIn, path: Path) -> HttpResponse:
    """All steps in one form. Its buttons move, add and take away rows; nothing is kept before it is saved."""
    if request.method == "GET":
        return page_or_fragment(request, STEPS_PAGE, STEPS, {"path": path, "sheet": StepSheet.of(path)})
    sheet = StepSheet.posted(path, request.POST)
    if "do" in request.POST:
        return page_or_fragment(request, STEPS_PAGE, STEPS, {"path": path, "sheet": sheet})
    if sheet.is_valid():
        try:
            acts.set_steps(path, actor=request.user, version=int(sheet.version), steps=sheet.steps())
            messages.success(request, _("The steps are saved."))
            return go(request, path)
        except Refused as refusal:
            sheet.sentence = refusal.sentence
        except Stale as stale:
            sheet.version = stale.current.version
            sheet.sentence = _(
                "Somebody changed this path meanwhile. Yours is kept here; look at theirs before you save."
            )
    return invalid(request, STEPS_PAGE, STEPS, {"path": path, "sheet": sheet})


@require_GET
@page(can="goals.build_path")
def step_options(request: SignedIn) -> HttpResponse:
    """Proposals for a step while it is typed: resources, or people."""
    field, typed = typed_so_far(request)
    kind = request.GET.get(field.removesuffix("what") + "kind", "")
    options = []
    if kind == PathStep.Kind.PERSON:
        options = [words_for(person) for person in propose_people(typed, colleagues())]
    elif kind == PathStep.Kind.RESOURCE:
        hits = search.find(request.user, typed, limit=PROPOSED, kind="resource")
        options = [f"{hit.title}{SEPARATOR}{hit.object_id}" for hit in hits]
    context = {"field": field, "options": options}
    return page_or_fragment(request, "goals/step_options.html", "goals/partials/step_options.html", context)


@require_POST
@on(Path, can="goals.change_path", select="for_page")
def path_publish(request: SignedIn, path: Path) -> HttpResponse:
    return _act(request, path, acts.publish_path, _("Published. Everybody finds it now."))


@require_POST
@on(Path, can="goals.change_path", select="for_page")
def path_archive(request: SignedIn, path: Path) -> HttpResponse:
    return _act(request, path, acts.archive_path, _("Archived. Who is on it can finish it."))


def _act(request: SignedIn, path: Path, act: Any, said: str) -> HttpResponse:
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Reload the page and try again there."))
    try:
        act(path, actor=request.user, **form.cleaned_data)
    except Refused as refusal:
        return invalid(request, PAGE, CARD, page_context(request, path, refusal=refusal.sentence))
    except Stale as stale:
        return invalid(request, PAGE, CARD, page_context(request, path, refusal=stale.sentence))
    messages.success(request, said)
    return go(request, path)
