"""The bars that need no clock: counted on a company of 10,000 people, and beside one of 60 where growth is the question.

Each company is built once; the large one stays in a transaction until this file is through.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Sum

from accounts.imports.actions import import_at_once
from accounts.models import ImportRun
from accounts.refresh import touch
from accounts.rollup import fold, rebuild
from accounts.sql import number, run
from ecosystem.benchmark import company, jobs, people, scans, screens, shape
from ecosystem.benchmark.publishing import BEGIN, DOCUMENT, END, NoPlace, publish
from ecosystem.benchmark.rows import Row, missing, table, write
from ecosystem.benchmark.visits import fragments_of
from ecosystem.core.clock import now
from ecosystem.core.search import refill
from ecosystem.notifications.finding import find_all
from goals.state import fold_changes, note_state, rebuild_states
from guilds.models import Guild, Seat, Session
from tests.benchmark import plans

SMALL, LARGE = 60, 10_000
MOST_ROWS, MOST_BYTES = 50, 100_000  # before compression
# Fifty rows with much in each:
WIDE = {"sessions": 145_000, "sessions held": 125_000, "radar": 115_000, "library": 105_000}
MOST_BLOCKS = 12_000  # of 8 kB, on one page; what all people can fills four thousand, read by look-ups many more
VISITS = 8


@dataclass
class Built:
    """What the screens of a company cost, what their statements read, and the statements of background work."""

    screens: dict[str, screens.Counted]
    read: dict[str, plans.Read]
    sent: dict[str, int]
    imported: list[int]


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker) -> Iterator[dict[int, Built]]:
    """Both companies one after the other, each counted; the small one is taken back at once."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            small = _built(SMALL)
            transaction.set_rollback(True)
        with transaction.atomic():
            yield {SMALL: small, LARGE: _built(LARGE)}
            transaction.set_rollback(True)


def _built(size: int) -> Built:
    run("SET LOCAL statement_timeout = 0")
    company.build(size)
    refill(["skill"])
    shown = [*screens.daily(), *screens.lists(), *screens.library(), *screens.guilds()]
    found = {screen.name: _most(screen) for screen in shown}
    read = {name: plans.read_by(one.sql) for name, one in found.items()}
    found |= {f"check-in {url}": _check_in(url) for url in ("check_in", "check_in_panel")}
    built = Built(found, read, *_background())
    run("SET CONSTRAINTS ALL IMMEDIATE")  # checked once, and not again at the end of every test
    run("SET CONSTRAINTS ALL DEFERRED")
    return built


def _most(screen: screens.Screen) -> screens.Counted:
    return max((screens.counted(*target) for target in screen.targets[:VISITS]), key=lambda one: one.statements)


def _check_in(url: str) -> screens.Counted:
    visitor, goal = people.some_goals(people.with_goals(4))[0]
    path = f"/goals/{goal}/check-in/" + ("panel/" if url == "check_in_panel" else "")
    return screens.counted(visitor, path, people.check_in_fields(visitor.goals[goal], 1))


def _background() -> tuple[dict[str, int], list[int]]:
    """Statements of background work, and what two imports of one file change.

    The statements are those of the second import: it finds vacant seats and people alike as it left them.
    """
    found, files = {}, [("people.csv", jobs.people_file())]
    with scans.undone():
        run("DELETE FROM accounts_skillcell")
        changes = [_import(files)]
        works = {"roll-up": rebuild, "nudge run": find_all, "import": lambda: changes.append(_import(files))}
        for name, work in works.items():
            with scans.statements() as seen:
                work()
            found[name] = len(seen)
    return found, changes


def _import(files: list[tuple[str, bytes]]) -> int:
    outcome = import_at_once(files, dry_run=False, complete_list=False, confirmed=True)
    assert outcome.state == ImportRun.State.APPLIED
    return outcome.figures["changes"]


DAILY = ("home", "team", "gap report", "alignment", "goal", "guild", "check-in check_in", "check-in check_in_panel")


def test_daily_screens_send_eight_statements_at_most(built):
    counted = built[LARGE].screens.items()
    assert {name: found.statements for name, found in counted if name in DAILY and found.statements > 8} == {}


def test_other_screens_send_twelve_at_most(built):
    assert {name: found.statements for name, found in built[LARGE].screens.items() if found.statements > 12} == {}


