"""From the planned rows to the live tables: set-based, each with the row's image from before, all or nothing."""

from accounts.imports.planning import Target, drop_idle
from accounts.imports.work import Work

ROWS_IN_ONE = 1000
MANY_ROWS = 5_000
STRETCH = 500  # people in rising order within stretches in falling order: a GiST index takes them a third quicker


def apply_plans(work: Work, run_id: int) -> int:
    """Write everything that is planned. Returns how many rows were written."""
    drop_idle(work)
    _make_room_for_addresses(work)
    return sum(_apply(work, target, run_id) for target in work.planned.values())


def _count_anew(work: Work, target: Target, written: int) -> None:
    """After many rows the planner must know of them: what follows joins these tables in the same transaction."""
    if written > MANY_ROWS:
        keys = ", ".join(f'"{name}"' for name in ("id", *target.columns) if name.endswith("id"))
        work.do(f"ANALYZE {target.table} ({keys})")


def _apply(work: Work, target: Target, run_id: int) -> int:
    """Removed rows first, then changed, then added ones: days that must not overlap are free when they are taken."""
    ops = dict(work.rows(f"SELECT op, count(*) FROM {target.plan} GROUP BY op"))
    for op in ops:
        _keep(work, target, op, run_id)
    if "d" in ops:
        work.do(f"DELETE FROM {target.table} t USING {target.plan} p WHERE p.op = 'd' AND p.id = t.id")
    if "u" in ops:
        _update(work, target)
    if "i" in ops:
        names = ", ".join(['"id"', target.listed, *(f'"{name}"' for name in target.first)])
        values = ", ".join(["p.id", target.of("p"), *target.first.values()])
        order = f"p.person_id / {STRETCH} DESC, p.person_id, p.id" if target.apart else "p.id"
        work.do(
            f"INSERT INTO {target.table} ({names}) SELECT {values} FROM {target.plan} p WHERE p.op = 'i' ORDER BY {order}"
        )
    _count_anew(work, target, sum(ops.values()))
    return sum(ops.values())


def _update(work: Work, target: Target) -> None:
    columns = [f'"{name}" = p."{name}"' for name in target.columns]
    columns += ['"version" = t."version" + 1'] if target.versioned else []
    work.do(f"UPDATE {target.table} t SET {', '.join(columns)} FROM {target.plan} p WHERE p.op = 'u' AND p.id = t.id")


def _keep(work: Work, target: Target, op: str, run_id: int) -> None:
    """What undoing needs: ids, a mark of each row as this import leaves it, and the image from before."""
    act = {"i": "added", "u": "changed", "d": "removed"}[op]
    image = {"i": "NULL", "u": _image(target), "d": "to_jsonb(t)"}[op]
    images = "'[]'::jsonb" if op == "i" else "jsonb_agg(image ORDER BY id)"
    nth = "p.id" if op == "i" else "row_number() OVER (ORDER BY p.id) - 1"  # new ids follow one another
    source = f"{target.plan} p" if op == "i" else f"{target.plan} p JOIN {target.table} t ON t.id = p.id"
    listed = ", ".join(f"'{name}'" for name in target.columns)
    work.do(
        'INSERT INTO accounts_importchange (run_id, act, "table", columns, ids, marks, before) '
        f"SELECT {run_id}, '{act}', '{target.table}', ARRAY[{listed}], array_agg(id ORDER BY id), "
        f"array_agg(mark ORDER BY id), {images} "
        f"FROM (SELECT p.id, {mark(target, 'p')} AS mark, {image} AS image, "
        f"({nth}) / {ROWS_IN_ONE} AS part FROM {source} WHERE p.op = '{op}') rows "
        "GROUP BY part ORDER BY part"
    )


def mark(target: Target, alias: str) -> str:
    """SQL: a number that tells whether any of the import's own columns of a row has changed."""
    return f"hash_record_extended(ROW({target.of(alias)}), 0)"


def _image(target: Target) -> str:
    pairs = ", ".join(f"'{name}', t.\"{name}\"" for name in target.columns)
    return f"jsonb_build_object('id', t.id, {pairs})"


def _make_room_for_addresses(work: Work) -> None:
    """People may hand an address on to one another in one file: it is free before it is taken."""
    if "accounts_person" in work.planned:
        work.do(
            """UPDATE accounts_person t SET email = t.id || '@moving.invalid' FROM plan_accounts_person p
            WHERE p.op = 'u' AND p.id = t.id AND lower(p.email) <> lower(t.email) AND EXISTS (
                SELECT FROM plan_accounts_person taker
                WHERE taker.id <> t.id AND lower(taker.email) = lower(t.email))"""
        )
