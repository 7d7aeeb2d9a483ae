"""Who may do what with notifications."""

from ecosystem.core.rules import declare, is_learning, is_signed_in, predicate


@predicate
def is_recipient(person, obj) -> bool:
    return obj.person_id == person.pk


@predicate
def was_said(person, nudge) -> bool:
    """By mail, or behind the bell; what is still to come or held out is nobody's to answer."""
    return nudge.sent_at is not None or hasattr(nudge, "notification")


declare("notifications.read_notifications", is_signed_in, "Everybody, their own.")
declare("notifications.read_notification", is_recipient, "Whom it is addressed to.")
declare("notifications.answer_nudge", is_recipient & was_said, "Whom it is addressed to.")
declare("notifications.change_preferences", is_signed_in, "Everybody, their own.")
declare("notifications.resume_rule", is_recipient, "Who stopped it.")
declare("notifications.view_rules", is_learning, "Learning & development.")
declare("notifications.change_rule", is_learning, "Learning & development.")
