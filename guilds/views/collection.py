"""What a guild keeps: its own collection of resources."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.views.screens import form_screen, rows_of
from ecosystem.core.clock import today
from ecosystem.core.doors import SignedIn, on
from ecosystem.core.htmx import go, invalid, page_or_fragment
from ecosystem.core.rules import allows
from guilds.actions import collecting as acts
from guilds.forms.board import CollectForm, KeptNoteForm
from guilds.models import Guild, GuildResource
from resources.trust import trust_of

EVERY = require_http_methods(["GET", "POST"])
PAGE, ROWS = "guilds/collection_page.html", "guilds/partials/kept_rows.html"


@require_GET
@on(Guild, can="guilds.view_guild")
def collection_page(request: SignedIn, guild: Guild) -> HttpResponse:
    """Fifty at a time, the newest first; members add what is in the library."""
    adds = allows(request.user, "guilds.collect_resource", guild)
    form = CollectForm(person=request.user) if adds else None
    return page_or_fragment(request, PAGE, ROWS, _kept(request, guild, form))


@require_POST
@on(Guild, can="guilds.collect_resource")
def resource_collect(request: SignedIn, guild: Guild) -> HttpResponse:
    form = CollectForm(request.POST, person=request.user)
    if not form.is_valid():
        return invalid(request, PAGE, ROWS, _kept(request, guild, form))
    acts.collect_resource(guild, actor=request.user, **form.cleaned_data)
    messages.success(request, _("Kept."))
    return go(request, collection_of(guild))


@EVERY
@on(GuildResource, can="guilds.tend_kept", select="for_page")
def kept_note(request: SignedIn, kept: GuildResource) -> HttpResponse:
    form = KeptNoteForm(request.POST or None, initial={"note": kept.note})

    def act() -> str:
        acts.note_on_resource(kept, actor=request.user, **form.cleaned_data)
        return collection_of(kept.guild)

    words = {
        "name": _("Why it belongs here"),
        "sentence": str(kept.resource),
        "save": _("Save"),
        "back": collection_of(kept.guild),
        "back_name": _("Collection"),
    }
    return form_screen(request, form, act, words=words)


@require_POST
@on(GuildResource, can="guilds.tend_kept", select="for_page")
def kept_remove(request: SignedIn, kept: GuildResource) -> HttpResponse:
    guild = kept.guild
    acts.let_go_of_resource(kept, actor=request.user)
    messages.success(request, _("Out of the collection; it stays in the library."))
    return go(request, collection_of(guild))


def collection_of(guild: Guild) -> str:
    return reverse("guilds:collection_page", args=[guild.pk])


def _kept(request: SignedIn, guild: Guild, form: CollectForm | None) -> dict[str, Any]:
    found = rows_of(guild.collection.for_list().select_related("guild"), request.GET.get("page"))
    for kept in found["rows"]:
        kept.trust = trust_of(kept.resource, today())
        kept.guild = guild
    return {"guild": guild, "form": form, **found}
