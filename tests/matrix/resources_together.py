"""Iterating together: emil and mara write the how-to; otto proposes, asks and reviews; dario answers; lena is L&D."""

from resources.models import Answer, ProposedEdit, Question, Review
from tests.factories.resources import CoAuthorFactory, ResourceFactory
from tests.factories.together import AnswerFactory, ProposedEditFactory, QuestionFactory, ReviewFactory
from tests.matrix import but, everybody, only

DECIDES = only("emil", "mara", "lena", status=302, others=404) | {"otto": 403}
TENDS = only("emil", "mara", "otto", status=302)
REVIEWS = only("otto", status=302, others=404) | {"emil": 403, "mara": 403}

MATRIX = {
    "resources:edit_propose": but(everybody(), emil=403, mara=403),
    "resources:edit_propose POST": but(everybody(302), emil=403, mara=403),
    "resources:edit_page": only("emil", "mara", "otto", "lena", others=404),
    "resources:edit_accept": DECIDES,
    "resources:edit_decline": DECIDES,
    "resources:edit_withdraw": only("otto", status=302, others=404) | {"emil": 403, "mara": 403, "lena": 403},
    "resources:version_list": everybody(),
    "resources:version_restore": only("emil", "mara", status=302),
    "resources:question_list": everybody(),
    "resources:question_ask": everybody(),
    "resources:question_ask POST": everybody(302),
    "resources:question_page": everybody(),
    "resources:question_change": only("otto"),
    "resources:question_change POST": only("otto", status=302),
    "resources:question_invite": TENDS,
    "resources:answer_give": everybody(302),
    "resources:answer_accept": TENDS,
    "resources:answer_change": only("dario"),
    "resources:answer_change POST": only("dario", status=302),
    "resources:review_ask": only("emil", "mara"),
    "resources:review_ask POST": only("emil", "mara", status=302),
    "resources:review_page": only("emil", "mara", "otto", others=404),
    "resources:review_write": REVIEWS,
    "resources:review_decline": REVIEWS,
}


def _resource(cast, **fields):
    return CoAuthorFactory(resource=ResourceFactory(owner=cast.emil, **fields), person=cast.mara).resource


def _edit(cast, **fields) -> ProposedEdit:
    return ProposedEditFactory(resource=_resource(cast, **fields), author=cast.otto)


def _question(cast, **fields) -> Question:
    return AnswerFactory(
        question=QuestionFactory(resource=_resource(cast, **fields), author=cast.otto), author=cast.dario
    ).question


def _answer(cast, **fields) -> Answer:
    return _question(cast, **fields).answers.get()


def _review(cast, **fields) -> Review:
    return ReviewFactory(resource=_resource(cast, **fields), reviewer=cast.otto)


def _twice_worded(cast):
    """Whose first version differs from the second."""
    resource = _resource(cast)
    resource.versions.create(number=2, title="Now", body="Now", author=cast.emil, at=resource.created_at)
    type(resource).objects.filter(pk=resource.pk).update(number=2, title="Now", body="Now")
    return resource


def _pk(make):
    return lambda cast: {"pk": make(cast).pk}


OBJECTS = {
    "resources:edit_propose": _pk(_resource),
    **{f"resources:edit_{verb}": _pk(_edit) for verb in ("page", "accept", "decline", "withdraw")},
    "resources:version_list": _pk(_resource),
    "resources:version_restore": _pk(_twice_worded),
    "resources:question_list": _pk(_resource),
    "resources:question_ask": _pk(_resource),
    **{f"resources:question_{verb}": _pk(_question) for verb in ("page", "change", "invite")},
    **{f"resources:answer_{verb}": _pk(_question) for verb in ("give", "accept")},
    "resources:answer_change": _pk(_answer),
    "resources:review_ask": _pk(_resource),
    **{f"resources:review_{verb}": _pk(_review) for verb in ("page", "write", "decline")},
}
FIRST = {"version": "1"}
POSTS = {
    "resources:edit_propose": {"base": "1", "title": "Rotate secrets", "body": "Other words", "reason": "Shorter."},
    "resources:edit_accept": FIRST,
    "resources:edit_decline": {**FIRST, "decision": "It was said above."},
    "resources:edit_withdraw": {},
    "resources:version_restore": {**FIRST, "number": "1"},
    "resources:question_ask": {"text": "Which vault?"},
    "resources:question_change": {**FIRST, "text": "Which of the vaults?"},
    "resources:question_invite": lambda cast: {"person": cast.nora.email},
    "resources:answer_give": {"text": "The one in Lisbon."},
    "resources:answer_accept": lambda cast: {**FIRST, "answer": Answer.objects.order_by("-pk").first().pk},
    "resources:answer_change": {**FIRST, "text": "The one in Porto."},
    "resources:review_ask": lambda cast: {"reviewer": cast.otto.email},
    "resources:review_write": {**FIRST, "number": "1", "correct": "Yes.", "clear": "Mostly."},
    "resources:review_decline": FIRST,
}


def _each(make):
    """Of something published and of a draft."""

    def rows(cast) -> None:
        make(cast)
        make(cast, state="draft")

    return rows


VISIBLE = {
    ProposedEdit: ("resources.view_edit", _each(_edit)),
    Question: ("resources.view_question", _each(_question)),
    Answer: ("resources.view_answer", _each(_answer)),
    Review: ("resources.view_review", _each(_review)),
}
