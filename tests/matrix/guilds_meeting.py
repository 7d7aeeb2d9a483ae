"""Calendars are everybody's own; office hours are mara's, with a quarter that emil booked; dario guides otto; emil and lena have coffee."""

import datetime as dt

from ecosystem.core.clock import now, today
from guilds.actions.feeds import make_feed
from guilds.models import CalendarFeed, CoffeePair, CoffeeRound, Guild, Membership, Mentoring, OfficeHours, Slot
from tests.factories.meeting import HoursFactory, MeetingFactory, OfferFactory
from tests.factories.skills import SkillFactory
from tests.matrix import but, everybody, only

TWO = only("dario", "otto", others=404)
TWO_POST = only("dario", "otto", status=302, others=404)
MEMBERS = only("emil", "lena")

MATRIX = {
    "guilds:calendar": everybody(),
    "guilds:feed": everybody(),
    "guilds:feed_make": everybody(),
    "guilds:guild_feed_make": everybody(),
    "guilds:feed_revoke": only("emil", status=302, others=404),
    "guilds:reply_take": everybody(422),
    "guilds:session_ics": everybody(),
    "guilds:office_hours_list": everybody(),
    "guilds:office_hours_new": everybody(),
    "guilds:office_hours_new POST": everybody(302),
    "guilds:office_hours_page": everybody(),
    "guilds:office_hours_end": only("mara", status=302),
    "guilds:slot_book": but(everybody(302), mara=403),
    "guilds:slot_cancel": only("mara", "emil", status=302, others=404),
    "guilds:mentoring_list": everybody(),
    "guilds:mentoring_ask": everybody(422) | {"otto": 302},
    "guilds:mentoring_page": TWO,
    "guilds:mentoring_answer": only("dario", status=302, others=404) | {"otto": 403},
    "guilds:mentoring_end": TWO_POST,
    "guilds:mentoring_helped": TWO_POST,
    "guilds:coffee": MEMBERS,
    "guilds:coffee_set": only("emil", "lena", status=302),
    "guilds:coffee_met": only("emil", "lena", status=302, others=404),
}
OPEN = {"guilds:feed"}


def _feed(cast) -> CalendarFeed:
    return make_feed(actor=cast.emil)[0]


def _guild(cast) -> Guild:
    moment = now()
    guild = Guild.objects.create(
        name="Tracing", purpose="See", audience="All", charter_changed_at=moment, founded_at=moment, state_since=moment
    )
    for person in (cast.emil, cast.lena):
        Membership.objects.create(guild=guild, person=person, joined_on=today(), changed_at=moment)
    return guild


def _slot(cast, **fields) -> Slot:
    begin = now() + dt.timedelta(days=5)
    hours = HoursFactory(person=cast.mara)
    return Slot.objects.create(hours=hours, starts_at=begin, ends_at=begin + dt.timedelta(minutes=15), **fields)


def _booked(cast) -> Slot:
    return _slot(cast, state="booked", booked_by=cast.emil, booked_at=now())


def _slots(cast) -> None:
    _slot(cast)
    begin = now() + dt.timedelta(days=6)
    Slot.objects.create(
        hours=OfficeHours.objects.get(),
        starts_at=begin,
        ends_at=begin + dt.timedelta(minutes=15),
        state="booked",
        booked_by=cast.emil,
    )


def _mentoring(cast, state="asked") -> Mentoring:
    offer = OfferFactory(person=cast.dario, skill=SkillFactory())
    until = today() + dt.timedelta(days=60)
    return Mentoring.objects.create(
        mentor=cast.dario, learner=cast.otto, skill=offer.skill, state=state, asked_at=now(), ends_on=until
    )


def _pair(cast) -> CoffeePair:
    turn = CoffeeRound.objects.create(guild=_guild(cast), on=today(), people=2)
    low, high = sorted((cast.emil, cast.lena), key=lambda person: person.pk)
    return CoffeePair.objects.create(round=turn, a=low, b=high)


def _ask(cast) -> dict:
    """Pia teaches what otto wants to learn; the others get no such suggestion."""
    offer = OfferFactory(person=cast.pia, skill=SkillFactory())
    cast.otto.interests.create(skill=offer.skill, answer="yes", stated_on=today())
    return {
        "mentor": cast.pia.pk,
        "skill": offer.skill_id,
        "words": "See traces",
        "ends_on": (today() + dt.timedelta(days=60)).isoformat(),
    }


def _pk(make, *given):
    return lambda cast: {"pk": make(cast, *given).pk}


OBJECTS = {
    "guilds:feed": lambda cast: {"token": make_feed(actor=cast.emil)[1]},
    "guilds:feed_revoke": _pk(_feed),
    "guilds:guild_feed_make": _pk(_guild),
    "guilds:session_ics": lambda cast: {"pk": MeetingFactory().pk},
    **{
        f"guilds:office_hours_{verb}": lambda cast: {"pk": HoursFactory(person=cast.mara).pk}
        for verb in ("page", "end")
    },
    "guilds:slot_book": _pk(_slot),
    "guilds:slot_cancel": _pk(_booked),
    "guilds:mentoring_page": _pk(_mentoring),
    "guilds:mentoring_answer": _pk(_mentoring),
    "guilds:mentoring_end": _pk(_mentoring, "active"),
    "guilds:mentoring_helped": _pk(_mentoring, "ended"),
    "guilds:coffee": _pk(_guild),
    "guilds:coffee_set": _pk(_guild),
    "guilds:coffee_met": _pk(_pair),
}
POSTS = {
    "guilds:feed_make": {},
    "guilds:guild_feed_make": {},
    "guilds:feed_revoke": {},
    "guilds:reply_take": {},
    "guilds:office_hours_new": {"about": "Queues", "weekday": "1", "local_time": "10:00", "slots": "4"},
    "guilds:office_hours_end": {"version": "1"},
    "guilds:slot_book": {"agenda": "Why is it slow?"},
    "guilds:slot_cancel": {},
    "guilds:mentoring_ask": _ask,
    "guilds:mentoring_answer": {"version": "1", "yes": "yes"},
    "guilds:mentoring_end": {},
    "guilds:mentoring_helped": {"helped": "yes"},
    "guilds:coffee_set": {"wants": "yes"},
    "guilds:coffee_met": {},
}
VISIBLE = {
    CalendarFeed: ("guilds.revoke_feed", _feed),
    OfficeHours: ("guilds.list_office_hours", lambda cast: HoursFactory(person=cast.mara)),
    Slot: ("guilds.view_slot", _slots),
    Mentoring: ("guilds.view_mentoring", _mentoring),
    CoffeePair: ("guilds.view_coffee_pair", _pair),
}
