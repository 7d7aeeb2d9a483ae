"""What the demo's guilds held and plan: series and single sessions, seats, attendance, what came of them."""

import datetime as dt
import random
from collections.abc import Iterator
from itertools import cycle
from zoneinfo import ZoneInfo

from accounts.models import Person
from ecosystem.core.clock import now
from ecosystem.demo import guild_words as words
from ecosystem.demo.acts_skills import at_noon
from ecosystem.demo.circles import DAY, Circle, Company
from guilds.actions.repeating import make_sessions
from guilds.formats import FORMATS
from guilds.models import HostSwap, Seat, Series, Session
from guilds.recurrence import starts
from guilds.repeats import CODES

BACK = 300 * DAY  # how far the sessions go back
RESTS_SINCE = 190 * DAY
TIMES = ((3, dt.time(12, 30)), (1, dt.time(16)), (2, dt.time(12)), (0, dt.time(15, 30)))  # weekday, at
SHIFTS = {words.WEEKLY: (7, 1), words.FORTNIGHTLY: (14, 1), words.MONTHLY: (14, 3)}  # days after, to each how many-th
CANCELLED, OTHER_HOST, GUEST_HOST = 0.1, 0.4, 0.25
COMES = {"core": 0.85, "active": 0.45, "before": 0.4, "listening": 0.01}
GUESTS = {words.WEEKLY: (4, 12), words.FORTNIGHTLY: (1, 6), words.MONTHLY: (1, 5)}
MOST = 40
TOLD, WITH_WORDS, APPLIED, USED = 0.6, 0.25, 0.5, 0.68
PICTURED = (  # format, title, host, from how many days on, seats, taken, waiting
    ("lunch", "Forms a screen reader can finish", "Ravindra Osei", 1, 24, 18, 0),
    ("talk", "What the bank audit taught us", "Kofi Halloran", 30, 16, 16, 3),
)
BY_THE_CHIEF = "Ask me why I want our names on it"


def hold_sessions(rng: random.Random, day: dt.date, company: Company, circles: list[Circle]) -> list[Session]:
    """Those of the past with their seats, those to come with theirs; all of them."""
    series = Series.objects.bulk_create(_series(circle, place, day) for place, circle in enumerate(circles))
    held, planned = [], []
    for circle, repeated in zip(circles, series, strict=True):
        held += list(_past(rng, circle, repeated, company, day))
        planned += list(_single_ones(rng, circle, repeated, company, day))
    held = Session.objects.bulk_create(held)
    seats = [seat for session in held for seat in _taken(rng, session, _of(circles, session), company, day)]
    planned = Session.objects.bulk_create(planned)
    planned += [session for one in series if not one.ended_at for session in make_sessions(one)]
    seats += [seat for session in planned for seat in _saved(rng, session, _of(circles, session), company, day)]
    Seat.objects.bulk_create(seats, batch_size=2000)
    _count(held + planned, seats)
    _offer_one(planned)
    return held + planned


def _of(circles: list[Circle], session: Session) -> Circle:
    return next(circle for circle in circles if circle.guild.pk == session.guild_id)


