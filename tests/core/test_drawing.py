"""Geometry of the small charts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.core import drawing


def widths(drawn: str, css: str) -> list[str]:
    return re.findall(rf'class="{css}"[^>]* width="([^"]+)"', drawn)


def test_pace_bar_behind_has_fill_hatch_and_tick():
    drawn = drawing.pace_bar(0.17, 0.4, "behind", "", big=False)
    assert widths(drawn, "pace-fill") == ["17%"]
    assert '<rect x="17%" y="4" width="23%" height="8" fill="url(#hatch-behind)"/>' in drawn
    assert '<svg x="40%"' in drawn


def test_pace_bar_ahead_has_no_hatch():
    assert "hatch" not in drawing.pace_bar(0.6, 0.4, "on_track", "", big=False)


def test_pace_bar_without_expectation_has_no_tick():
    assert "pace-tick" not in drawing.pace_bar(0.6, None, "on_track", "", big=True)


@given(
    done=st.one_of(st.none(), st.floats(allow_nan=False)),
    expected=st.one_of(st.none(), st.floats(allow_nan=False)),
    state=st.sampled_from(sorted(drawing.SHAPES)),
)
def test_pace_bar_stays_within_its_track(done, expected, state):
    drawn = drawing.pace_bar(done, expected, state, "", big=False)
    assert all(0 <= float(share) <= 100 for share in re.findall(r'"([\d.e-]+)%"', drawn))


def test_label_of_a_chart_is_escaped():
    assert 'aria-label="&quot;&gt;&lt;b&gt;"' in drawing.progress_bar(0.5, '"><b>')


def test_what_is_told_as_a_range_is_filled_to_its_least_and_lightly_to_its_most():
    drawn = drawing.progress_bar(0.3, "", at_most=0.45)
    assert re.findall(r'pace-fill" y="0" width="([\d.]+)%"[^>]*?(opacity="[\d.]+")?/>', drawn) == [
        ("45", 'opacity=".3"'),
        ("30", ""),
    ]


@pytest.mark.parametrize(
    ("percent", "step"), [(None, 0), (0, 0), (9.9, 0), (10, 1), (25, 2), (40, 3), (55, 4), (75, 5), (100, 5)]
)
def test_heat_steps_are_cut_as_the_legend_says(percent, step):
    assert drawing.heat_step(percent) == step


@pytest.mark.parametrize(("values", "lines", "dots"), [([], 0, 0), ([5], 0, 1), ([8, 8, 4], 1, 1), ([3, 3], 1, 1)])
def test_sparkline_shapes(values, lines, dots):
    drawn = drawing.sparkline(values, "", 64, 20)
    assert (drawn.count("<polyline"), drawn.count("<circle")) == (lines, dots)


@given(st.lists(st.floats(min_value=-1e6, max_value=1e6), min_size=1, max_size=30))
def test_sparkline_stays_in_its_box(values):
    points = re.findall(r"([-\d.e]+),([-\d.e]+)", drawing.sparkline(values, "", 64, 20))
    assert all(0 <= float(x) <= 64 and 0 <= float(y) <= 20 for x, y in points)


@given(done=st.floats(min_value=-1, max_value=2), expected=st.floats(min_value=-1, max_value=2))
def test_mail_cells_fill_the_row(done, expected):
    total = sum(int(cell["width"][:-1]) for cell in drawing.mail_cells(done, expected, "behind"))
    assert total in {100, 101}


@pytest.mark.parametrize(
    ("done", "expected", "marks", "rest"),
    [
        (0.17, 0.4, [("now", "17%"), ("expected", "23%")], "60%"),
        (0.6, 0.4, [("expected", "40%"), ("now", "20%")], "40%"),
        (0.5, None, [("now", "50%")], "50%"),
        (1.5, 1.2, [("now", "100%"), ("expected", "0%")], "0%"),
    ],
)
def test_the_words_below_a_bar_stand_at_their_marks(done, expected, marks, rest):
    found = drawing.marks_along(done, expected)
    assert [(mark["name"], mark["width"]) for mark in found["marks"]] == marks
    assert found["rest"] == rest
