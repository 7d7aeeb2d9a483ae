"""The types of cells: what is wrong with a text, and the one form in which texts are compared, both as SQL.

`x` is the SQL of a trimmed, non-empty text. Every form is what an export writes, so that reading it back changes nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from zoneinfo import available_timezones

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

Problem = tuple[str, str]
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NUMBER = r"^[+-]?[0-9]{1,12}([.][0-9]{1,9})?$"


def quoted(values: Collection[str]) -> str:
    """Constants of the format as an SQL list."""
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)


@dataclass(frozen=True)
class Cell:
    """A text of limited length."""

    longest: int = 200

    def problems(self, x: str) -> list[Problem]:
        return [("too_long", f"length({x}) > {self.longest}")]

    def form(self, x: str) -> str:
        return x

    def code_in(self, x: str) -> str:
        """The code of another file's row in this value."""
        return x

    @property
    def words(self) -> str | Promise:
        return format_lazy(_("text, at most {longest} letters"), longest=self.longest)


@dataclass(frozen=True)
class Code(Cell):
    longest: int = 40

    def problems(self, x: str) -> list[Problem]:
        return [*super().problems(x), ("bar_in_code", f"strpos({x}, '|') > 0")]

    @property
    def words(self) -> str | Promise:
        return format_lazy(_("code, at most {longest} letters"), longest=self.longest)


@dataclass(frozen=True)
class Email(Cell):
    longest: int = 254

    def problems(self, x: str) -> list[Problem]:
        form = r"^[^@[:space:]<>(),;:\"]+@[^@[:space:]<>(),;:\"]+[.][^@[:space:]<>(),;:\".]+$"
        return [*super().problems(x), ("email", f"{x} !~ '{form}'")]

    @property
    def words(self) -> str | Promise:
        return _("e-mail address")


@dataclass(frozen=True)
class Day(Cell):
    def problems(self, x: str) -> list[Problem]:
        iso = f"{x} ~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$' AND pg_input_is_valid({x}, 'date')"
        return [("day", f"NOT ({iso})"), ("far_day", f"{iso} AND NOT {x} BETWEEN '1900-01-01' AND '2200-12-31'")]

    @property
    def words(self) -> str | Promise:
        return _("date, 2026-11-30")


@dataclass(frozen=True)
class Number(Cell):
    low: str = "-99999999999"
    high: str = "99999999999"
    above_low: bool = False
    places: int = 2

    def problems(self, x: str) -> list[Problem]:
        number = f"CASE WHEN {x} ~ '{NUMBER}' THEN {x}::numeric END"
        low = "<=" if self.above_low else "<"
        return [
            ("number", f"{x} !~ '{NUMBER}'"),
            ("range", f"({number} {low} {self.low} OR {number} > {self.high})"),
            ("places", f"({number} <> round({number}, {self.places}))"),
        ]

    def form(self, x: str) -> str:
        return f"CASE WHEN {x} IN ('', '1') THEN {x} WHEN {x} ~ '{NUMBER}' THEN trim_scale({x}::numeric)::text END"

    @property
    def words(self) -> str | Promise:
        if self.low == "-99999999999":
            return _("number")
        first = _("number above {low}, at most {high}") if self.above_low else _("number from {low} to {high}")
        return format_lazy(first, low=self.low, high=self.high)


@dataclass(frozen=True)
class Whole(Number):
    places: int = 0

    @property
    def words(self) -> str | Promise:
        return format_lazy(_("whole number from {low} to {high}"), low=self.low, high=self.high)


@dataclass(frozen=True)
class Choice(Cell):
    of: tuple[str, ...] = ()

    def problems(self, x: str) -> list[Problem]:
        return [("choice", f"lower({x}) NOT IN ({quoted(self.of)})")]

    def form(self, x: str) -> str:
        return f"lower({x})"

    @property
    def words(self) -> str | Promise:
        return format_lazy(_("one of {of}"), of=", ".join(self.of))


