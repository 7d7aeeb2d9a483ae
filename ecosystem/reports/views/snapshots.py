"""Snapshots of the training needs: kept with a name, listed, laid beside how things stand now, removed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ecosystem.core.doors import SignedIn, on, page
from ecosystem.core.errors import Refused
from ecosystem.core.exports import csv_response, xlsx_response
from ecosystem.core.htmx import go, invalid, page_or_fragment
from ecosystem.core.policy import policy
from ecosystem.reports.gap_filters import row_of
from ecosystem.reports.needs_analysis import analysis_of
from ecosystem.reports.needs_export import export_kept, words_of
from ecosystem.reports.needs_filters import Filters
from ecosystem.reports.needs_kept import kept, lines_of, page_of
from feedback.actions.snapshots import remove_snapshot, take_snapshot
from feedback.forms.snapshots import SnapshotForm
from feedback.models import NeedsSnapshot

LISTED = 50
FORM_PAGE, FORM = "reports/needs_snapshot_form.html", "reports/partials/needs_snapshot_form.html"


@require_safe
@page(can="feedback.view_snapshot")
def needs_snapshot_list(request: SignedIn) -> HttpResponse:
    """The newest first, fifty a page."""
    start = row_of(request.GET.get("start", ""))
    rows = list(NeedsSnapshot.objects.visible_to(request.user).for_list()[start : start + LISTED + 1])
    context = {"snapshots": rows[:LISTED], "next_start": start + LISTED if len(rows) > LISTED else 0}
    return page_or_fragment(
        request, "reports/needs_snapshot_list.html", "reports/partials/needs_snapshot_rows.html", context
    )


@require_http_methods(["GET", "POST"])
@page(can="feedback.take_snapshot")
def needs_snapshot_new(request: SignedIn) -> HttpResponse:
    """Keeps the table that the address names, all its pages."""
    filters = Filters.of(request.GET)
    form = SnapshotForm(request.POST or None)
    analysis = analysis_of(filters, most=None if form.is_bound else 1, with_areas=False)
    if form.is_valid():
        try:
            snapshot = _take(request, analysis, form)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Kept. Here you see what has changed since."))
            return go(request, snapshot)
    answer: Any = invalid if form.is_bound else page_or_fragment
    return answer(request, FORM_PAGE, FORM, {"form": form, "analysis": analysis, "place": words_of(analysis)})


def _take(request: SignedIn, analysis: Any, form: SnapshotForm) -> NeedsSnapshot:
    return take_snapshot(
        [kept(line) for line in analysis.everything],
        actor=request.user,
        place=words_of(analysis),
        query=analysis.filters.elsewhere(),
        fewest=policy().k + 1,
        **form.cleaned_data,
    )


@require_safe
@on(NeedsSnapshot, can="feedback.view_snapshot", select="for_list")
def needs_snapshot_page(request: SignedIn, snapshot: NeedsSnapshot) -> HttpResponse:
    """Row by row as it was kept, beside how it stands now."""
    context = {"compared": page_of(snapshot, row_of(request.GET.get("start", ""))), "snapshot": snapshot}
    return page_or_fragment(
        request, "reports/needs_snapshot_page.html", "reports/partials/needs_snapshot_content.html", context
    )


@require_safe
@on(NeedsSnapshot, can="feedback.view_snapshot")
def needs_snapshot_csv(request: SignedIn, snapshot: NeedsSnapshot) -> HttpResponse:
    name, sheets = export_kept(snapshot, lines_of(snapshot))
    header, rows = next(iter(sheets.values()))
    return csv_response(f"{name}.csv", header, rows)


@require_safe
@on(NeedsSnapshot, can="feedback.view_snapshot")
def needs_snapshot_xlsx(request: SignedIn, snapshot: NeedsSnapshot) -> HttpResponse:
    name, sheets = export_kept(snapshot, lines_of(snapshot))
    return xlsx_response(f"{name}.xlsx", sheets)


@require_POST
@on(NeedsSnapshot, can="feedback.remove_snapshot")
def needs_snapshot_remove(request: SignedIn, snapshot: NeedsSnapshot) -> HttpResponse:
    remove_snapshot(snapshot, actor=request.user)
    messages.success(request, _("“%(name)s” is removed.") % {"name": snapshot.name})
    return go(request, reverse("reports:needs_snapshot_list"))
