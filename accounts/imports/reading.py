"""From bytes to rows of text: encodings, separators, headers. Nothing here knows the database."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from operator import itemgetter
from typing import NamedTuple

from django.utils.translation import gettext as _

from accounts.imports.registry import FileKind, kinds
from ecosystem.core.exports import MARK, safe_cell

SEPARATORS = (",", ";", "\t")
MOST_COLUMNS = 300
LONGEST_CELL = 20_000
SHOWN_VALUE = 300
UNREAD = ("giant", "nul")
ODD = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
csv.field_size_limit(1 << 30)


class Unreadable(Exception):
    """The file cannot be read at all; `code` names the sentence."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


class Trouble(NamedTuple):
    """Something wrong that was seen while reading. No row: the whole file."""

    row: int | None
    column: str
    value: str
    code: str
    detail: str = ""


@dataclass
class Table:
    """One file or sheet. `picks` says at which place of a row each known column stands."""

    file: str
    header: list[str]
    rows: Iterable[tuple[int, list[str]]]
    kind: FileKind | None = None
    encoding: str = ""
    separator: str = ""
    picks: dict[str, int] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    expected: int = 0
    read: int = 0
    rivals: list[FileKind] = field(default_factory=list)  # the other kinds whose columns fit as well
    plain: bytes | None = None  # the file itself, where every cell stands in it exactly as it is to be read

    def cells(self) -> Iterator[tuple]:
        """(row number, cells of the known columns in the order of `picks`), trimmed. Troubles are noted on the way."""
        width, places = len(self.header), list(self.picks.values())
        pick = itemgetter(*places) if len(places) > 1 else lambda row: (row[places[0]],)
        for number, row in self.rows:
            if not any(row):
                continue
            self.read += 1
            if len(row) != width:
                row = self._fitted(number, row, width)
            if max(map(len, row)) > LONGEST_CELL:
                row = self._cut(number, row)
            yield number, *[_plain(cell) for cell in pick(row)]

    def _fitted(self, number: int, row: list[str], width: int) -> list[str]:
        if any(row[width:]) or len(row) < width:
            self.troubles.append(Trouble(number, "", "", "ragged", f"{len(row)}|{width}"))
        return (row + [""] * width)[:width]

    def _cut(self, number: int, row: list[str]) -> list[str]:
        for name, cell in zip(self.header, row, strict=True):
            if len(cell) > LONGEST_CELL:
                self.troubles.append(Trouble(number, name, cell[:80], "giant", str(len(cell))))
        return [cell[:SHOWN_VALUE] for cell in row]

    def unread(self, column: str) -> list[int]:
        """The rows in which the cell of this known column was cut, or holds what is no letter."""
        if not self.troubles or column not in self.picks:
            return []
        header = self.header[self.picks[column]]
        return [each.row for each in self.troubles if each.row and each.column == header and each.code in UNREAD]

    def how_read(self) -> dict:
        """For the page: the file, how it was written, and what became of each column."""
        known = {place: name for name, place in self.picks.items()}
        names = [column.name for column in self.kind.columns] if self.kind else []
        columns = [
            {
                "header": header,
                "column": known.get(place, ""),
                "guess": "" if place in known else _nearest(header, names),
            }
            for place, header in enumerate(self.header)
        ]
        missing = [name for name in names if name not in self.picks]
        return {
            "file": self.file,
            "kind": self.kind.name if self.kind else "",
            "encoding": self.encoding,
            "separator": self.separator,
            "rows": self.read,
            "columns": columns,
            "missing": missing,
        }


def read_csv(name: str, content: bytes, *, only_learning: bool = False) -> Table:
    text, encoding = decoded(content)
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    header = next(reader, [])
    table = Table(name, header, (), encoding=encoding, separator=separator, expected=text.count("\n"))
    table.rows = _numbered(reader, table, "\x00" in text)
    if encoding.startswith("UTF-8") and separator != "\t":
        table.plain = _plain_bytes(content.removeprefix(b"\xef\xbb\xbf"), separator.encode())
    return recognised(table, only_learning=only_learning)


def _plain_bytes(content: bytes, separator: bytes) -> bytes | None:
    """The content, if no cell of it is quoted, padded, marked, blank in a blank row, or too long.

    Single bytes are looked for first, and ends of lines among the lines: a pair of bytes takes a hundred times as long.
    """
    if b'"' in content or b"\x00" in content or (b"\\" in content and b"\\." in content):
        return None
    if b"\xa0" in content and b"\xc2\xa0" in content:
        return None
    if content.count(b"\r") != content.count(b"\r\n"):  # some lines end in another way
        return None
    pads = tuple(pad for pad in (b" ", b"\t") if pad in content)
    inside = [separator + pad for pad in pads] + [pad + separator for pad in pads]
    if any(part in content for part in inside) or (b"'" in content and separator + b"'" in content):
        return None
    lines = content.split(b"\n")
    if not lines[-1]:
        lines.pop()
    first, last = {line[:1] for line in lines[1:]}, {line[-2:] for line in lines}
    odd = {b"", b"\r", b"'", *pads}
    if content[:1] in odd | {b"\n"} or first & (odd | {separator}) or max(map(len, lines), default=0) > LONGEST_CELL:
        return None
    return None if any(end.removesuffix(b"\r").endswith(pads) for end in last) else content


