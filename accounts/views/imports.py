"""Imports: upload, dry run, apply, undo; templates and what is stored, in the files' own words."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms.imports import ConfirmForm, UploadForm
from accounts.imports import actions, exporting, showing
from accounts.imports.registry import FileKind, kinds, kinds_for
from accounts.models import ImportRun
from accounts.views.screens import rows_of
from ecosystem.core.doors import on, page
from ecosystem.core.errors import Refused
from ecosystem.core.exports import csv_response
from ecosystem.core.htmx import go, invalid, page_or_fragment, wants_fragment
from ecosystem.core.rules import allows

LIST, PAGE = "accounts/import_list.html", "accounts/import_page.html"
UPLOAD, PART, PROGRESS = (f"accounts/partials/import_{name}.html" for name in ("upload", "account", "progress"))
FIRST_CHANGES = 5


@require_GET
@page(can="accounts.import_skills")
def import_list(request: HttpRequest) -> HttpResponse:
    """What was imported, and what can be."""
    return page_or_fragment(request, LIST, UPLOAD, _list_context(request, UploadForm()))


@require_http_methods(["GET", "POST"])
@page(can="accounts.import_skills")
def import_upload(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return import_list(request)
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            files = actions.read_uploads(form.cleaned_data["files"])
            complete = form.cleaned_data["complete_list"]
            return go(request, actions.upload_files(files, actor=request.user, complete_list=complete))
        except Refused as refusal:
            form.refuse(refusal)
    return invalid(request, LIST, UPLOAD, _list_context(request, form))


def _list_context(request: HttpRequest, form: UploadForm) -> dict[str, Any]:
    runs = ImportRun.objects.visible_to(request.user).for_list()
    rows = rows_of(runs, request.GET.get("page"))
    rows["rows"] = [showing.Account(run) for run in rows["rows"]]
    return {**rows, "form": form, "kinds": _kinds_of(request)}


def _kinds_of(request: HttpRequest) -> list[FileKind]:
    return list(kinds_for(learning_only=not allows(request.user, "accounts.import_people")))


@require_GET
@on(ImportRun, can="accounts.view_import", select="for_page")
def import_page(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """The dry run, or what came of it."""
    return page_or_fragment(request, PAGE, PART, _page_context(request, run))


def _page_context(request: HttpRequest, run: ImportRun, form: ConfirmForm | None = None) -> dict[str, Any]:
    account = showing.Account(run)
    tab = request.GET.get("tab", "rows" if account.errors or not account.changes else "preview")
    tab = tab if tab in showing.TABS else "rows"
    number = request.GET.get("page")
    context = {"run": run, "account": account, "tab": tab, "form": form or ConfirmForm()}
    if tab == "rows":
        context |= rows_of(run.issues.order_by("warning", "pk"), number)
        whole_file = any(issue.row is None for issue in context["rows"])
        context["names_file"] = account.several or account.is_unread or whole_file
        context["first_changes"] = showing.lines(run.previews.order_by("pk")[:FIRST_CHANGES])
    elif tab == "preview":
        found = rows_of(run.previews.order_by("pk"), number)
        context |= {**found, "rows": showing.lines(found["rows"])}
    return context


@require_GET
@on(ImportRun, can="accounts.view_import", select="for_page")
def import_progress(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Asked every second while a large import runs; leads to its page once it is done."""
    account = showing.Account(run)
    if wants_fragment(request) and not account.is_running:
        return go(request, run)
    return page_or_fragment(request, PAGE, PROGRESS, _page_context(request, run))


@require_GET
@on(ImportRun, can="accounts.view_import")
def import_rows(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """The rows that need a change, to be corrected and uploaded again."""
    rows = list(showing.wrong_rows(run))
    return csv_response(_("rows-to-change") + ".csv", rows[0] if rows else [], rows[1:])


@require_POST
@on(ImportRun, can="accounts.confirm_import", select="for_page")
def import_confirm(request: HttpRequest, run: ImportRun) -> HttpResponse:
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return invalid(request, PAGE, PART, _page_context(request, run, form))
    actions.confirm_import(run, actor=request.user)
    return go(request, run)


@require_POST
@on(ImportRun, can="accounts.apply_import", select="for_page")
def import_apply(request: HttpRequest, run: ImportRun) -> HttpResponse:
    return _act(request, run, actions.apply_import)


@require_POST
@on(ImportRun, can="accounts.apply_import", select="for_page")
def import_undo(request: HttpRequest, run: ImportRun) -> HttpResponse:
    return _act(request, run, actions.undo_import)


@require_POST
@on(ImportRun, can="accounts.apply_import", select="for_page")
def import_resume(request: HttpRequest, run: ImportRun) -> HttpResponse:
    return _act(request, run, actions.check_again)


@require_POST
@on(ImportRun, can="accounts.view_import", select="for_page")
def import_discard(request: HttpRequest, run: ImportRun) -> HttpResponse:
    return _act(request, run, actions.discard_import)


def _act(request: HttpRequest, run: ImportRun, action: Any) -> HttpResponse:
    """Do it and come back to the page; a refusal stands on it."""
    try:
        action(run, actor=request.user)
    except Refused as refusal:
        return invalid(request, PAGE, PART, {**_page_context(request, run), "refusal": refusal.sentence})
    return go(request, run)


@require_GET
@page(can="accounts.import_skills")
def import_template(request: HttpRequest, kind: str) -> HttpResponse:
    """A file with the right columns and one example row."""
    found = _known(request, kind)
    return csv_response(found.file, exporting.header(found), [exporting.example(found)])


@require_GET
@page(can="accounts.import_skills")
def import_stored(request: HttpRequest, kind: str) -> HttpResponse:
    """What is stored, to be changed and imported again. Never what people stated about themselves."""
    found = _known(request, kind)
    if found.private:
        raise Http404(kind)
    return csv_response(found.file, exporting.header(found), exporting.stored_rows(found))


def _known(request: HttpRequest, name: str) -> FileKind:
    if kinds().get(name) not in _kinds_of(request):
        raise Http404(name)
    return kinds()[name]
