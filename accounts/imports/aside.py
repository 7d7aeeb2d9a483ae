"""Rows of a large file that are stored exactly as they stand are set aside at once: there is nothing to check in them.

What is stored was checked when it was stored. Only the other rows go on; warnings, too, are then about those alone.
"""

from accounts.imports.comparing import key_form
from accounts.imports.people_comparing import match_and_ask, people_now
from accounts.imports.registry import FileKind
from accounts.imports.work import Work

LARGE = 2_000


def set_aside(work: Work, kind: FileKind) -> None:
    """Leave in `stage_…` what differs from the stored rows, keep all rows as `all_…`."""
    if work.tables[kind.name].read < LARGE or not work.value(f"SELECT EXISTS (SELECT FROM {kind.model})"):
        return
    work.make_from("differing", _differing(work, kind))
    whole = f"all_{kind.name}"
    work.forget(whole)
    work.do(f"ALTER TABLE {kind.stage} RENAME TO {whole}")
    work.do(f"ALTER TABLE differing RENAME TO {kind.stage}")
    work.aside.add(kind.name)


def _differing(work: Work, kind: FileKind) -> str:
    if kind.name == "people":
        match_and_ask(work)
        stored, on = people_now(work), "n.row_no = s.row_no"
    else:
        stored = kind.now.format(today=work.today, people=work.people)
        on = " AND ".join(f'n."{name}" = {key_form(kind, name)}' for name in kind.key)
    noted = f"EXISTS (SELECT FROM found WHERE found.kind = '{kind.name}' AND coalesce(nullif(found.row_no, 1), s.row_no) = s.row_no)"
    return f"SELECT s.* FROM {kind.stage} s LEFT JOIN ({stored}) n ON {on} WHERE {_same(work, kind)} IS NOT TRUE OR {noted}"


def _same(work: Work, kind: FileKind) -> str:
    """SQL: every cell of the file is letter by letter what is stored, or empty where that means the same."""
    parts = []
    for column in kind.compared:
        if work.has(kind.name, column.name):
            cell, stored = f's."{column.name}"', f'n."{column.name}"'
            equal = f"{cell} = {stored}"
            if column.keeps or column.name == "start_date":
                equal = f"({equal} OR ({cell} = '' AND {stored} IS NOT NULL))"
            elif column.default:
                equal = f"({equal} OR ({cell} = '' AND {stored} = '{column.default.format_map(work.defaults)}'))"
            parts.append(equal)
    return f"({' AND '.join(parts)})"
