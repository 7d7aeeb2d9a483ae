"""The rules of the notifications themselves."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.notifications.models import Nudge, NudgeRuleState
from ecosystem.notifications.registry import Kind, Message, category, rule


def wrong_person_message(nudge: Nudge) -> Message | None:
    """Says which rule, never who answered."""
    state = NudgeRuleState.objects.filter(pk=nudge.subject_id).first()
    if state is None or not state.is_installed:
        return None
    return Message(
        subject=_("a reminder reached the wrong person"),
        sentence=_("The reminder “%(rule)s” reached the wrong person.") % {"rule": state.rule.name},
        why=_("somebody answered “wrong person”, and you switched this rule last"),
        url=reverse("notifications:rule_page", args=[state.pk]),
        action=_("Look at the rule"),
    )


category(
    "notifications",
    gettext_lazy("About reminders"),
    gettext_lazy("That a reminder you look after reached the wrong person."),
)
rule(
    "notifications.wrong_person",
    "notifications",
    Kind.SERVICE,
    gettext_lazy("Somebody answered “wrong person” to a reminder you look after."),
    name=gettext_lazy("A reminder reached the wrong person"),
    subject_kind="nudge rule",
    context=wrong_person_message,
)
