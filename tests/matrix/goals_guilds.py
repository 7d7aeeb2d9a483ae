"""A guild that emil tends, with mara and dario: what it serves and aims at is its steward's to say and everybody's to read."""

import datetime as dt

from ecosystem.core.clock import today
from goals.models import GuildGoal, GuildObjective
from tests.factories.goals import ObjectiveFactory
from tests.factories.guild_aims import GuildGoalFactory, GuildObjectiveFactory
from tests.factories.guilds import GuildFactory, MembershipFactory
from tests.matrix import everybody, only

TENDS, TENDS_POST = only("emil"), only("emil", status=302)

MATRIX = {
    "goals:guild_aim_list": everybody(),
    "goals:guild_aim_link": TENDS,
    "goals:guild_aim_link POST": TENDS_POST,
    "goals:guild_aim_say": TENDS,
    "goals:guild_aim_say POST": TENDS_POST,
    "goals:guild_aim_unlink": TENDS_POST,
    "goals:guild_goal_set": TENDS,
    "goals:guild_goal_set POST": TENDS_POST,
    "goals:guild_goal_page": everybody(),
    "goals:guild_goal_change": TENDS,
    "goals:guild_goal_change POST": TENDS_POST,
    "goals:guild_goal_check_in": TENDS,
    "goals:guild_goal_check_in POST": TENDS_POST,
    "goals:guild_goal_close": TENDS,
    "goals:guild_goal_close POST": TENDS_POST,
}


def _guild(cast, **fields):
    guild = GuildFactory(steward=cast.emil, people=[cast.mara, cast.dario], **fields)
    MembershipFactory(guild=guild, person=cast.xenia, state="invited")
    return guild


def _aim(cast, **fields) -> GuildObjective:
    return GuildObjectiveFactory(guild=_guild(cast, **fields))


def _goal(cast, **fields) -> GuildGoal:
    return GuildGoalFactory(guild=_guild(cast, **fields))


def _pk(make):
    return lambda cast: {"pk": make(cast).pk}


OBJECTS = {
    **{f"goals:{name}": _pk(_guild) for name in ("guild_aim_list", "guild_aim_link", "guild_goal_set")},
    **{f"goals:guild_aim_{verb}": _pk(_aim) for verb in ("say", "unlink")},
    **{f"goals:guild_goal_{verb}": _pk(_goal) for verb in ("page", "change", "check_in", "close")},
}
FIRST = {"version": "1"}


def _goal_words(cast=None) -> dict:
    due = today() + dt.timedelta(days=60)
    return {"title": "Audit six forms", "target": "6", "measure": "number", "due_date": due.isoformat()}


POSTS = {
    "goals:guild_aim_link": lambda cast: {"aim": f"o:{ObjectiveFactory().pk}", "why": "Forms get built right."},
    "goals:guild_aim_say": {**FIRST, "why": "Because.", "served": "some", "shown_by": "4 audits"},
    "goals:guild_aim_unlink": FIRST,
    "goals:guild_goal_set": _goal_words,
    "goals:guild_goal_change": lambda cast: {**FIRST, **_goal_words()},
    "goals:guild_goal_check_in": {**FIRST, "value": "2", "confidence": "7"},
    "goals:guild_goal_close": {**FIRST, "outcome": "partly"},
}


def _each(make):
    """Of an open guild, a hidden one, and a hidden one that otto sponsors."""

    def rows(cast) -> None:
        make(cast)
        make(cast, joining="hidden")
        make(cast, joining="hidden", sponsor=cast.otto)

    return rows


VISIBLE = {GuildObjective: ("goals.view_guild_aim", _each(_aim)), GuildGoal: ("goals.view_guild_goal", _each(_goal))}
