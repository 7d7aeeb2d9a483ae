"""xenia offers to sponsor emil's guild, or an objective that dario leads; they answer, and nobody else knows of the offer."""

from goals.models import Sponsorship
from tests.factories.advocacy import SponsorshipFactory
from tests.factories.goals import ObjectiveFactory
from tests.factories.guilds import GuildFactory
from tests.matrix import only

OFFERS, OFFERS_POST = only("xenia"), only("xenia", status=302)
ANSWERS = only("emil", status=302, others=404) | {"xenia": 403}

MATRIX = {
    "goals:sponsor_guild": OFFERS,
    "goals:sponsor_guild POST": OFFERS_POST,
    "goals:sponsor_objective": OFFERS,
    "goals:sponsor_objective POST": OFFERS_POST,
    "goals:sponsorship_page": only("xenia", "emil", others=404),
    "goals:sponsorship_accept": ANSWERS,
    "goals:sponsorship_decline": ANSWERS,
    "goals:sponsorship_end": only("xenia", status=302, others=404) | {"emil": 403},
}


def _guild(cast, **fields):
    return GuildFactory(steward=cast.emil, people=[cast.mara], **fields)


def _offer(cast, **fields) -> Sponsorship:
    return SponsorshipFactory(guild=_guild(cast, **fields), person=cast.xenia)


def _pk(make):
    return lambda cast: {"pk": make(cast).pk}


OBJECTS = {
    "goals:sponsor_guild": _pk(_guild),
    "goals:sponsor_objective": lambda cast: {"pk": ObjectiveFactory(owner=cast.dario).pk},
    **{f"goals:sponsorship_{verb}": _pk(_offer) for verb in ("page", "accept", "decline", "end")},
}
FIRST = {"version": "1"}
POSTS = {
    "goals:sponsor_guild": {"gives": "An hour a month."},
    "goals:sponsor_objective": {},
    "goals:sponsorship_accept": FIRST,
    "goals:sponsorship_decline": FIRST,
    "goals:sponsorship_end": FIRST,
}


def _offers(cast) -> None:
    """Of guilds that all know and that few know, and of objectives; offered, agreed, declined and ended."""
    for state in ("offered", "active", "declined", "ended"):
        for joining in ("open", "hidden"):
            SponsorshipFactory(guild=_guild(cast, joining=joining), person=cast.xenia, state=state)
        SponsorshipFactory(objective=ObjectiveFactory(owner=cast.dario), person=cast.xenia, state=state)
    SponsorshipFactory(guild=_guild(cast, joining="hidden", sponsor=cast.otto), person=cast.otto, state="active")


VISIBLE = {Sponsorship: ("goals.view_sponsorship", _offers)}
