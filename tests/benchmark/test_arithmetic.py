"""What is made of what was measured: exponents, shares, the middle of rounds, and the tables of the document."""

import json
from collections import Counter

import pytest

from ecosystem.benchmark import growth, load, moving, paint
from ecosystem.benchmark.publishing import BEGIN, END, publish
from ecosystem.benchmark.rows import Row, write
from ecosystem.benchmark.scans import Against


# --- growth
@pytest.mark.parametrize(("power", "times"), [(0, 3), (0.3, 1), (1, 0.5), (2, 7)])
def test_an_exponent_is_that_of_the_power(power, times):
    sizes = (240, 10_000, 100_000)
    assert growth.exponent((size, times * size**power) for size in sizes) == pytest.approx(power)


def test_an_exponent_fits_all_sizes():
    assert growth.exponent([(10, 1.0), (100, 100.0), (1000, 100.0)]) == pytest.approx(1)


def points(id: str, series: str, **took: float) -> list[growth.Point]:
    return [growth.Point(id, series, int(size[1:]), seconds) for size, seconds in took.items()]


def test_pages_and_jobs_have_their_own_bars():
    found = growth.rows(
        [
            *points("G10", "import", p10000=1.0, p100000=12.0),
            *points("G9", "nudge run", p10000=1.0, p100000=20.0),
            *points("G14", "home", p10000=0.010, p100000=0.015),
            *points("G14", "team", p10000=0.010, p100000=0.030),
        ]
    )
    assert [(row.what, round(row.value, 3), row.bar, row.ok) for row, _sizes in found] == [
        ("SQL of home", 0.176, 0.3, True),
        ("SQL of team", 0.477, 0.3, False),
        ("import", 1.079, 1.25, True),
        ("nudge run", 1.301, 1.25, False),
    ]


def test_small_companies_do_not_hide_what_grows_where_there_are_two_large_ones():
    took = {"p240": 1.0, "p10000": 1.0, "p100000": 100.0}
    ((row, sizes),) = growth.rows(points("G9", "nudge run", **took))
    assert (sizes, round(row.value, 6)) == ([10_000, 100_000], 2)
    del took["p100000"]
    ((row, sizes),) = growth.rows(points("G9", "nudge run", **took))
    assert (sizes, round(row.value, 6)) == ([240, 10_000], 0)


def test_of_one_size_nothing_is_said():
    ((row, _sizes),) = growth.rows(points("G9", "nudge run", p10000=1.0))
    assert (row.ok, row.value) == (False, None)
    assert "| G14 | nudge run: not measured, there is one size only | 10,000 | – | ≤ 1.25 | **no** |" in growth.section(
        points("G9", "nudge run", p10000=1.0)
    )
    assert growth.section([]) == ""


@pytest.mark.django_db
def test_growth_stands_below_the_runs_of_all_sizes(tmp_path):
    document, runs = tmp_path / "benchmarks.md", [tmp_path / f"{n}.json" for n in range(3)]
    document.write_text(f"{BEGIN}\n{END}\n")
    for file, people, page, job in zip(runs, (240, 10_000, 100_000), (0.01, 0.02, 0.02), (0.1, 1, 10), strict=True):
        slow = Against("S", "a scan")
        slow.add(job, 0.1)
        screen = Row("G14", "SQL of home", 1000 * page, "ms", None, series="home", seconds=page)
        write(file, people, [screen, slow.row("G9", f"nudge run, {people} due", 20, series="nudge run")])
    assert json.loads(runs[0].read_text())["rows"][0]["seconds"] == 0.01
    publish(runs, document)
    text = document.read_text()
    runs_of_sizes, growth_of_all = text.split("### Growth")
    assert "SQL of home" not in runs_of_sizes
    assert "| G14 | SQL of home | 10,000 to 100,000 | 0.00 | ≤ 0.3 | yes |" in growth_of_all
    assert "| G14 | nudge run | 10,000 to 100,000 | 1.00 | ≤ 1.25 | yes |" in growth_of_all
    assert "2 of 2 bars hold" in growth_of_all


def test_a_job_too_quick_to_compare_still_tells_how_long_it_took():
    against = Against("S", "a scan")
    against.add(0.06, 0.001)
    row = against.row("G9", "nudge run", 20, series="nudge run")
    assert (row.value, row.as_json()["series"], row.as_json()["seconds"]) == (None, "nudge run", 0.06)


# --- moving
def test_moving_is_judged_by_its_exponent():
    row, each = moving.judged([(10, 0.02), (100, 0.1), (1000, 0.5)])
    assert (round(row.value, 3), row.ok, round(each.value, 3)) == (0.699, True, 0.25)
    assert not moving.judged([(10, 0.01), (100, 0.2)])[0].ok
    assert moving.judged([(10, 0.01), (12, 0.2)])[0].value is None


# --- mixed load
def crowd(per_second: float, slow: float) -> load.Load:
    return load.Load(per_second, [0.01] * 90 + [slow] * 10)


def test_a_mixed_load_is_judged_round_by_round():
    rounds = load.Rounds(
        bare=[crowd(100, 0.01), crowd(50, 0.01), crowd(100, 0.01)],
        mixed=[crowd(50, 0.1), crowd(25, 0.2), crowd(10, 0.1)],
        beside=[crowd(40, 0.14), crowd(40, 0.28), crowd(40, 0.9)],
    )
    throughput, slower = rounds.rows(passes=3)
    assert (throughput.value, throughput.ok) == (0.5, True)
    assert (round(slower.value, 6), slower.ok) == (1.4, True)
    assert rounds.rows(passes=0)[1].value is None


def test_a_hundred_visits_have_the_shares_of_a_working_day():
    assert sum(load.SHARES.values()) == 100
    assert Counter(load.order_of(load.SHARES)) == load.SHARES


# --- paint
def test_the_middle_load_the_worst_shift_and_the_slowest_swap_are_judged():
    painted = paint.Painted([0.2, 0.9, 1.4], [0.0, 0.03], {"/a/": [20, 300, 40], "/b/": [90, 80, 85]})
    largest, shift, swap = painted.rows("home")
    assert (largest.value, largest.ok) == (0.9, True)
    assert (shift.value, shift.ok) == (0.03, False)
    assert (swap.value, swap.ok) == (85, True)
    assert swap.what.endswith("slowest of 2: /b/")


def test_a_press_that_swaps_nothing_is_not_passed_over():
    rows = paint.Painted([0.2], [0.0], {"/a/": [20, None]}).rows("home")
    assert (rows[-1].value, rows[-1].ok) == (None, False)
    assert "nothing was swapped by /a/" in rows[-1].what
    assert not paint.Painted([0.2, 0.0], [0.0]).rows("home")[0].ok


def test_of_what_can_be_pressed_the_first_of_each_kind_is_pressed():
    assert paint.kinds_of(["/goals/7/panel/", "/goals/8/panel/", "/skills/?open=3", "/skills/"]) == {
        "/goals/…/panel/": 0,
        "/skills/": 2,
    }
