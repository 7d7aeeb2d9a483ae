"""Who belongs to which guild of the demo company, and how much each does there: from listening to tending."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from accounts.models import Employment, Person, ReportingLine, Skill, UnitMembership
from ecosystem.demo.acts_skills import at_noon, people
from ecosystem.demo.guild_words import GUILDS, MANAGERS, Told
from guilds.actions.counting import CORE_FROM
from guilds.models import CharterVersion, Guild, GuildSkill, Membership, Stewardship
from guilds.terms import NOTICE, TERM_MONTHS, term_end

DAY = dt.timedelta(days=1)
WINDOW = 91 * DAY  # acts since then decide on somebody's tier
HERE_LONG = 115 * DAY  # whoever came later listens for now
BELONG, CORE, ACTING = 0.66, 0.12, 0.3
FITS, ELSE, UNPLACED = 10.0, 0.3, 6.0
WANTS_COFFEE = 0.4
JOINED = {("Accessibility", "Maren Oyelaran"): 64}
ASKED = {
    ("Security Champions", "Farid Tamm"): "I look after the keys of the bank project.",
    ("Managers-as-Coaches", "Esperanza Kivelä"): "I lead four designers since the summer.",
}
INVITED = {("Design Systems", "Maren Oyelaran"): "Your form fields should become ours."}
OTHERS = {**ASKED, **INVITED}


@dataclass
class Company:
    """Who is there today, with what decides where they fit."""

    people: list[Person]
    named: dict[str, Person]
    units: dict[int, str]
    started: dict[int, dt.date]
    managers: set[int]
    skills: dict[str, Skill]


@dataclass
class Circle:
    """A guild while its past is written. `joined`: the day of each member; `most`: how often each does something within the
    window, so that the tiers that are counted are as designed."""

    told: Told
    guild: Guild
    joined: dict[int, dt.date]
    core: list[Person]
    active: list[Person]
    listening: list[Person]
    since: dt.date
    most: dict[int, int] = field(default_factory=dict)
    done: Counter[int] = field(default_factory=Counter)

    @property
    def acting(self) -> list[Person]:
        return [*self.core, *self.active]

    @property
    def stewards(self) -> list[Person]:
        return self.core[: len(self.told.stewards)]

    def act(self, person: Person, on: dt.date) -> bool:
        """Whether somebody does one thing more on that day: a guest always; a member if they were one and keep their tier."""
        if person.pk not in self.joined:
            return True
        if on < self.joined[person.pk]:
            return False
        if on >= self.since:
            if self.done[person.pk] >= self.most.get(person.pk, 0):
                return False
            self.done[person.pk] += 1
        return True

    def owed(self) -> Iterator[tuple[Person, int]]:
        """Who did too little so far for their tier, and how much."""
        for person in self.acting:
            least = 1 if person in self.active else 0 if person in self.stewards else CORE_FROM
            if self.done[person.pk] < least:
                yield person, least - self.done[person.pk]


def company_on(day: dt.date) -> Company:
    everybody = people(day)
    return Company(
        everybody,
        {person.full_name: person for person in everybody},
        dict(UnitMembership.objects.on(day).values_list("person_id", "unit__code")),
        dict(Employment.objects.on(day).values_list("person_id", "valid_from")),
        set(ReportingLine.objects.on(day).values_list("manager_id", flat=True)),
        {skill.code: skill for skill in Skill.objects.all()},
    )


def gather(rng: random.Random, day: dt.date, company: Company) -> list[Circle]:
    """The guilds with their charters, members, stewards and who would like to join; tiers are counted later."""
    pool, placed, chosen = _pool(rng, company), Counter[int](), {}
    for told in sorted(GUILDS, key=lambda each: each.size):
        chosen[told.name] = _members(rng, told, company, pool, placed)
        placed.update(person.pk for person in chosen[told.name])
    circles = [_circle(rng, told, chosen[told.name], company, day) for told in GUILDS]
    Guild.objects.bulk_create(circle.guild for circle in circles)
    CharterVersion.objects.bulk_create(row for circle in circles for row in _charters(circle))
    GuildSkill.objects.bulk_create(
        GuildSkill(guild=circle.guild, skill=company.skills[code])
        for circle in circles
        for code in circle.told.skills.split()
    )
    Stewardship.objects.bulk_create(row for circle in circles for row in _terms(rng, circle, company, day))
    Membership.objects.bulk_create(row for circle in circles for row in _places(rng, circle, company, day))
    return circles


def _pool(rng: random.Random, company: Company) -> list[Person]:
    """A third of the company is in no guild."""
    wanted = {name for told in GUILDS for name in (*told.stewards, *told.belong)}
    named = [person for person in company.people if person.full_name in wanted]
    others = [person for person in company.people if person.full_name not in wanted]
    return [*named, *rng.sample(others, max(0, round(BELONG * len(company.people)) - len(named)))]


def _members(
    rng: random.Random, told: Told, company: Company, pool: list[Person], placed: Counter[int]
) -> list[Person]:
    """Those who are named first, then who fits, those without a guild before others."""
    names = dict.fromkeys((*told.stewards, *told.belong))
    first = [company.named[name] for name in names]
    inside = {person.pk for person in pool}
    from_where = [p for p in company.people if p.pk in company.managers] if told.fits == MANAGERS else pool
    rest = [p for p in from_where if p not in first and (told.name, p.full_name) not in OTHERS]

    def key(person: Person) -> float:
        fits = (
            person.pk in inside
            if told.fits == MANAGERS
            else company.units[person.pk].startswith(tuple(told.fits.split()))
        )
        weight = (FITS if fits else ELSE) * (1 if placed[person.pk] else UNPLACED)
        return rng.random() ** (1 / weight)

    keys = {person.pk: key(person) for person in rest}
    rest.sort(key=lambda person: -keys[person.pk])
    return [*first, *rest[: told.size - len(first)]]


def _circle(rng: random.Random, told: Told, members: list[Person], company: Company, day: dt.date) -> Circle:
    stewards, others = members[: len(told.stewards)], members[len(told.stewards) :]
    long_here = [person for person in others if company.started[person.pk] <= day - HERE_LONG]
    if not told.acting:
        rng.shuffle(long_here)
    acting = 0 if told.resting else (told.acting or round(ACTING * told.size)) - len(stewards)
    core = 0 if told.resting or told.acting else max(0, round(CORE * told.size) - len(stewards))
    doing = long_here[:acting]
    circle = Circle(
        told,
        _guild(told, members, company, day),
        {},
        [*stewards, *doing[:core]],
        doing[core:],
        [person for person in others if person not in doing],
        day - WINDOW,
    )
    for person in members:
        circle.joined[person.pk] = _joined(rng, circle, person, company, day)
    if not told.resting:
        circle.most = {person.pk: rng.randint(1, 4) for person in circle.active}
        circle.most |= {person.pk: rng.randint(7, 15) for person in circle.core}
    return circle


def _guild(told: Told, members: list[Person], company: Company, day: dt.date) -> Guild:
    founded = day - told.founded * DAY
    founder = next((person for person in members if company.started[person.pk] <= founded), None)
    changed = _charter_changed(told, day)
    return Guild(
        name=told.name,
        purpose=told.purpose,
        audience=told.audience,
        charter=told.charter,
        rhythm=told.rhythm,
        joining=told.joining,
        character=told.character,
        number=2 if changed else 1,
        charter_changed_at=at_noon(changed or founded),
        sponsor=company.named.get(told.sponsor),
        state="resting" if told.resting else "active",
        state_reason=told.resting,
        state_since=at_noon(day - 185 * DAY if told.resting else founded),
        founded_by=founder,
        founded_at=at_noon(founded),
    )


def _charter_changed(told: Told, day: dt.date) -> dt.date | None:
    """Those that are sponsored wrote it anew, five weeks ago."""
    return day - 35 * DAY if told.sponsor else None


def _joined(rng: random.Random, circle: Circle, person: Person, company: Company, day: dt.date) -> dt.date:
    told, founded = circle.told, circle.guild.founded_at.date()
    if ago := JOINED.get((told.name, person.full_name)):
        return day - ago * DAY
    first = max(founded, company.started[person.pk])
    if person in circle.stewards:
        return first
    last = day - (100 if person in circle.acting else 4) * DAY
    return first + max(0, (last - first).days) * rng.random() * DAY


def _charters(circle: Circle) -> Iterator[CharterVersion]:
    guild = circle.guild
    words = {name: getattr(guild, name) for name in ("purpose", "audience", "rhythm", "joining")}
    author = guild.founded_by
    if guild.number > 1:
        begun = guild.charter.partition(",")[0].rstrip(".") + "."
        yield CharterVersion(guild=guild, number=1, author=author, at=guild.founded_at, charter=begun, **words)
        author = circle.stewards[0]
    yield CharterVersion(
        guild=guild, number=guild.number, author=author, at=guild.charter_changed_at, charter=guild.charter, **words
    )


def _terms(rng: random.Random, circle: Circle, company: Company, day: dt.date) -> Iterator[Stewardship]:
    """The last steward of a sponsored guild is about to end their term; whoever tended it before is kept too."""
    for place, person in enumerate(circle.stewards):
        since = max(circle.joined[person.pk], day - rng.randint(20, 160) * DAY)
        until = term_end(since)
        if circle.told.sponsor and place == 1:
            since, until = max(circle.joined[person.pk], day - 262 * DAY), _month_end(day)
        yield Stewardship(guild=circle.guild, person=person, since=since, until=until)
    ended = day - 170 * DAY
    since = ended - TERM_MONTHS * 30 * DAY
    before = next((person for person in circle.active if company.started[person.pk] <= since), None)
    if before and circle.guild.founded_at.date() <= since:
        circle.joined[before.pk] = min(since, circle.joined[before.pk])
        yield Stewardship(guild=circle.guild, person=before, since=since, until=ended, ended_on=ended)


def _month_end(day: dt.date) -> dt.date:
    """Of this month, or where that is too near of the next."""
    end = term_end(day, 0)
    return end if end > day + 6 * DAY else min(term_end(day, 1), day + NOTICE)


def _places(rng: random.Random, circle: Circle, company: Company, day: dt.date) -> Iterator[Membership]:
    guild = circle.guild
    for person in (*circle.acting, *circle.listening):
        joined = circle.joined[person.pk]
        coffee = guild.state == "active" and rng.random() < WANTS_COFFEE
        yield Membership(
            guild=guild, person=person, state="member", joined_on=joined, changed_at=at_noon(joined), coffee=coffee
        )
    for state, those in (("asked", ASKED), ("invited", INVITED)):
        for (name, who), words in those.items():
            if name == guild.name:
                moment = at_noon(day - 2 * DAY)
                person = company.named[who]
                yield Membership(guild=guild, person=person, state=state, words=words, changed_at=moment)
