"""Counts per unit, skill and day (`SkillCell`): rebuilt whole, or by folding in what changed. Both give the same cells.

Own cells are one group aggregate over an index of the stored rows of people; cells of a unit with all below it are sums
over own cells, level by level. Counting and writing are one statement. Past days are computed from the dated rows of that day, so that trends are never invented;
what is not dated — the tree of units, sites, corrections made since — is as it is now.
"""

import datetime as dt

from django.db import transaction

from accounts import tallies
from accounts.models import RollupDay, SkillCell
from accounts.refresh import facts, scope, touch
from accounts.sql import LOOK_UPS, number, planner, run, text, write
from ecosystem.core.clock import now, today
from ecosystem.core.twice import in_turn

KEEP_DAYS = 40
COUNTS = (
    *("people", "required", "assessed", "self_only", "unassessed", "not_applicable", "met"),
    *("need_1", "need_2", "need_3", "need_4", "at_3", "at_4"),
)
COLUMNS = (*COUNTS, "ratio_points", "gap_points", "severity_points")
# Levels that are sorted and not hashed, the aggregate over the index and hash joins, which the planner does not choose by
# itself; least of all right after the first import, when nothing is known yet of how large the closure of units is.
SORTING = {"work_mem": "128MB", "enable_hashagg": "off"}
COUNTING = SORTING | {f"enable_{way}": "off" for way in ("seqscan", "bitmapscan", "mergejoin", "nestloop")}
MOST = 5000
LIVE, REPLAYED = "accounts_personskill", "replayed_personskill"


@transaction.atomic
def rebuild(day: dt.date | None = None) -> int:
    """All cells of a day: today's from the stored rows, a past day's from the dated rows. Returns the rows written."""
    day = day or today()
    one_at_a_time()
    live = day >= today()
    if live:
        run("UPDATE accounts_skillchange SET folded = true WHERE NOT folded")
    people = LIVE if live else replay(day)
    with planner(**(COUNTING if live else SORTING)):
        rows = _write_cells(day, people)
    RollupDay.objects.update_or_create(day=day, defaults={"rolled_up_at": now()}, create_defaults=_new_day(day))
    return rows


def replay(day: dt.date) -> str:
    """A temporary table with everybody's rows as of a day, for the time of this transaction; its name."""
    run(f"DROP TABLE IF EXISTS {REPLAYED}")
    run(f"CREATE TEMPORARY TABLE {REPLAYED} ON COMMIT DROP AS WITH {facts()} SELECT * FROM facts", scope(day))
    return REPLAYED


@transaction.atomic
def fold() -> int:
    """Bring today's cells up to date with what changed since; the whole day where it has no cells yet. Rows written."""
    day = today()
    one_at_a_time()
    if not RollupDay.objects.filter(day=day).exists():
        return rebuild(day)
    _touch_twice_changed()
    rows, claimed = 0, MOST
    while claimed == MOST:
        with planner(**LOOK_UPS):
            claimed, written = run(_fold_statement(), {"day": day, "most": MOST})[0]
        rows += written
    if rows:
        SkillCell.objects.filter(day=day, people=0).delete()
        RollupDay.objects.filter(day=day).update(folded_at=now())
    return rows


def people_at_level(skill_id: int, level: int, unit_id: int | None = None, day: dt.date | None = None) -> int:
    """People employed on a day whose assessed level is at least `level`, in a unit with all below it (None: everywhere).

    A person's own rating alone and levels too old to rely on (confidence below .10) do not count.
    """
    day = day or today()
    live = day >= today()
    values = {**scope(day, skill_ids=[skill_id]), "skill": skill_id, "level": level, "unit": unit_id}
    people = f"{LIVE} stored" if live else "facts stored"
    return number(text("people_at_level", facts="" if live else f"WITH {facts()}", people=people), values)


