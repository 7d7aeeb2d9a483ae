"""The gardener's bench: one ranked queue, an act per row or for all that are ticked, and undo."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from ecosystem.core.clock import today
from ecosystem.core.doors import SignedIn, on, page
from ecosystem.core.errors import Refused
from ecosystem.core.htmx import fragment_or_redirect, go, page_or_fragment, wants_fragment
from ecosystem.core.rules import allows
from resources.actions import garden as acts
from resources.forms.care import TendForm
from resources.garden import MOST, bench_of, open_requests, proposal_for, without_owner
from resources.library_days import fresh_line
from resources.models import GardenAct

PAGE, QUEUE = "resources/garden.html", "resources/partials/garden_queue.html"
DONE, ROW = "resources/partials/garden_done.html", "resources/partials/garden_row.html"


@require_GET
@page(can="resources.tend_own")
def garden(request: SignedIn) -> HttpResponse:
    """L&D tends everything, or with `mine` what is their own; everybody else what they own or write on."""
    return page_or_fragment(request, PAGE, QUEUE, _context(request))


@require_POST
@page(can="resources.tend_own")
def garden_tend(request: SignedIn) -> HttpResponse:
    """One row by its key, or all that are ticked."""
    form = TendForm(request.POST)
    done: list[GardenAct] = []
    if form.is_valid():
        try:
            if form.cleaned_data["rest"]:
                done = acts.put_off(form.chosen(), actor=request.user)
            else:
                done = acts.tend(form.chosen(), actor=request.user, words=form.cleaned_data["words"])
        except Refused as refusal:
            form.refuse(refusal)
    if form.errors:
        return page_or_fragment(request, PAGE, QUEUE, _context(request, form), status=422)
    if wants_fragment(request) and len(done) == 1 and request.POST.get("in_place"):
        return fragment_or_redirect(request, DONE, {"act": done[0], "key": done[0].key}, to=reverse("resources:garden"))
    told = ngettext("Done; undo it below.", "%(n)d done; undo any of them below.", len(done))
    messages.success(request, told % {"n": len(done)} if done else _("Nothing was left to do there."))
    return go(request, reverse("resources:garden"))


@require_POST
@on(GardenAct, can="resources.undo_garden_act")
def garden_undo(request: SignedIn, act: GardenAct) -> HttpResponse:
    in_place = request.POST.get("in_place") and wants_fragment(request)
    acts.undo_garden_act(act, actor=request.user)
    proposal = proposal_for(request.user, today(), act.key) if in_place else None
    if proposal:
        return fragment_or_redirect(request, ROW, {"row": proposal}, to=reverse("resources:garden"))
    messages.success(request, _("As it was before."))
    return go(request, reverse("resources:garden"))


def _context(request: SignedIn, form: TendForm | None = None) -> dict[str, Any]:
    tends_all = allows(request.user, "resources.tend_library")
    mine = bool(request.GET.get("mine")) or not tends_all
    rows = bench_of(request.user, today(), mine)
    return {
        "rows": rows,
        "full": len(rows) == MOST,
        "mine": mine,
        "tends_all": tends_all,
        "done": list(GardenAct.objects.latest_of(request.user)),
        "orphans": without_owner() if tends_all and not mine else [],
        "requests": open_requests() if tends_all and not mine else [],
        "line": fresh_line(today()),
        "form": form or TendForm(),
    }
