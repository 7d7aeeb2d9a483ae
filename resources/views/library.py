"""The library: the list, sharing, the page of a resource, editing, publishing, archiving."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Skill
from accounts.views.screens import rows_of
from ecosystem.core.clock import today
from ecosystem.core.doors import SignedIn, on, page
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.htmx import go, invalid, page_or_fragment
from resources.actions import drafts, edits, writing
from resources.care_panel import care_of
from resources.course_page import panel_context
from resources.forms.drafts import DraftForm
from resources.forms.library import ArchiveForm, EditForm, LibraryFilterForm, VersionForm
from resources.lists import library_rows
from resources.looks import count_look
from resources.models import Resource
from resources.page import page_context
from resources.proposals import twins_of
from resources.reading import below_title
from resources.trust import trust_of

EVERY = require_http_methods(["GET", "POST"])
EDIT, EDIT_FORM = "resources/resource_edit.html", "resources/partials/edit_form.html"
PREVIEW = "resources/partials/edit_preview.html"
ARCHIVE, ARCHIVE_FORM = "resources/resource_archive.html", "resources/partials/archive_form.html"


@require_GET
@page(can="resources.list_resources")
def resource_list(request: SignedIn) -> HttpResponse:
    """Fifty at a time, narrowed by kind, skill and freshness: the most useful first, stale ones last; or one's own by change."""
    form = LibraryFilterForm(request.GET)
    form.is_valid()
    context = library_rows(request.user, form.cleaned_data, today())
    context |= rows_of(context.pop("found"), form.cleaned_data.get("page"))
    for row in context["rows"]:
        row.trust = trust_of(row, today())
    asked = request.GET.copy()
    asked.pop("page", None)
    context |= {"form": form, "query": asked.urlencode(), "skill_names": _skill_names()}
    return page_or_fragment(request, "resources/resource_list.html", "resources/partials/resource_rows.html", context)


@require_GET
@on(Resource, can="resources.view_resource", select="for_page")
def resource_page(request: SignedIn, resource: Resource) -> HttpResponse:
    """What it says, who tends it and how far it can be relied on. Its own authors' looks are not counted."""
    context = page_context(resource, request.user, today()) | care_of(resource, request.user)
    if resource.state == Resource.State.PUBLISHED or resource.kind == Resource.Kind.COURSE:
        context |= panel_context(resource, request.user)
    if request.method == "GET" and not context["writes"] and resource.state == Resource.State.PUBLISHED:
        count_look(resource)
    return page_or_fragment(request, "resources/resource_page.html", "resources/partials/resource_text.html", context)


@EVERY
@on(Resource, can="resources.edit_resource", select="for_page")
def resource_edit(request: SignedIn, resource: Resource) -> HttpResponse:
    """Another wording, never over somebody else's: what changed meanwhile is shown beside what was typed."""
    form = EditForm(request.POST or None, instance=resource, initial=_typed_earlier(request, resource))
    if request.method == "POST" and form.is_valid():
        try:
            edits.edit_or_merge(resource, actor=request.user, **form.values())
            drafts.drop_draft(actor=request.user, resource=resource, writing=form.cleaned_data["writing"])
            return _saved(request, resource)
        except edits.Met as met:
            form.show_met(met.current, met.merged)
        except Stale as stale:
            form.show_both(stale)
        except Refused as refusal:
            form.refuse(refusal)
    draft = None if request.method == "POST" else request.user.resource_drafts.filter(resource=resource).first()
    context = _editor(request, resource, form, draft=draft)
    return (invalid if form.is_bound else page_or_fragment)(request, EDIT, EDIT_FORM, context)


@require_POST
@on(Resource, can="resources.edit_resource", select="for_page")
def resource_preview(request: SignedIn, resource: Resource) -> HttpResponse:
    """As others will read it, images of its files included; nothing is kept."""
    draft = DraftForm(request.POST)
    typed = draft.cleaned_data["typed"] if draft.is_valid() else {}
    form = EditForm(instance=resource, initial={**typed, "version": request.POST.get("version", resource.version)})
    title = typed.get("title", "")
    shown = {"title": title, "body": below_title(title, typed.get("body", ""))}
    return page_or_fragment(request, EDIT, PREVIEW, _editor(request, resource, form, preview=shown))


def _editor(request: SignedIn, resource: Resource, form: EditForm, **more: Any) -> dict[str, Any]:
    twins = twins_of(request.user, url=form["url"].value() or "", title="", besides=resource.pk)
    return {"resource": resource, "form": form, "twins": twins, "skill_names": _skill_names(), **more}


def _saved(request: SignedIn, resource: Resource) -> HttpResponse:
    """Once it is kept; a draft goes out with the same press where that was the button."""
    if "publish" in request.POST and resource.state == Resource.State.DRAFT:
        return _published(request, resource)
    if resource.state == Resource.State.DRAFT:
        messages.success(request, _("Saved. Only its authors see it until it is published."))
    else:
        messages.success(request, _("Saved. The words of before are kept among its versions."))
    return go(request, resource)


def _typed_earlier(request: SignedIn, resource: Resource) -> dict[str, Any]:
    """The draft, once its writer asked for it."""
    if request.GET.get("draft") != "1":
        return {}
    draft = request.user.resource_drafts.filter(resource=resource).first()
    return {"writing": "", **draft.typed, "version": draft.base or resource.version} if draft else {}


def _skill_names() -> Any:
    return Skill.objects.current().order_by("name").values_list("name", flat=True)[:1000]


@require_POST
@on(Resource, can="resources.edit_resource")
def resource_publish(request: SignedIn, resource: Resource) -> HttpResponse:
    return _published(request, resource)


def _published(request: SignedIn, resource: Resource) -> HttpResponse:
    writing.publish_resource(resource, actor=request.user)
    messages.success(request, _("Published: everybody finds it from now on."))
    return go(request, resource)


@EVERY
@on(Resource, can="resources.retire_resource", select="for_list")
def resource_archive(request: SignedIn, resource: Resource) -> HttpResponse:
    form = ArchiveForm(request.POST or None, initial={"version": resource.version}, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            writing.archive_resource(resource, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Archived. Its address still works and says why."))
            return go(request, resource)
        except Stale as stale:
            form.show_both(stale)
        except Refused as refusal:
            form.refuse(refusal)
    answer = invalid if form.is_bound else page_or_fragment
    return answer(request, ARCHIVE, ARCHIVE_FORM, {"resource": resource, "form": form})


@require_POST
@on(Resource, can="resources.retire_resource")
def resource_bring_back(request: SignedIn, resource: Resource) -> HttpResponse:
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Reload the page and bring it back there."))
    writing.bring_back_resource(resource, actor=request.user, **form.cleaned_data)
    messages.success(request, _("Back in the library."))
    return go(request, resource)
