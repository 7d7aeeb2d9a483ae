"""Whoever leads something from now on hears of it at once: chosen by somebody, or next in the line of a leaver."""

from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Person
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Kind, Message, category, rule
from goals.announcements import known_to
from goals.leads import KINDS
from goals.models import KeyResult, Objective, Opportunity

CATEGORY = "leads"


def handed_on_message(model: Any, nudge: Nudge) -> Message | None:
    """About the first of what was handed on at once, and how many more; nothing if somebody else leads it by now."""
    led = model.objects.filter(pk=nudge.subject_id, **{KINDS[model].column: nudge.person_id}).first()
    if led is None:
        return None
    asked = {nudge.params[key] for key in ("led_by", "chosen_by") if key in nudge.params}
    names = {person.pk: person for person in Person.objects.filter(pk__in=asked)}
    more = nudge.params.get("more", 0)
    words = {"title": led.title, "name": names.get(nudge.params.get("led_by"), _("somebody")), "n": more}
    return Message(
        subject=_("you lead something new"),
        sentence=_sentence(more) % words,
        why=_why(names.get(nudge.params.get("chosen_by"))),
        url=reverse("goals:leads_page", args=[nudge.person_id]) if more else led.get_absolute_url(),
        action=_("See what you lead") if more else _("See it"),
    )


def _sentence(more: int) -> str:
    if not more:
        return _("You lead “%(title)s” from now on; until now %(name)s did.")
    return ngettext(
        "You lead “%(title)s” and %(n)s more from now on; until now %(name)s did.",
        "You lead “%(title)s” and %(n)s others from now on; until now %(name)s did.",
        more,
    )


def _why(chosen_by: Person | None) -> str:
    if chosen_by is None:
        return _("nobody was chosen before their last day, and you are the next in the reporting line")
    return _("%(name)s chose you to lead it; you may hand it on") % {"name": chosen_by}


def objective_message(nudge: Nudge) -> Message | None:
    return handed_on_message(Objective, nudge)


def key_result_message(nudge: Nudge) -> Message | None:
    return handed_on_message(KeyResult, nudge)


def opportunity_message(nudge: Nudge) -> Message | None:
    return handed_on_message(Opportunity, nudge)


category(
    CATEGORY,
    gettext_lazy("What you lead"),
    gettext_lazy("Objectives, key results and work that are handed on to you."),
)
TOLD: tuple[tuple[type[Model], Any, Any], ...] = (
    (Objective, objective_message, gettext_lazy("An objective is handed on to you")),
    (KeyResult, key_result_message, gettext_lazy("A key result is handed on to you")),
    (Opportunity, opportunity_message, gettext_lazy("Work that people learn from is handed on to you")),
)
for model, message, name in TOLD:
    rule(
        f"goals.{KINDS[model].name}_handed_on",
        CATEGORY,
        Kind.SERVICE,
        gettext_lazy("Somebody who leads it hands it on, or has left."),
        name=name,
        subject_kind=str(model._meta.verbose_name),
        context=message,
        visible=known_to(model),
    )
