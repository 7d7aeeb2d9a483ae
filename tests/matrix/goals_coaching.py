"""Suggestions stay between two people; opportunities are for everybody, their places for those they are about."""

import datetime as dt

from ecosystem.core.clock import now, today
from goals.models import OfferAnswer, Opportunity, OpportunityPlace, Suggestion
from tests.factories.people import PersonFactory
from tests.factories.skills import SkillFactory
from tests.matrix import everybody, only

FOR_EMIL = only("emil", status=302, others=404) | {"mara": 403}
LEADS = only("dario", status=302, others=404) | {"emil": 403}

MATRIX = {
    "goals:suggestion_make": only("mara", "stan"),
    "goals:suggestion_make POST": only("mara", "stan", status=302),
    "goals:suggestion_page": only("emil", "mara", others=404),
    "goals:suggestion_accept": FOR_EMIL,
    "goals:suggestion_swap": FOR_EMIL,
    "goals:suggestion_decline": FOR_EMIL,
    "goals:suggestion_withdraw": only("mara", status=302, others=404) | {"emil": 403},
    "goals:opportunity_list": everybody(),
    "goals:opportunity_post": only("mara", "nora", "dario"),
    "goals:opportunity_post POST": only("mara", "nora", "dario", status=302),
    "goals:opportunity_page": everybody(),
    "goals:opportunity_change": only("dario"),
    "goals:opportunity_change POST": only("dario", status=302),
    "goals:opportunity_withdraw": only("dario", status=302),
    "goals:opportunity_join": everybody(302) | {"dario": 403},
    "goals:suggestion_too_easy": FOR_EMIL,
    "goals:offer_answer": everybody(302) | {"dario": 403},
    "goals:offer_answer_take_back": only("emil", status=302, others=404),
    "goals:place_accept": LEADS,
    "goals:place_refuse": LEADS,
    "goals:place_confirm": LEADS | {"mara": 403},
    "goals:place_leave": only("emil", status=302, others=404) | {"dario": 403, "mara": 403},
}


def _suggestion(cast) -> Suggestion:
    """Mara's, for emil."""
    return Suggestion.objects.create(
        person=cast.emil,
        suggested_by=cast.mara,
        kind="goal",
        skill=SkillFactory(),
        why="The bank asks for it.",
        created_at=now(),
    )


def _opportunity(cast) -> Opportunity:
    """Led by dario."""
    return Opportunity.objects.create(
        lead=cast.dario,
        title="Pair on the sign-up form",
        skill=SkillFactory(),
        level=2,
        needed_by=today() + dt.timedelta(days=10),
        effort_hours=3,
        posted_at=now(),
    )


def _suggested_person(cast) -> Suggestion:
    suggestion = _suggestion(cast)
    Suggestion.objects.filter(pk=suggestion.pk).update(kind="person", helper=cast.otto)
    return suggestion


def _suggested_work(cast) -> Suggestion:
    suggestion = _suggestion(cast)
    Suggestion.objects.filter(pk=suggestion.pk).update(kind="opportunity", opportunity=_opportunity(cast))
    return suggestion


def _answer(cast) -> OfferAnswer:
    """Emil's; nobody else knows of it."""
    return OfferAnswer.objects.create(person=cast.emil, skill=SkillFactory(), kind="too_easy", level=2, on=today())


def _place(cast, state: str = "applied", person=None) -> OpportunityPlace:
    return OpportunityPlace.objects.create(
        opportunity=_opportunity(cast), person=person or cast.emil, state=state, changed_at=now()
    )


def _taken(cast) -> OpportunityPlace:
    return _place(cast, "taken")


def _pk(make):
    return lambda cast: {"pk": make(cast).pk}


OF_THE_LINE = {
    "goals:suggestion_make",
    "goals:suggestion_make POST",
    "goals:opportunity_post",
    "goals:opportunity_post POST",
}
OBJECTS = {
    "goals:suggestion_make": lambda cast: {"pk": cast.emil.pk},
    **{f"goals:suggestion_{verb}": _pk(_suggestion) for verb in ("page", "swap", "decline", "withdraw")},
    "goals:suggestion_accept": _pk(_suggested_person),
    "goals:suggestion_too_easy": _pk(_suggested_work),
    "goals:offer_answer": _pk(_opportunity),
    "goals:offer_answer_take_back": _pk(_answer),
    **{f"goals:opportunity_{verb}": _pk(_opportunity) for verb in ("page", "change", "withdraw", "join")},
    **{f"goals:place_{verb}": _pk(_place) for verb in ("accept", "refuse")},
    **{f"goals:place_{verb}": _pk(_taken) for verb in ("confirm", "leave")},
}


def _work(cast) -> dict:
    return {
        "title": "Pair on the sign-up form",
        "skill": SkillFactory().pk,
        "level": "2",
        "needed_by": (today() + dt.timedelta(days=10)).isoformat(),
        "effort_hours": "3",
        "places": "1",
    }


FIRST = {"version": "1"}
POSTS = {
    "goals:suggestion_make": lambda cast: {"kind": "goal", "skill": SkillFactory().pk, "why": "The bank asks for it."},
    "goals:suggestion_accept": FIRST,
    "goals:suggestion_swap": {**FIRST, "answer": "Rather testing."},
    "goals:suggestion_decline": FIRST,
    "goals:suggestion_withdraw": {},
    "goals:suggestion_too_easy": FIRST,
    "goals:offer_answer": {"kind": "too_easy"},
    "goals:offer_answer_take_back": {},
    "goals:opportunity_post": _work,
    "goals:opportunity_change": lambda cast: {**_work(cast), **FIRST},
    "goals:opportunity_withdraw": {},
    "goals:opportunity_join": {},
    "goals:place_accept": FIRST,
    "goals:place_refuse": FIRST,
    "goals:place_confirm": FIRST,
    "goals:place_leave": FIRST,
}


def _every_place(cast) -> None:
    """Of emil and of a stranger, in each state."""
    stranger = PersonFactory()
    for state in OpportunityPlace.State.values:
        _place(cast, state)
        _place(cast, state, stranger)


VISIBLE = {
    Suggestion: ("goals.view_suggestion", _suggestion),
    Opportunity: ("goals.view_opportunity", _opportunity),
    OpportunityPlace: ("goals.view_place", _every_place),
    OfferAnswer: ("goals.take_back_offer_answer", _answer),
}
