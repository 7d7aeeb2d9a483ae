"""Small server-rendered SVG: geometry in attributes only, colours from classes, so that the strict content policy holds."""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_OPEN = 'fill="none" stroke="currentColor" stroke-width="1.5"'
SHAPES = {
    "on_track": '<circle cx="6" cy="6" r="5" fill="currentColor"/>',
    "watch": f'<circle cx="6" cy="6" r="4.25" {_OPEN}/><path d="M6 1.75a4.25 4.25 0 0 1 0 8.5z" fill="currentColor"/>',
    "behind": '<path d="M6 .5 11.5 6 6 11.5.5 6z" fill="currentColor"/>',
    "overdue": '<path d="M1.5 1.5h9v9h-9z" fill="currentColor"/>',
    "early": f'<circle cx="6" cy="6" r="4.75" {_OPEN} stroke-dasharray="1.9 1.83"/>',
    "done": '<path d="m1.5 6.5 3 3 6-7" fill="none" stroke="currentColor" stroke-width="2"/>',
    "none": f'<circle cx="6" cy="6" r="4.75" {_OPEN}/>',
    "na": f'<path d="M2 6h8" {_OPEN}/>',
}
HEAT_CUTS = (10, 25, 40, 55, 75)


def clamp(share: float | None) -> float:
    """Into 0 … 1; nothing counts as 0."""
    return min(1.0, max(0.0, float(share or 0)))


def pct(share: float) -> str:
    return f"{share * 100:.4g}%"


def pace_bar(done: float, expected: float | None, state: str, label: str, big: bool) -> SafeString:
    """Track, hatch from the fill to the tick when behind or on watch, fill in the colour of the state, tick with halo."""
    height = 12 if big else 8
    fill, tick = clamp(done), None if expected is None else clamp(expected)
    hatch = ""
    if tick is not None and tick > fill and state in {"watch", "behind"}:
        hatch = f'<rect x="{pct(fill)}" y="4" width="{pct(tick - fill)}" height="{height}" fill="url(#hatch-{state})"/>'
    return format_html(
        '<svg class="pace pace-{}" width="100%" height="{}" {}>{}</svg>',
        state,
        height + 8,
        named(label),
        mark_safe(_rail(height, 4) + hatch + _fill(fill, height, 4) + _tick(tick, height)),
    )


def marks_along(done: float, expected: float | None) -> dict[str, object]:
    """The marks below a bar in their order, each with the room before it, and the room that is left after the last."""
    places = [("now", clamp(done))] if expected is None else [("now", clamp(done)), ("expected", clamp(expected))]
    marks, at = [], 0.0
    for name, place in sorted(places, key=lambda mark: mark[1]):
        marks.append({"name": name, "width": pct(place - at)})
        at = place
    return {"marks": marks, "rest": pct(1 - at)}


def progress_bar(share: float, label: str, css: str = "", at_most: float = 0) -> SafeString:
    """Filled up to `share`; what is only told as a range is filled lightly from there to `at_most`."""
    return format_html(
        '<svg class="pace pace-plain {}" width="100%" height="6" {}>{}</svg>',
        css,
        named(label),
        mark_safe(_rail(6, 0) + _fill(clamp(at_most), 6, 0, ' opacity=".3"') + _fill(clamp(share), 6, 0)),
    )


def named(label: str) -> SafeString:
    """A picture with a name, or one that screen readers skip because the words stand beside it."""
    return format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')


def _rail(height: int, y: int) -> str:
    return f'<rect class="pace-track" y="{y}" width="100%" height="{height}" rx="{height / 2:g}"/>'


def _fill(share: float, height: int, y: int, more: str = "") -> str:
    if not share:
        return ""
    return f'<rect class="pace-fill" y="{y}" width="{pct(share)}" height="{height}" rx="{height / 2:g}"{more}/>'


def _tick(share: float | None, height: int) -> str:
    if share is None:
        return ""
    return (
        f'<svg x="{pct(share)}" overflow="visible"><rect class="pace-halo" x="-2.5" width="5" height="{height + 8}"/>'
        f'<rect class="pace-tick" x="-1" width="2" height="{height + 8}" rx="1"/></svg>'
    )


def sparkline(values: Sequence[float], label: str, width: int, height: int) -> SafeString:
    """Scaled to its own range, so it shows the direction; the figure stands beside it."""
    if not values:
        return mark_safe('<span class="muted">–</span>')
    points = _points([float(value) for value in values], width, height)
    line = "" if len(points) < 2 else f'<polyline points="{" ".join(f"{x:g},{y:g}" for x, y in points)}"/>'
    end_x, end_y = points[-1]
    return format_html(
        '<svg class="spark" width="{}" height="{}" viewBox="0 0 {} {}" {}>{}</svg>',
        *(width, height, width, height, named(label)),
        mark_safe(f'{line}<circle cx="{end_x:g}" cy="{end_y:g}" r="2.5"/>'),
    )


def _points(values: Sequence[float], width: int, height: int) -> list[tuple[float, float]]:
    low, high = min(values), max(values)
    room, span = height - 8, (high - low) or 1
    step = (width - 6) / max(1, len(values) - 1)
    return [
        (round(3 + index * step, 1), round(4 + room * ((high - value) / span if high > low else 0.5), 1))
        for index, value in enumerate(values)
    ]


def heat_step(percent: float | None) -> int:
    """0 … 5, cut at 10, 25, 40, 55 and 75 percent."""
    return sum(float(percent or 0) >= cut for cut in HEAT_CUTS)


MAIL_FILLS = {"watch": "#a87208", "behind": "#d2521f", "overdue": "#d2521f", "early": "#5f7d95"}


def mail_cells(done: float, expected: float | None, state: str) -> list[dict[str, str]]:
    """A pace bar as the cells of a table, for mail: whole percents that add up to 100, without empty cells."""
    fill, tick = round(clamp(done) * 100), round(clamp(expected) * 100)
    cells = [("fill", min(fill, tick), MAIL_FILLS.get(state, "#1c5a3f"))]
    if tick > fill:
        cells.append(("missing", tick - fill, "#f0b89f" if state == "behind" else "#e2c78f"))
    cells.append(("tick", 1, "#14221b"))
    cells.append(("fill", max(0, fill - tick), MAIL_FILLS.get(state, "#1c5a3f")))
    cells.append(("rail", 99 - max(fill, tick), "#dde3d9"))
    return [{"name": name, "width": f"{width}%", "ground": ground} for name, width, ground in cells if width > 0]