def _numbered(reader: Iterable[list[str]], table: Table, has_nul: bool) -> Iterator[tuple[int, list[str]]]:
    """Rows as a spreadsheet counts them: the header is row 1, blank rows count."""
    for number, row in enumerate(reader, start=2):
        if has_nul and any("\x00" in cell for cell in row):
            shown = [cell.replace("\x00", "�") for cell in row]
            names = [*table.header, *[""] * len(row)]
            table.troubles += [
                Trouble(number, names[n], cell[:SHOWN_VALUE], "nul") for n, cell in enumerate(shown) if cell != row[n]
            ]
            row = shown
        yield number, row


def decoded(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. Raises Unreadable for what is no text."""
    if not content.strip(b" \r\n\t\xef\xbb\xbf\x00"):
        raise Unreadable("empty_file")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("old_excel")
    for encoding, shown in _candidates(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(ODD.findall(text[:4000])) > len(text[:4000]) // 100:
            break
        return text.removeprefix("\ufeff"), shown
    raise Unreadable("no_text")


def _candidates(content: bytes) -> list[tuple[str, str]]:
    head = content[:2000]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return [("utf-16", "UTF-16")]
    if head[1::2].count(0) * 3 > len(head[1::2]):
        return [("utf-16-le", "UTF-16")]
    if head[::2].count(0) * 3 > len(head[::2]):
        return [("utf-16-be", "UTF-16")]
    marked = content.startswith(b"\xef\xbb\xbf")
    return [("utf-8", "UTF-8 with BOM" if marked else "UTF-8"), ("cp1252", "Windows-1252")]


def _separator(text: str) -> str:
    """The one that gives most known columns in the first line; a comma when none does."""
    known = {column.name for kind in kinds().values() for column in kind.columns}

    def score(separator: str) -> int:
        header = next(csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=separator), [])
        return sum(column_name(cell) in known for cell in header)

    return max(SEPARATORS, key=score)


def column_name(header: str) -> str:
    """`Employee number` and `employee-number` are `employee_number`."""
    return re.sub(r"[\s\-]+", "_", header.strip().lower())


def recognised(table: Table, *, only_learning: bool = False) -> Table:
    """Say which kind of file it is, by its name or else by its columns, and where the known columns stand."""
    while table.header and not table.header[-1].strip():
        table.header = table.header[:-1]
    table.header = [_plain(header).replace("\x00", "")[:80] for header in table.header]
    if len(table.header) > MOST_COLUMNS:
        raise Unreadable("too_many_columns", str(len(table.header)))
    names = [column_name(header) for header in table.header]
    best, table.rivals = _kinds_of(table.file, names, only_learning)
    if len(best) != 1:
        fit = _("{kind} ({file})")
        asked = ", ".join(fit.format(kind=kind.title, file=kind.file) for kind in best)
        code = "unsure_file" if best else "unknown_file"
        table.troubles.append(Trouble(1, "", ", ".join(table.header)[:SHOWN_VALUE], code, asked))
        return table
    table.kind = best[0]
    _place_columns(table, table.kind, names)
    return table


def _place_columns(table: Table, kind: FileKind, names: list[str]) -> None:
    for column in kind.columns:
        places = [place for place, name in enumerate(names) if name == column.name]
        if len(places) > 1:
            table.troubles.append(Trouble(1, column.name, "", "column_twice"))
        elif column.required and not places:
            near = get_close_matches(column.name, set(names), 1, 0.7)
            table.troubles.append(Trouble(1, column.name, "", "column_missing", near[0] if near else ""))
        if places:
            table.picks[column.name] = places[0]


def _kinds_of(file: str, names: list[str], only_learning: bool) -> tuple[list[FileKind], list[FileKind]]:
    """What the file is, one kind where that is sure, and the other kinds that its columns fit.

    A name that begins with the kind says it. Else the columns do: of those that fit, the kind that the name holds, then
    those that the person may import, then those with most columns in the file.
    """
    stem = column_name(re.sub(r"\.[a-z]{3,4}$", "", file.rsplit("/")[-1].rsplit("›")[-1].lower()))
    longest = sorted(kinds().values(), key=lambda kind: -len(kind.name))
    named = [kind for kind in longest if re.search(rf"(?<![a-z]){kind.name}(?![a-z])", stem)]
    if begins := [kind for kind in named if stem.startswith(kind.name)]:
        return begins[:1], []
    fitting = [kind for kind in kinds().values() if set(kind.required) <= set(names)]
    if not fitting or any(kind in fitting for kind in named):
        return [kind for kind in named if kind in fitting or not fitting][:1], []
    mine = [kind for kind in fitting if kind.by_learning or not only_learning] or fitting
    held = {kind.name: sum(column.name in names for column in kind.columns) for kind in mine}
    best = [kind for kind in mine if held[kind.name] == max(held.values())]
    as_well = [
        kind for kind in fitting if len(set(names) & {column.name for column in kind.columns}) >= max(held.values())
    ]
    return best, [kind for kind in as_well if kind not in best]


def _plain(cell: str) -> str:
    """Trimmed, and without the apostrophe that keeps a spreadsheet from running it."""
    cell = cell.strip()
    if cell[:1] == MARK and safe_cell(cell[1:]) != cell[1:]:
        return cell[1:]
    return cell


def _nearest(header: str, names: list[str]) -> str:
    near = get_close_matches(column_name(header), names, 1, 0.7)
    return near[0] if near else ""
