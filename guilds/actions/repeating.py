"""Acts on what repeats: start it, make its sessions ahead, change this one and all after it, end it."""

import datetime as dt
from collections.abc import Iterable
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell_many
from guilds.actions.hosting import (
    alter,
    call_off,
    change_session,
    one_after_the_other,
    refuse_a_guild_at_rest,
    refuse_the_past,
)
from guilds.actions.telling import edition
from guilds.calendar_mail import NEAR, invite_all_soon, invite_host_soon
from guilds.models import Guild, Seat, Series, Session
from guilds.recurrence import LONGEST, starts
from guilds.repeats import moved_rule
from guilds.session_entries import index_session

AHEAD = dt.timedelta(days=90)
DAY = dt.timedelta(days=1)
SHARED = ("title", "kind", "agenda", "capacity", "place", "call_url")
AS_BEFORE = ("skill", "level", "application_question")  # of a later session: as in the one before it


@transaction.atomic
def start_series(
    *, actor: Person, starts_at: dt.datetime, zone: str, rule: str, guild: Guild | None = None, **fields: Any
) -> Series:
    """What repeats, with its sessions of the next 90 days. The same series started twice is one."""
    refuse_a_guild_at_rest(guild)
    refuse_the_past(starts_at)
    one_after_the_other(actor)
    local = starts_at.astimezone(ZoneInfo(zone))
    first = {name: fields.pop(name) for name in AS_BEFORE if name in fields}
    same = {"title": fields["title"], "rule": rule, "first_day": local.date(), "local_time": local.time()}
    if twin := Series.objects.running().filter(host=actor, guild=guild, **same).first():
        return twin
    series = Series.objects.create(host=actor, guild=guild, zone=zone, **{**fields, **same})
    record(actor, "series.started", series, fields=["rule", *fields])
    if not make_sessions(series, **first):
        raise Refused(_("By this rule nothing takes place in the next 90 days."), "rule")
    return series


@transaction.atomic
def make_sessions(series: Series, **first: Any) -> list[Session]:
    """Those up to 90 days ahead that are not there yet, each like the one before. Run twice, it makes none."""
    series = Series.objects.select_for_update(of=("self",)).select_related("guild").get(pk=series.pk)
    until = max(today(ZoneInfo(series.zone)), series.first_day) + AHEAD
    if series.ended_at or (series.guild and series.guild.state != Guild.State.ACTIVE):
        return []
    after = max(series.first_day, series.made_until + DAY) if series.made_until else series.first_day
    known = set(series.sessions.filter(occurrence__gte=after).values_list("occurrence", flat=True))
    last = series.sessions.order_by("-occurrence").first()
    like = first or ({name: getattr(last, name) for name in AS_BEFORE} if last else {})
    found = starts(series.rule, series.first_day, series.local_time, series.zone, after, until)
    to_come = [start for start in found if start > now() and start.date() not in known]
    made = Session.objects.bulk_create([_session_of(series, start, like) for start in to_come])
    Series.objects.filter(pk=series.pk).update(made_until=until)
    for session in made:
        index_session(session)
    invite_host_soon(*(session for session in made if session.starts_at <= now() + NEAR))
    return made


def make_all_sessions() -> int:
    """Each night: every running series has its next 90 days. Returns how many sessions were made."""
    day = today()
    due = Series.objects.running().filter(made_until__lt=day + AHEAD).order_by("pk")
    return sum(len(make_sessions(series)) for series in due.iterator(chunk_size=500))


@transaction.atomic
def change_following(session: Session, *, actor: Person, version: int, **fields: Any) -> None:
    """This one and all after it: what those share, and when they take place. One that was moved by itself keeps its time."""
    if session.series is None:
        change_session(session, actor=actor, version=version, **fields)
        return
    series = _hold(session.series)
    if series.ended_at:
        raise Refused(_("This series has ended; change this session only."))
    rows = list(series.sessions.select_for_update(of=("self",), no_key=True).filter(occurrence__gte=session.occurrence))
    rows.sort(key=_day)
    seen = next(row for row in rows if row.pk == session.pk)
    moves = any(fields[name] != getattr(seen, name) for name in ("starts_at", "ends_at", "zone"))
    alone = {row.pk for row in rows if row.pk != seen.pk and _was_moved(row, series)}
    times = _new_times(series, rows, seen, fields) if moves else {}
    for row in rows if not times or times[seen.pk].date() < _day(seen) else reversed(rows):
        _follow(row, seen, actor, version, fields, times.get(row.pk), keeps_time=row.pk in alone)
    _keep_in_series(series, actor, fields, times.get(seen.pk))
    _tell_series("guilds.series_changed", rows, actor, about=next(row for row in rows if row.pk == seen.pk))


