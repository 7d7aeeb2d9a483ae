"""The budget of a guild: what is there, who asks, what was spent; each act on a form of its own."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.views.screens import form_screen
from ecosystem.core.doors import SignedIn, on
from ecosystem.core.errors import Refused
from ecosystem.core.forms import Form
from ecosystem.core.htmx import go, page_or_fragment
from ecosystem.core.rules import allows
from guilds.actions import budget as acts
from guilds.budget_page import budget_context
from guilds.forms import budget as forms
from guilds.forms.seen import SeenForm
from guilds.models import BudgetRequest, Guild, LedgerEntry
from guilds.money import money

EVERY = require_http_methods(["GET", "POST"])
PAGE, ROWS = "guilds/budget.html", "guilds/partials/budget_rows.html"


@require_GET
@on(Guild, can="guilds.view_budget")
def budget(request: SignedIn, guild: Guild) -> HttpResponse:
    """Fifty at a time: requests that are open, those settled, or the ledger."""
    form = forms.BudgetFilterForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    context = budget_context(guild, request.user, asked.get("show") or "", asked.get("page"))
    return page_or_fragment(request, PAGE, ROWS, context)


@EVERY
@on(Guild, can="guilds.grant_budget")
def budget_grant(request: SignedIn, guild: Guild) -> HttpResponse:
    form = forms.GrantForm(request.POST or None)

    def act() -> Any:
        acts.grant_budget(guild, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Granted; its stewards are told."))
        return back_for(request, guild)

    words = {
        "name": _("Grant a budget"),
        "sentence": _("Money that “%(name)s” may promise to what its members ask for.") % {"name": guild},
        "save": _("Grant it"),
    }
    return _screen(request, guild, form, act, words)


@EVERY
@on(Guild, can="guilds.ask_budget")
def budget_ask(request: SignedIn, guild: Guild) -> HttpResponse:
    form = forms.AskForm(request.POST or None)
    free = guild.ledger.sums()["free"]

    def act() -> Any:
        asked = acts.ask_budget(guild, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Asked. You hear as soon as somebody answers."))
        if asked.amount > free:
            words = {"amount": money(asked.amount), "free": money(free)}
            messages.warning(request, _("%(amount)s is more than the %(free)s that can be promised now.") % words)
        return back_for(request, guild)

    words = {
        "name": _("Ask for money"),
        "sentence": _("What for, and how much. %(free)s can be promised now; a steward or the sponsor answers.")
        % {"free": money(free)},
        "hint": _("Read by the members of the guild, its sponsor, and learning & development."),
        "save": _("Ask"),
    }
    return _screen(request, guild, form, act, words)


@EVERY
@on(BudgetRequest, can="guilds.answer_budget", select="for_page")
def budget_answer(request: SignedIn, asked: BudgetRequest) -> HttpResponse:
    """Yes sets the money aside, if it is there; no with a reason. Who asked is told either way."""
    form = forms.AnswerBudgetForm(request.POST or None, initial={"version": asked.version})

    def act() -> Any:
        answer = form.cleaned_data
        if answer["yes"]:
            acts.approve_request(asked, actor=request.user, version=answer["version"])
        else:
            acts.decline_request(asked, actor=request.user, version=answer["version"], reason=answer["reason"])
        messages.success(request, _("Answered; who asked is told."))
        return back_for(request, asked.guild)

    free = asked.guild.ledger.sums()["free"]
    words = {
        "name": _("Answer a request"),
        "sentence": _("%(name)s asks for %(amount)s: “%(title)s”. %(free)s can still be promised.")
        % {"name": asked.author or _("Somebody"), "amount": money(asked.amount), "title": asked, "free": money(free)},
        "hint": asked.link,
        "save": _("Answer"),
    }
    return _screen(request, asked.guild, form, act, words)


@require_POST
@on(BudgetRequest, can="guilds.withdraw_budget", select="for_page")
def budget_withdraw(request: SignedIn, asked: BudgetRequest) -> HttpResponse:
    """Take it back, or give back what is left of it."""
    form = SeenForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Reload the page and press there again."))
    acts.withdraw_request(asked, actor=request.user, **form.cleaned_data)
    messages.success(request, _("Taken back; what was set aside is free again."))
    return go(request, back_for(request, asked.guild))


@EVERY
@on(BudgetRequest, can="guilds.book_spending", select="for_page")
def budget_book(request: SignedIn, asked: BudgetRequest) -> HttpResponse:
    left = acts.held_for(asked)
    form = forms.BookForm(request.POST or None, initial={"version": asked.version})

    def act() -> Any:
        acts.book_spending(asked, actor=request.user, **form.cleaned_data)
        rest = _("All of it is settled.") if form.cleaned_data["last"] else _("The rest stays set aside.")
        messages.success(request, _("Booked. %(rest)s") % {"rest": rest})
        return back_for(request, asked.guild)

    words = {
        "name": _("Book what was spent"),
        "sentence": _("“%(title)s”: %(left)s are still set aside.") % {"title": asked, "left": money(left)},
        "save": _("Book it"),
    }
    return _screen(request, asked.guild, form, act, words)


@EVERY
@on(LedgerEntry, can="guilds.correct_entry", select="for_page")
def budget_correct(request: SignedIn, entry: LedgerEntry) -> HttpResponse:
    """By a counter-entry; what was written stays to be read."""
    form = forms.CorrectForm(request.POST or None)

    def act() -> Any:
        acts.correct_entry(entry, actor=request.user, **form.cleaned_data)
        messages.success(request, _("A counter-entry takes it back."))
        return f"{back_for(request, entry.guild)}?show=ledger"

    again = _("Its money is set aside again, to be booked right or given back.")
    words = {
        "name": _("Set it right"),
        "sentence": _("A counter-entry of %(amount)s takes “%(words)s” back; both stay in the ledger.")
        % {"amount": money(entry.amount or entry.spent), "words": entry.words},
        "hint": again if entry.spent else _("The guild can promise that much less."),
        "save": _("Write the counter-entry"),
    }
    return _screen(request, entry.guild, form, act, words)


def back_for(request: SignedIn, guild: Guild) -> str:
    """The budget, for those who read it; who has left the guild meanwhile is led to its page."""
    if allows(request.user, "guilds.view_budget", guild):
        return reverse("guilds:budget", args=[guild.pk])
    return guild.get_absolute_url()


def _screen(request: HttpRequest, guild: Guild, form: Form, act: Any, words: dict[str, Any]) -> HttpResponse:
    back = {"back": reverse("guilds:budget", args=[guild.pk]), "back_name": _("Budget")}
    return form_screen(request, form, act, words={**words, **back})
