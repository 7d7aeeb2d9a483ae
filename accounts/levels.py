"""The assessed level of one person in one skill, and how sure we are of it (pure formulas, no database).

Levels are on the scale 0–4 (`to_four` converts), rounded half up to 0.01 before any comparison. Weights [ours], after
Harris & Schaubroeck (1988) and Heidemeier & Moser (2009): what people say of themselves counts least, work that others
have seen counts most. Age lowers the confidence, never the level: a stale 3 is "3, uncertain".
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache

TOP = Decimal(4)
HALF_LIFE_DAYS = 365
LEAST_PEERS = 2


class Source(StrEnum):
    SELF = "self"
    PEER = "peer"
    MANAGER = "manager"
    EVIDENCE = "evidence"


class Rung(StrEnum):
    ARTEFACT = "artefact"
    PRACTICAL = "practical"
    CREDENTIAL = "credential"
    TAUGHT = "taught"
    TESTED_COURSE = "tested_course"
    COMPLETION = "completion"
    ATTENDANCE = "attendance"


class Band(StrEnum):
    UNKNOWN = "unknown"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


SOURCE_WEIGHTS = {
    Source.SELF: Decimal("0.2"),
    Source.PEER: Decimal("0.3"),
    Source.MANAGER: Decimal("0.3"),
    Source.EVIDENCE: Decimal("0.5"),
}
EVIDENCE_LADDER = {
    Rung.ARTEFACT: Decimal("1.0"),
    Rung.PRACTICAL: Decimal("1.0"),
    Rung.CREDENTIAL: Decimal("0.7"),
    Rung.TAUGHT: Decimal("0.7"),
    Rung.TESTED_COURSE: Decimal("0.4"),
    Rung.COMPLETION: Decimal("0.3"),
    Rung.ATTENDANCE: Decimal("0.1"),
}
LEAST_LADDER = Decimal("0.7")
UNKNOWN_BELOW = Decimal("0.10")
LOW_BELOW = Decimal("0.3")
MEDIUM_BELOW = Decimal("0.6")


@dataclass(frozen=True)
class Statement:
    """Somebody's dated level for a person. `value` on 0–4; `author` tells peers apart; `rung` and `expires_on` are for
    evidence (no rung: an artefact); `order` (a row id) decides between statements of one day."""

    source: Source
    value: Decimal
    day: date
    author: Hashable = None
    rung: Rung = Rung.ARTEFACT
    expires_on: date | None = None
    order: int = 0


@dataclass(frozen=True)
class AssessedLevel:
    """What is stored: level (0.01 steps, None without a statement that counts), Σ w·2^(−age/H) seen from `weight_date`."""

    level: Decimal | None
    weight_sum: Decimal
    weight_date: date | None
    self_only: bool
    sources: tuple[Source, ...] = ()


NOT_ASSESSED = AssessedLevel(level=None, weight_sum=Decimal(0), weight_date=None, self_only=False)


@dataclass(frozen=True)
class _Voice:
    """One source's part in the sum: the value, its weight when new, and the day from which it ages."""

    source: Source
    value: Decimal
    weight: Decimal
    day: date


def to_four(value: Decimal | int, maximum: Decimal | int) -> Decimal:
    """A raw value of a scale 0…maximum on 0–4: `4·value/maximum`. Raises ValueError outside the scale."""
    if maximum <= 0 or not 0 <= value <= maximum:
        raise ValueError(f"{value} is not on a scale from 0 to {maximum}")
    return TOP * Decimal(value) / Decimal(maximum)


def half_up(value: Decimal, step: str = "0.01") -> Decimal:
    """Round half up; first to 12 places, so that 2.12499…9 from a division counts as 2.125."""
    return value.quantize(Decimal("1e-12"), ROUND_HALF_UP).quantize(Decimal(step), ROUND_HALF_UP)


@lru_cache
def decay(days: int) -> Decimal:
    """`2^(−days/H)`: 1 today, one half after a year. Days in the future count as today."""
    return Decimal(2) ** (Decimal(-max(0, days)) / HALF_LIFE_DAYS)


