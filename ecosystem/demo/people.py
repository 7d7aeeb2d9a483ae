"""The people of Fernhollow: a seat for each, then a name, dates and the oddities that real lists have."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from ecosystem.demo import names
from ecosystem.demo.structure import (
    ACCESS_BY_NAME,
    ACCESS_BY_ROLE,
    GROUPS,
    JOINERS,
    LEAVERS,
    ON_LEAVE,
    SITE_LETTERS,
    VACANCY,
    VACANCY_MANAGER,
)  # fmt: skip

LOCALES = {"TOR": "en-CA", "LIS": "pt-PT", "PUN": "en-IN", "AKL": "en-NZ"}

# Years of service, from and to, by role; everybody else 0.4 to 7, who leads others 2 to 8.
LEADS_SERVICE = (2, 8)
SERVICE = {"EXEC": (4, 10), "TD": (4, 9), "TD|EM": (5, 7), "EM": (3, 8), "SSE": (2, 8), "SPD": (2, 8), "DM": (3, 7),
           "DIR": (3, 8), "JSE": (0.2, 1.6)}  # fmt: skip

# Working hours other than full: name → (days, share of full time).
PART_TIME = {
    "Leilani Sørbø": ("Mon,Tue,Wed,Thu", 0.8), "Catarina Osman": ("Mon,Tue,Wed,Thu", 0.8), "Imani Castellanos": ("Mon,Tue,Thu", 0.6),
    "Esperanza Kivelä": ("Mon,Tue,Wed,Thu", 0.8), "Zubaida Fonseca": ("Tue,Wed,Thu,Fri", 0.8), "Rukmini Soares": ("Mon,Wed,Fri", 0.6),
    "Otieno Lahtinen": ("Mon,Tue,Wed,Thu", 0.8), "Ieva Adeyemi": ("Mon,Tue,Wed", 0.6), "Stellan Pereira-Joshi": ("Mon-Fri", 0.9),
    "Itzel Rahman": ("Mon,Tue,Thu,Fri", 0.8),
}  # fmt: skip

# People who work from another zone than their site's.
OWN_ZONE = {
    "Ngaire Petrov": "Pacific/Auckland",
    "Oluwaseun Bergqvist": "America/Vancouver",
    "Priyanka Walsh": "Atlantic/Azores",
}

# Got a new line manager within the last 90 days: name → days ago.
NEW_MANAGER = {
    "Bao Lindgren": 84, "Tomasz Iwu": 71, "Lwazi Hashimoto": 66, "Mateus Odhiambo": 37, "Yusra Halvorsen": 52,
    "Ngaire Petrov": 52, "Chandrika Novotná": 30, "Stellan Pereira-Joshi": 66, "Zeynep Abara": 45, "Otieno Lahtinen": 37,
    "Rukmini Soares": 16,
}  # fmt: skip


@dataclass
class Seat:
    number: str
    name: str
    unit: str
    role: str
    manager: str
    site: str
    start: date
    manager_since: date | None = None
    more: dict[str, object] = field(default_factory=dict)


def seats_on(today: date, chance: random.Random) -> list[Seat]:
    """Everybody who is employed today, managers before or after their reports, in the order of the structure."""
    drawn = iter(names.invented(len(_all_letters()), _named(), chance))
    seats: list[Seat] = []
    for group in GROUPS:
        for place, letter in enumerate(group.sites):
            name = group.named[place] if place < len(group.named) else next(drawn)
            days = JOINERS.get(name) or _days_of_service(name, group.role, chance)
            seats.append(Seat(
                f"E-{len(seats) + 1:04}", name, group.unit, group.role, group.manager, SITE_LETTERS[letter],
                today - timedelta(days=days),
            ))  # fmt: skip
    _date_lines(seats, today, chance)
    return seats


def _days_of_service(name: str, role: str, chance: random.Random) -> int:
    leads = any(group.manager == name for group in GROUPS)
    years = chance.uniform(*SERVICE.get(role, LEADS_SERVICE if leads else (0.4, 7)))
    return round(years * 365)


def _all_letters() -> str:
    return "".join(group.sites for group in GROUPS)


def _named() -> set[str]:
    return {name for group in GROUPS for name in group.named} | set(LEAVERS)


def _date_lines(seats: list[Seat], today: date, chance: random.Random) -> None:
    """A line starts when both are there; a tenth began later, by a reorganisation."""
    started = {seat.name: seat.start for seat in seats}
    started[VACANCY] = today - timedelta(days=LEAVERS["Knut Mandavi"][4] - 1)
    for seat in seats:
        earliest = max(seat.start, started.get(seat.manager, seat.start))
        moved = NEW_MANAGER.get(seat.name) or (chance.randint(120, 500) if chance.random() < 0.1 else 10_000)
        seat.manager_since = max(earliest, today - timedelta(days=moved))


def people_rows(seats: list[Seat], today: date, chance: random.Random) -> list[dict[str, object]]:
    """One row each; then those who have left, then the seat that nobody sits on."""
    numbers = {seat.name: seat.number for seat in seats} | {VACANCY: "V-0001"}
    return [
        *(_row(seat, numbers, today) for seat in seats),
        *_leavers(len(seats), numbers, today, chance),
        _vacancy(numbers, today),
    ]


def _row(seat: Seat, numbers: dict[str, str], today: date) -> dict[str, object]:
    days, fte = PART_TIME.get(seat.name, ("Mon-Fri", 1))
    row: dict[str, object] = {
        "employee_number": seat.number, "full_name": seat.name, "email": names.address(seat.name), "unit_code": seat.unit,
        "unit_from": seat.start, "job_role_code": seat.role,
        "line_manager_employee_number": numbers.get(seat.manager, ""),
        "line_manager_from": seat.manager_since if seat.manager else "", "site_code": seat.site,
        "time_zone": OWN_ZONE.get(seat.name, ""), "kind": "person", "locale": LOCALES[seat.site], "working_days": days,
        "fte": fte, "start_date": seat.start, "access_roles": ACCESS_BY_NAME.get(seat.name) or ACCESS_BY_ROLE.get(seat.role, ""),
    }  # fmt: skip
    if seat.name in ON_LEAVE:
        ago, ahead = ON_LEAVE[seat.name]
        row |= {"leave_from": today - timedelta(days=ago), "leave_to": today + timedelta(days=ahead)}
    return row


def _leavers(before: int, numbers: dict[str, str], today: date, chance: random.Random) -> Iterator[dict[str, object]]:
    for place, (name, (unit, role, manager, site, ago)) in enumerate(LEAVERS.items(), start=before + 1):
        start = today - timedelta(days=chance.randint(500, 1500))
        seat = Seat(f"E-{place:04}", name, unit, role, manager, site, start, today - timedelta(days=ago + 90))
        yield _row(seat, numbers, today) | {"end_date": today - timedelta(days=ago)}


def _vacancy(numbers: dict[str, str], today: date) -> dict[str, object]:
    since = today - timedelta(days=LEAVERS["Knut Mandavi"][4] - 1)
    return {
        "employee_number": numbers[VACANCY], "full_name": VACANCY, "email": "vacant.data-engineering-lead@fernhollow.example",
        "unit_code": "DAT-ENG", "unit_from": since, "line_manager_employee_number": numbers[VACANCY_MANAGER],
        "line_manager_from": since, "site_code": "PUN", "kind": "placeholder", "start_date": since,
    }  # fmt: skip
