"""Presentation only: tags and filters that turn values into the marks, words and geometry of the design system."""

import datetime as dt
import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from importlib import resources
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy, ngettext

from ecosystem.core import clock, components, drawing

register = template.Library()

STATES = {
    "on_track": gettext_lazy("On track"),
    "watch": gettext_lazy("Watch"),
    "behind": gettext_lazy("Behind"),
    "overdue": gettext_lazy("Overdue"),
    "early": gettext_lazy("Early"),
    "done": gettext_lazy("Done"),
    "none": gettext_lazy("Not assessed"),
    "na": gettext_lazy("Not applicable"),
}
HUES = 6
HALF_A_YEAR = 183


# --- marks -----------------------------------------------------------------------------------------------------------
@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, size: int = 16, css: str = "") -> SafeString:
    """An outline icon that inherits the colour of its text; always beside a word, so hidden from screen readers."""
    svg = ElementTree.fromstring(_icons().read(f"{name}.svg"))
    for part in svg.iter():
        part.tag = part.tag.rpartition("}")[2]
    classes = f"icon {css}".strip()
    svg.attrib.update(
        {"width": str(size), "height": str(size), "stroke-width": "1.75", "aria-hidden": "true", "class": classes}
    )
    return mark_safe(re.sub(r">\s+<", "><", ElementTree.tostring(svg, encoding="unicode")))


@cache
def _icons() -> ZipFile:
    """All of them, opened once in a process; `lucide` itself reads the list of all anew for each."""
    return ZipFile(BytesIO(resources.files("lucide").joinpath("lucide.zip").read_bytes()))


@register.simple_tag
@lru_cache(maxsize=64)
def shape(kind: str) -> SafeString:
    """The mark of a state alone; its word must stand beside it."""
    return mark_safe(
        f'<svg class="shape" viewBox="0 0 12 12" width="10" height="10" aria-hidden="true">{drawing.SHAPES[_code(kind)]}</svg>'
    )


@register.simple_tag
def state(kind: str, word: str = "") -> SafeString:
    """Shape, word, colour, in that order. `word` replaces the standard word of the state."""
    code = _code(kind)
    return format_html('<span class="state state-{}">{}{}</span>', code, shape(code), word or STATES[code])


@register.filter
def state_word(kind: str) -> str:
    return str(STATES[_code(kind)])


def _code(kind: str) -> str:
    return str(kind or "none").lower().replace("-", "_").replace(" ", "_")


@register.simple_tag
def avatar(person: object, size: int = 28) -> SafeString:
    """Initials on one of six grounds; the ground comes from a hash of the person and means nothing."""
    name = str(person)
    return format_html(
        '<span class="avatar avatar-{} hue-{}" aria-hidden="true">{}</span>', size, hue(person), initials(name)
    )


@register.filter
def initials(name: object) -> str:
    """`Devika Rao-Lindqvist` → DR; one word gives one letter."""
    words = str(name).split()
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper()


@register.filter
def hue(person: object) -> int:
    """1 … 6, steady for one person (by key, else by name)."""
    key = str(getattr(person, "pk", None) or person)
    return hashlib.blake2s(key.encode(), digest_size=2).digest()[0] % HUES + 1


# --- geometry --------------------------------------------------------------------------------------------------------
@register.simple_tag
def pace_svg(done: float, expected: float | None, kind: str, label: str = "", big: bool = False) -> SafeString:
    """The pace bar. `done` and `expected` are shares 0 … 1 (clamped); without `expected` there is no tick."""
    return drawing.pace_bar(done, expected, _code(kind), str(label), bool(big))


@register.simple_tag
def pace_marks(done: float, expected: float | None) -> dict[str, object]:
    """Where the words below a pace bar stand: `now` and `expected` in their order, with the room before each."""
    return drawing.marks_along(done, expected)


