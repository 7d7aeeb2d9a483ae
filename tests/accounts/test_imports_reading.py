"""From bytes to rows: what spreadsheets of the world write."""

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import Workbook

from accounts.imports.reading import Unreadable, decoded, read_csv
from accounts.imports.unpacking import tables_of

TEXT = "code,name,country\nLIS,Lisboa é açúcar,PT\n"
ROWS = [(2, "LIS", "Lisboa é açúcar", "PT")]


def rows(table):
    return list(table.cells())


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with BOM"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_encodings_are_recognised(encoding, shown):
    table = read_csv("sites.csv", TEXT.encode(encoding))
    assert (table.encoding, rows(table)) == (shown, ROWS)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_are_recognised(separator):
    table = read_csv("sites.csv", TEXT.replace(",", separator).encode())
    assert (table.separator, rows(table)) == (separator, ROWS)


def test_quoted_cells_may_hold_separators_quotes_and_lines():
    table = read_csv("sites.csv", b'code,name\r\nA,"One, ""two""\r\nthree"\r\n\r\nB,Four\r\n')
    assert rows(table) == [(2, "A", 'One, "two"\r\nthree'), (4, "B", "Four")]


def test_columns_in_any_order_under_any_spelling():
    table = read_csv("people.csv", b"Full Name,EMPLOYEE-NUMBER, email ,Shoe size\nEmil,E-1,e@x.pt,44\n")
    assert table.picks == {"employee_number": 1, "full_name": 0, "email": 2}
    assert [column["column"] for column in table.how_read()["columns"]] == ["full_name", "employee_number", "email", ""]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("people.csv", "people"),
        ("people-2026-12.csv", "people"),
        ("People (3).CSV", "people"),
        ("hr/key_results.csv", "key_results"),
        ("export.csv", "people"),
    ],
)
def test_the_kind_of_file_shows_in_its_name_or_its_columns(name, kind):
    headers = {"people": b"employee_number,full_name,email\n", "key_results": b"code,objective_code,title\n"}
    assert read_csv(name, headers[kind]).kind.name == kind


def test_a_file_of_no_kind_says_so():
    table = read_csv("cats.csv", b"cat,colour\nTom,grey\n")
    assert (table.kind, [trouble.code for trouble in table.troubles]) == (None, ["unknown_file"])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf\r\n", "empty_file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(1, 32)) * 20, "no_text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 40, "old_excel"),
    ],
)
def test_what_is_no_text_is_refused(content, code):
    with pytest.raises(Unreadable) as refused:
        decoded(content)
    assert refused.value.code == code


def test_missing_and_doubled_columns_are_named():
    table = read_csv("people.csv", b"employee_no,full_name,full_name,email\n")
    assert [(t.column, t.code, t.detail) for t in table.troubles] == [
        ("employee_number", "column_missing", "employee_no"),
        ("full_name", "column_twice", ""),
    ]


def test_ragged_rows_are_named_and_read_as_far_as_possible():
    table = read_csv("sites.csv", b"code,name\nA\nB,Two,three\nC,Four,\n")
    assert rows(table) == [(2, "A", ""), (3, "B", "Two"), (4, "C", "Four")]
    assert [(t.row, t.code, t.detail) for t in table.troubles] == [(2, "ragged", "1|2"), (3, "ragged", "3|2")]


def test_nul_and_giant_cells_are_named():
    table = read_csv("sites.csv", b"code,name\nA,x\x00y\nB," + b"z" * 30_000 + b"\n")
    assert [row[0] for row in rows(table)] == [2, 3]
    assert [(t.row, t.column, t.code) for t in table.troubles] == [(2, "name", "nul"), (3, "name", "giant")]


def test_an_open_quote_is_found_by_the_giant_cell_it_makes():
    table = read_csv("sites.csv", b'code,name\nA,"open\n' + b"B,Two\n" * 6_000)
    assert len(rows(table)) == 1
    assert table.troubles[-1].code == "giant"


def test_the_apostrophe_of_an_export_is_taken_off_and_others_stay():
    table = read_csv("sites.csv", b"code,name\nA,'=1+1\nB,'t Hooft\nC,''t Hooft\n")
    assert [row[2] for row in rows(table)] == ["=1+1", "'t Hooft", "'t Hooft"]


def workbook(**sheets) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_workbook_holds_a_sheet_for_each_file():
    content = workbook(
        sites=[["code", "name"], ["A", "One"]],
        people=[
            ["employee_number", "full_name", "email", "fte", "start_date"],
            [17, "Emil", "e@x.pt", 0.8, dt.date(2026, 11, 3)],
        ],
        Notes=[],
    )
    sites, persons = tables_of("company.xlsx", content)
    assert (sites.file, rows(sites)) == ("company.xlsx › sites", [(2, "A", "One")])
    assert rows(persons) == [(2, "17", "Emil", "e@x.pt", "0.8", "2026-11-03")]


def test_formulas_in_a_workbook_are_named_not_run():
    (table,) = tables_of("x.xlsx", workbook(sites=[["code", "name"], ["A", "=1+1"]]))
    assert rows(table) == [(2, "A", "=1+1")]
    assert [(t.row, t.column, t.code) for t in table.troubles] == [(2, "name", "formula")]


def archive(files: dict[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as written:
        for name, text in files.items():
            written.writestr(name, text)
    return content.getvalue()


def test_an_archive_holds_files():
    files = {"sites.csv": TEXT, "hr/units.csv": "code,name\nA,One\n", "__MACOSX/sites.csv": "junk", "readme.md": "x"}
    found = tables_of("company.zip", archive(files))
    assert [table.kind.name for table in found] == ["sites", "units"]


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 cut off", archive({"sites.csv": TEXT})[:60]], ids=["first bytes", "first half"]
)
def test_a_damaged_archive_is_refused(content):
    with pytest.raises(Unreadable):
        tables_of("company.zip", content)


def test_a_bomb_is_not_unpacked():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as written:
        for number in range(9):
            written.writestr(f"people-{number}.csv", b"0" * (50 * 1024 * 1024))
    with pytest.raises(Unreadable) as refused:
        tables_of("bomb.zip", content.getvalue())
    assert refused.value.code == "too_large"
