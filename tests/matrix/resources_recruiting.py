"""Asking somebody to write: lena of L&D asks emil, who offers to teach it."""

import datetime as dt

from ecosystem.core.clock import today
from resources.models import WritingRequest
from tests.factories.asking import OfferFactory
from tests.factories.recruiting import WritingRequestFactory
from tests.matrix import only


def _request(cast) -> WritingRequest:
    return WritingRequestFactory(person=cast.emil, asked_by=cast.lena)


def _pk(cast) -> dict:
    return {"pk": _request(cast).pk}


def _asked(cast) -> dict:
    offer = OfferFactory(person=cast.emil)
    due = today() + dt.timedelta(days=20)
    said = {"level": "2", "minutes": "60", "due_on": str(due), "outline": "## Step by step"}
    return {"skill": str(offer.skill_id), "kind": "article", "person": str(cast.emil.pk), **said}


ANSWERS = {**only("emil", status=302, others=404), "lena": 403}
MATRIX = {
    "resources:writing_ask": only("lena"),
    "resources:writing_ask POST": only("lena", status=302),
    "resources:writing_page": only("emil", "lena", others=404),
    "resources:writing_accept": ANSWERS,
    "resources:writing_decline": ANSWERS,
    "resources:writing_withdraw": {**only("lena", status=302, others=404), "emil": 403},
}
OBJECTS = {f"resources:writing_{verb}": _pk for verb in ("page", "accept", "decline", "withdraw")}
POSTS = {
    "resources:writing_ask": _asked,
    "resources:writing_accept": {"version": "1"},
    "resources:writing_decline": {"version": "1", "answer": "I do not do that any more."},
    "resources:writing_withdraw": {"version": "1"},
}


def _requests(cast) -> None:
    _request(cast)
    WritingRequestFactory(person=cast.otto)


VISIBLE = {WritingRequest: ("resources.view_request", _requests)}
