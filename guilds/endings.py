"""What becomes of a guild's money and its sponsor when it closes or becomes part of another: said before whoever decides."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guilds.models import Guild
from guilds.money import money


def of_money(guild: Guild, *, goes_over: bool) -> list[str]:
    """What is free, what waits, what is set aside. Two statements."""
    sums, waiting = guild.ledger.sums(), guild.budget_requests.waiting().count()
    said = []
    if sums["free"]:
        over = _("%(free)s that can be promised go over; both ledgers say so.")
        said.append(
            (over if goes_over else _("%(free)s that can be promised end with it.")) % {"free": money(sums["free"])}
        )
    if waiting:
        back = ngettext(
            "One request for money waits and is taken back", "%(n)d requests for money wait and are taken back", waiting
        )
        said.append(f"{back % {'n': waiting}}{_('; ask for it there again.') if goes_over else '.'}")
    if sums["bound"]:
        stays = _(
            "%(bound)s set aside stay for what they were asked for and are booked here; what is left of them goes over."
        )
        ends = _(
            "%(bound)s set aside stay for what they were asked for and are booked here; what is left of them ends."
        )
        said.append((stays if goes_over else ends) % {"bound": money(sums["bound"])})
    return said or [_("There is no money in its budget.")]


def of_sponsor(guild: Guild, *, goes_over: bool) -> list[str]:
    """Nobody sponsors a guild whose stewards and who themselves have not said yes to it."""
    if guild.sponsor is None:
        return [_("Nobody sponsors it.")]
    ends = _("%(name)s no longer sponsors it, and is told; whom they sponsored stays to be read here.")
    asks = _("%(name)s no longer sponsors it, is told, and may offer it to the other guild, whose sponsor stays.")
    return [(asks if goes_over else ends) % {"name": guild.sponsor}]
