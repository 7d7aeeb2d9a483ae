"""A column that is not in the file acts on a new row as the empty column does, in every kind of file."""

import pytest

from accounts.imports.registry import FileKind, kinds
from accounts.models import ImportRun
from tests.accounts.imports import file, load, wrong

pytestmark = pytest.mark.django_db
OTHERS = {"people": "E-0001,Olga,olga@example.com", "skills": "AIL,AI literacy"}
NEEDED = {"key_results": {"baseline": "46", "target": "90"}}  # by what the default of another column means
KINDS = pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.name)


@pytest.fixture(autouse=True)
def _company(organisation):
    return organisation


def with_only(kind: FileKind, cells: dict[str, str]) -> tuple[str, bytes]:
    """The file of this kind with one row: the required columns by their examples, and these cells."""
    row = {column.name: column.example for column in kind.columns if column.required} | cells
    return file(kind.file, ",".join(row), ",".join(row.values()))


def company_before(kind: FileKind) -> None:
    """One upload holds a file of a kind once, so the rows that the examples name come in several."""
    for name, row in OTHERS.items():
        assert wrong(load(file(f"{name}.csv", ",".join(kinds()[name].required), row))) == []
    named = [other for other in kinds().values() if other.code and other.name != kind.name]
    others = [with_only(other, NEEDED.get(other.name, {})) for other in named if not leads_to(other, kind)]
    assert wrong(load(*others)) == []


def leads_to(other: FileKind, kind: FileKind) -> bool:
    """Whether a required column of the other kind names rows of this one, also by way of a third."""
    named = {column.refers for column in other.columns if column.required and column.refers}
    return kind.name in named or any(leads_to(kinds()[name], kind) for name in named)


def optional(kind: FileKind) -> list[str]:
    return [column.name for column in kind.columns if not column.required]


@KINDS
@pytest.mark.parametrize("absent_first", [True, False])
def test_columns_that_are_absent_act_as_empty_ones_do(kind, absent_first):
    company_before(kind)
    alone = with_only(kind, NEEDED.get(kind.name, {}))
    beside = with_only(kind, dict.fromkeys(optional(kind), "") | NEEDED.get(kind.name, {}))
    first, second = (alone, beside) if absent_first else (beside, alone)
    assert load(first, dry=True).state == ImportRun.State.READY
    made, again = load(first), load(second)
    assert (wrong(made), made.figures["files"][kind.name]["new"]) == ([], 1)
    assert (wrong(again), again.figures["written"]) == ([], 0)


@KINDS
def test_one_optional_column_beside_no_other_is_checked_as_beside_empty_ones(kind):
    company_before(kind)
    for column in kind.columns:
        for cell in () if column.required else (column.example or "2020-01-01", "nonsense"):
            alone = load(with_only(kind, {column.name: cell}), dry=True)
            beside = load(with_only(kind, dict.fromkeys(optional(kind), "") | {column.name: cell}), dry=True)
            assert (column.name, cell, wrong(alone)) == (column.name, cell, wrong(beside))


def test_a_column_that_is_absent_keeps_what_a_key_result_is_measured_by():
    company_before(kinds()["goals"])
    kept = load(with_only(kinds()["key_results"], {"confidence": "7"}))
    assert (wrong(kept), kept.figures["written"] > 0) == ([], True)
    assert [found[4] for found in wrong(load(with_only(kinds()["key_results"], {"target": "40"})))] == ["wrong_side"]
