"""Coffee by chance in a guild: whether one wants it, and with whom one met."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.core.doors import SignedIn, on
from ecosystem.core.htmx import go, invalid, page_or_fragment
from guilds.actions.coffee import last_pairs, say_met
from guilds.actions.members import set_coffee
from guilds.forms.meeting import CoffeeForm
from guilds.models import CoffeePair, Guild

PAGE, PART = "guilds/coffee.html", "guilds/partials/coffee.html"


@require_GET
@on(Guild, can="guilds.have_coffee")
def coffee(request: SignedIn, guild: Guild) -> HttpResponse:
    return page_or_fragment(request, PAGE, PART, _context(request, guild))


@require_POST
@on(Guild, can="guilds.have_coffee")
def coffee_set(request: SignedIn, guild: Guild) -> HttpResponse:
    form = CoffeeForm(request.POST)
    if not form.is_valid():
        return invalid(request, PAGE, PART, _context(request, guild))
    set_coffee(guild, actor=request.user, **form.cleaned_data)
    messages.success(request, _("Noted."))
    return go(request, reverse("guilds:coffee", args=[guild.pk]))


@require_POST
@on(CoffeePair, can="guilds.view_coffee_pair")
def coffee_met(request: SignedIn, pair: CoffeePair) -> HttpResponse:
    say_met(pair, actor=request.user)
    messages.success(request, _("Thank you, noted."))
    return go(request, reverse("guilds:coffee", args=[pair.round.guild_id]))


def _context(request: SignedIn, guild: Guild) -> dict[str, Any]:
    place = guild.memberships.filter(person=request.user).first()
    pairs = last_pairs(request.user, guild)
    for pair in pairs:
        others = [one for one in (pair.a, pair.b, pair.c) if one is not None and one.pk != request.user.pk]
        pair.others = others  # type: ignore[attr-defined]
    return {"guild": guild, "wants": bool(place and place.coffee), "pairs": pairs}
