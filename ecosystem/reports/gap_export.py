"""The gap report as a table to take away: what is published, and nothing behind it."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import PublishedCell
from accounts.shares import points_text
from ecosystem.core.exports import Sheet
from ecosystem.reports import gap_cells
from ecosystem.reports.gap_filters import Filters
from ecosystem.reports.gap_place import Place, place_of
from ecosystem.reports.gap_wording import CONCENTRATIONS

HEADER = (
    gettext_lazy("Skill code"),
    gettext_lazy("Skill"),
    gettext_lazy("Unit code"),
    gettext_lazy("Unit"),
    gettext_lazy("Site"),
    gettext_lazy("People who need it"),
    gettext_lazy("Have it, % (coverage)"),
    gettext_lazy("Below their level, % (gap)"),
    gettext_lazy("Partial coverage, %"),
    gettext_lazy("Own rating only, %"),
    gettext_lazy("Not assessed, %"),
    gettext_lazy("Severity"),
    gettext_lazy("On an objective"),
    gettext_lazy("Resources"),
    gettext_lazy("Priority"),
    gettext_lazy("Concentration"),
    gettext_lazy("Figures of"),
)
SHARES = ("coverage", "share_below", "partial_coverage", "share_self_only", "share_unassessed")


def export_of(filters: Filters) -> tuple[str, dict[str, Sheet]]:
    """A name for the file, and its sheets: the figures, and what they are of."""
    place = place_of(filters)
    words = [place.unit.code if place.unit else "", place.site.code if place.site else "", str(place.last_day)]
    name = "-".join(["gaps", *(word for word in words if word)])
    return name, {_("Gaps"): (HEADER, rows_of(place)), _("About"): ((_("About"), ""), _about(place))}


def rows_of(place: Place) -> Iterator[list[Any]]:
    """The place itself and the units right below it, each by priority; those with too few people by name, at the end."""
    if place.published is None:
        return
    cells = _cells_of(place)
    order = (F("priority").desc(nulls_last=True), "skill__name", "pk")
    listed = cells.select_related("skill", "unit").order_by(
        Case(When(unit=place.unit, then=0), default=1), "unit__name", *order
    )
    for cell in listed.iterator(chunk_size=2000):
        yield _row(cell, place)


def _cells_of(place: Place) -> QuerySet[PublishedCell]:
    units = Q(unit=place.unit) | Q(unit__in=place.below)
    return gap_cells.in_force(PublishedCell.objects.filter(units, site=place.site), place.day)


def _row(cell: PublishedCell, place: Place) -> list[Any]:
    unit = [cell.unit.code, cell.unit.name] if cell.unit else ["", _("Everybody")]
    known = [cell.skill.code, cell.skill.name, *unit, place.site.name if place.site else ""]
    objective, word = (_("yes") if cell.on_objective else _("no")), CONCENTRATIONS.get(cell.concentration)
    shape = [str(word[1]) if word else "", cell.as_of]
    if cell.few:
        return [*known, *[_("few")] * 7, objective, cell.resources, _("few"), *shape]
    shares = [share_cell(getattr(cell, name)) for name in SHARES]
    return [*known, cell.required, *shares, cell.severity, objective, cell.resources, cell.priority, *shape]


def share_cell(points: int | None) -> int | str:
    """A number where it is one, else its band."""
    text = points_text(points)
    return int(text) if text.isdigit() else text


def _about(place: Place) -> Iterator[list[Any]]:
    yield [_("Place"), place.name]
    yield [_("Cycle"), place.cycle.label]
    yield [_("Published"), place.published.published_at if place.published else _("nothing yet")]
    if place.published:
        oldest, newest = gap_cells.days_of(_cells_of(place))
        days = {"oldest": oldest, "newest": newest}
        yield [_("Figures of"), _("%(oldest)s to %(newest)s; each row says its day") % days if oldest else "–"]
    yield [_("few"), _("not enough people to show a figure; not the same as nobody")]
    yield [_("Shares"), _("in steps of 5 points, the ends as bands")]
