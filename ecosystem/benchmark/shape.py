"""The shape of a made-up company: who reports to whom, in which unit and role. Drawn from a fixed seed; knows no database.

The numbers follow what is known of real organisations: spans of control are log-normal, managers are a fifth of a
small company and a tenth of a large one, and the tree is three to nine levels deep.
"""

import math
import random
from bisect import bisect
from dataclasses import dataclass, field

SEED = 20_261
CHIEFS = 8  # who reports to the head, as many as lead a typical team
WIDEST = 27
GROWTH = 3.0  # managers among the reports of one manager, while the tree grows
LEADS_FROM = 4  # reports that make a unit
DIVISIONS = CHIEFS
ROLES_IN_UNIT = 2
ROLE_SKILLS = (8, 16)
BASELINE = ((1, 1, 3), (2, 2, 3), (3, 2, 4))  # skill, level, importance: what everybody needs
LEVELS, SHARES = (1, 2, 3, 4), (0.18, 0.6, 0.93, 1.0)
Requirement = tuple[int | None, int, int, int]  # role (None: everybody), skill, level, importance


@dataclass
class Seat:
    """One person; the head of the company is number 1. Units, roles and sites are numbered from 1 too."""

    number: int
    manager: int | None = None
    depth: int = 0
    reports: list[int] = field(default_factory=list)
    unit: int = 1
    division: int = 0
    role: int = 1


@dataclass
class Shape:
    """`units`: (number, parent, lead)."""

    seats: list[Seat]
    units: list[tuple[int, int | None, int]]
    roles: int
    skills: int
    requirements: list[Requirement]

    @property
    def depth(self) -> int:
        return max(seat.depth for seat in self.seats)

    @property
    def managers(self) -> int:
        return sum(bool(seat.reports) for seat in self.seats)


def draw(people: int, seed: int = SEED) -> Shape:
    """The company of `people` people (at least 30); the same every time."""
    chance = random.Random(seed)
    seats = _tree(people, chance)
    units = _units(seats)
    roles = round(31 * (people / 240) ** 0.4)
    skills = 84 if people <= 1000 else 500 if people <= 3000 else 1000 if people <= 30_000 else 2000
    _give_roles(seats, roles, chance)
    return Shape(seats, units, roles, skills, _requirements(roles, skills, chance))


def mean_span(people: int) -> float:
    """Five reports a manager in a company of 240, eleven in one of 100,000."""
    return 5 + 6 * max(0.0, math.log10(people / 240) / math.log10(100_000 / 240))


def _tree(people: int, chance: random.Random) -> list[Seat]:
    seats, waiting = [Seat(1)], [1]
    span = mean_span(people)
    for number in waiting:
        seat = seats[number - 1]
        size = CHIEFS if number == 1 else _span(seat, span, chance, is_last=number == len(seats))
        for _ in range(min(size, people - len(seats))):
            seats.append(Seat(len(seats) + 1, number, seat.depth + 1))
            seat.reports.append(len(seats))
            waiting.append(len(seats))
        if len(seats) == people:
            break
    return seats


def _span(seat: Seat, mean: float, chance: random.Random, is_last: bool) -> int:
    """How many report to somebody: nobody, for most."""
    if seat.depth > 1 and not is_last and chance.random() > GROWTH / mean:
        return 0
    return max(1, min(WIDEST, round(chance.lognormvariate(math.log(mean) - 0.22, 0.67))))


def _units(seats: list[Seat]) -> list[tuple[int, int | None, int]]:
    """Everybody with enough reports leads a unit, with all those in it who lead none."""
    units: list[tuple[int, int | None, int]] = []
    for seat in seats:
        above = seats[seat.manager - 1] if seat.manager else None
        if above:
            seat.unit, seat.division = above.unit, above.division
        if above is None or seat.depth == 1 or len(seat.reports) >= LEADS_FROM:
            units.append((len(units) + 1, above.unit if above else None, seat.number))
            seat.unit = len(units)
        if seat.depth == 1:
            seat.division = (seat.number - 2) % DIVISIONS
    return units


def _give_roles(seats: list[Seat], roles: int, chance: random.Random) -> None:
    """A division has its own roles, the first of them the most common; the people of a unit share two of them."""
    each = max(1, roles // DIVISIONS)
    weights = [1 / (n + 1) for n in range(each)]
    shared: dict[int, list[int]] = {}
    for seat in seats:
        if seat.unit not in shared:
            shared[seat.unit] = chance.choices(range(each), weights, k=ROLES_IN_UNIT)
        seat.role = seat.division * each + chance.choice(shared[seat.unit]) + 1


def _requirements(roles: int, skills: int, chance: random.Random) -> list[Requirement]:
    """Eight to sixteen skills a role, most of them of its own division, beside what everybody needs."""
    found: list[Requirement] = [(None, *wanted) for wanted in BASELINE]
    each = max(1, roles // DIVISIONS)
    pool = range(len(BASELINE) + 1, skills + 1)
    own = len(pool) // DIVISIONS
    for role in range(1, roles + 1):
        division = min((role - 1) // each, DIVISIONS - 1)
        likely = [*pool[division * own : (division + 1) * own], *chance.sample(pool, max(4, own // 3))]
        most = min(ROLE_SKILLS[1], len(set(likely)))
        chosen = chance.sample(sorted(set(likely)), chance.randint(min(ROLE_SKILLS[0], most), most))
        found += [(role, skill, _level(chance), _importance(chance)) for skill in chosen]
    return found


def _level(chance: random.Random) -> int:
    return LEVELS[bisect(SHARES, chance.random())]


def _importance(chance: random.Random) -> int:
    return chance.choices((2, 3, 4, 5), (1, 6, 2, 1))[0]
