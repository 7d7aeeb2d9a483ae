"""The gap report in words: which skills come first and why, and what one cell says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import PublishedCell
from accounts.shares import share_words
from ecosystem.core.drawing import heat_step
from ecosystem.core.templatetags.ui import number, short_date

LITTLE = 1
CONCENTRATIONS = {
    "absent": ("behind", gettext_lazy("Absent"), gettext_lazy("nobody at the highest level needed, 3 at least")),
    "single_point": (
        "behind",
        gettext_lazy("Single point"),
        gettext_lazy("one person at the highest level needed, 3 at least"),
    ),
    "thin": ("watch", gettext_lazy("Thin"), gettext_lazy("hardly anybody at the highest level needed, 3 at least")),
}


@dataclass(frozen=True)
class Note:
    """What one cell says: the name of it, a sentence, and what stands behind it."""

    key: str
    cell: PublishedCell
    name: str
    sentence: str
    behind: str

    @property
    def step(self) -> int:
        return heat_step(self.cell.share_below)


def reason_of(cells: Sequence[Any]) -> str:
    """Why the first one or two come first, as the rest of the sentence. Each says how many teach it and offer work."""
    wanted = [cell.on_objective for cell in cells]
    if len(cells) > 1:
        if all(wanted):
            rests = _("an objective rests on each")
        elif any(wanted):
            rests = _("an objective rests on one of them")
        else:
            rests = _("they are missing most")
    else:
        rests = _("an objective rests on it") if all(wanted) else _("it is missing most")
    if any(cell.resources > LITTLE for cell in cells):
        return f"{rests}."
    learn = _learn_from_both(cells) if len(cells) > 1 else _learn_from(cells[0])
    return _("%(rests)s, and %(learn)s.") % {"rests": rests, "learn": learn}


def _learn_from(cell: Any) -> str:
    """Of one skill with hardly any resources: who teaches it, or work that is open."""
    if cell.teachers:
        words = {"n": apnumber(cell.teachers)}
        taught = ngettext("%(n)s colleague offers to teach it", "%(n)s colleagues offer to teach it", cell.teachers)
        return _("there are hardly any resources yet, but %(taught)s") % {"taught": taught % words}
    if cell.open_work:
        return _("there are hardly any resources yet, but work to learn it from is open")
    return _("there is little here to learn it from")


def _learn_from_both(cells: Sequence[Any]) -> str:
    helped = [bool(cell.teachers or cell.open_work) for cell in cells]
    if not any(helped):
        return _("there is little here to learn them from")
    if not all(helped):
        return _("there are hardly any resources yet; colleagues or open work help with one")
    if all(cell.teachers for cell in cells):
        return _("there are hardly any resources yet, but colleagues offer to teach them")
    return _("there are hardly any resources yet, but colleagues or open work help with them")


def note_on(
    cell: PublishedCell, place: str, whole: PublishedCell | None, larger: str, earlier: PublishedCell | None
) -> Note:
    """`whole`: the same skill in the larger place of which the cell is a part; `earlier`: the cell before the cycle."""
    name = _("%(skill)s in %(place)s") % {"skill": cell.skill, "place": place}
    key = f"{cell.skill_id}-{cell.unit_id or 0}"
    if cell.few:
        return Note(key, cell, name, _("not enough people to show a figure."), _larger(whole, larger))
    words = {"below": share_words(cell.share_below), "n": cell.required, "more": share_words(cell.share_unassessed)}
    sentence = _("%(below)s of %(n)s people are below their level; %(more)s not assessed.")
    return Note(key, cell, name, sentence % words, " · ".join(_behind(cell, whole, earlier)))


def _larger(whole: PublishedCell | None, place: str) -> str:
    """The next larger group, where that one may be shown."""
    if whole is None or whole.few:
        return ""
    words = {"place": place, "share": share_words(whole.share_below), "n": whole.required}
    return _("All of %(place)s: %(share)s of %(n)s people are below their level.") % words


def _behind(cell: PublishedCell, whole: PublishedCell | None, earlier: PublishedCell | None) -> list[str]:
    facts = []
    if earlier and earlier.share_below is not None:
        facts.append(_("%(share)s before this cycle") % {"share": share_words(earlier.share_below)})
    if whole and whole.pk != cell.pk and whole.severity and cell.severity is not None:
        points = {"part": number(cell.severity), "all": number(whole.severity)}
        facts.append(_("%(part)s of the %(all)s severity points") % points)
    facts.append(_("%(share)s by their own rating only") % {"share": share_words(cell.share_self_only)})
    if cell.as_of:
        facts.append(_("figures of %(day)s") % {"day": short_date(cell.as_of)})
    return facts
