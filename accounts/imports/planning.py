"""The rows to write, as a table `plan_…` per target: op `i` (add), `u` (change), `d` (remove), typed like the target."""

from collections.abc import Callable
from dataclasses import dataclass, field

from accounts.imports.registry import FileKind
from accounts.imports.work import Work

Expressions = dict[str, str]


@dataclass(frozen=True)
class Target:
    """A table that an import writes. `columns` are its own: compared, kept from before, given back by undoing.

    `first` holds further columns of a new row, as SQL. `versioned`: a change raises the row's edition.
    `apart`: an exclusion constraint keeps a person's rows apart.
    """

    table: str
    columns: tuple[str, ...]
    first: dict[str, str] = field(default_factory=dict)
    versioned: bool = False
    apart: bool = False

    @property
    def plan(self) -> str:
        return f"plan_{self.table}"

    @property
    def listed(self) -> str:
        return ", ".join(f'"{name}"' for name in self.columns)

    def of(self, alias: str) -> str:
        return ", ".join(f'{alias}."{name}"' for name in self.columns)


def prepare_plans(work: Work, targets: list[Target]) -> None:
    for target in targets:
        if target.table not in work.planned:
            work.planned[target.table] = target
            work.forget(target.plan)
            work.do(
                f"CREATE TEMP TABLE {target.plan} ON COMMIT DROP AS SELECT 'i' AS op, 0 AS row_no, t.id, {target.of('t')} "
                f"FROM {target.table} t WITH NO DATA"
            )


def plan(
    work: Work, target: Target, op: str, source: str, values: Expressions, *, id: str = "", row_no: str = "d.row_no"
) -> int:
    """Plan rows from a query: `op` and all values are SQL over `source`. Columns left out of a change keep what is stored."""
    if work.is_idle:
        return 0
    chosen = id or work.next_id(target.table)
    names = ", ".join(f'"{name}"' for name in values)
    return work.do(
        f"INSERT INTO {target.plan} (op, row_no, id, {names}) "
        f"SELECT {op}, {row_no}, {chosen}, {', '.join(values.values())} FROM {source}"
    )


def writes(target: Target, values: Callable[[Work], Expressions]) -> Callable[[Work, FileKind], None]:
    """A step for files whose rows are rows of one table."""

    def write(work: Work, kind: FileKind) -> None:
        prepare_plans(work, [target])
        plan(work, target, "CASE WHEN d.is_new THEN 'i' ELSE 'u' END", f"{kind.diff} d", values(work), id="d.id")

    return write


def drop_idle(work: Work) -> None:
    """Planned changes that would write what is there already are none."""
    for target in work.planned.values():
        same = " AND ".join(f't."{name}" IS NOT DISTINCT FROM p."{name}"' for name in target.columns)
        work.do(f"DELETE FROM {target.plan} p USING {target.table} t WHERE p.op = 'u' AND t.id = p.id AND {same}")


def after(target: Target, columns: str) -> str:
    """SQL: the rows of a table as they will be: stored ones that are not planned, and planned ones that are not removed."""
    return (
        f"(SELECT id, {columns} FROM {target.table} t WHERE NOT EXISTS (SELECT FROM {target.plan} p WHERE p.id = t.id) "
        f"UNION ALL SELECT id, {columns} FROM {target.plan} WHERE op <> 'd')"
    )