def test_many_times_the_people_send_no_more_statements(built):
    """Fewer, where what a small company lacks is looked for in another place."""
    counts = {
        name: (built[SMALL].screens[name].statements, found.statements) for name, found in built[LARGE].screens.items()
    }
    assert {name: pair for name, pair in counts.items() if pair[0] < pair[1]} == {}


def test_no_list_is_longer_than_fifty_rows(built):
    assert {name: found.rows for name, found in built[LARGE].screens.items() if found.rows > MOST_ROWS} == {}


def test_pages_do_not_grow_with_the_company(built):
    sizes = {name: found.bytes for name, found in built[LARGE].screens.items()}
    assert {name: size for name, size in sizes.items() if size > WIDE.get(name, MOST_BYTES)} == {}


# --- what the statements of a page read
def test_no_page_reads_a_large_table_whole(built):
    assert {name: read.whole for name, read in built[LARGE].read.items() if read.whole} == {}


def test_no_page_touches_many_blocks(built):
    blocks = {name: read.blocks for name, read in built[LARGE].read.items()}
    assert {name: much for name, much in blocks.items() if much > MOST_BLOCKS} == {}


# --- background work, in the large company
def test_background_work_sends_the_same_statements_for_many_times_the_people(built):
    """An import also says how far it is while it lasts, and sets a large file aside."""
    small, large = dict(built[SMALL].sent), dict(built[LARGE].sent)
    assert large.pop("import") <= 1.5 * small.pop("import")
    assert small == large


def test_an_unchanged_file_writes_nothing(built):
    assert built[LARGE].imported == [0, 0]


@pytest.mark.django_db
def test_a_second_nudge_run_writes_nothing(built):
    assert find_all().due > 0
    again = find_all()
    assert (again.due, again.gone) == (0, 0)


@pytest.mark.django_db
def test_a_second_roll_up_writes_nothing(built):
    assert rebuild() == 0
    run("DELETE FROM accounts_skillcell")
    assert rebuild() > 0


@pytest.mark.django_db
def test_folding_gives_the_cells_of_a_rebuild(built):
    before = jobs.figures()
    rows = jobs.say_something(200)
    touch([row[1] for row in rows], [rows[0][2]])
    fold()
    folded = jobs.figures()
    rebuild()
    assert before != folded == jobs.figures()


@pytest.mark.django_db
def test_folding_gives_the_sums_of_a_rebuild(built):
    owners = [owner for (owner,) in run("SELECT DISTINCT owner_id FROM goals_learninggoal ORDER BY 1 LIMIT 90")]
    run("UPDATE goals_learninggoal SET closed_at = %(now)s WHERE owner_id = ANY(%(o)s)", {"now": now(), "o": owners})
    note_state(*owners)
    fold_changes()
    folded = _sums()
    rebuild_states()
    assert folded == _sums()


def _sums() -> list[tuple]:
    return run(
        "SELECT manager_id, people, with_goal, goals, aligned_goals, obstacles, check_ins, gaps FROM goals_teamsum ORDER BY 1"
    )


# --- the made-up company
@pytest.mark.parametrize(("size", "managers", "depth"), [(240, (0.17, 0.21), (3, 5)), (10_000, (0.08, 0.14), (5, 8))])
def test_its_tree_is_like_those_of_real_companies(size, managers, depth):
    drawn = shape.draw(size)
    assert len(drawn.seats) == size
    assert managers[0] <= drawn.managers / size <= managers[1]
    assert depth[0] <= drawn.depth <= depth[1]
    assert shape.draw(size) == drawn


@pytest.mark.django_db
def test_its_people_have_goals_and_skills_like_real_ones(built):
    shares = dict(
        run(
            "SELECT n, count(*) FROM (SELECT count(goal.id) AS n FROM accounts_person p LEFT JOIN goals_learninggoal goal ON goal.owner_id = p.id AND goal.closed_at IS NULL GROUP BY p.id) held GROUP BY n"
        )
    )
    assert 0.14 <= shares[0] / LARGE <= 0.26
    assert max(shares) <= 6
    median = run(
        "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY n) FROM (SELECT count(*) AS n FROM accounts_personskill GROUP BY person_id) held"
    )
    assert 12 <= median[0][0] <= 20
    assert number("SELECT count(*) FROM accounts_publishedcell WHERE is_latest AND NOT few AND required > 5") > 0


