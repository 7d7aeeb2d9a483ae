"""A guild that emil tends, with mara and dario; hidden rows show who may know of one. lena asks to join, xenia is invited."""

import datetime as dt

from ecosystem.core.clock import now, today
from guilds.models import Guild as GuildModel
from guilds.models import GuildAnswer, GuildPost, GuildResource, Membership, Stewardship
from tests.factories.guild_sessions import SessionFactory
from tests.factories.guilds import (
    GuildAnswerFactory,
    GuildFactory,
    GuildPostFactory,
    GuildResourceFactory,
    MembershipFactory,
    StewardshipFactory,
)
from tests.factories.resources import ResourceFactory
from tests.matrix import but, everybody, only

TENDS = only("emil")
TENDS_POST = only("emil", status=302)
MEMBERS = ("emil", "mara", "dario")

MATRIX = {
    "guilds:guild_list": everybody(),
    "guilds:guild_start": everybody(),
    "guilds:guild_start POST": everybody(302),
    "guilds:guild_page": everybody(),
    "guilds:charter_history": everybody(),
    "guilds:charter_write": TENDS,
    "guilds:charter_write POST": TENDS_POST,
    "guilds:guild_rest": TENDS,
    "guilds:guild_rest POST": TENDS_POST,
    "guilds:guild_wake": TENDS_POST,
    "guilds:guild_close": TENDS,
    "guilds:guild_close POST": TENDS_POST,
    "guilds:guild_merge": TENDS,
    "guilds:guild_merge POST": TENDS_POST,
    "guilds:guild_join": but(everybody(), emil=403, mara=403, dario=403, lena=403),
    "guilds:guild_join POST": but(everybody(302), emil=403, mara=403, dario=403, lena=403),
    "guilds:guild_leave": only("mara", "dario", "lena", "xenia", status=302),
    "guilds:member_list": everybody(),
    "guilds:member_invite": only(*MEMBERS, status=302),
    "guilds:request_answer": only("emil", status=302, others=404) | {"lena": 403},
    "guilds:steward_list": everybody(),
    "guilds:steward_add": TENDS_POST,
    "guilds:steward_take": only("mara", status=302),
    "guilds:term_renew": only("emil", status=302),
    "guilds:term_hand_over": TENDS,
    "guilds:term_hand_over POST": TENDS_POST,
    "guilds:term_end": only("emil", status=302),
    "guilds:post_list": everybody(),
    "guilds:post_new": only(*MEMBERS),
    "guilds:post_new POST": only(*MEMBERS, status=302),
    "guilds:post_page": everybody(),
    "guilds:post_change": only("mara"),
    "guilds:post_change POST": only("mara", status=302),
    "guilds:post_pin": TENDS_POST,
    "guilds:post_take_down": only("emil", "mara"),
    "guilds:post_take_down POST": only("emil", "mara", status=302),
    "guilds:answer_give": everybody(302),
    "guilds:answer_accept": only("emil", "mara", status=302),
    "guilds:answer_change": only("dario"),
    "guilds:answer_change POST": only("dario", status=302),
    "guilds:answer_take_down": only("emil", "dario", status=302),
    "guilds:collection_page": everybody(),
    "guilds:resource_collect": only(*MEMBERS, status=302),
    "guilds:kept_note": only("emil", "mara"),
    "guilds:kept_note POST": only("emil", "mara", status=302),
    "guilds:kept_remove": only("emil", "mara", status=302),
}


def _guild(cast, **fields) -> GuildModel:
    guild = GuildFactory(steward=cast.emil, people=[cast.mara, cast.dario], **fields)
    MembershipFactory(guild=guild, person=cast.lena, state="asked")
    MembershipFactory(guild=guild, person=cast.xenia, state="invited")
    return guild


def _resting(cast) -> GuildModel:
    return _guild(cast, state="resting")


def _untended(cast) -> GuildModel:
    return GuildFactory(people=[cast.mara])


def _with_another(cast) -> GuildModel:
    GuildFactory(steward=cast.emil, name="Another")
    return _guild(cast)


def _request(cast, **fields) -> Membership:
    return _guild(cast, **fields).memberships.get(person=cast.lena)


def _term(cast, **fields) -> Stewardship:
    return _guild(cast, **fields).stewardships.get()


def _ending(cast) -> Stewardship:
    term = _term(cast)
    Stewardship.objects.filter(pk=term.pk).update(until=today() + dt.timedelta(days=5))
    return term


def _post(cast, **fields) -> GuildPost:
    return GuildPostFactory(guild=_guild(cast, **fields), author=cast.mara)


def _answer(cast, **fields) -> GuildAnswer:
    return GuildAnswerFactory(post=_post(cast, **fields), author=cast.dario)


def _kept(cast, **fields) -> GuildResource:
    return GuildResourceFactory(guild=_guild(cast, **fields), added_by=cast.mara)


def _pk(make):
    return lambda cast: {"pk": make(cast).pk}


