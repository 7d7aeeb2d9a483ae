"""Who belongs: join, ask, leave, the list, invite, answer who asked."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.views.screens import form_screen, rows_of
from ecosystem.core.doors import SignedIn, on
from ecosystem.core.errors import Refused
from ecosystem.core.htmx import go, invalid, page_or_fragment
from ecosystem.core.rules import allows
from guilds.actions import members as acts
from guilds.forms.members import AnswerRequestForm, InviteForm, JoinForm
from guilds.models import Guild, Membership
from guilds.views.charters import back_to

LIST, ROWS = "guilds/member_list.html", "guilds/partials/member_rows.html"
REQUESTS = 20


@require_http_methods(["GET", "POST"])
@on(Guild, can="guilds.join_guild")
def guild_join(request: SignedIn, guild: Guild) -> HttpResponse:
    """By one press where it is open or one was invited; on request with a word on why."""
    asks = guild.joining == Guild.Joining.ASK
    form = JoinForm(request.POST if request.method == "POST" else None)
    if not asks:
        del form.fields["words"]  # nobody decides, so nobody reads why

    def act() -> Guild:
        place = acts.join_guild(guild, actor=request.user, **form.cleaned_data)
        asked = place.state == Membership.State.ASKED
        told = _("Asked. You hear as soon as a steward answers.") if asked else _("You belong to it now.")
        messages.success(request, told)
        return guild

    words = {
        "name": _("Join %(name)s") % {"name": guild},
        "sentence": _("A steward says yes or no; you hear either way.") if asks else guild.purpose,
        "save": _("Ask to join") if asks else _("Join"),
        **back_to(guild),
    }
    return form_screen(request, form, act, words=words)


@require_POST
@on(Guild, can="guilds.leave_guild")
def guild_leave(request: SignedIn, guild: Guild) -> HttpResponse:
    """Also to take back that one asked, or to decline."""
    acts.leave_guild(guild, actor=request.user)
    messages.success(request, _("Done. You may come back whenever you like."))
    return go(request, "guilds:guild_list")


@require_GET
@on(Guild, can="guilds.view_guild")
def member_list(request: SignedIn, guild: Guild) -> HttpResponse:
    """By name, fifty a page; stewards see who asks."""
    return page_or_fragment(request, LIST, ROWS, _members(request, guild))


@require_POST
@on(Guild, can="guilds.invite_member")
def member_invite(request: SignedIn, guild: Guild) -> HttpResponse:
    form = InviteForm(request.POST)
    if not form.is_valid():
        return invalid(request, LIST, ROWS, _members(request, guild, invite_form=form))
    acts.invite_member(guild, actor=request.user, **form.cleaned_data)
    messages.success(request, _("%(name)s is asked.") % {"name": form.cleaned_data["person"]})
    return go(request, _list_of(guild))


@require_POST
@on(Membership, can="guilds.answer_request", select="for_page")
def request_answer(request: SignedIn, place: Membership) -> HttpResponse:
    """Yes or no; whoever asked is told."""
    form = AnswerRequestForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Reload the page and answer there."))
    acts.answer_request(place, actor=request.user, **form.cleaned_data)
    messages.success(request, _("%(name)s is told.") % {"name": place.person})
    return go(request, _list_of(place.guild))


def _list_of(guild: Guild) -> str:
    return reverse("guilds:member_list", args=[guild.pk])


def _members(request: SignedIn, guild: Guild, **more: Any) -> dict[str, Any]:
    tends = allows(request.user, "guilds.tend_guild", guild)
    members = guild.memberships.members().select_related("person").order_by("person__full_name", "pk")
    asked = guild.memberships.asked().select_related("person").order_by("changed_at", "pk")[:REQUESTS] if tends else []
    return {
        "guild": guild,
        "tends": tends,
        "asked": asked,
        "invite_form": InviteForm(),
        **rows_of(members, request.GET.get("page")),
        **more,
    }
