"""Who meets whom in the demo: office hours, mentoring, coffee by chance."""

import datetime as dt
import random

from accounts.models import Interest, Person, TeachingOffer
from ecosystem.core.clock import now
from ecosystem.demo.acts_skills import at_noon
from ecosystem.demo.circles import DAY, Circle, Company
from guilds.actions.office_hours import make_slots
from guilds.coffee_pairs import draw, together
from guilds.mentors import in_line
from guilds.models import CoffeePair, CoffeeRound, Membership, Mentoring, OfficeHours, Slot
from guilds.quarters import QUARTER, quarters

HOURS = (  # who, about, skill, guild, weekday, at, slots
    ("Zeynep Abara", "Keys, secrets and who may read what", "SEC", "Security Champions", 1, dt.time(10), 4),
    ("Ravindra Osei", "A component that a screen reader stumbles over", "A11Y", "Accessibility", 2, dt.time(14), 4),
    ("Linnea Okafor", "Cloud bills, alerts, and releases that must go back", "CLD", "SRE", 3, dt.time(11), 2),
    ("Thandeka Rosenqvist", "A workshop that you are afraid of", "FAC", "", 0, dt.time(13, 30), 4),
)
AGENDAS = (
    "Our sign-up form in three languages", "Rotating the keys of the bank project", "An alert that nobody reads",
    "How do I begin a workshop with twelve people?", "Review of one component", "Which of two ways is safer?",
)  # fmt: skip
SINCE = 63  # days ago the office hours began
BOOKED, TAKEN = 0.45, 3  # share of past quarters; of those to come, in each office hours
GUIDED = (
    ("active", 24, 60),
    ("active", 40, 45),
    ("active", 9, 80),
    ("asked", 2, 75),
    ("ended", 130, -12),
    ("ended", 150, -30),
)
HOPES = (
    "To do it alone by the end of the quarter.",
    "Somebody to ask before I ask the team.",
    "To see how you decide.",
)
MET = (True, True, True, False, None)
COFFEE = ("AI Practice", "Frontend", "Lunch & Learn", "Data")


def meet_in_twos(rng: random.Random, day: dt.date, company: Company, circles: list[Circle]) -> int:
    return _hours(rng, day, company, circles) + _guides(rng, day, company) + _coffee(rng, day, circles)


# --- office hours
def _hours(rng: random.Random, day: dt.date, company: Company, circles: list[Circle]) -> int:
    """Since two months; past quarters are done or were given back, those to come are free or booked."""
    guilds = {circle.told.name: circle.guild for circle in circles}
    rows = OfficeHours.objects.bulk_create(
        OfficeHours(
            person=company.named[name], guild=guilds.get(guild), skill=company.skills[skill], about=about, weekday=weekday,
            local_time=at, slots=slots, zone=str(company.named[name].zone), starts_on=day - SINCE * DAY,
            call_url=f"https://meet.fernhollow.example/ask-{skill.lower()}",
        )
        for name, about, skill, guild, weekday, at, slots in HOURS
    )  # fmt: skip
    past = Slot.objects.bulk_create(slot for hours in rows for slot in _past_slots(rng, hours, company, day))
    for hours in rows:
        make_slots(hours)
        _book(rng, hours, company)
    return len(rows) + len(past)


def _past_slots(rng: random.Random, hours: OfficeHours, company: Company, day: dt.date):
    times = quarters(
        weekday=hours.weekday, local_time=hours.local_time, zone=hours.zone, slots=hours.slots,
        after=hours.starts_on, until=day - DAY,
    )  # fmt: skip
    for start in times:
        slot = Slot(hours=hours, starts_at=start, ends_at=start + QUARTER, state="freed")
        if rng.random() < BOOKED:
            _give(rng, slot, hours, company, "done", start - rng.randint(2, 6) * DAY)
        yield slot


def _book(rng: random.Random, hours: OfficeHours, company: Company) -> None:
    """Some of those to come."""
    free = list(hours.times.free(now()).order_by("starts_at")[:12])
    slots = rng.sample(free, min(TAKEN, len(free)))
    for slot in slots:
        _give(rng, slot, hours, company, "booked", now() - rng.random() * DAY)
    Slot.objects.bulk_update(slots, ["state", "booked_by", "agenda", "booked_at"])


