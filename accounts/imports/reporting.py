"""What was found wrong, as rows that people read: with the row's name and the value that was probably meant."""

from collections.abc import Iterator

from accounts.imports.registry import FileKind, kind_named
from accounts.imports.sentences import sentence
from accounts.imports.work import Work

MOST_ASKED = 200
CLOSE = 0.4


def write_issues(work: Work, run_id: int) -> None:
    """All of them, errors first, in the order of the files and rows."""
    issues = _issues(work, _meant(work))
    names = 'run_id, warning, file, row, label, "column", value, code, reason, suggestion'
    with work.cursor.copy(f"COPY accounts_importissue ({names}) FROM STDIN") as copy:
        for issue in issues:
            copy.write_row((run_id, *issue))


def _issues(work: Work, meant: dict[tuple[str, str], str]) -> list[tuple]:
    rows = []
    for order, kind in enumerate([None, *work.kinds]):
        places = {column.name: place for place, column in enumerate(kind.columns)} if kind else {}
        rows += [((row[6], order, row[0] or 0, places.get(row[2], -1)), *row) for row in _found(work, kind)]
    rows.sort(key=lambda row: row[0])
    return [_issue(work, row, meant) for row in rows]


def _found(work: Work, kind: FileKind | None) -> Iterator[tuple]:
    """(row, label, column, value, code, detail, warning) of one file, or of files that are of no kind."""
    if kind is None:
        sql = "SELECT row_no, '', col, value, code, detail, warning, kind FROM found WHERE kind NOT IN (SELECT unnest(%s::text[]))"
        yield from work.rows(sql, [[kind.name for kind in work.kinds]])
        return
    label = f's."{kind.label}"'
    if kind.label in kind.key and len(kind.key) > 1:
        label = "concat_ws(' · ', " + ", ".join(f"nullif(s.\"{name}\", '')" for name in kind.key) + ")"
    yield from work.rows(
        f"SELECT f.row_no, left({label}, 200), f.col, f.value, f.code, f.detail, f.warning, f.kind FROM found f "
        f"LEFT JOIN {kind.stage} s ON s.row_no = f.row_no WHERE f.kind = '{kind.name}'"
    )


def _issue(work: Work, row: tuple, meant: dict[tuple[str, str], str]) -> tuple:
    _place, number, label, column, value, code, detail, warning, kind_name = row
    table = work.tables.get(kind_name)
    known = kind_name if table else ""
    file = table.file if table else kind_name
    suggestion = meant.get((detail, value), "") if code == "unknown" else detail if code == "column_missing" else ""
    reason = sentence(known, column, code, value, detail)
    row_shown = number if number is None or number > 0 else None
    return warning, file, row_shown, label or "", column, value, code, reason, suggestion[:200]


def _meant(work: Work) -> dict[tuple[str, str], str]:
    """For each unknown code, the most similar code or name of a row in a file or stored, if one is close."""
    asked = work.rows(
        f"SELECT DISTINCT detail, value FROM found WHERE code = 'unknown' ORDER BY 1, 2 LIMIT {MOST_ASKED}"
    )
    return {(target, value): meant for target, value in asked if (meant := _nearest(work, kind_named(target), value))}


def _nearest(work: Work, kind: FileKind, value: str) -> str:
    filed = f'SELECT "{kind.key[0]}" AS code, "{kind.label}" AS name FROM {kind.stage}' if work.has(kind.name) else ""
    stored = f'SELECT "{kind.code}" AS code, "{kind.named}" AS name FROM {kind.model} WHERE "{kind.code}" IS NOT NULL'
    extra = ""
    if kind.name == "people":  # numbers that look alike are no hint: names and addresses are
        similar = "similarity(name, %(value)s)"
        extra = " UNION ALL SELECT employee_number, email FROM accounts_person WHERE employee_number IS NOT NULL"
    else:
        similar = "greatest(similarity(code, %(value)s), similarity(name, %(value)s))"
    source = f"{filed} UNION ALL {stored}" if filed else stored
    best = work.rows(
        f"SELECT code, name, {similar} AS close FROM ({source}{extra}) known ORDER BY close DESC, code LIMIT 1",
        {"value": value},
    )
    if not best or best[0][2] < CLOSE:
        return ""
    code, name, _close = best[0]
    return f"{code} ({name})" if name and name != code else code