@register.simple_tag
def bar_svg(share: float, label: str = "", css: str = "", at_most: float = 0) -> SafeString:
    """A plain progress bar for a share 0 … 1, or for one that is known to be between two."""
    return drawing.progress_bar(share, str(label), css, at_most)


@register.simple_tag
def sparkline_svg(values: Sequence[float], label: str = "", width: int = 64, height: int = 20) -> SafeString:
    """A line with an end dot and no axis; one reading is a dot, none is a dash."""
    return drawing.sparkline(list(values or ()), str(label), int(width), int(height))


@register.simple_tag
def mail_pace(done: float, expected: float, kind: str) -> list[dict[str, str]]:
    """The cells of a pace bar in a mail: fill, what is missing, the tick, the rest."""
    return drawing.mail_cells(done, expected, _code(kind))


@register.filter
def heat_step(percent: float | None) -> int:
    """0 … 5, cut at 10, 25, 40, 55 and 75 percent."""
    return drawing.heat_step(percent)


# --- words for numbers, levels, dates --------------------------------------------------------------------------------
@register.filter
def band(percent: float | None) -> str:
    """Percent of a heat cell: whole numbers, the ends only as bands `< 5` and `> 90`; None is a dash."""
    if percent is None:
        return "–"
    if percent < 5:
        return "< 5"
    return "> 90" if percent > 90 else f"{percent:.0f}"


@register.filter
def percent(share: float | Decimal | None) -> str:
    """0.554 → `55 %`, with a space that does not break; None is a dash."""
    return "–" if share is None else f"{float(share) * 100:.0f}\u00a0%"


