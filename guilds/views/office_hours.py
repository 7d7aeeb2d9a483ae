"""Office hours: whom one can ask, the next quarters of an hour, book one with a line, cancel it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Skill
from accounts.views.screens import rows_of
from ecosystem.core.clock import now
from ecosystem.core.doors import SignedIn, on, page
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.htmx import go, invalid, page_or_fragment
from guilds.actions import office_hours as acts
from guilds.forms.meeting import BookForm, HoursFilterForm, HoursForm
from guilds.forms.seen import SeenForm
from guilds.models import OfficeHours, Slot

LIST, ROWS = "guilds/office_hours_list.html", "guilds/partials/office_hours_rows.html"
NEW, FORM = "guilds/office_hours_new.html", "guilds/partials/office_hours_form.html"
PAGE, SLOTS = "guilds/office_hours_page.html", "guilds/partials/slots.html"
SHOWN, NAMES = 50, 300


@require_GET
@page(can="guilds.list_office_hours")
def office_hours_list(request: SignedIn) -> HttpResponse:
    """Fifty at a time by name, narrowed by skill; above the first of all of them what one booked."""
    form = HoursFilterForm(request.GET)
    form.is_valid()
    skill = form.cleaned_data.get("skill")
    unknown = form.has_error("skill")
    running = OfficeHours.objects.visible_to(request.user).running()
    found = running.none() if unknown else running.on(skill)
    context = rows_of(found.for_list().with_next(now()), form.cleaned_data.get("page"))
    mine = Slot.objects.filter(booked_by=request.user, state="booked", ends_at__gt=now()).for_page()
    context["booked"] = mine.order_by("starts_at")[:SHOWN] if context["page"] == 1 and not skill and not unknown else []
    names = running.exclude(skill=None).order_by("skill__name").values_list("skill__name", flat=True)
    context |= {"form": form, "skill": skill, "unknown": unknown, "skill_names": names.distinct()[:NAMES]}
    return page_or_fragment(request, LIST, ROWS, context)


@require_http_methods(["GET", "POST"])
@page(can="guilds.open_office_hours")
def office_hours_new(request: SignedIn) -> HttpResponse:
    form = HoursForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            hours = acts.open_hours(actor=request.user, zone=str(request.user.zone), **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Open. Everybody can book a quarter of an hour; you hear of each."))
            return go(request, hours)
    names = Skill.objects.current().order_by("name").values_list("name", flat=True)[:NAMES]
    context = {"form": form, "skill_names": names}
    return page_or_fragment(request, NEW, FORM, context, status=422 if form.errors else 200)


@require_GET
@on(OfficeHours, can="guilds.list_office_hours", select="for_list")
def office_hours_page(request: SignedIn, hours: OfficeHours) -> HttpResponse:
    return page_or_fragment(request, PAGE, SLOTS, _context(request, hours))


@require_POST
@on(OfficeHours, can="guilds.end_office_hours", select="for_list")
def office_hours_end(request: SignedIn, hours: OfficeHours) -> HttpResponse:
    form = SeenForm(request.POST)
    if form.is_valid():
        try:
            acts.end_hours(hours, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Ended. Whoever had booked a quarter of an hour hears of it."))
            return go(request, reverse("guilds:office_hours_list"))
        except Stale as stale:
            form.show_both(stale)
    return invalid(request, PAGE, SLOTS, {**_context(request, hours), "wrong": form})


@require_POST
@on(Slot, can="guilds.book_slot", select="for_page")
def slot_book(request: SignedIn, slot: Slot) -> HttpResponse:
    form = BookForm(request.POST)
    if form.is_valid():
        try:
            acts.book_slot(slot, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Booked. It comes into your calendar by mail."))
            return go(request, slot.hours)
        except Refused as refusal:
            form.refuse(refusal)
    return invalid(request, PAGE, SLOTS, {**_context(request, slot.hours), "form": form})


@require_POST
@on(Slot, can="guilds.cancel_slot", select="for_page")
def slot_cancel(request: SignedIn, slot: Slot) -> HttpResponse:
    acts.cancel_slot(slot, actor=request.user)
    messages.success(request, _("Cancelled; the other one hears of it."))
    return go(request, slot.hours)


def _context(request: SignedIn, hours: OfficeHours) -> dict[str, Any]:
    coming = hours.times.visible_to(request.user).filter(state__in=["free", "booked"], starts_at__gt=now())
    found = rows_of(coming.for_page().order_by("starts_at"), request.GET.get("page"))
    return {
        "hours": hours,
        "slots": found["rows"],
        "first": next((slot for slot in found["rows"] if slot.state == Slot.State.FREE), None),
        "next_page": found["next_page"],
        "own": hours.person_id == request.user.pk,
        "form": BookForm(),
        "end": SeenForm(initial={"version": hours.version}),
    }
