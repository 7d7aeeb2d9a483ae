"""How far an act of an executive got, in words made of what is stored."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ecosystem.core.templatetags.ui import percent, short_date
from feedback.advocacy import FUND, HOST, SAY, SPONSOR_GUILD, SPONSOR_OBJECTIVE, THANK
from feedback.effects import Effect
from guilds.money import money
from guilds.told import quarter_of

PAGES = {
    FUND: "feedback:funding_page",
    SPONSOR_GUILD: "goals:sponsorship_page",
    SPONSOR_OBJECTIVE: "goals:sponsorship_page",
    THANK: "feedback:thanks_page",
    SAY: "goals:message_panel",
    HOST: "guilds:session_page",
}


@dataclass(frozen=True)
class Done:
    """An act: which kind and row, when, and `told`, the facts of it as they are now."""

    kind: str
    pk: int
    at: dt.datetime
    told: dict[str, Any]

    @property
    def title(self) -> str:
        return self.told["title"] or ""

    @property
    def url(self) -> str:
        return reverse(PAGES[self.kind], args=[self.pk])

    @property
    def sentence(self) -> str:
        words = {"title": self.title, "name": self.told.get("name")}
        return {
            FUND: _("You funded “%(title)s”"),
            SPONSOR_GUILD: _("You offered to sponsor “%(title)s”"),
            SPONSOR_OBJECTIVE: _("You offered to sponsor “%(title)s”"),
            THANK: _("You thanked %(name)s for “%(title)s”"),
            SAY: _("You said “%(title)s”"),
            HOST: _("You hosted “%(title)s”"),
        }[self.kind] % words

    @property
    def reach(self) -> str:
        """What came of it so far."""
        say = {
            FUND: _funded, THANK: _thanked, HOST: _hosted, SPONSOR_GUILD: _guild, SPONSOR_OBJECTIVE: _objective,
        }.get(self.kind)  # fmt: skip
        return " · ".join(filter(None, say(self.told))) if say else _("how far it got is on its page")


def _funded(told: dict[str, Any]) -> list[str]:
    came = {"yes": _("it came true"), "partly": _("it came true in part"), "no": _("it did not come true")}
    parts = [money(Decimal(str(told["amount"])))]
    if told.get("people") is not None:
        parts.append(ngettext("%(n)d person needs it", "%(n)d people need it", told["people"]) % {"n": told["people"]})
        parts.append(_("answered") if told["status"] == "resolved" else "")
    if told.get("spent"):
        parts.append(_("the guild has spent %(amount)s since") % {"amount": money(Decimal(str(told["spent"])))})
    day = short_date(dt.date.fromisoformat(told["review"]))
    return [*parts, came.get(told["came"]) or _("look at it again on %(day)s") % {"day": day}]


def _thanked(told: dict[str, Any]) -> list[str]:
    more = told["now"] - told["used"]
    since = ngettext("used once more since", "used %(n)d times more since", more) % {"n": more} if more > 0 else ""
    shown = _("public, as they chose") if told["public"] else ""
    return [Effect(told["used"], told["closed"]).words, since, shown]


def _hosted(told: dict[str, Any]) -> list[str]:
    came = ngettext("one person was there", "%(n)d people were there", told["came"]) % {"n": told["came"]}
    return [came, _("written up in the library") if told["written"] else ""]


def _guild(told: dict[str, Any]) -> list[str]:
    """How many act as on the guild's own page: of the latest quarter that is over, from k + 1 members on."""
    members = ngettext("%(n)d member", "%(n)d members", told["members"]) % {"n": told["members"]}
    quarter = quarter_of(told["quarter"])
    acting = quarter.acting if quarter else None
    active = _("%(share)s of them active") % {"share": acting.words} if acting else ""
    return [_state(told["state"]), members, active]


def _objective(told: dict[str, Any]) -> list[str]:
    done = _("%(share)s of its key results") % {"share": percent(told["progress"])} if told["progress"] else ""
    guilds = ngettext("one guild serves it", "%(n)d guilds serve it", told["guilds"]) % {"n": told["guilds"]}
    return [_state(told["state"]), done, guilds if told["guilds"] else ""]


def _state(state: str) -> str:
    return {
        "offered": _("waits for their answer"),
        "active": _("they said yes"),
        "declined": _("they do without for now"),
        "ended": _("ended"),
    }[state]
