"""Who is due a nudge about skills, and what people are told at once because somebody asked or answered."""

import datetime as dt

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import (  # noqa: F401
    campaign_announcements,
    leaving_announcements,
    own_data_announcements,
    skill_announcements,
    stand_in_announcements,
)
from accounts.models import Skill
from ecosystem.core.clock import today
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Found, Kind, Message, category, rule

REMINDERS = "skill_reminders"
OLD = dt.timedelta(days=180)
WEIGHTY = 4


def statements_that_are_old(day: dt.date) -> Found:
    """Required skills of importance 4 or more whose last statement, by anybody, is older than 180 days.

    `WEIGHTY` stands in the text: only so does PostgreSQL see that the index `person_skill_weighty` holds them all.
    """
    return (
        "SELECT mine.skill_id AS subject_id, mine.person_id, mine.stated_on + %s AS since "
        "FROM accounts_personskill mine "
        f"WHERE mine.counted AND mine.required IS NOT NULL AND mine.importance >= {WEIGHTY} AND NOT mine.not_applicable "
        "AND mine.stated_on < %s",
        [OLD.days + 1, day - OLD],
    )


def still_old(nudge: Nudge) -> bool:
    statement, values = statements_that_are_old(today())
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM ({statement}) found WHERE subject_id = %s AND person_id = %s",
            [*values, nudge.subject_id, nudge.person_id],
        )
        return cursor.fetchone() is not None


def old_statement_message(nudge: Nudge) -> Message | None:
    skill = Skill.objects.current().filter(pk=nudge.subject_id).first()
    if skill is None:
        return None
    words = {"skill": skill}
    return Message(
        subject=_("%(skill)s: is it still so?") % words,
        sentence=_("Nobody has said for half a year where you stand in %(skill)s. It takes one key.") % words,
        needs=str(skill),
        why=_("the skill weighs much in your role, and the last statement is older than 180 days"),
        url=f"{reverse('accounts:skill_round')}?skill={skill.pk}",
        action=_("State it again"),
    )


category(
    REMINDERS,
    gettext_lazy("Reminders about your skills"),
    gettext_lazy("Statements of weighty skills that have become old."),
)
rule(
    "accounts.old_statement",
    REMINDERS,
    Kind.NUDGE,
    gettext_lazy("A required skill of importance 4 or 5 has had no statement for 180 days."),
    name=gettext_lazy("A statement is old"),
    subject_kind="skill",
    find=statements_that_are_old,
    still_due=still_old,
    context=old_statement_message,
    priority=60,
)
