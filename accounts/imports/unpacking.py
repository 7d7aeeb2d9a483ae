"""Workbooks and archives: one table per sheet or file. XML is read by defusedxml; sizes are checked before unpacking."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from openpyxl import load_workbook
from openpyxl.xml import DEFUSEDXML

from accounts.imports.reading import SHOWN_VALUE, Table, Trouble, Unreadable, read_csv, recognised

MOST_BYTES = 400 * 1024 * 1024
MOST_FILES = 40
TEXTS = {".csv", ".tsv", ".txt"}


def tables_of(name: str, content: bytes, *, only_learning: bool = False) -> list[Table]:
    """The tables of an uploaded file. Raises Unreadable with the reason."""
    mine = {"only_learning": only_learning}
    if not content.startswith(b"PK\x03\x04"):
        return [read_csv(name, content, **mine)]
    with _archive(content) as archive:
        if "xl/workbook.xml" in archive.namelist():
            return _sheets(name, content, **mine)
        return [read_csv(entry.filename, archive.read(entry), **mine) for entry in _texts(archive)]


def _archive(content: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as error:
        raise Unreadable("broken_archive") from error
    if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
        raise Unreadable("too_large")
    if any(entry.flag_bits & 1 for entry in archive.infolist()):
        raise Unreadable("encrypted")
    return archive


def _texts(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    found = [
        entry
        for entry in archive.infolist()
        if PurePosixPath(entry.filename).suffix.lower() in TEXTS
        and not any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(entry.filename).parts)
    ]
    if not found or len(found) > MOST_FILES:
        raise Unreadable("no_files" if not found else "too_many_files", str(len(found)))
    return found


def _sheets(name: str, content: bytes, *, only_learning: bool) -> list[Table]:
    if not DEFUSEDXML:
        raise Unreadable("no_workbooks")
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheets = [_table(name, sheet, only_learning=only_learning) for sheet in book.worksheets]
    except Unreadable:
        raise
    except Exception as error:  # a damaged workbook fails in as many ways as there are parts in it
        raise Unreadable("broken_workbook") from error
    filled = [table for table in sheets if table.header]
    if not filled:
        raise Unreadable("empty_file")
    return filled


def _table(name: str, sheet: Any, *, only_learning: bool) -> Table:
    sheet.reset_dimensions()
    rows = sheet.iter_rows()
    header = [_text(cell) for cell in next(rows, ())]
    if not any(header):
        return Table(f"{name} › {sheet.title}", [], ())
    table = Table(f"{name} › {sheet.title}", header, (), encoding="XLSX", expected=10_000)
    table.rows = _rows(rows, table)
    return recognised(table, only_learning=only_learning)


def _rows(rows: Iterator[tuple], table: Table) -> Iterator[tuple[int, list[str]]]:
    try:
        for number, cells in enumerate(rows, start=2):
            row = [_text(cell) for cell in cells]
            for place, cell in enumerate(cells):
                if cell.data_type in ("f", "e") and place < len(table.header):
                    shown = row[place][:SHOWN_VALUE]
                    table.troubles.append(Trouble(number, table.header[place], shown, "formula"))
            yield number, (row + [""] * len(table.header))[: max(len(table.header), _filled(row))]
    except Exception as error:  # the sheet is read as a stream: it may break off anywhere
        raise Unreadable("broken_workbook") from error


def _filled(row: list[str]) -> int:
    return max((place for place, cell in enumerate(row, start=1) if cell), default=0)


def _text(cell: Any) -> str:
    """A cell as the CSV format writes it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    return str(value)
