import csv
import datetime as dt
import io
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from ecosystem.core.exports import csv_response, original_cell, safe_cell, xlsx_response

TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
RISKY = st.builds(lambda lead, text: lead + text, st.sampled_from("=+-@\t\r\n\x00 ＝＋－＠'\u00a0\ufeff\u200b"), TEXTS)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", " =1", "＝1+1", "＋1", "－1", "＠x", "'=1", "\u00a0=1",
     "\ufeff=1", "\u200b=1", "\x0b=1"],
)  # fmt: skip
def test_nothing_that_a_spreadsheet_might_run_begins_a_cell(text):
    assert safe_cell(text).startswith("'")


@given(TEXTS | RISKY)
def test_no_cell_starts_a_formula(text):
    cell = safe_cell(text)
    first = unicodedata.normalize("NFKC", cell[:1])
    assert first not in {"=", "+", "-", "@"}
    assert not cell or (cell[0].isprintable() and not cell[0].isspace())


@given(TEXTS | RISKY)
def test_every_text_can_be_read_back(text):
    assert original_cell(safe_cell(text)) == text.replace("\x00", "")


@pytest.mark.parametrize(
    "value", [None, True, 0, -5, 2.5, Decimal("-1.50"), dt.date(2026, 12, 8), dt.datetime(2026, 12, 8, 9)], ids=str
)
def test_numbers_and_dates_stay_what_they_are(value):
    assert safe_cell(value) is value


def test_ordinary_words_are_untouched():
    assert safe_cell("Accessible forms – part 2") == "Accessible forms – part 2"
    assert safe_cell("") == ""


@given(st.lists(st.lists(TEXTS | RISKY, min_size=2, max_size=2), max_size=5))
def test_a_csv_download_reads_back_as_it_was(rows):
    response = csv_response("gaps.csv", ["Skill", "=Unit"], rows)
    text = response.content.decode("utf-8")
    assert text.startswith("\ufeff")
    header, *read = csv.reader(io.StringIO(text[1:], newline=""))
    assert header == ["Skill", "'=Unit"]
    assert [[original_cell(cell) for cell in row] for row in read] == [
        [cell.replace("\x00", "") for cell in row] for row in rows
    ]


def test_a_download_is_named_and_not_sniffed():
    response = csv_response("Lücken 2026.csv", ["Skill"], [["Python"]])
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''L%C3%BCcken")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_workbook_has_no_formula():
    moment = dt.datetime(2026, 12, 8, 9, tzinfo=dt.UTC)
    rows = [["=1+1", 16, moment, dt.date(2026, 12, 8)], ["\x07 bell", None, "＝x", "plain"]]
    response = xlsx_response(
        "gaps.xlsx", {"Gaps: all [of] them, in a very long name": (["Skill", "n", "at", "on"], rows)}
    )
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet.title == "Gaps  all  of  them, in a very"
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["'=1+1", 16, dt.datetime(2026, 12, 8, 9), dt.datetime(2026, 12, 8)],
        ["' bell", None, "'＝x", "plain"],
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
