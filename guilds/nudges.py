"""Who is due a nudge about the guilds that they tend, and why. Asked again at the moment of sending."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.core.clock import today
from ecosystem.core.templatetags.ui import long_date
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Found, Kind, Message, category, rule
from guilds.models import Stewardship
from guilds.terms import NOTICE

REMINDERS = "guild_reminders"


def terms_that_end(day: dt.date) -> Found:
    """Stewards of guilds at work whose term ends within 30 days; an episode lasts as long as the term."""
    return (
        "SELECT term.id AS subject_id, term.person_id, term.until - %s AS since "
        "FROM guilds_stewardship term JOIN guilds_guild guild ON guild.id = term.guild_id "
        "WHERE term.ended_on IS NULL AND term.until BETWEEN %s AND %s AND guild.state IN ('active', 'resting')",
        [NOTICE.days, day, day + NOTICE],
    )


def _term(nudge: Nudge) -> Stewardship | None:
    rows = Stewardship.objects.ending(today() + NOTICE).for_page()
    return rows.filter(pk=nudge.subject_id, person=nudge.person_id).first()


def term_ends_message(nudge: Nudge) -> Message | None:
    term = _term(nudge)
    if term is None:
        return None
    words = {"guild": term.guild, "day": long_date(term.until)}
    return Message(
        subject=_("your term as steward ends"),
        sentence=_("Your term for “%(guild)s” ends on %(day)s. Do you go on?") % words,
        needs=_("Do you go on?"),
        why=_("you tend it; after that day the place is open"),
        url=reverse("guilds:steward_list", args=[term.guild_id]),
        action=_("Go on, or hand it over"),
    )


category(
    REMINDERS,
    gettext_lazy("Reminders about guilds that you tend"),
    gettext_lazy("That your term as steward ends."),
)
rule(
    "guilds.term_ends",
    REMINDERS,
    Kind.NUDGE,
    gettext_lazy("The term of a steward ends within 30 days."),
    name=gettext_lazy("Your term ends"),
    subject_kind="stewardship",
    find=terms_that_end,
    still_due=lambda nudge: _term(nudge) is not None,
    context=term_ends_message,
    priority=40,
)