@dataclass(frozen=True)
class Many(Cell):
    """Several values with a bar between; their order means nothing unless `ordered`."""

    each: Cell = field(default_factory=Code)
    ordered: bool = False

    def problems(self, x: str) -> list[Problem]:
        parts = f"unnest(string_to_array({x}, '|')) AS part"
        inner = [] if isinstance(self.each, Code) else self.each.problems("btrim(part)")
        return [(code, f"EXISTS (SELECT FROM {parts} WHERE part <> '' AND {sql})") for code, sql in inner]

    def form(self, x: str) -> str:
        part = self.each.form("btrim(part)")
        plain = f'{part} COLLATE "C"'
        listed = f"{part}, '|' ORDER BY place" if self.ordered else f"DISTINCT {plain}, '|' ORDER BY {plain}"
        parts = f"unnest(string_to_array({x}, '|')) WITH ORDINALITY AS parts(part, place)"
        joined = f"(SELECT string_agg({listed}) FROM {parts} WHERE btrim(part) <> '')"
        return f"CASE WHEN strpos({x}, '|') = 0 THEN {self.each.form(x)} ELSE coalesce({joined}, '') END"

    @property
    def words(self) -> str | Promise:
        return format_lazy(_("{each}; several with | between"), each=self.each.words)


@dataclass(frozen=True)
class Level(Cell):
    """0–4, or n/a: the skill is not applicable to the person."""

    def problems(self, x: str) -> list[Problem]:
        return [("level", f"lower({x}) NOT IN ('0', '1', '2', '3', '4', 'n/a')")]

    def form(self, x: str) -> str:
        return f"lower({x})"

    @property
    def words(self) -> str | Promise:
        return _("level from 0 to 4, or n/a")


@dataclass(frozen=True)
class Zone(Cell):
    def problems(self, x: str) -> list[Problem]:
        return [("zone", f"NOT {x} = ANY (ARRAY[{quoted(sorted(available_timezones()))}])")]

    @property
    def words(self) -> str | Promise:
        return _("time zone, Europe/Lisbon")


@dataclass(frozen=True)
class Pattern(Cell):
    """A text of a certain form, explained by the problem's code."""

    form_of: str = ""
    code: str = "form"
    said: str | Promise = ""

    def problems(self, x: str) -> list[Problem]:
        return [*super().problems(x), (self.code, f"{x} !~ '{self.form_of}'")]

    @property
    def words(self) -> str | Promise:
        return self.said or super().words


@dataclass(frozen=True)
class Country(Cell):
    def problems(self, x: str) -> list[Problem]:
        return [("country", f"{x} !~ '^[A-Za-z]{{2}}$'")]

    def form(self, x: str) -> str:
        return f"upper({x})"

    @property
    def words(self) -> str | Promise:
        return _("country, two letters")


@dataclass(frozen=True)
class WorkingDays(Cell):
    """`Mon-Fri`, `Mon,Tue,Thu`, or both together."""

    def problems(self, x: str) -> list[Problem]:
        day = f"({'|'.join(DAYS)})"
        return [("working_days", f"{x} !~* '^{day}(-{day})?(,[[:space:]]*{day}(-{day})?)*$'")]

    def form(self, x: str) -> str:
        week = f"ARRAY[{quoted([day.lower() for day in DAYS])}]"
        split = "split_part(btrim(part), '-', {n})"
        first, last = (f"array_position({week}, lower({split.format(n=n)}))" for n in (1, 2))
        parts = f"unnest(string_to_array({x}, ',')) AS part, generate_series({first}, coalesce({last}, {first})) AS day"
        listed = f"SELECT string_agg(DISTINCT day::text, '' ORDER BY day::text) FROM {parts}"
        return f"CASE WHEN {x} IN ('', 'Mon-Fri') THEN {x} ELSE {days_shown(f'({listed})')} END"

    @property
    def words(self) -> str | Promise:
        return _("days, Mon-Fri or Mon,Tue,Thu")


def days_shown(digits: str) -> str:
    """SQL: the digits 1–7 of some days as they are written in a file."""
    named = f"array_to_string(ARRAY(SELECT (ARRAY[{quoted(DAYS)}])[d::int] FROM unnest(string_to_array({digits}, NULL)) d), ',')"
    return f"CASE {digits} WHEN '12345' THEN 'Mon-Fri' ELSE {named} END"


def choice(values: Collection[str]) -> Choice:
    return Choice(of=tuple(values))
