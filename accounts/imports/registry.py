"""The kinds of files: each app registers those whose tables it owns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

from accounts.imports.cells import Cell, Many

if TYPE_CHECKING:
    from accounts.imports.work import Work

Step = Callable[["Work"], None]
Writer = Callable[["Work", "FileKind"], None]
Words = str | Promise


@dataclass(frozen=True)
class Column:
    """One column of a file. `default` is what an empty cell means; `refers` names the kind whose code stands in it.

    `compared`: whether a difference in it is a change; dates that only say when a change takes effect are not.
    `keeps`: an empty cell keeps what is stored, because there is no such thing as none.
    """

    name: str
    cell: Any = field(default_factory=Cell)
    required: bool = False
    needs: Words = ""
    default: str = ""
    refers: str = ""
    also: tuple[str, ...] = ()
    example: str = ""
    hint: Words = ""
    compared: bool = True
    keeps: bool = False

    @property
    def several(self) -> bool:
        return isinstance(self.cell, Many)


@dataclass(frozen=True)
class FileKind:
    """How one file is read, compared and written.

    `now` selects `id` and every compared column, as text, of the rows already stored; `write` fills the change tables
    from what differs. `code` is the column by which other files refer to a row. `summary` is said of a new row in the
    preview, `remark` of a changed one (SQL over the difference `d`).
    """

    name: str
    place: int
    title: Words
    one: Words
    model: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    label: str
    write: Writer
    now: str = ""
    code: str = ""
    named: str = "name"
    summary: str = "''"
    remark: str = "''"
    by_learning: bool = False
    private: bool = False
    prepare: Step | None = None
    compare: Step | None = None
    checks: tuple[Step, ...] = ()
    planned_checks: tuple[Step, ...] = ()
    warnings: tuple[Step, ...] = ()

    @property
    def file(self) -> str:
        return f"{self.name}.csv"

    @property
    def stage(self) -> str:
        return f"stage_{self.name}"

    @property
    def diff(self) -> str:
        return f"diff_{self.name}"

    @property
    def brings_code(self) -> str:
        """SQL: a row of `diff` whose code is not stored yet: a new one, or somebody who was found by address."""
        return f'("was_{self.key[0]}" IS DISTINCT FROM "{self.key[0]}")'

    @property
    def compared(self) -> list[Column]:
        return [column for column in self.columns if column.compared]

    @property
    def required(self) -> list[str]:
        return [column.name for column in self.columns if column.required]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


_kinds: dict[str, FileKind] = {}
_followers: list[Callable[[int, set[str]], None]] = []


def register(*kinds: FileKind) -> None:
    """Add kinds; `place` is the order in which they are shown and checked."""
    for kind in kinds:
        if kind.name in _kinds:
            raise ImproperlyConfigured(f"The file {kind.file} is registered twice.")
        _kinds[kind.name] = kind


def when_applied(follower: Callable[[int, set[str]], None]) -> None:
    """Have a function called after each import that was applied or undone, with the run's id and the tables it wrote."""
    _followers.append(follower)


def followers() -> Sequence[Callable[[int, set[str]], None]]:
    return tuple(_followers)


def kinds() -> dict[str, FileKind]:
    return {kind.name: kind for kind in sorted(_kinds.values(), key=lambda kind: kind.place)}


def kind_named(name: str) -> FileKind:
    return _kinds[name]


def kinds_for(learning_only: bool) -> Sequence[FileKind]:
    """All kinds, or those that L&D may import as well."""
    return [kind for kind in kinds().values() if kind.by_learning or not learning_only]
