"""Sessions: emil hosts, mara has a seat, otto tends the guild; dario is asked to host instead; everybody reads them."""

import datetime as dt

from django.utils import timezone

from ecosystem.core.clock import now
from guilds.models import Guild, HostSwap, Membership, Seat, Series, Session, Stewardship
from tests.factories.guild_sessions import HostSwapFactory, SeatFactory, SeriesFactory, SessionFactory
from tests.factories.resources import ResourceFactory
from tests.matrix import but, everybody, only

TENDS = only("emil", "otto")
TENDS_POST = only("emil", "otto", status=302)
HOST_ONLY = only("emil")
MINE = only("mara", others=404) | {"emil": 403, "otto": 403}
MINE_POST = only("mara", status=302, others=404) | {"emil": 403, "otto": 403}

MATRIX = {
    "guilds:session_list": everybody(),
    "guilds:session_new": everybody(),
    "guilds:session_new POST": everybody(302),
    "guilds:session_format": everybody(),
    "guilds:speaker_list": everybody(),
    "guilds:session_page": everybody(),
    "guilds:session_change": TENDS,
    "guilds:session_change POST": TENDS_POST,
    "guilds:session_cancel": TENDS,
    "guilds:session_cancel POST": TENDS_POST,
    "guilds:material_add": TENDS_POST,
    "guilds:material_remove": TENDS_POST,
    "guilds:write_up": TENDS,
    "guilds:write_up POST": TENDS_POST,
    "guilds:session_ask": everybody(),
    "guilds:session_ask POST": everybody(302),
    "guilds:seat_save": but(everybody(302), emil=403, mara=403),
    "guilds:seat_give_up": only("mara", status=302),
    "guilds:swap_offer": HOST_ONLY,
    "guilds:swap_offer POST": only("emil", status=302),
    "guilds:swap_take": only("dario", status=302),
    "guilds:swap_decline": only("dario", status=302),
    "guilds:swap_withdraw": only("emil", status=302),
    "guilds:attended_say": only("mara", status=302),
    "guilds:attendance_list": TENDS,
    "guilds:attendance_list POST": TENDS_POST,
    "guilds:walk_in": TENDS_POST,
    "guilds:worth_say": MINE,
    "guilds:worth_say POST": MINE_POST,
    "guilds:applied_say": MINE,
    "guilds:applied_say POST": MINE_POST,
    "guilds:series_end": TENDS,
    "guilds:series_end POST": TENDS_POST,
}


def _guild(cast, **fields) -> Guild:
    moment = now()
    told = {"name": f"Accessibility {Guild.objects.count()}", "purpose": "Works for everyone", "audience": "Everybody"}
    guild = Guild.objects.create(**told, charter_changed_at=moment, state_since=moment, founded_at=moment, **fields)
    day = moment.date()
    Membership.objects.create(guild=guild, person=cast.otto, joined_on=day, changed_at=moment)
    Stewardship.objects.create(guild=guild, person=cast.otto, since=day, until=day + dt.timedelta(days=200))
    return guild


def _session(cast, guild=None, **fields) -> Session:
    session = SessionFactory(host=cast.emil, guild=guild or _guild(cast), application_question="Used it?", **fields)
    SeatFactory(session=session, person=cast.mara)
    return session


def _held(cast, days: int = 20) -> Session:
    session = _session(cast, state="held", starts_at=now() - dt.timedelta(days=days))
    session.seats.update(attended=None)
    return session


def _seat(cast) -> Seat:
    return _held(cast).seats.get()


def _swap(cast, **fields) -> HostSwap:
    return HostSwapFactory(session=_session(cast), to=cast.dario, **fields)


def _series(cast) -> Series:
    series = SeriesFactory(host=cast.emil, guild=_guild(cast))
    _session(cast, guild=series.guild, series=series, occurrence=series.first_day)
    return series


def _with_material(cast) -> Session:
    session = _session(cast)
    session.material.create(resource=ResourceFactory(title="Contrast in charts"))
    return session


def _pk(make):
    return lambda cast: {"pk": make(cast).pk}


OBJECTS = {
    **{
        f"guilds:{name}": _pk(_session)
        for name in (
            "session_page",
            "session_change",
            "session_cancel",
            "seat_save",
            "seat_give_up",
            "swap_offer",
            "session_ask",
        )
    },
    "guilds:material_add": _pk(_session),
    "guilds:material_remove": _pk(_with_material),
    **{f"guilds:{name}": _pk(_held) for name in ("write_up", "attended_say", "attendance_list", "walk_in")},
    **{f"guilds:{name}": _pk(_seat) for name in ("worth_say", "applied_say")},
    **{f"guilds:{name}": _pk(_swap) for name in ("swap_take", "swap_decline", "swap_withdraw")},
    "guilds:series_end": _pk(_series),
}
FIRST = {"version": "1"}


def _wall(days: int) -> str:
    return (timezone.localtime(now()) + dt.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def _hosting(cast) -> dict[str, str]:
    asked = {"title": "Forms a screen reader can finish", "starts_at": _wall(9), "kind": "lunch"}
    return {**asked, "zone": "Europe/Lisbon", "minutes": "45", "capacity": "24", "agenda": "Questions"}


POSTS = {
    "guilds:session_new": _hosting,
    "guilds:session_format": _hosting,
    "guilds:session_change": lambda cast: {**_hosting(cast), **FIRST},
    "guilds:session_cancel": {**FIRST, "reason": "Nobody can."},
    "guilds:material_add": lambda cast: {"resource": ResourceFactory(title="Contrast in charts").title},
    "guilds:material_remove": lambda cast: {"resource": Session.objects.last().material.get().resource_id},
    "guilds:write_up": {"title": "What we learnt", "summary": "", "body": "Labels first."},
    "guilds:session_ask": {"title": "Is it recorded?", "body": ""},
    "guilds:seat_save": {},
    "guilds:seat_give_up": {},
    "guilds:swap_offer": lambda cast: {"to": cast.dario.email, "words": "On leave."},
    "guilds:swap_take": {},
    "guilds:swap_decline": {},
    "guilds:swap_withdraw": {},
    "guilds:attended_say": {},
    "guilds:attendance_list": lambda cast: {"shown": cast.mara.pk, "present": cast.mara.pk},
    "guilds:walk_in": lambda cast: {"person": cast.dario.email},
    "guilds:worth_say": {"useful": "2", "words": "Shorter."},
    "guilds:applied_say": {"applied": "yes", "words": "On the bank project."},
    "guilds:series_end": FIRST,
}


def _each(make):
    """Of an open guild, of a hidden one, and of none."""

    def rows(cast) -> None:
        for guild in (_guild(cast), _guild(cast, joining="hidden"), None):
            make(cast, guild)

    return rows


def _any_session(cast, guild) -> Session:
    session = SessionFactory(host=cast.emil, guild=guild)
    SeatFactory(session=session, person=cast.mara)
    SeatFactory(session=session, person=cast.dario, state="declined")
    return session


VISIBLE = {
    Session: ("guilds.view_session", _each(_any_session)),
    Series: ("guilds.view_series", _each(lambda cast, guild: SeriesFactory(host=cast.emil, guild=guild))),
    Seat: ("guilds.view_seat", _each(_any_session)),
    HostSwap: ("guilds.view_swap", _each(lambda cast, guild: HostSwapFactory(session=_any_session(cast, guild)))),
}