@register.filter
def number(value: float | Decimal | None, digits: int = 1) -> str:
    """Grouped thousands, no trailing zeros: 1184 → 1,184; 2.40 → 2.4; None is a dash."""
    if value is None:
        return "–"
    rounded = round(float(value), int(digits))
    places = len(f"{rounded:.{int(digits)}f}".rstrip("0").rpartition(".")[2]) if rounded != int(rounded) else 0
    return number_format(rounded, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.filter
def level(value: float | None) -> str:
    """A level without trailing zeros (2, 2.5); None says that nobody has assessed it."""
    return gettext("not assessed") if value is None else number(value)


@register.filter
def whole_levels(value: float | Decimal | None) -> str:
    """A level in steps that people know: `2`, or `between 2 and 3` for 2.4."""
    if value is None:
        return gettext("not assessed")
    low, part = divmod(round(float(value), 1), 1)
    return gettext("between %(low)d and %(high)d") % {"low": low, "high": low + 1} if part else str(int(low))


@register.filter
def short_date(moment: dt.date | dt.datetime | None) -> str:
    """`31 Jan`; the year is named where a nearer day could be meant: `31 Jan 2028`."""
    day = _day(moment)
    if day is None:
        return ""
    return date_format(day, "j M" if abs((day - clock.today()).days) < HALF_A_YEAR else "j M Y")


@register.filter
def week_date(moment: dt.date | dt.datetime | None) -> str:
    """`Tue 8 Dec`."""
    day = _day(moment)
    return "" if day is None else date_format(day, "D j M")


@register.filter
def long_date(moment: dt.date | dt.datetime | None) -> str:
    """`Tuesday 8 December`."""
    day = _day(moment)
    return "" if day is None else date_format(day, "l j F")


@register.filter
def age(moment: dt.date | dt.datetime | None) -> str:
    """How long ago in whole days: `today`, `1 day`, `4 days`."""
    day = _day(moment)
    if day is None:
        return ""
    days = (clock.today() - day).days
    return gettext("today") if days <= 0 else ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


@register.filter
def when(moment: dt.date | dt.datetime | None) -> str:
    """A day as people say it: today, yesterday, tomorrow, else `Tue 8 Dec`."""
    day = _day(moment)
    if day is None:
        return ""
    words = {0: gettext("today"), 1: gettext("yesterday"), -1: gettext("tomorrow")}
    return words.get((clock.today() - day).days) or week_date(day)


def _day(moment: dt.date | dt.datetime | None) -> dt.date | None:
    """The organisation's day, the same for every reader; the time of day is told in the reader's zone."""
    if isinstance(moment, dt.datetime):
        return clock.day_of(moment) if timezone.is_aware(moment) else moment.date()
    return moment or None


@register.filter
def time_needed(minutes: int | None) -> str:
    """`9 min`, `2 h`, `2 h 10 min`."""
    if not minutes:
        return ""
    hours, rest = divmod(int(minutes), 60)
    parts = [gettext("%(h)d h") % {"h": hours}] if hours else []
    return " ".join(parts + ([gettext("%(n)d min") % {"n": rest}] if rest else []))


# --- markup ----------------------------------------------------------------------------------------------------------
@register.filter
def html_attrs(attrs: Mapping[str, object]) -> SafeString:
    """The attributes a component passes on, each value escaped and double-quoted, with a leading space."""
    hidden = getattr(attrs, "_exclude_from_str", ())
    pairs = [(key, value) for key, value in attrs.items() if key not in hidden and value is not False]
    return format_html_join("", "{}", ((_attribute(key, value),) for key, value in pairs))


@register.filter
def marked(text: object, typed: object) -> SafeString:
    """The typed words where they stand in a text, marked; the rest escaped. Markup that comes in counts as its text."""
    places = _places(_plain(typed))
    if not places:
        return conditional_escape(text if isinstance(text, str) else str(text))
    pieces = [html.escape(piece) for piece in places.split(_plain(text))]
    pieces[1::2] = [f"<mark>{piece}</mark>" for piece in pieces[1::2]]
    return mark_safe("".join(pieces))


@lru_cache(maxsize=256)
def _places(typed: str) -> re.Pattern[str] | None:
    """Where words begin with those of two letters and more; the longest first."""
    words = sorted((word for word in typed.split() if len(word) > 1), key=len, reverse=True)
    begun = [(r"(?<![^\W_])" if word[0].isalnum() else "") + re.escape(word) for word in words]
    return re.compile(f"({'|'.join(begun)})", re.IGNORECASE) if words else None


@register.simple_tag
def hit_option(hit: Any, icon_name: str, typed: str, badge: Any = None) -> SafeString:
    """`<c-hit … option>` with its badge, written at once: a dozen are drawn at each letter that somebody types."""
    title, subtitle = marked(hit.title, typed), marked(hit.subtitle, typed) if hit.subtitle else ""
    words = f'<b>{title}</b> <span class="muted">{subtitle}</span>' if subtitle else f"<b>{title}</b>"
    end = (
        f'<span class="badge badge-{badge.kind} ms-auto">{shape(badge.shape)}{conditional_escape(badge.word)}</span>'
        if badge
        else ""
    )
    start = f'<a class="hit" href="{html.escape(hit.url)}" role="option" tabindex="-1">{icon(icon_name, 18)}'
    return mark_safe(f'{start}<span class="hit-words">{words}</span>{end}</a>')


def _plain(words: object) -> str:
    return html.unescape(words) if isinstance(words, SafeString) else str(words or "")


@register.filter(is_safe=True)
def trim(markup: str) -> str:
    """Without the white space around it; what was safe stays safe."""
    return mark_safe(markup.strip()) if isinstance(markup, SafeString) else markup.strip()


def _attribute(key: str, value: Any) -> SafeString:
    if value is True:
        return mark_safe(f" {key}")
    return mark_safe(f' {key}="{str(conditional_escape(value)).replace(chr(34), "&quot;")}"')


@register.simple_tag
def component_usages() -> tuple[components.Usage, ...]:
    """For the style page."""
    return components.usages()


@register.simple_tag
def listed(people: Sequence[object]) -> str:
    """`Amara, Jonas and Maren`."""
    names = [str(person) for person in people]
    if len(names) < 2:
        return "".join(names)
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