def forget_old_cells(day: dt.date | None = None) -> int:
    """Cells are kept for 40 days, then only those of the last day of a month. Returns how many went."""
    before = (day or today()) - dt.timedelta(days=KEEP_DAYS)
    month_end = "day = (date_trunc('month', day) + interval '1 month - 1 day')::date"
    run(
        f"DELETE FROM accounts_rollupday WHERE day < %(day)s AND published_at IS NULL AND NOT {month_end}",
        {"day": before},
    )
    gone = f"WITH gone AS (DELETE FROM accounts_skillcell WHERE day < %(day)s AND NOT {month_end} RETURNING 1)"
    return number(f"{gone} SELECT count(*) FROM gone", {"day": before})


def own_cells(people: str = LIVE) -> str:
    """The query of each unit's own cells, as sums (`accounts.tallies`)."""
    return text("own_cells", people=people, added=tallies.added("stored"))


def all_cells(people: str = LIVE) -> str:
    """Common table expressions that end in `cells`: level by level rather than from each unit to all above it, as what
    a unit's people have, those beside them mostly have."""
    parts = {"sums": ", ".join(tallies.SUMMED), "summed": tallies.summed("own")}
    deepest = number("SELECT coalesce(max(depth), 0) FROM accounts_unitclosure")
    levels = [f"level_{deepest + 1} AS (SELECT place_and_skill, {parts['sums']} FROM own WHERE false)"]
    below = ""
    for level in range(deepest, -1, -1):
        levels.append(text("cells_of_level", level=str(level), deeper=str(level + 1), **parts))
        below += f"UNION ALL SELECT place_and_skill >> 32, 'below', place_and_skill & 4294967295, {parts['sums']} FROM level_{level} "
    whole = {"own_cells": own_cells(people), "levels": ", ".join(levels), "below": below}
    return text("cells", apart=tallies.apart("cell", COLUMNS), **whole, **parts)


def _write_cells(day: dt.date, people: str) -> int:
    """A day's first cells are inserted in the order of their index; later only differences are written."""
    parts = {"cells": all_cells(people), "columns": ", ".join(COLUMNS)}
    if not SkillCell.objects.filter(day=day).exists():
        return write(text("first_cells", **parts), {"day": day})
    each = {"stored": _each("stored.{}"), "fresh": _each("fresh.{}"), "excluded": _each("excluded.{}")}
    return number(text("write_cells", **each, **parts), {"day": day})


def _fold_statement() -> str:
    return text(
        "fold_cells",
        counts=text("counts", row="stored"),
        columns=", ".join(COLUMNS),
        sums=_sums(),
        differences=_each("fresh.{0} - coalesce(cell.{0}, 0) AS {0}"),
        additions=_each("cell.{0} + added.{0}"),
        conflicts=_each("cell.{0} + excluded.{0}"),
        zeros=", ".join("0" for _ in COLUMNS),
    )


def _sums() -> str:
    """Points are added as double precision, which is exact up to 2⁵³ and much quicker than numeric."""
    whole = ", ".join(f"sum(own.{name})::int AS {name}" for name in COUNTS)
    points = ", ".join(f"sum(own.{name}::float8)::bigint AS {name}" for name in COLUMNS[len(COUNTS) :])
    return f"{whole}, {points}"


def _each(pattern: str) -> str:
    return ", ".join(pattern.format(name) for name in COLUMNS)


def _touch_twice_changed() -> None:
    """Two statements about one person and skill at the same moment may each have missed the other: look again."""
    twice = run(
        "SELECT person_id, skill_id FROM accounts_skillchange WHERE NOT folded "
        "GROUP BY person_id, skill_id HAVING count(*) > 1 LIMIT 1000"
    )
    if twice:
        touch({person for person, _ in twice}, {skill for _, skill in twice})


def one_at_a_time() -> None:
    """Whoever counts cells or publishes them waits for whoever does so already, until the end of that transaction."""
    in_turn("accounts.cells")


def _new_day(day: dt.date) -> dict:
    return {"rolled_up_at": now(), "replayed": day < today()}
