"""xenia funds, thanks and has a desk; money for a need is everybody's to read, that of a guild with its budget."""

import datetime as dt
import uuid

from ecosystem.core.clock import today
from feedback.models import Funding, Thanks
from tests.factories.advocacy import FundingFactory, ThanksFactory
from tests.factories.feedback import a_need
from tests.factories.guild_sessions import SessionFactory
from tests.factories.guilds import GuildFactory
from tests.factories.resources import ResourceFactory
from tests.matrix import everybody, only

XENIA, XENIA_POST = only("xenia"), only("xenia", status=302)

MATRIX = {
    "feedback:desk": XENIA,
    "feedback:desk_not_this": XENIA_POST,
    "feedback:need_fund": XENIA,
    "feedback:need_fund POST": XENIA_POST,
    "feedback:guild_fund": XENIA,
    "feedback:guild_fund POST": XENIA_POST,
    "feedback:session_fund": XENIA,
    "feedback:session_fund POST": XENIA_POST,
    "feedback:funding_page": everybody(),
    "feedback:funding_review": only("xenia", "dario"),
    "feedback:funding_review POST": only("xenia", "dario", status=302),
    "feedback:resource_thank": XENIA,
    "feedback:resource_thank POST": XENIA_POST,
    "feedback:thanks_page": only("xenia", "mara", others=404),
    "feedback:thanks_publish": only("mara", status=302, others=404) | {"xenia": 403},
}


def _guild(cast, **fields):
    return GuildFactory(steward=cast.emil, people=[cast.mara], **fields)


def _funding(cast) -> Funding:
    return FundingFactory(need=a_need(cast.emil), by=cast.xenia, owner=cast.dario)


def _thanks(cast) -> Thanks:
    return ThanksFactory(by=cast.xenia, resource=ResourceFactory(owner=cast.mara))


OBJECTS = {
    "feedback:need_fund": lambda cast: {"pk": a_need(cast.emil).pk},
    "feedback:guild_fund": lambda cast: {"pk": _guild(cast).pk},
    "feedback:session_fund": lambda cast: {"pk": SessionFactory(guild=_guild(cast), host=cast.emil).pk},
    **{f"feedback:funding_{verb}": lambda cast: {"pk": _funding(cast).pk} for verb in ("page", "review")},
    "feedback:resource_thank": lambda cast: {"pk": ResourceFactory(owner=cast.mara).pk},
    **{f"feedback:thanks_{verb}": lambda cast: {"pk": _thanks(cast).pk} for verb in ("page", "publish")},
}


def _given(cast) -> dict:
    day = (today() + dt.timedelta(days=91)).isoformat()
    effect = "Rotating a secret takes ten minutes."
    return {
        "amount": "2000", "owner": cast.dario.email, "effect": effect, "review_on": day, "key": str(uuid.uuid4()),
    }  # fmt: skip


POSTS = {
    "feedback:desk_not_this": {"kind": "fund", "subject_id": "1"},
    **{f"feedback:{what}_fund": _given for what in ("need", "guild", "session")},
    "feedback:funding_review": {"version": "1", "came": "partly", "words": "Twenty minutes."},
    "feedback:resource_thank": {"words": "Thank you."},
    "feedback:thanks_publish": {"version": "1", "public": "on"},
}


def _fundings(cast) -> None:
    _funding(cast)
    for fields in ({}, {"joining": "hidden"}, {"joining": "hidden", "sponsor": cast.otto}):
        FundingFactory(guild=_guild(cast, **fields), by=cast.xenia, owner=cast.dario)


def _thanked(cast) -> None:
    _thanks(cast)
    for state in ("published", "draft"):
        resource = ResourceFactory(owner=cast.mara, state=state)
        ThanksFactory(by=cast.xenia, resource=resource, public=True)


VISIBLE = {Funding: ("feedback.view_funding", _fundings), Thanks: ("feedback.view_thanks", _thanked)}
