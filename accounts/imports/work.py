"""One pass over an import, inside one transaction: its tables, its day, its temporary tables and what was found.

Temporary tables (`stage_…` the cells, `diff_…` what differs from the stored rows, `plan_…` the rows to write, `found`
what is wrong) live in memory beside the transaction; the live tables are not touched before `applying`.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from accounts.imports.reading import Table, Trouble
from accounts.imports.registry import FileKind, kind_named, kinds
from ecosystem.core.periods import cycle_of
from ecosystem.core.policy import policy

Progress = Callable[[int, int, str], None]


def _silent(done: int, whole: int, words: str) -> None:
    """Small imports have nobody waiting for a bar."""


def _defaults(day: dt.date) -> dict[str, str]:
    """What the default of a column may name."""
    rules = policy()
    quarter = cycle_of(day, rules.fiscal_year_first_month)
    return {
        "zone": rules.time_zone,
        "today": day.isoformat(),
        "cycle": quarter.code,
        "cycle_end": (quarter if quarter.end > day else quarter.next()).end.isoformat(),
        "visibility": rules.default_goal_visibility,
    }


class Work:
    def __init__(
        self,
        tables: Sequence[Table],
        *,
        day: dt.date,
        actor_id: int | None = None,
        complete_list: bool = False,
        progress: Progress = _silent,
    ) -> None:
        self.cursor = connection.cursor()
        self.tables = {table.kind.name: table for table in tables if table.kind}
        self.read = list(tables)
        self.kinds = [kind for kind in kinds().values() if kind.name in self.tables]
        self.day = day
        self.actor_id = actor_id
        self.complete_list = complete_list and "people" in self.tables
        self.progress = progress
        self.steps = 0
        self.zone = policy().time_zone
        self.defaults = _defaults(day)
        self.aside: set[str] = set()
        self.filled: set[tuple[str, str]] = set()
        self.planned: dict[str, Any] = {}
        self.people = "accounts_person"  # whose numbers the other files mean; see `_match` of people
        self.is_idle = False  # no row of any file differs from what is stored: there is nothing to plan
        self._temporary: list[str] = []
        self._sequences: dict[str, str] = {}
        self.make("found", "kind text, row_no int, col text, value text, code text, detail text, warning boolean")

    def step(self, words: Any) -> None:
        """One of the steps after reading, for the progress bar; each counts as a tenth of the rows."""
        self.steps += 1
        rows = sum(table.read for table in self.read) or 1
        self.progress(min(20, 10 + self.steps) * rows, 20 * rows, str(words))

    # --- statements ----------------------------------------------------------------------------------------------
    def do(self, sql: str, params: Sequence[Any] | None = None) -> int:
        """Run one statement; returns how many rows it touched."""
        self.cursor.execute(sql, params)
        return self.cursor.rowcount

    def rows(self, sql: str, params: Any = None) -> list[tuple]:
        self.cursor.execute(sql, params)
        return self.cursor.fetchall()

    def value(self, sql: str, params: Sequence[Any] | None = None) -> Any:
        self.cursor.execute(sql, params)
        return self.cursor.fetchone()[0]

    def make(self, name: str, columns: str) -> None:
        """A temporary table from its columns."""
        self.forget(name)
        self.do(f"CREATE TEMP TABLE {name} ({columns}) ON COMMIT DROP")

    def make_from(self, name: str, select: str, *, known_by: str = "") -> int:
        """A temporary table from a query, analysed (in the columns `known_by` alone, where it is wide)."""
        self.forget(name)
        count = self.do(f"CREATE TEMP TABLE {name} ON COMMIT DROP AS {select}")
        self.do(f"ANALYZE {name} ({known_by})" if known_by else f"ANALYZE {name}")
        return count

    def forget(self, name: str) -> None:
        """Drop a temporary table, and remember its name for the end."""
        self.do(f"DROP TABLE IF EXISTS pg_temp.{name}")
        if name not in self._temporary:
            self._temporary.append(name)

    def close(self) -> None:
        """Drop the temporary tables, where the transaction goes on."""
        for name in self._temporary:
            self.do(f"DROP TABLE IF EXISTS pg_temp.{name}")
        self._temporary.clear()

    # --- what is in the files ------------------------------------------------------------------------------------
    @property
    def today(self) -> str:
        """The day of the import, as an SQL constant."""
        return f"DATE '{self.day.isoformat()}'"

    def has(self, kind: str, column: str = "") -> bool:
        """Whether this file was uploaded (with this column, or with cells that a step of preparation filled)."""
        if kind not in self.tables or not column:
            return kind in self.tables
        return column in self.tables[kind].picks or (kind, column) in self.filled

    def fill(self, kind: FileKind, column: str, value: str) -> None:
        """Give the empty cells of a column (alias `s`) this value, as SQL; also where the file has no such column."""
        self.do(f'UPDATE {kind.stage} s SET "{column}" = {value} WHERE s."{column}" = \'\'')
        self.filled.add((kind.name, column))

    def whole(self, kind: FileKind) -> str:
        """The table of all rows of a file, also of those that were set aside."""
        return f"all_{kind.name}" if kind.name in self.aside else kind.stage

    def stored_code(self, kind_name: str, code: str) -> str:
        """SQL: whether a row with this code is stored."""
        kind = kind_named(kind_name)
        return f'EXISTS (SELECT FROM {kind.model} stored WHERE stored."{kind.code}" = {code})'

    def known_code(self, kind_name: str, code: str) -> str:
        """SQL: whether this code stands in a file or is stored."""
        kind, stored = kind_named(kind_name), self.stored_code(kind_name, code)
        if not self.has(kind_name):
            return stored
        return f'(EXISTS (SELECT FROM {kind.stage} filed WHERE filed."{kind.key[0]}" = {code}) OR {stored})'

    def id_of(self, kind_name: str, code: str) -> str:
        """SQL: the id behind a code, also one that this import will add; NULL for an empty or unknown code."""
        kind = kind_named(kind_name)
        stored = f'(SELECT stored.id FROM {kind.model} stored WHERE stored."{kind.code}" = {code})'
        if not self.has(kind_name):
            return stored
        new = f'(SELECT new.id FROM {kind.diff} new WHERE new."{kind.key[0]}" = {code} AND {kind.brings_code})'
        return f"coalesce({stored}, {new})"

    def ids(self, kind_name: str) -> str:
        """SQL: codes and the ids behind them, for a join: with many rows quicker than `id_of`, which looks at each."""
        kind = kind_named(kind_name)
        stored = f'SELECT "{kind.code}" AS code, id FROM {kind.model}'
        if not self.has(kind_name):
            return f"({stored})"
        return f'({stored} UNION ALL SELECT "{kind.key[0]}", id FROM {kind.diff} WHERE {kind.brings_code})'

    def next_id(self, table: str) -> str:
        """SQL: the next id of a table, by its sequence rather than by looking for it at each row."""
        if table not in self._sequences:
            name = self.value("SELECT pg_get_serial_sequence(%s, 'id')", [table])
            self._sequences[table] = f"nextval('{name}'::regclass)"
        return self._sequences[table]

    # --- what is wrong -------------------------------------------------------------------------------------------
    def find(
        self, kind: FileKind, code: str, where: str, *, column: str = "", value: str = "", detail: str = "''",
        source: str = "", warning: bool = False,
    ) -> int:  # fmt: skip
        """Note every row of a file (alias `s`) for which `where` holds. `value` and `detail` are SQL.

        Of a cell that could not be read as it is the file's reader has said so: what is left of it is not looked at.
        """
        shown = value or (f's."{column}"' if column else "''")
        table = self.tables.get(kind.name)
        if table and (said := table.unread(column)):
            where = f"({where}) AND s.row_no <> ALL ('{{{','.join(map(str, said))}}}'::int[])"
        return self.do(
            f"INSERT INTO found SELECT '{kind.name}', s.row_no, '{column}', left({shown}, 300), '{code}', {detail}, "
            f"{'true' if warning else 'false'} FROM {source or kind.stage + ' s'} WHERE {where}"
        )

    def note(self, kind_name: str, troubles: Sequence[Trouble], *, warning: bool = False) -> None:
        """Note what was seen while reading."""
        self.cursor.executemany(
            "INSERT INTO found VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [(kind_name, t.row, t.column, t.value.replace("\x00", "�"), t.code, t.detail, warning) for t in troubles],
        )

    def mark_bad(self) -> None:
        """Rows with an error are left out of everything that follows; an error in the header is one in each row."""
        for kind in self.kinds:
            self.do(
                f"UPDATE {kind.stage} s SET bad = true WHERE NOT bad AND EXISTS (SELECT FROM found "
                f"WHERE kind = '{kind.name}' AND NOT warning AND coalesce(nullif(found.row_no, 1), s.row_no) = s.row_no)"
            )

    @property
    def is_broken(self) -> bool:
        return self.value("SELECT EXISTS (SELECT FROM found WHERE NOT warning)")
