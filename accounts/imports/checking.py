"""What is wrong in the cells: empty, of the wrong form, twice, pointing nowhere. Set-based, one scan where all is well."""

from accounts.imports.aside import set_aside
from accounts.imports.registry import Column, FileKind
from accounts.imports.work import Work


def check_cells(work: Work) -> None:
    """Every check that needs only the cells; then the rows with errors are marked."""
    for kind in work.kinds:
        if kind.prepare:
            kind.prepare(work)
        _check_twice(work, kind)
    for kind in work.kinds:
        set_aside(work, kind)
        _check_form(work, kind)
    for kind in work.kinds:
        for column in kind.columns:
            if column.refers and work.has(kind.name, column.name):
                _check_reference(work, kind, column)
        for check in kind.checks:
            check(work)
    work.mark_bad()


def _check_form(work: Work, kind: FileKind) -> None:
    """One scan asks for every problem at once; only those that occur are looked up row by row."""
    asked = []
    for column in kind.columns:
        if work.has(kind.name, column.name):
            cell = f's."{column.name}"'
            asked += [(column, code, f"{cell} <> '' AND {sql}") for code, sql in column.cell.problems(cell)]
            asked += [(column, "required", f"{cell} = ''")] if column.required else []
    if not asked:
        return
    occurs = work.rows(f"SELECT {', '.join(f'bool_or({sql})' for _, _, sql in asked)} FROM {kind.stage} s")[0]
    for (column, code, sql), seen in zip(asked, occurs, strict=True):
        if seen:
            work.find(kind, code, sql, column=column.name)


def _check_twice(work: Work, kind: FileKind) -> None:
    """The same key in an earlier row. Empty keys were noted as missing."""
    if not all(work.has(kind.name, name) for name in kind.key if kind.column(name).required):
        return
    keys = ", ".join(f'"{name}"' for name in kind.key)
    first = f"SELECT row_no, min(row_no) OVER (PARTITION BY {keys}) AS first FROM {kind.stage}"
    if not work.value(f"SELECT EXISTS (SELECT FROM {kind.stage} GROUP BY {keys} HAVING count(*) > 1)"):
        return
    work.find(
        kind,
        "twice",
        f"s.\"{kind.key[0]}\" <> '' AND twin.first < s.row_no",
        column=kind.key[0],
        detail="twin.first::text",
        source=f"{kind.stage} s JOIN ({first}) twin ON twin.row_no = s.row_no",
    )


def _check_reference(work: Work, kind: FileKind, column: Column) -> None:
    """Codes that neither stand in a file nor are stored. The distinct ones are asked first: mostly none is missing."""
    cell = f's."{column.name}"'
    parts = f"unnest(string_to_array({cell}, '|'))" if column.several else f"unnest(ARRAY[{cell}])"
    also = "".join(f" AND code <> '{value}'" for value in column.also)
    code = column.cell.each.code_in("btrim(part)") if column.several else "part"
    if column.several:
        distinct = f"SELECT DISTINCT {code} AS code FROM (SELECT DISTINCT {cell} FROM {kind.stage} s) AS s({column.name}), {parts} part"
    else:
        distinct = f"SELECT DISTINCT {cell} AS code FROM {kind.stage} s"
    work.make_from(
        "missing",
        f"SELECT code FROM ({distinct}) asked "
        f"WHERE code <> '' AND NOT {work.known_code(column.refers, 'asked.code')}{also}",
    )
    if work.value("SELECT EXISTS (SELECT FROM missing)"):
        source = f"{kind.stage} s, {parts} part JOIN missing ON missing.code = {code}"
        work.find(
            kind,
            "unknown",
            "true",
            column=column.name,
            value="missing.code",
            detail=f"'{column.refers}'",
            source=source,
        )
