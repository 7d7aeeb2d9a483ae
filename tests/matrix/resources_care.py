"""Care: emil owns the how-to, mara writes with him; otto doubts it, xenia picked it, lena tends the library."""

import datetime as dt

from ecosystem.core.clock import now, today
from resources.models import GardenAct, Pick, Reaction, Resource
from tests.factories.care import GardenActFactory, PickFactory, ReactionFactory
from tests.factories.resources import CoAuthorFactory, ResourceFactory
from tests.matrix import but, everybody, only

DAY = dt.timedelta(days=1)


def _resource(cast, **fields) -> Resource:
    return CoAuthorFactory(resource=ResourceFactory(owner=cast.emil, **fields), person=cast.mara).resource


def _pk(cast) -> dict:
    return {"pk": _resource(cast).pk}


def _doubt(cast) -> Reaction:
    return ReactionFactory(resource=_resource(cast), person=cast.otto)


def _pick(cast) -> Pick:
    return PickFactory(resource=_resource(cast), person=cast.xenia)


def _act(cast) -> GardenAct:
    return GardenActFactory(resource=_resource(cast), by=cast.lena)


def _due(cast) -> dict:
    day = today() - 3 * DAY
    page = ResourceFactory(owner=cast.emil, verified_on=day - 180 * DAY, verify_by=day, created_at=now() - 300 * DAY)
    return {"chosen": f"water-{page.pk}", "words": "Vault 1.18"}


MATRIX = {
    "resources:attention_list": everybody(),
    "resources:resource_verify": only("emil", "mara", "lena", status=302),
    "resources:resource_react": but(everybody(302), emil=403, mara=403),
    "resources:reaction_answer": {**only("emil", "mara", "lena", status=302, others=404), "otto": 403},
    "resources:resource_hand_on": only("emil", "lena"),
    "resources:resource_hand_on POST": only("emil", "lena", status=302),
    "resources:resource_pick": only("lena", "xenia"),
    "resources:resource_pick POST": only("lena", "xenia", status=302),
    "resources:pick_end": only("lena", "xenia", status=302),
    "resources:garden": everybody(),
    "resources:fresh_line": everybody(),
    "resources:garden_tend": everybody(302),
    "resources:garden_undo": only("lena", status=302, others=404),
}
OBJECTS = {
    "resources:resource_verify": _pk,
    "resources:resource_react": _pk,
    "resources:reaction_answer": lambda cast: {"pk": _doubt(cast).pk},
    "resources:resource_hand_on": _pk,
    "resources:resource_pick": _pk,
    "resources:pick_end": lambda cast: {"pk": _pick(cast).pk},
    "resources:garden_undo": lambda cast: {"pk": _act(cast).pk},
}
POSTS = {
    "resources:resource_verify": {"against": "Vault 1.18"},
    "resources:resource_react": {"kind": "useful"},
    "resources:reaction_answer": {"version": "1", "answer": "Reworded the third step."},
    "resources:resource_hand_on": lambda cast: {"to": cast.dario.email},
    "resources:resource_pick": lambda cast: {"reason": "It saved us a week", "until": str(today() + 7 * DAY)},
    "resources:pick_end": {},
    "resources:garden_tend": _due,
    "resources:garden_undo": {},
}


def _doubts(cast) -> None:
    _doubt(cast)
    ReactionFactory(resource=ResourceFactory(owner=cast.nora), person=cast.dario)


VISIBLE = {
    Reaction: ("resources.view_reaction", _doubts),
    Pick: ("resources.view_pick", _pick),
    GardenAct: ("resources.undo_garden_act", _act),
}
