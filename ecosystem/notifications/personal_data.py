"""What the tables of notifications hold of people."""

from django.utils.translation import gettext_lazy as _

from ecosystem.core.personal_data import ANSWERABLE, KEEP, bond, nobody

nobody(_("Sums of one cycle, without who."), "notifications.NudgeEffect")
bond(
    "notifications.NudgeRuleState",
    "changed_by",
    _("Nudge rules that you switched"),
    KEEP,
    codes=("code", "salt"),
    why=ANSWERABLE,
)
bond(
    "notifications.Nudge",
    "person",
    _("Reminders to you, and your answers"),
    texts=("why",),
    codes=("subject_kind", "params"),
)
bond(
    "notifications.Notification",
    "person",
    _("What stood behind your bell"),
    texts=("title", "body", "why", "url", "action"),
    codes=("key", "category"),
)
bond("notifications.Preference", "person", _("What you want to hear"), texts=("category",))
bond("notifications.MutedRule", "person", _("Reminders that you stopped"))
