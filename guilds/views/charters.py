"""Guilds: the list, starting one, its page, its charter, rest, wake, close, merge."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Skill
from accounts.views.screens import form_screen, rows_of
from ecosystem.core.clock import today
from ecosystem.core.doors import SignedIn, on, page
from ecosystem.core.errors import Refused
from ecosystem.core.forms import Form
from ecosystem.core.htmx import go, page_or_fragment
from guilds.actions import charters as acts
from guilds.endings import of_money, of_sponsor
from guilds.forms import guilds as forms
from guilds.guild_page import guild_context
from guilds.heritage import names_of
from guilds.lists import guild_rows
from guilds.models import Guild

EVERY = require_http_methods(["GET", "POST"])


@require_GET
@page(can="guilds.list_guilds")
def guild_list(request: SignedIn) -> HttpResponse:
    """Fifty at a time, the largest first: all, one's own, or those that ended; narrowed by character and skill."""
    form = forms.GuildFilterForm(request.GET)
    form.is_valid()
    context = guild_rows(request.user, form.cleaned_data, unknown=form.has_error("skill"))
    context |= rows_of(context.pop("found"), form.cleaned_data.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    names = Skill.objects.filter(guild_skills__isnull=False).order_by("name").values_list("name", flat=True)
    context |= {"form": form, "query": asked.urlencode(), "skill_names": names.distinct()[:1000]}
    return page_or_fragment(request, "guilds/guild_list.html", "guilds/partials/guild_rows.html", context)


@EVERY
@page(can="guilds.start_guild")
def guild_start(request: SignedIn) -> HttpResponse:
    """One page with prepared words; nobody is asked."""
    form = forms.StartGuildForm(request.POST or None)

    def act() -> Guild:
        guild = acts.start_guild(actor=request.user, **form.cleaned_data)
        messages.success(request, _("It is there. Write more of its charter, or invite the first members."))
        return guild

    words = {
        "name": _("Start a guild"),
        "sentence": _("Six fields, and it is there; nobody’s permission is needed."),
        "hint": _("You tend it for nine months; then you go on, or hand it to somebody else."),
        "save": _("Start it"),
        "back": reverse("guilds:guild_list"),
        "back_name": _("Guilds"),
    }
    return form_screen(request, form, act, words=words)


@require_GET
@on(Guild, can="guilds.view_guild", select="for_page", for_viewer=True, once=True, planned=True)
def guild_page(request: SignedIn, guild: Guild) -> HttpResponse:
    """Its next sessions, questions and collection; beside them charter, stewards, health and members."""
    context = guild_context(guild, request.user, today())
    return page_or_fragment(request, "guilds/guild_page.html", "guilds/partials/guild_aside.html", context)


@require_GET
@on(Guild, can="guilds.view_guild")
def charter_history(request: SignedIn, guild: Guild) -> HttpResponse:
    """The charter of today, and each that stood before."""
    found = rows_of(guild.charters.select_related("author").order_by("-number"), request.GET.get("page"))
    context = {"guild": guild, **found}
    return page_or_fragment(request, "guilds/charter_history.html", "guilds/partials/charter_versions.html", context)


@EVERY
@on(Guild, can="guilds.tend_guild")
def charter_write(request: SignedIn, guild: Guild) -> HttpResponse:
    """In the guild's own words; what changed meanwhile is shown beside what was typed."""
    form = forms.CharterForm(request.POST or None, instance=guild)

    def act() -> Guild:
        acts.write_charter(guild, actor=request.user, **form.values())
        messages.success(request, _("Written. What stood before is kept."))
        return guild

    words = {
        "name": _("Charter"),
        "sentence": _("The guild’s own words; what stood before is kept."),
        "save": _("Save"),
        **back_to(guild),
    }
    return form_screen(request, form, act, words=words)


@EVERY
@on(Guild, can="guilds.tend_guild")
def guild_rest(request: SignedIn, guild: Guild) -> HttpResponse:
    words = {
        "name": _("Let it rest"),
        "sentence": _("Nothing is planned for a while; members stay and are told."),
        "save": _("Let it rest"),
    }
    form = forms.RestGuildForm(request.POST or None, initial={"version": guild.version})
    return _state(request, guild, form, acts.rest_guild, words, _("It rests. Wake it whenever you like."))


@require_POST
@on(Guild, can="guilds.tend_guild")
def guild_wake(request: SignedIn, guild: Guild) -> HttpResponse:
    form = forms.GuildStateForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Reload the page and wake it there."))
    acts.wake_guild(guild, actor=request.user, **form.cleaned_data)
    messages.success(request, _("At work again; the members are told."))
    return go(request, guild)


@EVERY
@on(Guild, can="guilds.tend_guild")
def guild_close(request: SignedIn, guild: Guild) -> HttpResponse:
    words = {
        "name": _("Close the guild"),
        "sentence": _("For good. What it wrote, kept and decided stays to be read."),
        "lines": [*of_money(guild, goes_over=False), *of_sponsor(guild, goes_over=False)],
        "save": _("Close the guild"),
        "danger": True,
    }
    form = forms.CloseGuildForm(request.POST or None, initial={"version": guild.version})
    return _state(request, guild, form, acts.close_guild, words, _("Closed. Its archive stays to be read."))


@EVERY
@on(Guild, can="guilds.tend_guild")
def guild_merge(request: SignedIn, guild: Guild) -> HttpResponse:
    words = {
        "name": _("Merge into another guild"),
        "sentence": _("Its members, collection, skills and sessions to come go over; its board stays to be read here."),
        "lines": [
            *_what_goes_over(guild),
            *of_money(guild, goes_over=True),
            *of_sponsor(guild, goes_over=True),
        ],
        "save": _("Merge"),
        "danger": True,
    }
    start = {"version": guild.version}
    form = forms.MergeGuildForm(request.POST or None, initial=start, guild=guild, person=request.user)
    return _state(request, guild, form, acts.merge_guild, words, _("Merged; the members are told."))


def _what_goes_over(guild: Guild) -> list[str]:
    names = ", ".join(f"“{name}”" for name in names_of(guild))
    over = _("What it serves and its running goals go over with their check-ins: %(names)s. What ended stays here.")
    return [over % {"names": names}] if names else []


def _state(
    request: HttpRequest, guild: Guild, form: Form, act: Callable[..., None], words: dict[str, Any], told: str
) -> HttpResponse:
    """A form for another state, and the act."""

    def do() -> Guild:
        act(guild, actor=request.user, **form.cleaned_data)
        messages.success(request, told)
        return guild

    return form_screen(request, form, do, words={**words, **back_to(guild)})


def back_to(guild: Guild) -> dict[str, Any]:
    """Where a form of a guild leads back."""
    return {"back": guild.get_absolute_url(), "back_name": guild.name}