def _series(circle: Circle, place: int, day: dt.date) -> Series:
    """What repeats in a guild, from its first time on; its last steward hosts it."""
    told, guild, host = circle.told, circle.guild, circle.stewards[-1]
    weekday, at, nth = _when(circle, place, day)
    rests = day - RESTS_SINCE if told.resting else None
    first = max(day - BACK, guild.founded_at.date() + 10 * DAY)
    first += (weekday - first.weekday()) % 7 * DAY
    rule = f"FREQ=WEEKLY;INTERVAL=2;BYDAY={CODES[weekday]}"
    if told.rhythm != words.WEEKLY:
        first = next(first + week * 7 * DAY for week in range(9) if ((first + week * 7 * DAY).day - 1) // 7 + 1 == nth)
        rule = f"FREQ=MONTHLY;BYDAY={nth}{CODES[weekday]}"
    kind, title = told.series
    return Series(
        guild=guild, host=host, title=title, kind=kind, agenda=str(FORMATS[kind].outline), rule=rule, first_day=first,
        local_time=at, zone=str(circle.stewards[0].zone), minutes=FORMATS[kind].minutes, capacity=FORMATS[kind].seats,
        place="", call_url=f"https://meet.fernhollow.example/{told.name.lower().replace(' ', '-')}",
        ended_at=at_noon(rests) if rests else None,
    )  # fmt: skip


def _when(circle: Circle, place: int, day: dt.date) -> tuple[int, dt.time, int]:
    """Weekday, time, and which of its kind in the month. In the guild of the pictures after the next Thursday."""
    if circle.told.name != "Accessibility":
        return *TIMES[place % len(TIMES)], place % 3 + 1
    wednesday = day + (8 + (2 - (day + 8 * DAY).weekday()) % 7) * DAY
    return 2, dt.time(16), (wednesday.day - 1) // 7 % 4 + 1


def _past(rng: random.Random, circle: Circle, series: Series, company: Company, day: dt.date) -> Iterator[Session]:
    """Each time of the series until yesterday, and between them what somebody hosted once."""
    until = (series.ended_at.date() if series.ended_at else day) - DAY
    times = list(starts(series.rule, series.first_day, series.local_time, series.zone, series.first_day, until))
    after, every = SHIFTS[circle.told.rhythm]
    topics = _topics(circle, company)
    for number, start in enumerate(times):
        yield _session(rng, circle, series, start, (series.kind, series.title, 2), company, series=series)
        later = _moved(start, after)
        if number % every == 0 and later.date() <= until:
            yield _session(rng, circle, series, later, next(topics), company)


def _moved(start: dt.datetime, days: int) -> dt.datetime:
    """The same time on the wall clock, so many days later."""
    return dt.datetime.combine(start.date() + days * DAY, start.time(), start.tzinfo)


def _topics(circle: Circle, company: Company) -> Iterator[tuple[str, str, int]]:
    """Titles of single sessions, each once as long as there are any; the first ones are kept for what is to come."""
    told = circle.told
    names = [company.skills[code].name for code in told.skills.split()]
    own = [(kind, title, 2) for kind, title in told.topics[_kept(circle) :]]
    around = [(kind, title.format(s=name), level) for kind, title, level in words.ONCE for name in names]
    yield from cycle([*own, *around])


def _kept(circle: Circle) -> int:
    return 3 if circle.told.rhythm == words.WEEKLY else 0 if circle.told.name == "Accessibility" else 1


def _session(
    rng: random.Random,
    circle: Circle,
    like: Series,
    start: dt.datetime,
    what: tuple[str, str, int],
    company: Company,
    **more,
) -> Session:
    """One that is over: held, or now and then cancelled."""
    kind, title, level = what
    on = start.date()
    cancelled = rng.random() < CANCELLED and on < now().date() - 8 * DAY
    host = None if cancelled else _host(rng, circle, like, on, company, single="series" not in more)
    return _row(
        circle, like, start, kind, title, level, company,
        host=host or like.host,
        state="cancelled" if cancelled or host is None else "held",
        state_reason=rng.choice(words.CANCELLED_FOR) if cancelled or host is None else "",
        sequence=int(cancelled or host is None),
        occurrence=on if more else None,
        **more,
    )  # fmt: skip


def _row(
    circle: Circle, like: Series, start: dt.datetime, kind: str, title: str, level: int, company: Company, **more
) -> Session:
    shape, codes = FORMATS[kind], circle.told.skills.split()
    named = next((code for code in codes if company.skills[code].name in title), codes[0] if codes else "")
    made = {
        "guild": circle.guild, "title": title, "kind": kind, "agenda": str(shape.outline), "starts_at": start,
        "ends_at": start + dt.timedelta(minutes=shape.minutes), "zone": like.zone, "capacity": shape.seats,
        "call_url": like.call_url, "application_question": str(shape.question),
        "skill": company.skills.get(named), "level": level if named else None,
        "created_at": min(now(), start - 24 * DAY), "changed_at": min(now(), start - 24 * DAY),
    }  # fmt: skip
    return Session(**{**made, **more})


def _host(
    rng: random.Random, circle: Circle, like: Series, on: dt.date, company: Company, *, single: bool
) -> Person | None:
    """Whoever hosts the series, or another one who acts there; now and then a guest."""
    if single and rng.random() < GUEST_HOST:
        return rng.choice([person for person in company.people if person.pk not in circle.joined])
    others = circle.acting[:]
    rng.shuffle(others)
    first = [] if single or rng.random() < OTHER_HOST else [like.host]
    return next((person for person in (*first, *others, *circle.stewards) if circle.act(person, on)), None)


# --- seats
def _taken(rng: random.Random, session: Session, circle: Circle, company: Company, day: dt.date) -> Iterator[Seat]:
    """Of a session that was held: who was there, and who had a seat and was not."""
    if session.state != "held":
        return
    on, most = session.starts_at.date(), session.capacity or MOST
    coming = [person for person in _coming(rng, circle, on) if person.pk != session.host_id][:most]
    outside = [p for p in company.people if p.pk not in circle.joined and p.pk != session.host_id]
    guests = rng.sample(outside, min(rng.randint(*GUESTS[circle.told.rhythm]), max(0, most - len(coming))))
    there = [person for person in (*coming, *guests) if circle.act(person, on)]
    others = [p for p in circle.listening if p not in coming and p.pk != session.host_id and circle.joined[p.pk] <= on]
    absent = rng.sample(others, min(2, len(others)))
    for turn, person in enumerate([*there, *absent][:most], start=1):
        yield _seat(rng, session, person, turn, person in there, day)


def _coming(rng: random.Random, circle: Circle, on: dt.date) -> list[Person]:
    """Members who would come that day."""
    recent = on >= circle.since
    chances = [(circle.core, COMES["core"]), (circle.active, COMES["active"] if recent else COMES["before"])]
    chances += [] if recent else [(circle.listening, COMES["listening"])]
    found = [person for people, chance in chances for person in people if rng.random() < chance]
    rng.shuffle(found)
    return found


def _seat(rng: random.Random, session: Session, person: Person, turn: int, there: bool, day: dt.date) -> Seat:
    over = (day - session.starts_at.date()).days
    seat = Seat(
        session=session, person=person, turn=turn, state="seated", told_sequence=session.sequence,
        changed_at=session.created_at + rng.random() * 20 * DAY,
        attended=True if there else rng.choice((False, None)),
    )  # fmt: skip
    seat.attended_by = session.host if seat.attended is not None else None
    if there and rng.random() < TOLD:
        seat.useful = rng.choices((2, 1, 0), (64, 28, 8))[0]
        seat.words = rng.choice(words.WORTH_WORDS) if rng.random() < WITH_WORDS else ""
        seat.told_at = min(now(), session.ends_at + rng.random() * DAY)
    if there and over >= 16 and rng.random() < APPLIED:
        seat.applied = rng.random() < USED
        seat.applied_words = rng.choice(words.USED_WHERE) if seat.applied and rng.random() < 0.5 else ""
        seat.applied_at = min(now(), session.ends_at + (14 + rng.random()) * DAY)
    return seat


# --- to come
def _single_ones(rng: random.Random, circle: Circle, like: Series, company: Company, day: dt.date) -> Iterator[Session]:
    """What is to come beside the series."""
    if circle.told.resting:
        return
    if circle.told.name == "Accessibility":
        for kind, title, host, ahead, seats, _taken, _waiting in PICTURED:
            yield _coming_up(circle, like, kind, title, company, day, ahead, company.named[host], seats)
        return
    for number, (kind, title) in enumerate(circle.told.topics[: _kept(circle)]):
        ahead = 2 + 14 * number if circle.told.rhythm == words.WEEKLY else rng.randint(3, 26)
        host = rng.choice(circle.acting)
        yield _coming_up(circle, like, kind, title, company, day, ahead, host, FORMATS[kind].seats)
    if circle.told.name == "AI Practice":
        chief = company.named[circle.told.sponsor]
        yield _coming_up(circle, like, "talk", BY_THE_CHIEF, company, day, 9, chief, None)


def _coming_up(
    circle: Circle,
    like: Series,
    kind: str,
    title: str,
    company: Company,
    day: dt.date,
    ahead: int,
    host: Person,
    seats: int | None,
) -> Session:
    """On the next Thursday from so many days on, at half past twelve."""
    on = day + ahead * DAY
    on += (3 - on.weekday()) % 7 * DAY
    start = dt.datetime.combine(on, dt.time(12, 30), ZoneInfo(like.zone))
    made = at_noon(day - 6 * DAY)
    return _row(
        circle, like, start, kind, title, 2, company, host=host, capacity=seats, created_at=made, changed_at=made
    )


def _saved(rng: random.Random, session: Session, circle: Circle, company: Company, day: dt.date) -> Iterator[Seat]:
    """Seats of what is to come, the fuller the nearer; nobody whom a visitor of the demo plays has one in the next."""
    near = max(0, 42 - (session.starts_at.date() - day).days) / 42
    capacity = session.capacity or MOST
    taken, waiting = round(capacity * near * rng.uniform(0.2, 0.8)), 0
    if pictured := next((one for one in PICTURED if one[1] == session.title), None):
        taken, waiting = pictured[5:]
    members = [p for p in (*circle.acting, *circle.listening) if p.full_name != "Maren Oyelaran"]
    others = [p for p in company.people if p.pk not in circle.joined]
    wanted = [*rng.sample(members, min(len(members), taken)), *rng.sample(others, taken + waiting)]
    wanted = [person for person in wanted if person.pk != session.host_id][: taken + waiting]
    for turn, person in enumerate(wanted, start=1):
        when = session.created_at + rng.random() * (now() - session.created_at)
        state = "seated" if turn <= taken else "waiting"
        told = session.sequence if state == "seated" else -1
        yield Seat(session=session, person=person, turn=turn, state=state, changed_at=when, told_sequence=told)


def _count(sessions: list[Session], seats: list[Seat]) -> None:
    """The numbers beside each session, as the acts on seats keep them."""
    of: dict[int, list[Seat]] = {}
    for seat in seats:
        of.setdefault(seat.session_id, []).append(seat)
    for session in sessions:
        here = of.get(session.pk, [])
        session.seated = sum(seat.state == "seated" for seat in here)
        session.waiting = len(here) - session.seated
        session.last_turn = len(here)
    Session.objects.bulk_update(sessions, ["seated", "waiting", "last_turn"], batch_size=500)


def _offer_one(planned: list[Session]) -> None:
    """One host cannot make it and offers the session to others."""
    session = next((one for one in planned if one.title == "Types that find the mistake for you"), None)
    if session and session.host:
        HostSwap.objects.create(
            session=session,
            offered_by=session.host,
            words="I am at a client's that day.",
            offered_at=at_noon(now().date() - DAY),
        )
