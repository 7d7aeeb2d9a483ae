"""What differs between the files and the stored rows, as a table `diff_…` per file; and how people read it.

A missing column keeps what is stored, an empty cell clears it (to the column's default).
"""

from accounts.imports.registry import Column, FileKind
from accounts.imports.work import Work

MOST_PREVIEWS = 10_000  # of each file; leavers and changes before what is new


def compare(work: Work) -> None:
    """Fill `diff_…` for each file: the rows that are new or changed, with ids, new texts and (`was_…`) stored ones."""
    for kind in work.kinds:
        if kind.compare:
            kind.compare(work)
        else:
            work.make_from(kind.diff, _difference(work, kind))
        if kind.code:
            work.do(f'CREATE INDEX ON {kind.diff} ("{kind.key[0]}") WHERE {kind.brings_code}')


def drop_bad(work: Work) -> None:
    """Rows that turned out to be wrong once their changes were planned are no changes."""
    for kind in work.kinds:
        work.do(f"DELETE FROM {kind.diff} d USING {kind.stage} s WHERE s.row_no = d.row_no AND s.bad")


def wanted(work: Work, kind: FileKind, column: Column) -> str:
    """SQL: the text that a row asks for (`s` the cells, `n` the stored row)."""
    stored = f'n."{column.name}"'
    default = f"'{column.default.format_map(work.defaults)}'"
    if not work.has(kind.name, column.name):
        return f"coalesce({stored}, {default})"
    asked = column.cell.form(f's."{column.name}"')
    if column.keeps:
        return f"coalesce(nullif({asked}, ''), {stored}, {default})"
    return f"coalesce(nullif({asked}, ''), {default})" if column.default else asked


def _difference(work: Work, kind: FileKind) -> str:
    names = [column.name for column in kind.compared]
    asked = ", ".join(f'{wanted(work, kind, column)} AS "{column.name}"' for column in kind.compared)
    on = " AND ".join(f'n."{name}" = {key_form(kind, name)}' for name in kind.key)
    return (
        f"SELECT s.row_no, n.id IS NULL AS is_new, {new_id(work, kind.model)} AS id, {pairs(names)} FROM {kind.stage} s "
        f"LEFT JOIN ({kind.now.format(today=work.today)}) n ON {on} CROSS JOIN LATERAL (SELECT {asked} OFFSET 0) f "
        f"WHERE NOT s.bad AND (n.id IS NULL OR {differs(names)})"
    )


def key_form(kind: FileKind, name: str) -> str:
    """SQL: the key of a row (`s`) in the form in which it is stored."""
    column = kind.column(name)
    asked = column.cell.form(f's."{name}"')
    return f"coalesce(nullif({asked}, ''), '{column.default}')" if column.default else asked


def new_id(work: Work, table: str, known: str = "n.id") -> str:
    """SQL: the stored id, or the next one of the table."""
    return f"CASE WHEN {known} IS NULL THEN {work.next_id(table)} ELSE {known} END"


def pairs(names: list[str]) -> str:
    return ", ".join(f'f."{name}", n."{name}" AS "was_{name}"' for name in names)


def differs(names: list[str]) -> str:
    return "(" + " OR ".join(f'f."{name}" IS DISTINCT FROM n."{name}"' for name in names) + ")"


# --- for people to read ----------------------------------------------------------------------------------------------
def fill_names(work: Work) -> None:
    """The names behind the codes that occur in what differs, stored or in a file."""
    from accounts.imports.registry import kind_named

    work.make("names", "kind text, code text, name text")
    for target in sorted({column.refers for kind in work.kinds for column in kind.columns if column.refers}):
        kind = kind_named(target)
        used = " UNION ".join(_used_codes(work, target))
        filed = f'SELECT "{kind.key[0]}" AS code, "{kind.label}" AS name FROM {kind.stage}' if work.has(target) else ""
        stored = f'SELECT "{kind.code}" AS code, "{kind.named}" AS name FROM {kind.model}'
        source = f"{filed} UNION ALL {stored}" if filed else stored
        work.do(
            f"INSERT INTO names SELECT DISTINCT ON (code) '{target}', code, name FROM ({source}) known "
            f"WHERE code IN ({used}) ORDER BY code"
        )
    work.do("CREATE INDEX ON names (kind, code)")


