"""What people are told in a campaign of the skill round: the request, and one reminder before its end. Services."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.campaigns import ASKED, REMINDER
from accounts.models import CampaignAsk, SkillCampaign
from ecosystem.core.clock import today
from ecosystem.core.policy import policy
from ecosystem.core.templatetags.ui import short_date
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Kind, Message, category, rule

CATEGORY = "skill_campaigns"


def open_ask(nudge: Nudge) -> CampaignAsk | None:
    """What the person has still to do in the campaign; none once they have, or the campaign is over."""
    asks = CampaignAsk.objects.open(today()).select_related("campaign")
    return asks.filter(campaign=nudge.subject_id, person=nudge.person_id).first()


def is_open(nudge: Nudge) -> bool:
    return open_ask(nudge) is not None


def last_moment(nudge: Nudge) -> dt.datetime | None:
    """Midnight after the last day, where the organisation is."""
    last_day = SkillCampaign.objects.filter(pk=nudge.subject_id).values_list("last_day", flat=True).first()
    if last_day is None:
        return None
    return dt.datetime.combine(last_day + dt.timedelta(days=1), dt.time(), tzinfo=policy().zone)


def asked_message(nudge: Nudge) -> Message | None:
    asked = open_ask(nudge)
    if asked is None:
        return None
    day = {"day": short_date(asked.campaign.last_day)}
    return Message(
        subject=_("ten minutes for your skills"),
        sentence=_("L&D asks you for ten minutes on your skills, until %(day)s.") % day,
        needs=_("ten minutes on your skills"),
        body=asked.campaign.why,
        why=_("learning & development opened a skill round for your part of the company"),
        url=reverse("accounts:skill_round"),
        action=_("Begin the round"),
    )


def reminder_message(nudge: Nudge) -> Message | None:
    asked = open_ask(nudge)
    if asked is None:
        return None
    day = {"day": short_date(asked.campaign.last_day)}
    return Message(
        subject=_("the skill round ends on %(day)s") % day,
        sentence=_("The skill round ends on %(day)s, and some of your skills have no statement yet.") % day,
        needs=_("some of your skills have no statement yet"),
        body=asked.campaign.why,
        why=_("the round that learning & development asked for ends soon; this is the only reminder"),
        url=reverse("accounts:skill_round"),
        action=_("Go on with the round"),
    )


category(
    CATEGORY,
    gettext_lazy("Skill rounds that L&D asks for"),
    gettext_lazy(
        "The request when a campaign is opened for your part of the company, and one reminder before its end."
    ),
)
for code, message, name, sentence in (
    (
        ASKED,
        asked_message,
        gettext_lazy("A skill round is asked for"),
        gettext_lazy("Learning & development opened a campaign of the skill round."),
    ),
    (
        REMINDER,
        reminder_message,
        gettext_lazy("A skill round ends soon"),
        gettext_lazy("Three working days before the end of a campaign, once, to those who have not done it."),
    ),
):
    rule(
        code,
        CATEGORY,
        Kind.SERVICE,
        sentence,
        name=name,
        subject_kind="campaign",
        context=message,
        still_due=is_open,
        deadline=last_moment,
    )
