"""CSV and XLSX that no spreadsheet takes for formulas, and that can be read back as they were."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.encoding import force_str
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

STARTS_FORMULA = frozenset("=+-@＝＋－＠﹢﹣﹦﹫")
MARK = "'"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Sheet = tuple[Sequence[Any], Iterable[Sequence[Any]]]


def safe_cell(value: Any) -> Any:
    """Numbers, dates and None as they are; a text that a spreadsheet might run gets a leading apostrophe.

    That is a text that begins with an operator (also a full-width one), with anything invisible or blank, or with the
    mark itself, so that `original_cell` gives back every text. NUL, which no spreadsheet can hold, is left out.
    """
    if _is_plain(value):
        return value
    value = force_str(value)
    text = value.replace("\x00", "")
    return MARK + text if _is_risky(value[:1]) or _is_risky(text[:1]) else text


def original_cell(text: str) -> str:
    """The inverse of `safe_cell`, for reading an export back."""
    return text[1:] if text.startswith(MARK) else text


def csv_response(filename: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A download in UTF-8 with a byte-order mark, so that spreadsheets read the letters right. Every text is quoted."""
    response = _download(filename, "text/csv; charset=utf-8")
    response.write("\ufeff")
    writer = csv.writer(response, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([safe_cell(force_str(name)) for name in header])
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])
    return response


def xlsx_response(filename: str, sheets: Mapping[str, Sheet]) -> HttpResponse:
    """A workbook with one sheet per entry: name → (header, rows)."""
    book = Workbook(write_only=True)
    for name, (header, rows) in sheets.items():
        sheet = book.create_sheet(_sheet_name(name))
        sheet.append([_xlsx_cell(force_str(title)) for title in header])
        for row in rows:
            sheet.append([_xlsx_cell(value) for value in row])
    content = io.BytesIO()
    book.save(content)
    response = _download(filename, XLSX)
    response.write(content.getvalue())
    return response


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, (bool, int, float, Decimal, dt.date, dt.time))


def _is_risky(first: str) -> bool:
    return bool(first) and (first in STARTS_FORMULA or first == MARK or first.isspace() or not first.isprintable())


def _xlsx_cell(value: Any) -> Any:
    """Excel knows no zones: moments are written in UTC without one. Control letters that XLSX forbids are left out."""
    if isinstance(value, dt.datetime) and value.tzinfo:
        return value.astimezone(dt.UTC).replace(tzinfo=None)
    safe = safe_cell(value)
    return ILLEGAL_CHARACTERS_RE.sub("", safe) if isinstance(safe, str) else safe


def _sheet_name(name: Any) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", force_str(name))[:31].strip("' ") or "Sheet"


def _download(filename: str, content_type: str) -> HttpResponse:
    return HttpResponse(
        content_type=content_type,
        headers={
            "Content-Disposition": content_disposition_header(True, filename),
            "X-Content-Type-Options": "nosniff",
        },
    )
