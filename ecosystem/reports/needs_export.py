"""The training-needs analysis to take away: the lines of the page, and nothing behind them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.core.clock import today
from ecosystem.core.exports import Sheet
from ecosystem.core.templatetags.ui import number
from ecosystem.reports.gap_export import share_cell
from ecosystem.reports.needs_analysis import Analysis
from ecosystem.reports.needs_filters import SORTS
from ecosystem.reports.needs_lines import Line
from feedback.models import NeedsSnapshot

HEADER = (
    gettext_lazy("Skill code"),
    gettext_lazy("Skill"),
    gettext_lazy("Skill area"),
    gettext_lazy("Unit code"),
    gettext_lazy("Unit"),
    gettext_lazy("Levels asked for"),
    gettext_lazy("Wanted by objectives"),
    gettext_lazy("On an objective"),
    gettext_lazy("People who need it"),
    gettext_lazy("Have it, % (coverage)"),
    gettext_lazy("Below their level, % (gap)"),
    gettext_lazy("Own rating only, %"),
    gettext_lazy("Not assessed, %"),
    gettext_lazy("Severity"),
    gettext_lazy("Priority"),
    gettext_lazy("Concentration"),
    gettext_lazy("Fresh resources at the level"),
    gettext_lazy("Levels with fresh content"),
    gettext_lazy("Paths"),
    gettext_lazy("People who teach it"),
    gettext_lazy("Open needs"),
    gettext_lazy("Reported by, people"),
    gettext_lazy("Needs claimed"),
    gettext_lazy("Severity, fortnight by fortnight"),
    gettext_lazy("Figures of"),
)
SHARES = ("coverage", "below", "self_only", "unassessed")


def export_of(analysis: Analysis) -> tuple[str, dict[str, Sheet]]:
    """A name for the file, and its sheets: the lines, and what they are of."""
    words = ["training-needs", analysis.filters.unit, str(today())]
    about: list[list[Any]] = [[_("Table"), words_of(analysis)], *_published(analysis), *_signs()]
    return "-".join(filter(None, words)), _sheets(analysis.everything, about)


def export_kept(snapshot: NeedsSnapshot, lines: Iterable[Line]) -> tuple[str, dict[str, Sheet]]:
    """The same of a snapshot."""
    about: list[list[Any]] = [
        [_("Snapshot"), snapshot.name],
        [_("Note"), snapshot.note],
        [_("Table"), snapshot.place],
        [_("Kept"), snapshot.at],
        *_signs(),
    ]
    return f"training-needs-{snapshot.at.date()}-{snapshot.pk}", _sheets(lines, about)


def words_of(analysis: Analysis) -> str:
    """What a table is of: `Engineering, unit by unit, with open needs`."""
    chosen = analysis.filters
    parts = [
        analysis.place.name,
        _("as a whole") if chosen.whole else _("unit by unit"),
        chosen.area,
        _("with open needs") if chosen.needs else "",
        _("on an objective") if chosen.objective else "",
        _("by %(order)s") % {"order": SORTS[chosen.sort]} if chosen.sort else "",
    ]
    return ", ".join(str(part) for part in parts if part)


def _sheets(lines: Iterable[Line], about: Sequence[Sequence[Any]]) -> dict[str, Sheet]:
    return {_("Training needs"): (HEADER, map(_row, lines)), _("About"): ((_("About"), ""), about)}


def _row(line: Line) -> list[Any]:
    where = [line.skill_code, line.skill, line.area, line.unit_code, line.where]
    target = [line.level_words, "; ".join(line.target_words), _("yes") if line.on_objective else _("no")]
    word = str(line.said[1]) if line.said else ""
    supply = [line.resources, line.content_words, line.paths, line.teachers]
    asked = [line.needs, line.people, line.claims]
    trend = " → ".join(number(value) for value in line.trend)
    return [*where, *target, *_people(line), word, *supply, *asked, trend, line.day or ""]


def _people(line: Line) -> list[Any]:
    if line.few:
        return [_("few")] * 7
    if line.is_asked_only:
        return ["–"] * 7
    return [line.required, *(share_cell(getattr(line, name)) for name in SHARES), line.severity, line.priority]


def _published(analysis: Analysis) -> Iterator[list[Any]]:
    published = analysis.place.published
    yield [_("Published"), published.published_at if published else _("nothing yet")]
    if analysis.days:
        oldest, newest = analysis.days
        words = _("%(oldest)s to %(newest)s; each row says its day")
        yield [_("Figures of people"), words % {"oldest": oldest, "newest": newest}]
    yield [_("Resources, paths, teachers, needs"), today()]


def _signs() -> Iterator[list[Any]]:
    yield [_("few"), _("not enough people to show a figure; not the same as nobody")]
    yield ["–", _("no role, baseline or objective asks for it; colleagues report it missing")]
    yield [_("Shares"), _("in steps of 5 points, the ends as bands")]
    yield [_("Needs"), _("of the whole company; where they come from is not shown")]