OBJECTS = {
    **{
        f"guilds:{name}": _pk(_guild)
        for name in (
            "guild_page",
            "charter_history",
            "charter_write",
            "guild_rest",
            "guild_close",
            "guild_join",
            "guild_leave",
            "member_list",
            "member_invite",
            "steward_list",
            "steward_add",
            "post_list",
            "post_new",
            "collection_page",
            "resource_collect",
        )
    },
    "guilds:guild_wake": _pk(_resting),
    "guilds:guild_merge": _pk(_with_another),
    "guilds:steward_take": _pk(_untended),
    "guilds:request_answer": _pk(_request),
    "guilds:term_renew": _pk(_ending),
    "guilds:term_hand_over": _pk(_term),
    "guilds:term_end": _pk(_term),
    **{f"guilds:post_{verb}": _pk(_post) for verb in ("page", "change", "pin", "take_down")},
    "guilds:answer_give": _pk(_post),
    "guilds:answer_accept": lambda cast: {"pk": _answer(cast).post_id},
    "guilds:answer_change": _pk(_answer),
    "guilds:answer_take_down": _pk(_answer),
    "guilds:kept_note": _pk(_kept),
    "guilds:kept_remove": _pk(_kept),
}
FIRST = {"version": "1"}
CHARTER = {
    "name": "Accessible by default",
    "purpose": "We learn from one another how to build for everybody.",
    "audience": "Everybody who builds",
    "rhythm": "14",
    "joining": "open",
    "character": "strategic",
}
POSTS = {
    "guilds:guild_start": CHARTER,
    "guilds:charter_write": {**FIRST, **CHARTER, "charter": "We pair.", "skills": ""},
    "guilds:guild_rest": {**FIRST, "reason": "Until spring."},
    "guilds:guild_wake": FIRST,
    "guilds:guild_close": {**FIRST, "reason": "It has done its work."},
    "guilds:guild_merge": lambda cast: {**FIRST, "into": GuildModel.objects.get(name="Another").pk},
    "guilds:guild_join": {},
    "guilds:guild_leave": {},
    "guilds:member_invite": lambda cast: {"person": cast.otto.email},
    "guilds:request_answer": {**FIRST, "yes": "1"},
    "guilds:steward_add": lambda cast: {"person": cast.mara.email},
    "guilds:steward_take": {},
    "guilds:term_renew": FIRST,
    "guilds:term_hand_over": lambda cast: {**FIRST, "to": cast.mara.email},
    "guilds:term_end": FIRST,
    "guilds:post_new": {"kind": "question", "title": "Which contrast check?"},
    "guilds:post_change": {**FIRST, "title": "Which contrast check for charts?"},
    "guilds:post_pin": {"pinned": "1"},
    "guilds:post_take_down": {"reason": "It names a client."},
    "guilds:answer_give": {"text": "The one in the browser."},
    "guilds:answer_accept": lambda cast: {**FIRST, "answer": GuildAnswer.objects.order_by("-pk").first().pk},
    "guilds:answer_change": {**FIRST, "text": "Both of them."},
    "guilds:answer_take_down": {},
    "guilds:resource_collect": lambda cast: {"resource": ResourceFactory(title="Contrast in charts").title},
    "guilds:kept_note": {"note": "Start here."},
    "guilds:kept_remove": {},
}


def _each(make):
    """Of an open guild, a hidden one, and a hidden one that otto sponsors."""

    def rows(cast) -> None:
        make(cast)
        make(cast, joining="hidden")
        make(cast, joining="hidden", sponsor=cast.otto)

    return rows


def _taken_down(cast, **fields) -> None:
    post = _post(cast, **fields)
    GuildPost.objects.filter(pk=post.pk).update(removed_at=post.created_at)
    _post(cast, **fields)


def _answers(cast, **fields) -> None:
    answer = _answer(cast, **fields)
    GuildAnswer.objects.filter(pk=answer.pk).update(removed_at=answer.created_at)
    _answer(cast, **fields)
    under = _answer(cast, **fields)
    GuildPost.objects.filter(pk=under.post_id).update(removed_at=under.created_at)


def _also_of_no_guild(rows):
    """The same with a question about a session of emil's without a guild."""

    def make(cast) -> None:
        rows(cast)
        for removed_at in (None, now()):
            about = {"guild": None, "session": SessionFactory(host=cast.emil), "author": cast.mara}
            post = GuildPostFactory(**about, removed_at=removed_at)
            GuildAnswerFactory(post=post, author=cast.dario)
            GuildAnswerFactory(post=post, author=cast.dario, removed_at=now())

    return make


def _places(cast, **fields) -> None:
    guild = _guild(cast, **fields)
    for person, state in ((cast.nora, "refused"), (cast.adam, "left")):
        MembershipFactory(guild=guild, person=person, state=state)


def _terms(cast, **fields) -> None:
    StewardshipFactory(guild=_guild(cast, **fields), person=cast.mara)


VISIBLE = {
    GuildModel: ("guilds.view_guild", _each(_guild)),
    Membership: ("guilds.view_place", _each(_places)),
    Stewardship: ("guilds.view_term", _each(_terms)),
    GuildPost: ("guilds.view_post", _also_of_no_guild(_each(_taken_down))),
    GuildAnswer: ("guilds.view_answer", _also_of_no_guild(_each(_answers))),
    GuildResource: ("guilds.view_kept", _each(_kept)),
}
