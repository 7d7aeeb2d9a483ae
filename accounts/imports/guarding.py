"""What an import amounts to, and whether a person must confirm it first: the guard rails."""

from typing import Any

from accounts.imports.people_comparing import HOLDS
from accounts.imports.registry import FileKind
from accounts.imports.work import Work

MOST_LEAVERS = 5  # per cent of the people
MOST_NEW_MANAGERS = 20
SHOWN_UNCHANGED = 50


def figures(work: Work) -> dict[str, Any]:
    """Counts per file and, where people are among them, of joiners, leavers and new line managers."""
    files = {kind.name: _of_file(work, kind) for kind in work.kinds}
    rows = sum(file["rows"] for file in files.values())
    bad = sum(file["bad"] for file in files.values())
    found: dict[str, Any] = {
        "files": files,
        "rows": rows,
        "bad": bad,
        "ready": rows - bad,
        "unchanged": sum(file["unchanged"] for file in files.values()),
        "changes": sum(file["new"] + file["changed"] for file in files.values()),
        "warnings": work.value("SELECT count(*) FROM found WHERE warning"),
        "errors": work.value("SELECT count(*) FROM found WHERE NOT warning"),
    }
    found["same"] = [row for kind in work.kinds for row in _unchanged(work, kind, files[kind.name])][:SHOWN_UNCHANGED]
    if "people" in files:
        found["people"] = _of_people(work)
    return {**found, "held": _held(found)}


def _of_file(work: Work, kind: FileKind) -> dict[str, int]:
    rows = work.value(f"SELECT count(*) FROM {work.whole(kind)} WHERE row_no > 0")
    bad = work.value(f"SELECT count(*) FROM {kind.stage} WHERE bad")
    new, changed, beside = work.rows(
        "SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new), "
        f"count(*) FILTER (WHERE row_no < 0) FROM {kind.diff}"
    )[0]
    return {"rows": rows, "bad": bad, "new": new, "changed": changed, "unchanged": rows - bad - new - changed + beside}


def _unchanged(work: Work, kind: FileKind, counts: dict[str, int]) -> list[tuple[str, int, str]]:
    """The first rows that are stored as they are: file, row, name. They stand among so many first rows of the file."""
    if not counts["unchanged"]:
        return []
    first = SHOWN_UNCHANGED + counts["rows"] - counts["unchanged"]
    rows = f'SELECT row_no, "{kind.label}" FROM {work.whole(kind)} WHERE row_no > 0 ORDER BY row_no LIMIT {first}'
    return [
        (work.tables[kind.name].file, row, label)
        for row, label in work.rows(
            f'SELECT s.row_no, s."{kind.label}" FROM ({rows}) s '
            f"WHERE NOT EXISTS (SELECT FROM {kind.diff} d WHERE d.row_no = s.row_no) "
            f"AND NOT EXISTS (SELECT FROM {kind.stage} b WHERE b.row_no = s.row_no AND b.bad) "
            f"ORDER BY s.row_no LIMIT {SHOWN_UNCHANGED}"
        )
    ]


def _of_people(work: Work) -> dict[str, Any]:
    moved = "was_line_manager_employee_number <> '' AND NOT is_new AND NOT leaves"
    differs = "line_manager_employee_number IS DISTINCT FROM was_line_manager_employee_number"
    joiners, leavers, managers, other = work.rows(
        f"""SELECT count(*) FILTER (WHERE joins), count(*) FILTER (WHERE leaves),
            count(*) FILTER (WHERE {moved} AND {differs}),
            count(*) FILTER (WHERE NOT joins AND NOT leaves AND NOT ({moved} AND {differs})) FROM diff_people"""
    )[0]
    employed = work.value(
        f"""SELECT count(*) FROM accounts_person p JOIN accounts_employment e ON e.person_id = p.id
            AND {HOLDS.format(row="e", day=work.today)} WHERE p.kind = 'person'"""
    )
    return {
        "employed": employed,
        "joiners": joiners,
        "leavers": leavers,
        "leavers_share": _share(leavers, employed),
        "new_managers": managers,
        "new_managers_share": _share(managers, employed),
        "other": other,
    }


def _share(count: int, whole: int) -> float:
    """Per cent, to one place; of nobody it is 0."""
    return round(100 * count / whole, 1) if whole else 0.0


def _held(found: dict[str, Any]) -> list[str]:
    """Why a person must confirm: `empty`, `leavers`, `new_managers`; nothing for a file that is broken anyway."""
    people = found.get("people", {})
    reasons = [
        ("empty", found["rows"] == 0),
        ("leavers", people.get("leavers_share", 0) > MOST_LEAVERS),
        ("new_managers", people.get("new_managers_share", 0) > MOST_NEW_MANAGERS),
    ]
    return [reason for reason, holds in reasons if holds]