def assessed_level(statements: Iterable[Statement], on: date) -> AssessedLevel:
    """`L = Σ w·2^(−age/H)·x / Σ w·2^(−age/H)` over one voice per source [ours].

    Statements after `on` are not known yet. The weight sum is seen from the newest voice's day: all weights age alike,
    so the level changes only with a new statement. One peer alone is no voice; rungs below .7 and expired evidence
    never enter.
    """
    voices = _voices([s for s in statements if s.day <= on], on)
    if not voices:
        return NOT_ASSESSED
    newest = max(voice.day for voice in voices)
    weights = [voice.weight * decay((newest - voice.day).days) for voice in voices]
    total = sum(weights, Decimal(0))
    level = sum((w * v.value for w, v in zip(weights, voices, strict=True)), Decimal(0)) / total
    sources = tuple(voice.source for voice in voices)
    return AssessedLevel(half_up(level), half_up(total, "1e-9"), newest, sources == (Source.SELF,), sources)


def _voices(statements: Sequence[Statement], on: date) -> list[_Voice]:
    of = {source: [s for s in statements if s.source == source] for source in Source}
    found = [
        _latest(of[Source.SELF]),
        _peers(of[Source.PEER]),
        _latest(of[Source.MANAGER]),
        _best_evidence(of[Source.EVIDENCE], on),
    ]
    return [voice for voice in found if voice is not None]


def _newest(statements: Sequence[Statement]) -> Statement:
    return max(statements, key=lambda s: (s.day, s.order))


def _latest(statements: Sequence[Statement]) -> _Voice | None:
    if not statements:
        return None
    last = _newest(statements)
    return _Voice(last.source, last.value, SOURCE_WEIGHTS[last.source], last.day)


def _peers(statements: Sequence[Statement]) -> _Voice | None:
    """The mean of each peer's latest, as old as the newest of them; nothing below two peers."""
    authors = {s.author for s in statements}
    if len(authors) < LEAST_PEERS:
        return None
    latest = [_newest([s for s in statements if s.author == author]) for author in authors]
    mean = sum((s.value for s in latest), Decimal(0)) / len(latest)
    return _Voice(Source.PEER, mean, SOURCE_WEIGHTS[Source.PEER], max(s.day for s in latest))


def _best_evidence(statements: Sequence[Statement], on: date) -> _Voice | None:
    """The item with the largest `ladder·2^(−age/H)`; equals: the newer, then the higher level."""
    usable = [s for s in statements if enters_level(s.rung) and (s.expires_on is None or s.expires_on >= on)]
    if not usable:
        return None
    best = max(usable, key=lambda s: (EVIDENCE_LADDER[s.rung] * decay((on - s.day).days), s.day, s.value, s.order))
    weight = SOURCE_WEIGHTS[Source.EVIDENCE] * EVIDENCE_LADDER[best.rung]
    return _Voice(Source.EVIDENCE, best.value, weight, best.day)


def enters_level(rung: Rung) -> bool:
    """Whether evidence on this rung counts for the level; lower rungs only propose a re-assessment."""
    return EVIDENCE_LADDER[rung] >= LEAST_LADDER


def confidence(weight_sum: Decimal | float, weight_date: date | None, on: date) -> Decimal:
    """`min(1, Σ w·2^(−age/H))` on a day, 0–1, from the stored sum and its date; no date: 0."""
    if weight_date is None:
        return Decimal(0)
    return min(Decimal(1), Decimal(str(weight_sum)) * decay((on - weight_date).days))


def band(confidence: Decimal) -> Band:
    """Half-open: < .10 unknown, < .3 low, < .6 medium, else high."""
    if confidence < UNKNOWN_BELOW:
        return Band.UNKNOWN
    if confidence < LOW_BELOW:
        return Band.LOW
    return Band.MEDIUM if confidence < MEDIUM_BELOW else Band.HIGH


def known_level(assessed: AssessedLevel, on: date) -> Decimal | None:
    """The level as far as anybody may rely on it on a day: None when nothing was stated or the confidence is below .10."""
    sure = confidence(assessed.weight_sum, assessed.weight_date, on)
    return None if band(sure) is Band.UNKNOWN else assessed.level


def is_provisional(assessed: AssessedLevel, on: date) -> bool:
    """Known by the person's own rating only: shown as such, counted as *self-rated only*, never in severity."""
    return assessed.self_only and known_level(assessed, on) is not None
