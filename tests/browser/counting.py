"""The journeys counted against their bars: clicks, fields, words to read, and seconds as a keystroke-level estimate.

A test ends with `count("E2", hand)`, which prints the line and is red where a bar is passed; the run ends with all lines.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.browser.hand import READ_PER_MINUTE, Hand

HEAD = ("Journey", "Way", "Clicks", "Fields", "Words", "Seconds, estimated")
WIDTHS = (52, 20, 8, 8, 9, 0)
_lines: set[tuple[str, ...]] = set()


@dataclass(frozen=True)
class Bar:
    """The most that a journey may cost. Words: what stands above the fold of the fullest screen on the way."""

    what: str
    clicks: int
    fields: int
    seconds: int | None = None
    words: int = READ_PER_MINUTE


BARS = {
    "E1": Bar("a goal from a gap, as it is proposed", clicks=2, fields=3, seconds=60),
    "E1 in own words": Bar("a goal from a gap, typed over", clicks=2, fields=3),
    "E2": Bar("a check-in from home", clicks=2, fields=1, seconds=15),
    "E4": Bar("a need reported from any page", clicks=2, fields=1, seconds=20),
    "E4 with a twin": Bar("added to a need of others", clicks=2, fields=1, seconds=20),
    "E5": Bar("20 skills, level and interest", clicks=1, fields=40, seconds=180),
    "M1": Bar("the scan of a team of ten", clicks=0, fields=0, seconds=60),
    "M2": Bar("a goal drafted from a gap", clicks=2, fields=1),
    "M2 by asking": Bar("a goal asked for", clicks=2, fields=1),
    "M3": Bar("a person to learn from, suggested", clicks=2, fields=1),
    "M4": Bar("work offered to learn from", clicks=2, fields=4),
    "L1": Bar("a cluster of the radar taken on", clicks=1, fields=1, seconds=30),
    "L1 with a reason": Bar("a cluster of the radar declined", clicks=2, fields=2, seconds=30),
    "L2": Bar("the gaps, drilled to a unit and a skill", clicks=3, fields=0),
    "L5": Bar("an expert asked, with the outline prepared", clicks=0, fields=1, seconds=30),
    "L5 with a word": Bar("an expert chosen, with a word of one's own", clicks=2, fields=1),
    "L5 accepted": Bar("a request to write accepted, its draft begun", clicks=1, fields=0),
    "X4": Bar("a message on an objective, written and published", clicks=3, fields=3, seconds=300),
    "X3": Bar("a need funded from the desk: amount, owner, effect, review", clicks=2, fields=4, seconds=60),
    "X3 by sponsoring": Bar("a guild sponsored from the desk", clicks=1, fields=0),
    "X5": Bar("an author thanked by name with the effect", clicks=1, fields=0),
    "X1": Bar("how learning serves the objectives", clicks=0, fields=0, seconds=60),
}


@pytest.fixture
def count(record_property) -> Callable[[str, Hand], None]:
    def check(journey: str, hand: Hand) -> None:
        bar = BARS[journey]
        costs = {"clicks": hand.clicks, "fields": hand.answers, "words": hand.words, "seconds": round(hand.seconds)}
        figures = [_against(cost, getattr(bar, name)) for name, cost in costs.items()]
        line = (f"{journey}: {bar.what}", hand.way, *figures)
        record_property("journey", line)
        print(_row(line))
        passed = [name for name, cost in costs.items() if getattr(bar, name) is not None and cost > getattr(bar, name)]
        assert not passed, f"{journey} passes its bar in {' and '.join(passed)}: {_row(line)}"

    return check


def _against(cost: int, bar: int | None) -> str:
    return f"{cost}" if bar is None else f"{cost} of {bar}"


def _row(cells: tuple[str, ...]) -> str:
    return " ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call":
        _lines.update(tuple(value) for name, value in report.user_properties if name == "journey")


def pytest_terminal_summary(terminalreporter) -> None:
    if _lines:
        terminalreporter.section("journeys, counted")
        for line in (HEAD, *sorted(_lines)):
            terminalreporter.write_line(_row(line))
