"""Seats: save one, give it up, offer and take over the hosting, say who was there and what it was worth."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.views.screens import form_screen, rows_of
from ecosystem.core.doors import SignedIn, on
from ecosystem.core.htmx import fragment_or_redirect, go, page_or_fragment
from guilds.actions import closing, seats, swaps
from guilds.forms.seats import AppliedForm, AttendanceForm, SwapForm, WalkInForm, WorthForm
from guilds.models import HostSwap, Seat, Session
from guilds.session_lists import meanwhile, row_of
from guilds.speakers import could_host, in_groups

EVERY = require_http_methods(["GET", "POST"])
ROW = "guilds/partials/session_row.html"
ATTENDANCE, ATTENDED = "guilds/attendance.html", "guilds/partials/attendance_form.html"
SWAP, SWAP_FORM = "guilds/swap_offer.html", "guilds/partials/swap_form.html"


@require_POST
@on(Session, can="guilds.save_seat")
def seat_save(request: SignedIn, session: Session) -> HttpResponse:
    """One click: a seat, or a place in the waiting list."""
    seat = seats.save_seat(session, actor=request.user)
    if seat.state == Seat.State.SEATED:
        messages.success(request, _("You have a seat. It comes into your calendar by mail."))
    else:
        before = session.seats.waiting().filter(turn__lt=seat.turn).count()
        words = ngettext("One person waits before you.", "%(n)d people wait before you.", before) % {"n": before}
        messages.success(request, _("It is full; you move up by yourself. %(words)s") % {"words": words})
    if elsewhere := meanwhile(session, request.user):
        messages.warning(request, elsewhere)
    return _row(request, session)


@require_POST
@on(Session, can="guilds.give_up_seat")
def seat_give_up(request: SignedIn, session: Session) -> HttpResponse:
    """“Can’t make it”."""
    seats.give_up_seat(session, actor=request.user)
    messages.success(request, _("Noted. The seat is free for somebody else; thank you for saying so."))
    return _row(request, session)


def _row(request: SignedIn, session: Session) -> HttpResponse:
    return fragment_or_redirect(request, ROW, {"row": row_of(session, request.user)}, to=session)


@EVERY
@on(Session, can="guilds.offer_swap", select="for_page")
def swap_offer(request: SignedIn, session: Session) -> HttpResponse:
    """“Can’t make it” of a host: somebody in particular, or whoever is first; with who could."""
    form = SwapForm(request.POST or None)

    def act() -> Session:
        swaps.offer_swap(session, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Offered. You host it until somebody takes it over."))
        return session

    groups = in_groups(could_host(session.skill, session)) if session.skill else []
    words = {"session": session, "groups": groups}
    return form_screen(request, form, act, words=words, page=SWAP, fragment=SWAP_FORM)


@require_POST
@on(HostSwap, can="guilds.take_swap", select="for_page")
def swap_take(request: SignedIn, swap: HostSwap) -> HttpResponse:
    swaps.take_swap(swap, actor=request.user)
    messages.success(request, _("You host it now, and everybody with a seat is told. Thank you."))
    return go(request, swap.session)


@require_POST
@on(HostSwap, can="guilds.decline_swap", select="for_page")
def swap_decline(request: SignedIn, swap: HostSwap) -> HttpResponse:
    """“I can’t either”, of the one who was asked."""
    swaps.decline_swap(swap, actor=request.user)
    messages.success(request, _("Noted; the host hears of it, and others are asked."))
    return go(request, swap.session)


@require_POST
@on(HostSwap, can="guilds.withdraw_swap", select="for_page")
def swap_withdraw(request: SignedIn, swap: HostSwap) -> HttpResponse:
    swaps.withdraw_swap(swap, actor=request.user)
    messages.success(request, _("Taken back: you host it."))
    return go(request, swap.session)


@require_POST
@on(Session, can="guilds.say_attended")
def attended_say(request: SignedIn, session: Session) -> HttpResponse:
    """“I was there”, one tap."""
    closing.say_attended(session, actor=request.user)
    messages.success(request, _("Noted that you were there."))
    return go(request, session)


@EVERY
@on(Session, can="guilds.list_attendance", select="for_page")
def attendance_list(request: SignedIn, session: Session) -> HttpResponse:
    """The host's list, fifty at a time."""
    if request.method == "POST":
        form = AttendanceForm(request.POST)
        if form.is_valid():
            closing.list_attendance(session, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Saved who was there."))
        return go(request, session)
    context = _who_was_there(request, session)
    return page_or_fragment(request, ATTENDANCE, ATTENDED, {"form": WalkInForm(), **context})


@require_POST
@on(Session, can="guilds.note_walk_in", select="for_page")
def walk_in(request: SignedIn, session: Session) -> HttpResponse:
    """Who came without a seat, by name."""
    form = WalkInForm(request.POST)

    def act() -> str:
        seat = seats.walk_in(session, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Noted: %(name)s was there.") % {"name": seat.person})
        return reverse("guilds:attendance_list", args=[session.pk])

    return form_screen(request, form, act, words=_who_was_there(request, session), page=ATTENDANCE, fragment=ATTENDED)


def _who_was_there(request: SignedIn, session: Session) -> dict[str, Any]:
    rows = session.seats.seated().select_related("person").order_by("person__full_name", "pk")
    return {"session": session, **rows_of(rows, request.GET.get("page"))}


@EVERY
@on(Seat, can="guilds.say_worth", select="for_page")
def worth_say(request: SignedIn, seat: Seat) -> HttpResponse:
    """The one question at the end."""
    form = WorthForm(request.POST or None)

    def act() -> Session:
        closing.say_worth(seat, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Thank you. It counts together with others, without your name."))
        return seat.session

    return form_screen(request, form, act, words=_words(seat))


@EVERY
@on(Seat, can="guilds.say_applied", select="for_page")
def applied_say(request: SignedIn, seat: Seat) -> HttpResponse:
    """The application question, two weeks later."""
    question = seat.session.application_question or _("Have you used something of it since?")
    form = AppliedForm(request.POST or None, question=question)

    def act() -> Session:
        closing.say_applied(seat, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Thank you. It counts together with others, without your name."))
        return seat.session

    return form_screen(request, form, act, words=_words(seat))


def _words(seat: Seat) -> dict[str, Any]:
    hint = _("Shown as shares from six answers on, in lots of six. The host reads words without names.")
    session = seat.session
    words = {"name": _("One question"), "save": _("Answer"), "sentence": session.title, "hint": hint}
    return words | {"back": session.get_absolute_url(), "back_name": session.title}
