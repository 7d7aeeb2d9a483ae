"""What people and other apps do with notifications: tell, answer, read, choose, switch rules."""

import datetime as dt
import json
from collections.abc import Collection
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from ecosystem.core.audit import SYSTEM, record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.outbox import enqueue_many
from ecosystem.core.versions import change
from ecosystem.notifications.models import (
    FOREVER,
    ONCE,
    MutedRule,
    Notification,
    Nudge,
    NudgeRuleState,
    Preference,
)
from ecosystem.notifications.querysets import NotificationQuerySet
from ecosystem.notifications.registry import rule_of
from ecosystem.notifications.sending import SEND_TO_PERSON

SNOOZE = dt.timedelta(days=7)
TELL = """
INSERT INTO notifications_nudge (rule_id, person_id, subject_kind, subject_id, "window", turn, ignored, kind, params,
    due_at, send_after, rest_until, holdout, dropped, why, answer)
SELECT id, person_id, %(subject_kind)s, %(subject)s, %(window)s, 1, 0, %(kind)s, %(params)s::jsonb,
    %(now)s, %(now)s, %(forever)s, false, '', '', ''
FROM notifications_nudgerulestate, unnest(%(people)s::bigint[]) person_id WHERE code = %(code)s AND state = 'on'
ON CONFLICT DO NOTHING RETURNING id, person_id
"""


def tell(code: str, *, person_id: int, subject_id: int, window: dt.date = ONCE, **params: Any) -> None:
    """Say something to one person because of what somebody just did. The rule's code, the subject and the window make it once.

    The bell rings as soon as a worker looks, the mail keeps to the person's hours. `params` are ids and numbers that the
    rule's `context` needs, never text about people.
    """
    tell_many(code, person_ids=[person_id], subject_id=subject_id, window=window, **params)


@transaction.atomic
def tell_many(code: str, *, person_ids: Collection[int], subject_id: int, window: dt.date = ONCE, **params: Any) -> int:
    """The same to many people in one statement. Returns how many had not been told yet."""
    rule = rule_of(code)
    if rule is None:
        raise KeyError(code)
    values: dict[str, Any] = {
        "code": code,
        "people": list(person_ids),
        "subject": subject_id,
        "subject_kind": rule.subject_kind,
        "window": window,
        "kind": rule.kind.value,
        "params": json.dumps(params),
        "now": now(),
        "forever": FOREVER,
    }
    with connection.cursor() as cursor:
        cursor.execute(TELL, values)
        told = cursor.fetchall()
    if told:
        enqueue_many(SEND_TO_PERSON, [(f"tell-{pk}", {"person_id": person_id}) for pk, person_id in told])
    return len(told)


@transaction.atomic
def answer_nudge(nudge: Nudge, *, actor: Any, answer: str) -> None:
    """Keep the answer and let it rest accordingly. The same answer twice is harmless; a later one replaces it.

    Acted: until the rule's usual wait is over. Snoozed: a week. Stopped: this rule for good. Wrong person: this subject
    for good, and whoever looks after the rule hears of it without a name.
    """
    moment = now()
    changed = Nudge.objects.filter(pk=nudge.pk).exclude(answer=answer)
    if not changed.update(answer=answer, answered_at=moment, rest_until=_rest(nudge, answer)):
        return
    _mark_read(Notification.objects.filter(nudge_id=nudge.pk))
    if answer in (Nudge.Answer.STOPPED, Nudge.Answer.WRONG_PERSON):
        subject_id = nudge.subject_id if answer == Nudge.Answer.WRONG_PERSON else None
        muted = MutedRule(person_id=nudge.person_id, rule_id=nudge.rule_id, subject_id=subject_id, created_at=moment)
        MutedRule.objects.bulk_create([muted], ignore_conflicts=True)
    if answer == Nudge.Answer.WRONG_PERSON and nudge.rule.changed_by_id:
        tell("notifications.wrong_person", person_id=nudge.rule.changed_by_id, subject_id=nudge.rule_id, window=today())
    record(actor, "nudge.answered", nudge, fields=["answer"], subject=nudge.person_id)


@transaction.atomic
def read_notification(notification: Notification, *, actor: Any) -> None:
    """Mark as read. Twice is harmless."""
    if _mark_read(Notification.objects.filter(pk=notification.pk)):
        record(actor, "notification.read", notification)


@transaction.atomic
def read_all_notifications(*, actor: Any) -> None:
    """Mark everything of one's own as read."""
    if _mark_read(Notification.objects.visible_to(actor)):
        record(actor, "notification.all_read", actor)


@transaction.atomic
def change_preferences(*, actor: Any, wishes: dict[str, tuple[bool, bool]]) -> None:
    """Keep what somebody wants to hear: category → (in the app, by e-mail)."""
    Preference.objects.bulk_create(
        [
            Preference(person_id=actor.pk, category=category, in_app=in_app, email=email)
            for category, (in_app, email) in wishes.items()
        ],
        update_conflicts=True,
        unique_fields=["person", "category"],
        update_fields=["in_app", "email"],
    )
    record(actor, "preferences.changed", actor, fields=sorted(wishes))


@transaction.atomic
def unsubscribe(*, person_id: int, category: str) -> None:
    """No more mails of this category; the bell stays. Asked for by a signed link, hence by nobody who is signed in."""
    wish, made = Preference.objects.get_or_create(person_id=person_id, category=category, defaults={"email": False})
    if made or Preference.objects.filter(pk=wish.pk, email=True).update(email=False):
        record(SYSTEM, "preferences.unsubscribed", wish, fields=["email"], subject=person_id, reason="link in a mail")


@transaction.atomic
def resume_rule(muted: MutedRule, *, actor: Any) -> None:
    """Hear a stopped rule again."""
    if MutedRule.objects.filter(pk=muted.pk).delete()[0]:
        record(actor, "nudge_rule.resumed", muted.rule, subject=actor)


@transaction.atomic
def switch_rule(state: NudgeRuleState, *, actor: Any, version: int, to: str) -> None:
    """Draft, on or off. What is waiting under a rule that is not on is dropped when its turn comes."""
    if to == NudgeRuleState.State.RETIRED:
        raise Refused(_("A rule retires by itself, when it shows no effect."))
    if change(state, version, state=to, changed_by=actor, changed_at=now()):
        record(actor, f"nudge_rule.{to}", state, fields=["state"])


def _mark_read(notifications: NotificationQuerySet) -> int:
    """What was read here needs no mail any more."""
    unread = notifications.unread()
    Nudge.objects.waiting().filter(notification__in=unread).update(dropped=Nudge.Dropped.SEEN)
    return unread.update(read_at=now())


def _rest(nudge: Nudge, answer: str) -> dt.date:
    day = today()
    if answer == Nudge.Answer.SNOOZED:
        return day + SNOOZE
    acted = answer == Nudge.Answer.ACTED and nudge.rule.is_installed
    return day + dt.timedelta(days=nudge.rule.rule.wait) if acted else FOREVER
