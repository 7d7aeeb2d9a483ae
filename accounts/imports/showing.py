"""What the pages say of an import: its sentence, its figures, and its rows as people read them."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.imports.actions import STOPPED_AFTER
from accounts.imports.guarding import MOST_LEAVERS, MOST_NEW_MANAGERS
from accounts.imports.reading import Unreadable
from accounts.imports.registry import kinds
from accounts.imports.unpacking import tables_of
from accounts.models import ImportIssue, ImportPreview, ImportRun
from ecosystem.core.clock import now

State = ImportRun.State
ISO = re.compile(r"\d{4}-\d\d-\d\d")
TABS = ("rows", "preview", "unchanged", "columns")
ICONS = {"joins": "plus", "adds": "plus", "leaves": "log-out", "changes": "pencil"}
KINDS = {"joins": "good", "adds": "good", "leaves": "watch", "changes": "info"}
SEPARATORS = {",": gettext_lazy("comma"), ";": gettext_lazy("semicolon"), "\t": gettext_lazy("tab")}


@dataclass(frozen=True)
class Account:
    """An import as its page shows it."""

    run: ImportRun

    @cached_property
    def figures(self) -> dict[str, Any]:
        return self.run.figures

    @property
    def names(self) -> str:
        files = [table["file"] for table in self.run.tables]
        return ", ".join(dict.fromkeys(file.split(" › ")[0] for file in files)) or _("Import")

    @property
    def files(self) -> list[tuple[str, dict[str, int]]]:
        """Name and counts of each file, in the order of the documentation."""
        counts = self.figures.get("files", {})
        return [(kind.file, counts[kind.name]) for kind in kinds().values() if kind.name in counts]

    @property
    def tables(self) -> list[dict[str, Any]]:
        """How each file was read, with the separator as a word."""
        return [{**table, "separator": SEPARATORS.get(table["separator"], "")} for table in self.run.tables]

    @property
    def several(self) -> bool:
        return len(self.run.tables) > 1

    @property
    def step(self) -> int:
        return 2 if self.run.state in (State.WAITING, State.BROKEN, State.READY, State.HELD) else 3

    @property
    def steps(self) -> list[str]:
        return [_("Upload"), _("Dry run"), _("Apply")]

    @property
    def to_change(self) -> int:
        """Rows that need a change; where a whole file does, the number of complaints."""
        return self.figures.get("bad", 0) or self.errors

    @property
    def errors(self) -> int:
        return self.figures.get("errors", 0)

    @property
    def changes(self) -> int:
        return self.figures.get("changes", 0)

    @property
    def is_open(self) -> bool:
        return self.run.state in (State.BROKEN, State.READY, State.HELD)

    @property
    def is_running(self) -> bool:
        return self.run.state in (State.WAITING, State.APPLYING)

    @property
    def has_stopped(self) -> bool:
        """No sign of life for two minutes."""
        progress = getattr(self.run, "progress", None)
        last = progress.at if progress else self.run.uploaded_at
        return self.is_running and now() - max(last, self.run.uploaded_at) > dt.timedelta(seconds=STOPPED_AFTER)

    @property
    def share(self) -> float:
        progress = getattr(self.run, "progress", None)
        return progress.done / progress.whole if progress and progress.whole else 0.0

    @property
    def percent(self) -> int:
        return int(100 * self.share)

    @property
    def cells(self) -> list[dict[str, Any]]:
        """The row of figures: joiners, leavers and managers with the bounds that hold an import; or rows of any file."""
        people = self.figures.get("people")
        if not people:
            counts = [sum(file[name] for _file, file in self.files) for name in ("new", "changed", "unchanged")]
            labels = (_("New"), _("Changed"), _("Unchanged"), _("To change"), _("Warnings"))
            values = [*counts, self.to_change, self.figures.get("warnings", 0)]
            asides = ["", "", "", self._cells_to_change, ""]
            told = zip(labels, values, asides, strict=True)
            return [{"label": label, "value": value, "aside": aside} for label, value, aside in told]
        aside = _("{share} %, held from {bound}")
        leavers = aside.format(share=people["leavers_share"], bound=MOST_LEAVERS)
        managers = aside.format(share=people["new_managers_share"], bound=MOST_NEW_MANAGERS)
        return [
            {"label": _("Joiners"), "value": people["joiners"], "aside": ""},
            {"label": _("Leavers"), "value": people["leavers"], "aside": leavers},
            {"label": _("New line manager"), "value": people["new_managers"], "aside": managers},
            {"label": _("Other changes"), "value": self.changes - _counted(people), "aside": ""},
            {"label": _("Unchanged"), "value": self.figures["unchanged"], "aside": ""},
        ]

    @property
    def _cells_to_change(self) -> str:
        """Where the rows that need a change need more than one."""
        if self.errors <= self.to_change:
            return ""
        return ngettext("in {n} cell", "in {n} cells", self.errors).format(n=self.errors)

    @property
    def is_unread(self) -> bool:
        """No file could be read: there are complaints about files, and nothing else to show."""
        return self.run.state == State.BROKEN and not self.run.tables

    @property
    def kept(self) -> bool:
        return bool(self.run.tables) and self.run.state != State.DISCARDED


def _counted(people: dict[str, int]) -> int:
    return people["joiners"] + people["leavers"] + people["new_managers"]


@dataclass(frozen=True)
class Line:
    """One line of the preview."""

    preview: ImportPreview

    @property
    def icon(self) -> str:
        return ICONS[self.preview.action]

    @property
    def badge(self) -> str:
        return KINDS[self.preview.action]

    @property
    def changes(self) -> list[dict[str, str]]:
        return [
            {"column": spoken(column), "before": before or "", "after": after or ""}
            for column, before, after in self.preview.changes
        ]

    @property
    def summary(self) -> str:
        """What a new row is; of a changed line manager, from when."""
        said = self.preview.summary
        if self.preview.kind == "people" and self.preview.action == ImportPreview.Action.CHANGES and said:
            day = date_format(dt.date.fromisoformat(said), "j F Y")
            return _("from {day}; goals and levels move along, 1:1 notes do not").format(day=day)
        *parts, last = said.split(", ")
        if ISO.fullmatch(last):
            parts.append(_("from {day}").format(day=date_format(dt.date.fromisoformat(last), "j F Y")))
            return ", ".join(parts)
        return said


def spoken(column: str) -> str:
    """`line_manager_employee_number` is the line manager."""
    return column.removesuffix("_employee_number").removesuffix("_code").removesuffix("_codes").replace("_", " ")


def lines(previews: Iterable[ImportPreview]) -> list[Line]:
    return [Line(preview) for preview in previews]


def wrong_rows(run: ImportRun) -> Iterator[list[str]]:
    """The rows that need a change, as they came, with what is wrong beside them; the header first."""
    reasons: dict[str, dict[int, list[str]]] = {}
    for issue in ImportIssue.objects.filter(run=run, warning=False, row__isnull=False).order_by("pk"):
        meant = " " + _("Did you mean {code}?").format(code=issue.suggestion) if issue.suggestion else ""
        column = f"{issue.column}: " if issue.column else ""
        reasons.setdefault(issue.file, {}).setdefault(issue.row or 0, []).append(f"{column}{issue.reason}{meant}")
    first = True
    for file in run.files.order_by("pk"):
        try:
            tables = tables_of(file.name, bytes(file.content))
        except Unreadable:
            continue
        for table in tables:
            wrong = reasons.get(table.file, {})
            if not wrong:
                continue
            yield from ([], []) if not first else ()
            first = False
            yield [*table.header, _("what is wrong")]
            for number, row in table.rows:
                if number in wrong:
                    yield [*row[: len(table.header)], " ".join(wrong[number])]
