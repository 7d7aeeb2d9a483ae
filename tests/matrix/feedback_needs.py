"""A need is everybody's to read; whose turn it is, who claimed it and who reported it decide who may act."""

from feedback.actions.needs import claim_need, resolve_need
from feedback.links import CLAIM, HELPED, signer
from feedback.models import Need
from tests.factories.feedback import a_need
from tests.matrix import everybody, only

MATRIX = {
    "feedback:need_list": everybody(),
    "feedback:need_new": everybody(),
    "feedback:need_new POST": everybody(302),
    "feedback:need_alike": everybody(),
    "feedback:need_mine": everybody(),
    "feedback:need_page": everybody(),
    "feedback:need_join": everybody(302),
    "feedback:need_leave": only("emil", status=302),
    "feedback:need_accept": only("mara", "lena", status=302),
    "feedback:need_pass_on": only("mara", "lena", status=302),
    "feedback:need_claim": everybody(302),
    "feedback:need_release": only("otto", "lena", status=302),
    "feedback:need_resolve": only("mara", "lena", status=302),
    "feedback:need_decline": only("mara", "lena", status=302),
    "feedback:need_merge": only("lena", status=302),
    "feedback:need_tell": only("emil"),
    "feedback:need_tell POST": only("emil", status=302),
    "feedback:link_helped": everybody(),
    "feedback:link_claim": everybody(),
}
OPEN = {"feedback:link_helped", "feedback:link_claim"}


def _need(cast) -> Need:
    """Emil's, in mara's hand."""
    return a_need(cast.emil)


def _claimed(cast) -> Need:
    need = _need(cast)
    claim_need(need, actor=cast.otto, version=need.version)
    return need


def _answered(cast) -> Need:
    need = _need(cast)
    resolve_need(need, actor=cast.mara, version=need.version, answer="It stands in the handbook.")
    return need


def _merging(cast) -> dict:
    a_need(cast.otto, "A need that goes on")
    return {"pk": _need(cast).pk}


OBJECTS = {
    **{
        f"feedback:need_{verb}": lambda cast: {"pk": _need(cast).pk}
        for verb in ("page", "leave", "accept", "pass_on", "claim", "resolve", "decline")
    },
    "feedback:need_join": lambda cast: {"pk": a_need(cast.pia).pk},
    "feedback:need_release": lambda cast: {"pk": _claimed(cast).pk},
    "feedback:need_tell": lambda cast: {"pk": _answered(cast).pk},
    "feedback:need_merge": _merging,
    "feedback:link_helped": lambda cast: {"token": signer(HELPED).sign(f"{cast.emil.pk}.{_answered(cast).pk}")},
    "feedback:link_claim": lambda cast: {"token": signer(CLAIM).sign(f"{cast.otto.pk}.{_need(cast).pk}")},
}

POSTS = {
    "feedback:need_new": {"words": "How to replay a webhook in staging"},
    "feedback:need_join": {},
    "feedback:need_leave": {},
    "feedback:need_accept": {"version": 1},
    "feedback:need_pass_on": {"version": 1, "words": "Not ours to answer."},
    "feedback:need_claim": {"version": 1},
    "feedback:need_release": {"version": 2},
    "feedback:need_resolve": {"version": 1, "answer": "It stands in the handbook."},
    "feedback:need_decline": {"version": 1, "reason": "We leave that tool."},
    "feedback:need_merge": {"version": 1, "into": "A need that goes on"},
    "feedback:need_tell": {"helped": "yes"},
    "feedback:link_helped": {"helped": "yes"},
    "feedback:link_claim": {},
}

VISIBLE = {Need: ("feedback.view_need", _need)}
