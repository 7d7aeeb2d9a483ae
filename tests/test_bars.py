"""docs/trust.md: every bar has a row, and what is said to show it exists."""

import re
from pathlib import Path

import pytest

from ecosystem.chaos.trials import TRIALS

ROOT = Path(__file__).resolve().parent.parent
BARS = [
    *("A1", "A2", "A3", "A4", "A5", "A7"),
    *("P1", "P2", "P3", "P7", "P10"),
    *("I1", "I2", "I3", "I4", "I5", "I6"),
    *("C1", "C2"),
    *("J1", "J2", "J3", "J4", "J5", "J6", "J7"),
    *("D1", "D3", "D4", "D5"),
    *("S1", "S2", "S5", "S6"),
    *("O1", "O5", "O6", "O8"),
]
ROW = re.compile(r"^\| ([A-Z]\d+) \|(.*)\|(.*)\|(.*)\|$", re.MULTILINE)
NOT_SHOWN = "not shown yet"


@pytest.fixture(scope="module")
def rows() -> dict[str, tuple[str, str]]:
    """The figure and what shows it, by the bar."""
    found = ROW.findall((ROOT / "docs" / "trust.md").read_text())
    assert [bar for bar, *_rest in found] == BARS
    return {bar: (figure.strip(), shown.strip()) for bar, _what, figure, shown in found}


@pytest.mark.parametrize("bar", BARS)
def test_what_shows_a_bar_exists(rows, bar):
    figure, shown = rows[bar]
    assert figure
    named = re.findall(r"`(?:tests/)?([\w/]+\.py)(?:::(\w+))?`", shown)
    trials = re.findall(r"`chaos --only=(\w+)`", shown)
    assert named or trials or ".ci/run" in shown or NOT_SHOWN in shown, shown
    assert set(trials) <= set(TRIALS)
    for file, test in named:
        text = (ROOT / "tests" / file).read_text()
        assert not test or f"def {test}(" in text, (file, test)
