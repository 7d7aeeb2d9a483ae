"""My data: what is held, a copy of it. And erasing somebody who has left, in two steps."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import erasing as acts
from accounts.actions.own_data import ask_copy, note_fetched
from accounts.forms.own_data import ConfirmErasureForm, ErasureForm
from accounts.models import DataExport, Erasure, Person
from accounts.own_data_rules import asked_by_administrator
from accounts.views.screens import rows_of
from ecosystem.core.clock import now
from ecosystem.core.doors import SignedIn, on, page
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.forms import as_typed
from ecosystem.core.htmx import fragment_or_redirect, go, invalid, page_or_fragment
from ecosystem.core.own_data import handed

MINE, MY_PART = "accounts/my_data.html", "accounts/partials/my_copy.html"
ASK, ASK_PART = "accounts/erasure_ask.html", "accounts/partials/erasure_ask.html"
LEFT_SHOWN = 20
PAGE, PART = "accounts/erasure_page.html", "accounts/partials/erasure.html"


@require_GET
@page(can="accounts.view_my_data")
def my_data(request: SignedIn) -> HttpResponse:
    """What is held, kind by kind, what would become of it, and the copy."""
    return page_or_fragment(request, MINE, MY_PART, {**_copy_of(request), "kinds": handed()})


@require_POST
@page(can="accounts.ask_copy")
def copy_ask(request: SignedIn) -> HttpResponse:
    ask_copy(actor=request.user)
    return fragment_or_redirect(request, MY_PART, _copy_of(request), to="accounts:my_data")


def _copy_of(request: SignedIn) -> dict:
    mine = DataExport.objects.visible_to(request.user).at_hand(now())
    return {"copy": mine.order_by("-asked_at").first()}


@require_GET
@on(DataExport, can="accounts.fetch_copy")
def copy_fetch(request: SignedIn, export: DataExport) -> HttpResponse | FileResponse:
    """The ZIP, to be saved; that it was fetched is kept."""
    try:
        kept = export.file.open("rb")
    except FileNotFoundError as lost:
        raise Http404(export.pk) from lost
    note_fetched(export, actor=request.user)
    response = FileResponse(kept, as_attachment=True, filename="my-data.zip")
    response["Content-Type"] = "application/zip"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


# --- erasing ---------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@on(Person, can="accounts.ask_erasure")
def erasure_ask(request: SignedIn, person: Person) -> HttpResponse:
    """The plain list of what will happen, and the reason."""
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            erasure = acts.ask_erasure(person, actor=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("Asked. An administrator other than you confirms it."))
            return go(request, erasure.get_absolute_url())
        except Refused as refusal:
            form.refuse(refusal)
    answer = invalid if form.is_bound else page_or_fragment
    context = {"form": form, "person": person, "kinds": acts.what_will_happen(person)}
    return answer(request, ASK, ASK_PART, context)


@require_GET
@page(can="accounts.list_erasures")
def erasure_list(request: SignedIn) -> HttpResponse:
    """What waits, what runs, and what was done; and who has left, by a part of the name."""
    erasures = Erasure.objects.visible_to(request.user).for_page().order_by("-asked_at", "-pk")
    q = as_typed(request.GET, "q", 100).strip()
    context = {**rows_of(erasures, request.GET.get("page")), "q": q, "left": _who_left(request, q) if q else None}
    return page_or_fragment(request, "accounts/erasure_list.html", "accounts/partials/erasure_rows.html", context)


def _who_left(request: SignedIn, words: str) -> list[Person]:
    left = Person.objects.visible_to(request.user).shown("left").found_by(words)
    return list(left.order_by("full_name", "pk")[:LEFT_SHOWN])


@require_GET
@on(Erasure, can="accounts.view_erasure", select="for_page")
def erasure_page(request: SignedIn, erasure: Erasure) -> HttpResponse:
    return page_or_fragment(request, PAGE, PART, _erasure_context(erasure))


@require_POST
@on(Erasure, can="accounts.confirm_erasure", select="for_page")
def erasure_confirm(request: SignedIn, erasure: Erasure) -> HttpResponse:
    form = ConfirmErasureForm(request.POST)
    if form.is_valid():
        try:
            acts.confirm_erasure(erasure, actor=request.user, version=form.cleaned_data["version"])
            messages.success(request, _("It has begun, and goes on by itself."))
            return go(request, erasure.get_absolute_url())
        except Refused as refusal:
            form.refuse(refusal)
        except Stale:
            form.add_error(None, _("Somebody changed this meanwhile; look again."))
    return invalid(request, PAGE, PART, {**_erasure_context(erasure), "form": form})


@require_POST
@on(Erasure, can="accounts.withdraw_erasure", select="for_page")
def erasure_withdraw(request: SignedIn, erasure: Erasure) -> HttpResponse:
    acts.withdraw_erasure(erasure, actor=request.user)
    messages.success(request, _("Taken back; nothing was erased."))
    return go(request, reverse("accounts:erasure_list"))


def _erasure_context(erasure: Erasure) -> dict:
    waits = erasure.state == Erasure.State.ASKED
    return {
        "erasure": erasure,
        "kinds": acts.what_will_happen(erasure.person) if waits else [],
        "asker_counts": waits and asked_by_administrator(None, erasure),
        "form": ConfirmErasureForm(initial={"version": erasure.version}),
    }
