"""The 24 client projects and who works on them: a second line of leading, beside the reporting line."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from ecosystem.demo.people import Seat

BANK = "P-01"
# On the bank project the technical director leads delivery too; he is the line manager of nobody on it.
BANK_LEAD = "Kofi Halloran"
BANK_TEAM = {
    "Maren Oyelaran": 0.8, "Farid Tamm": 0.8, "Bao Lindgren": 0.5, "Priyanka Walsh": 0.8, "Amara Quispe": 0.8,
    "Ravindra Osei": 0.4, "Imani Castellanos": 0.5, "Sharvari Kulkarni-Moreau": 0.8, "Yusra Halvorsen": 0.6,
    "Zeynep Abara": 0.2,
}  # fmt: skip

CLIENT_PROJECTS = [
    "Quillbridge Bank: sign-up and onboarding", "Norrvale Rail: journey planner", "Tamarisk & Sons Foods: wholesale shop",
    "Ospreywick Health: patient portal", "Lumen & Larch: energy advice", "City of Eastmere: permits online",
    "Kestrelmoor Insurance: claims in the app", "Marigold Books: reading subscriptions", "Basalt Mining: field safety",
    "Saltmarsh Port: berth planning", "Juniperfold Credit: payments platform", "Alder School Board: enrolment",
    "Monsoon Mobile: self-service", "Harrowgate Hotels: booking engine", "Cobaltway Couriers: parcel tracking",
    "Fennel Pharmacies: repeat orders", "Wattle Water: leak reporting", "Gabbroline Outdoor: product configurator",
    "Ploverton Air: crew rostering", "Sorrel Seeds: grower forecasts", "Ironbark Legal Aid: intake",
    "Thistle Theatre: tickets and seats", "Bramble Housing: tenant services", "Zephyrlane Cycles: fleet dashboard",
]  # fmt: skip

# Slots of each project by discipline; people of Own Product work on no client project.
SLOTS = {("SSE",): 1, ("SE",): 2, ("JSE",): 1, ("PD", "SPD"): 1, ("PM", "BA"): 1, ("DA", "DE", "DS"): 1}
NO_CLIENT_WORK = ("ENG-OWN", "ENG-LEG")


class Placement(NamedTuple):
    project: str
    seat: Seat
    share: float


def project_rows(seats: list[Seat], today: date, chance: random.Random) -> list[dict[str, object]]:
    leads = [seat for seat in seats if seat.role == "DL"]
    directors = [seat for seat in seats if "TD" in seat.role.split("|") and seat.name != BANK_LEAD]
    kofi = next(seat for seat in seats if seat.name == BANK_LEAD)
    directors = [*directors, kofi]
    rows = []
    for place, name in enumerate(CLIENT_PROJECTS):
        bank = place == 0
        started, ends = chance.randint(40, 420), chance.randint(60, 330)
        rows.append({
            "code": f"P-{place + 1:02}", "name": name,
            "delivery_lead_employee_number": (kofi if bank else leads[place % len(leads)]).number,
            "technical_lead_employee_number": (kofi if bank else directors[place % len(directors)]).number,
            "start_date": today - timedelta(days=started), "end_date": today + timedelta(days=ends),
        })  # fmt: skip
    return rows


def assignment_rows(
    seats: list[Seat], projects: list[dict[str, object]], today: date, chance: random.Random
) -> list[dict[str, object]]:
    """From the later of the project's start and the person's own; never before either."""
    started = {row["code"]: day for row in projects if isinstance(day := row["start_date"], date)}
    return [
        {
            "project_code": placed.project, "employee_number": placed.seat.number,
            "from_date": max(started[placed.project], placed.seat.start, today - timedelta(days=chance.randint(20, 300))),
            "share": placed.share,
        }
        for placed in _placements(seats, chance)
    ]  # fmt: skip


def _placements(seats: list[Seat], chance: random.Random) -> Iterator[Placement]:
    for seat in seats:
        if seat.name in BANK_TEAM:
            yield Placement(BANK, seat, BANK_TEAM[seat.name])
    others = [f"P-{place:02}" for place in range(2, len(CLIENT_PROJECTS) + 1)]
    for roles, slots in SLOTS.items():
        free = [seat for seat in seats if seat.role in roles and _may_be_placed(seat)]
        yield from _spread(free, others * slots, chance)


def _may_be_placed(seat: Seat) -> bool:
    return seat.unit not in NO_CLIENT_WORK and seat.name not in BANK_TEAM


def _spread(free: list[Seat], wanted: list[str], chance: random.Random) -> Iterator[Placement]:
    """Everyone gets a project; who gets a second one gives each a share of 0.4. A person without a slot is between projects."""
    chance.shuffle(free)
    for place, project in enumerate(wanted[: 2 * len(free)]):
        shared = len(wanted) > len(free) and (place >= len(free) or place + len(free) < len(wanted))
        yield Placement(project, free[place % len(free)], 0.4 if shared else 0.8)