def _give(rng: random.Random, slot: Slot, hours: OfficeHours, company: Company, state: str, at: dt.datetime) -> None:
    others = [person for person in company.people if person.pk != hours.person_id]
    slot.state, slot.booked_by, slot.agenda, slot.booked_at = state, rng.choice(others), rng.choice(AGENDAS), at


# --- mentoring
def _guides(rng: random.Random, day: dt.date, company: Company) -> int:
    """Each with somebody outside the line who offers to teach what they want to learn; the first pair is known by name."""
    wanted: dict[int, list[int]] = {}
    for person, skill in Interest.objects.filter(answer="yes").order_by("pk").values_list("person_id", "skill_id"):
        wanted.setdefault(skill, []).append(person)
    lines = set(in_line().values_list("ancestor_id", "descendant_id"))
    here = {person.pk: person for person in company.people}
    first = (company.named["Ravindra Osei"], company.named["Maren Oyelaran"], company.skills["A11Y"].pk)
    found, busy = [first], {first[0].pk, first[1].pk}
    offers = list(TeachingOffer.objects.filter(person__in=here, places__gte=1).order_by("pk"))
    for offer in rng.sample(offers, len(offers)):
        learners = [one for one in wanted.get(offer.skill_id, ()) if _may_meet(offer.person_id, one, lines, here, busy)]
        if learners and offer.person_id not in busy:
            learner = rng.choice(learners)
            busy |= {offer.person_id, learner}
            found.append((here[offer.person_id], here[learner], offer.skill_id))
    rows = [_mentoring(rng, pair, told, day) for pair, told in zip(found, GUIDED, strict=False)]
    return len(Mentoring.objects.bulk_create(rows))


def _may_meet(mentor: int, learner: int, lines: set, here: dict, busy: set[int]) -> bool:
    outside = (mentor, learner) not in lines and (learner, mentor) not in lines
    return learner in here and learner not in busy and learner != mentor and outside


def _mentoring(
    rng: random.Random, pair: tuple[Person, Person, int], told: tuple[str, int, int], day: dt.date
) -> Mentoring:
    mentor, learner, skill = pair
    state, ago, ahead = told
    asked, ended = at_noon(day - ago * DAY), state == "ended"
    return Mentoring(
        mentor=mentor, learner=learner, skill_id=skill, state=state, words=rng.choice(HOPES), asked_at=asked,
        agreed_at=None if state == "asked" else asked + 2 * DAY, ends_on=day + ahead * DAY,
        ended_at=at_noon(day + (ahead + 1) * DAY) if ended else None,
        learner_helped=True if ended else None, mentor_helped=True if ended else None,
    )  # fmt: skip


# --- coffee
def _coffee(rng: random.Random, day: dt.date, circles: list[Circle]) -> int:
    """Two rounds in some guilds, drawn as the product draws them."""
    rows = 0
    wants: dict[int, list[int]] = {}
    for guild, person in Membership.objects.filter(coffee=True).values_list("guild_id", "person_id"):
        wants.setdefault(guild, []).append(person)
    for circle in (circle for circle in circles if circle.told.name in COFFEE):
        met: set[frozenset[int]] = set()
        for back in (circle.guild.rhythm * 2, circle.guild.rhythm - 3):
            on = _weekday(day - back * DAY)
            groups = draw(wants.get(circle.guild.pk, ()), met, seed=on.toordinal())
            turn = CoffeeRound.objects.create(guild=circle.guild, on=on, people=sum(map(len, groups)))
            rows += len(CoffeePair.objects.bulk_create(_pair(rng, turn, group) for group in groups))
            met |= {pair for group in groups for pair in together(group)}
    return rows


def _weekday(day: dt.date) -> dt.date:
    return day - max(0, day.weekday() - 4) * DAY


def _pair(rng: random.Random, turn: CoffeeRound, group: tuple[int, ...]) -> CoffeePair:
    c = group[2] if len(group) > 2 else None
    return CoffeePair(round=turn, a_id=group[0], b_id=group[1], c_id=c, met=rng.choice(MET))
