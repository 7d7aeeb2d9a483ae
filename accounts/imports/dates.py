"""Checks of days: the last is not before the first, and no two rows for the same hold at once."""

from collections.abc import Callable, Sequence

from accounts.imports.planning import Target, after
from accounts.imports.registry import Step, kind_named
from accounts.imports.work import Work

ISO = "'^[0-9]{4}-[0-9]{2}-[0-9]{2}$'"


def in_order(kind_name: str, *pairs: tuple[str, str]) -> Step:
    """Each second day is not before the first."""

    def check(work: Work) -> None:
        kind = kind_named(kind_name)
        for first, last in pairs:
            if work.has(kind_name, first) and work.has(kind_name, last):
                days = f's."{first}" ~ {ISO} AND s."{last}" ~ {ISO} AND s."{last}" < s."{first}"'
                work.find(kind, "before_first", days, column=last, detail=f's."{first}"')

    return check


def no_overlap(kind_name: str, target: Target, *same: str, column: str) -> Step:
    """Two rows with the same `same` never hold on the same day, in the files and the stored rows together."""

    def check(work: Work) -> None:
        kind = kind_named(kind_name)
        listed = ", ".join(f'"{name}"' for name in same)
        rows = after(target, f'{listed}, "valid_from", "valid_to"')
        equal = " AND ".join(f'other."{name}" IS NOT DISTINCT FROM p."{name}"' for name in same)
        source = (
            f"{kind.stage} s JOIN {target.plan} p ON p.row_no = s.row_no AND p.op <> 'd' "
            f"JOIN {rows} other ON other.id <> p.id AND {equal} "
            "AND daterange(other.valid_from, other.valid_to, '[]') && daterange(p.valid_from, p.valid_to, '[]')"
        )
        work.find(kind, "overlap", "true", column=column, detail="other.valid_from::text", source=source)

    return check


def default_first_day(kind_name: str, column: str, stored: Callable[[Work], str], keys: Sequence[str]) -> Step:
    """An empty first day means the latest stored row with the same keys, else the day of the import."""

    def prepare(work: Work) -> None:
        kind = kind_named(kind_name)
        same = " AND ".join(f'stored."{key}" = s."{key}"' for key in keys)
        latest = f"SELECT max(stored.day) FROM ({stored(work)}) stored WHERE {same}"
        work.fill(kind, column, f"coalesce(({latest})::text, {work.today}::text)")

    return prepare