@transaction.atomic
def end_series(series: Series, *, actor: Person, version: int, after: dt.date | None = None) -> None:
    """No more of it: those to come, or those after a day, are cancelled and all are told. Twice is harmless."""
    series = _hold(series)
    if series.ended_at:
        return
    change(series, version, {"ended_at": None}, ended_at=now())
    record(actor, "series.ended", series, fields=["ended_at"])
    rows = series.sessions.planned().filter(starts_at__gt=now()).order_by("occurrence")
    rows = rows.select_for_update(of=("self",), no_key=True)
    gone = list(rows.filter(occurrence__gt=after) if after else rows)
    for session in gone:
        call_off(session, actor=actor, version=None, reason=str(_("The series has ended.")))
    if gone:
        _tell_series("guilds.series_ended", gone, actor, about=gone[0])


def _session_of(series: Series, start: dt.datetime, like: dict[str, Any]) -> Session:
    moment = now()
    shared = {name: getattr(series, name) for name in SHARED}
    return Session(
        series=series,
        occurrence=start.date(),
        guild_id=series.guild_id,
        host_id=series.host_id,
        zone=series.zone,
        starts_at=start,
        ends_at=start + dt.timedelta(minutes=series.minutes),
        created_at=moment,
        changed_at=moment,
        **shared,
        **like,
    )


def _hold(series: Series) -> Series:
    """How it stands now; the nightly job waits meanwhile."""
    return Series.objects.select_for_update(of=("self",)).get(pk=series.pk)


def _day(session: Session) -> dt.date:
    """The day that the rule says, or where none does the one on which it is."""
    return session.occurrence or session.local_start.date()


def _was_moved(session: Session, series: Series) -> bool:
    """By itself, away from what the rule says."""
    planned = dt.datetime.combine(_day(session), series.local_time, ZoneInfo(series.zone))
    return session.starts_at != planned.astimezone(dt.UTC)


def _new_times(series: Series, rows: list[Session], seen: Session, fields: dict[str, Any]) -> dict[int, dt.datetime]:
    """When each of them starts: the rule goes on from the new day, at the new time."""
    local = fields["starts_at"].astimezone(ZoneInfo(fields["zone"]))
    if local.date() != seen.occurrence:
        series.rule, series.first_day = moved_rule(series.rule, local.date()), local.date()
    first, until = local.date(), local.date() + LONGEST
    found = list(islice(starts(series.rule, series.first_day, local.time(), fields["zone"], first, until), len(rows)))
    if len(found) < len(rows):
        raise Refused(_("The rule ends before all of them have a day. End the series here and start another one."))
    return {row.pk: start for row, start in zip(rows, found, strict=True)}


def _follow(
    row: Session,
    seen: Session,
    actor: Person,
    version: int,
    fields: dict[str, Any],
    start: dt.datetime | None,
    keeps_time: bool,
) -> None:
    """One of them: its day in the rule, and if it is still to come what it shares with the others."""
    if start is not None and start.date() != row.occurrence:
        Session.objects.filter(pk=row.pk).update(occurrence=start.date())
        row.occurrence = start.date()
    if row.state != Session.State.PLANNED or row.ends_at <= now():
        return
    values = {name: value for name, value in fields.items() if name not in ("starts_at", "ends_at")}
    if keeps_time:
        values["zone"] = row.zone
    elif start is not None:
        moment = start.astimezone(dt.UTC)
        values |= {"starts_at": moment, "ends_at": moment + (fields["ends_at"] - fields["starts_at"])}
    if row.pk != seen.pk and values.get("capacity") is not None:
        values["capacity"] = max(values["capacity"], row.seated)
    if alter(row, actor=actor, version=version if row.pk == seen.pk else None, **values):
        invite_all_soon(row)


def _keep_in_series(series: Series, actor: Person, fields: dict[str, Any], start: dt.datetime | None) -> None:
    """What sessions that are made later take over."""
    values = {name: fields[name] for name in SHARED if name in fields}
    if start is not None:
        minutes = int((fields["ends_at"] - fields["starts_at"]).total_seconds() // 60)
        values |= {"local_time": start.time(), "zone": fields["zone"], "minutes": minutes}
        latest = series.sessions.order_by("-occurrence").first()
        values |= {"rule": series.rule, "first_day": series.first_day}
        values["made_until"] = max(series.made_until or _day(latest), _day(latest)) if latest else series.made_until
    change(series, None, **values)
    record(actor, "series.changed", series, fields=sorted(values))


def _tell_series(code: str, rows: Iterable[Session], actor: Person, about: Session) -> None:
    """Each person once, whatever number of seats they have."""
    seats = Seat.objects.filter(session__in=[row.pk for row in rows], state__in=["invited", "seated", "waiting"])
    people = {*seats.values_list("person", flat=True), *(row.host_id for row in rows if row.host_id)}
    window = edition(about.sequence)
    tell_many(code, person_ids=sorted(people - {actor.pk}), subject_id=about.pk, window=window)
