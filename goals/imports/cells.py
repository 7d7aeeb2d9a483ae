"""Cells that only aims have: critical skills with their level, milestones with their weight, cycles."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.imports.cells import Cell, Many, Pattern, Problem

CYCLE = Pattern(
    7, form_of="^(19[0-9]{2}|2[0-9]{3})(-Q[1-4])?$", code="cycle", said=_("fiscal year 2026 or quarter 2026-Q4")
)
COUNTED = "^[^:@|]+:[1-4](@[^:@|]+)?$"


@dataclass(frozen=True)
class SkillLevel(Cell):
    """`A11Y:2`: a skill and the level that is wanted in it."""

    def problems(self, x: str) -> list[Problem]:
        return [("skill_levels", f"{x} !~ ':[1-4]$'")]

    def code_in(self, x: str) -> str:
        return f"split_part({x}, ':', 1)"

    @property
    def words(self) -> str | Promise:
        return _("skill and level, A11Y:2")


@dataclass(frozen=True)
class Milestones(Many):
    """`Plan:0.4|Build:0.6`; without weights they all weigh the same."""

    longest: int = 4000
    each: Cell = field(default_factory=lambda: Cell(160))

    def problems(self, x: str) -> list[Problem]:
        parts = f"unnest(string_to_array({x}, '|')) part"
        weights = "substring(part from ':([0-9.]+)$')"
        number = f"CASE WHEN pg_input_is_valid({weights}, 'numeric') THEN {weights}::numeric END"
        adds_up = f"SELECT NOT (count({weights}) = 0 OR (count({number}) = count(*) AND abs(sum({number}) - 1) <= 0.001)) FROM {parts}"
        names = f"SELECT count(DISTINCT lower(btrim({_name('part')}))) < count(*) FROM {parts}"
        return [("milestones", f"(({adds_up}) OR ({names}) OR '' IN (SELECT btrim({_name('part')}) FROM {parts}))")]

    def form(self, x: str) -> str:
        """With weights, in order."""
        weight = "coalesce(substring(part from ':([0-9.]+)$')::numeric, round(1.0 / count(*) OVER (), 4))"
        listed = f"SELECT btrim({_name('part')}) || ':' || trim_scale({weight}) AS written, place"
        parts = f"unnest(string_to_array({x}, '|')) WITH ORDINALITY AS parts(part, place)"
        return f"CASE WHEN {x} <> '' THEN (SELECT string_agg(written, '|' ORDER BY place) FROM ({listed} FROM {parts}) listed) ELSE '' END"

    @property
    def words(self) -> str | Promise:
        return _("name:weight, several with | between")


def _name(part: str) -> str:
    return f"regexp_replace({part}, ':[0-9.]+$', '')"


def milestone_parts(text: str) -> str:
    """SQL rows (title, weight, place) of a text in its one form; `before` is the weight of all up to and with it."""
    return (
        f"(SELECT {_name('part')} AS title, substring(part from ':([0-9.]+)$')::numeric AS weight, place - 1 AS place, "
        "sum(substring(part from ':([0-9.]+)$')::numeric) OVER (ORDER BY place) AS reached "
        f"FROM unnest(string_to_array({text}, '|')) WITH ORDINALITY AS parts(part, place) WHERE part <> '')"
    )