def _used_codes(work: Work, target: str) -> list[str]:
    found = []
    for kind in work.kinds:
        for column in kind.compared:
            if column.refers == target:
                texts = [f'"{column.name}"', f'"was_{column.name}"']
                split = "unnest(string_to_array({}, '|'))" if column.several else "{}"
                inner = [f"SELECT {split.format(text)} AS part FROM {kind.diff}" for text in texts]
                code = column.cell.each.code_in("part") if column.several else "part"
                found += [f"SELECT {code} FROM ({sql}) parts" for sql in inner]
    return found or ["SELECT ''"]


def name_of(target: str, code: str) -> str:
    """SQL: the name behind a code. All names of a kind are gathered once in a statement, not looked up row by row."""
    return f"((SELECT jsonb_object_agg(code, name) FROM names WHERE kind = '{target}') ->> {code})"


def shown(column: Column, text: str) -> str:
    """SQL: the text with names instead of codes."""
    if not column.refers:
        return text
    if not column.several:
        return f"coalesce({name_of(column.refers, text)}, {text})"
    code = column.cell.each.code_in("part")
    each = f"coalesce({name_of(column.refers, code)} || substr(part, length({code}) + 1), part)"
    return f"(SELECT string_agg({each}, ', ') FROM unnest(string_to_array({text}, '|')) part)"


def write_previews(work: Work, run_id: int) -> None:
    """One row per new or changed row: a summary of the new, before and after of the changed."""
    fill_names(work)
    for kind in work.kinds:
        values = ", ".join(_pair(kind, column) for column in kind.compared if column.name not in kind.key)
        changes = (
            f"(SELECT jsonb_agg(jsonb_build_array(name, was, becomes)) FROM (VALUES {values}) pair(name, was, becomes) "
            "WHERE was IS DISTINCT FROM becomes)"
        )
        changes = changes if values else "NULL::jsonb"
        work.do(
            "INSERT INTO accounts_importpreview (run_id, kind, row, action, label, summary, changes) "
            f"SELECT {run_id}, '{kind.name}', greatest(d.row_no, 0), {_action(kind)}, left({_label(kind)}, 200), "
            f"left(CASE WHEN d.is_new THEN {kind.summary} ELSE {kind.remark} END, 400), "
            f"CASE WHEN d.is_new THEN '[]'::jsonb ELSE coalesce({changes}, '[]'::jsonb) END FROM {kind.diff} d "
            f"ORDER BY {_action(kind)} IN ('joins', 'adds'), d.row_no LIMIT {MOST_PREVIEWS}"
        )


def _pair(kind: FileKind, column: Column) -> str:
    if kind.private:
        same = f'd."was_{column.name}" IS NOT DISTINCT FROM d."{column.name}"'
        return f"('{column.name}', '', CASE WHEN {same} THEN '' END)"
    was, becomes = (shown(column, f'd."{prefix}{column.name}"') for prefix in ("was_", ""))
    return f"('{column.name}', {was}, {becomes})"


def _action(kind: FileKind) -> str:
    if kind.name != "people":
        return "CASE WHEN d.is_new THEN 'adds' ELSE 'changes' END"
    return "CASE WHEN d.joins THEN 'joins' WHEN d.leaves THEN 'leaves' WHEN d.is_new THEN 'adds' ELSE 'changes' END"


def _label(kind: FileKind) -> str:
    if kind.label in kind.key and len(kind.key) > 1:
        parts = [shown(kind.column(name), f'd."{name}"') for name in kind.key]
        return f"concat_ws(' · ', {', '.join(f'nullif({part}, $$$$)' for part in parts)})"
    return f'd."{kind.label}"'