@pytest.mark.django_db
def test_a_fifth_of_the_company_is_in_its_largest_guild_which_is_counted_as_it_is(built):
    guild = Guild.objects.get(pk=screens.LARGEST_GUILD)
    assert guild.members == guild.memberships.members().count() >= 0.9 * LARGE / 5
    assert 0 < guild.active_members <= guild.members
    assert guild.sessions.count() == 2000
    assert Session.objects.aggregate(said=Sum("seated"))["said"] == Seat.objects.count() > 0


@pytest.mark.django_db
def test_a_calendar_of_500_sessions_is_asked_in_one_statement_whether_it_changed(built):
    assert screens.feed_unchanged() == 1


# --- the table
def test_a_row_that_was_not_measured_is_not_ok():
    absent = missing("G3", "team dashboard", "there is no such team", "B", 1.6)
    assert not absent.ok
    assert absent.as_json()["value"] is None
    assert "not measured, there is no such team" in table([absent])


@pytest.mark.parametrize(
    ("value", "at_least", "ok"), [(1.5, False, True), (1.51, False, False), (0.6, True, True), (0.5, True, False)]
)
def test_a_row_holds_at_its_bar(value, at_least, ok):
    bar = 0.6 if at_least else 1.5
    assert Row("G1", "home", value, "B", bar, at_least=at_least).ok is ok


def test_fragments_that_a_page_loads_by_itself_are_found():
    html = '<main><div hx-get="/a/" hx-trigger="load"></div><i hx-get="/b/" hx-trigger="click"></i><p hx-get="/c/" hx-trigger="revealed once"></p></main>'
    assert fragments_of(html) == ["/a/", "/c/"]


def test_the_longest_list_is_found():
    rows = "".join(f'<tr class="row"><td><a href="/{n}/">x</a></td></tr>' for n in range(7))
    assert (
        screens.longest_list(f"<body><ul><li></li></ul><main><table><tbody>{rows}</tbody></table></main></body>") == 7
    )


def test_a_measure_that_is_too_quick_is_no_measure():
    against = scans.Against("S", "a scan")
    against.add(0.06, 0.001)
    row = against.row("G9", "nudge run", 20, 14)
    assert (row.ok, row.value, row.statements) == (False, None, 14)
    assert "a scan takes 1.0 ms, too little to compare with (the work took 60 of them)" in row.what


def test_the_median_of_the_rounds_is_judged():
    against = scans.Against("S", "a scan")
    for took in (0.2, 0.3, 9.0):
        against.add(took, 0.1)
    assert (round(against.row("G9", "nudge run", 4).value, 6), against.row("G9", "nudge run", 4).ok) == (3, True)


# --- the document
@pytest.mark.django_db
def test_runs_replace_those_in_the_document(tmp_path):
    document, runs = tmp_path / "benchmarks.md", [tmp_path / f"{n}.json" for n in range(3)]
    document.write_text(f"Before\n{BEGIN}\nforgotten\n{END}\nafter\n")
    write(runs[0], 10_000, [Row("G10", "import", 80.0, "COPY", 70, statements=214), Row("G1", "home", 1.4, "B", 1.5)])
    write(runs[1], 240, [missing("G9", "nudge run", "it is too quick", "S", 20)])
    write(runs[2], 10_000, [Row("G10", "import", 60.0, "COPY", 70), Row("G7", "written", 30.0, "S", None)])
    publish(runs, document)
    text = document.read_text()
    assert text.startswith("Before\n") and text.endswith("\nafter\n") and "forgotten" not in text
    assert text.index("240 people") < text.index("10,000 people")
    assert "| G9 | nudge run: not measured, it is too quick | – | ≤ 20 S | **no** |" in text
    assert "| G10 | import | 60 COPY | ≤ 70 COPY | yes |" in text
    assert "80 COPY" not in text
    assert "; 2 of 2 bars hold." in text and "; 0 of 1 bars hold." in text
    assert text.index("| G1 |") < text.index("| G7 |") < text.index("| G10 |")


def test_a_document_without_a_place_is_left_alone(tmp_path):
    document = tmp_path / "benchmarks.md"
    document.write_text("nothing")
    with pytest.raises(NoPlace):
        publish([], document)
    assert document.read_text() == "nothing"
    with pytest.raises(CommandError, match="nowhere"):
        call_command("benchmark", publish=[tmp_path / "nowhere.json"])


def test_the_document_has_a_place_for_the_runs():
    assert BEGIN in DOCUMENT.read_text() and END in DOCUMENT.read_text()
