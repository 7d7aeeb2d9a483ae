"""Campaigns of the skill round: opened for the company or some units, extended, ended early."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import campaigns
from accounts.campaign_progress import publish_progress
from accounts.models import Person, SkillCampaign, Unit
from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.outbox import enqueue
from ecosystem.core.templatetags.ui import short_date
from ecosystem.core.twice import in_turn
from ecosystem.core.versions import already, change


@transaction.atomic
def open_campaign(*, actor: Person, last_day: dt.date, why: str, units: Collection[Unit] = ()) -> SkillCampaign:
    """Ask everybody in these units and below (none: in the company). Nobody is asked by two campaigns at a time."""
    in_turn("accounts.campaigns")
    day, chosen = today(), campaigns.topmost(units)
    if last_day < day:
        raise Refused(_("Choose today or a later day."), field="last_day")
    people = campaigns.people_to_ask(chosen, day, last_day)
    _refuse_twice(people)
    campaign = SkillCampaign.objects.create(
        why=why,
        last_day=last_day,
        remind_on=campaigns.remind_on(day, last_day),
        opened_by=actor,
        opened_on=day,
        opened_at=now(),
    )
    campaign.units.set(chosen)
    if not campaigns.ask(campaign, people):
        raise Refused(_("Nobody is there to be asked. Choose other units."), field="units")
    record(actor, "campaign.opened", campaign, fields=["units", "last_day", "why"])
    enqueue("accounts.begin_campaign", key=f"campaign-begins-{campaign.pk}", campaign_id=campaign.pk)
    return campaign


@transaction.atomic
def extend_campaign(campaign: SkillCampaign, *, actor: Person, version: int, last_day: dt.date) -> None:
    """A later last day. Who was reminded is not reminded again."""
    if last_day <= campaign.last_day:
        raise Refused(_("Choose a day after the present last day."), field="last_day")
    where = {"ended_at": None, "last_day__gte": today(), "last_day__lt": last_day}
    remind_on = campaigns.remind_on(campaign.opened_on, last_day)
    if not change(campaign, version, where=where, last_day=last_day, remind_on=remind_on):
        if campaign.last_day == last_day and campaign.is_running:
            return
        raise Refused(_("This campaign is over. Open another one."))
    record(actor, "campaign.extended", campaign, fields=["last_day"])


@transaction.atomic
def end_campaign(campaign: SkillCampaign, *, actor: Person, version: int) -> None:
    """Nobody is asked any more; what was stated stays. Twice is harmless."""
    if not change(campaign, version, where={"ended_at": None}, ended_at=now()):
        return already(campaign, "ended_at")
    record(actor, "campaign.ended", campaign, fields=["ended_at"])


def begin_campaign(campaign: SkillCampaign) -> None:
    """Right after the opening: who has nothing left to state had done it before, and the others hear of it."""
    campaigns.settle(campaign, campaign.opened_on - campaigns.DAY)
    publish_progress(campaign)
    campaigns.tell_asked(campaign)


def look_after_campaigns() -> int:
    """Once a day: new figures, the request for those back from leave, the reminder. Returns how many campaigns."""
    found = list(SkillCampaign.objects.to_look_after(today()).order_by("pk"))
    for campaign in found:
        look_after_campaign(campaign)
    return len(found)


@transaction.atomic
def look_after_campaign(campaign: SkillCampaign) -> None:
    publish_progress(campaign)
    if campaign.is_running:
        campaigns.settle(campaign, today())
        campaigns.tell_asked(campaign)
        campaigns.remind(campaign)


def _refuse_twice(people: QuerySet[Person]) -> None:
    other = SkillCampaign.objects.running(today()).filter(asks__person__in=people).first()
    if other is not None:
        words = {"why": other.why, "day": short_date(other.last_day)}
        sentence = _(
            "People there are asked until %(day)s already: “%(why)s”. End that campaign first, or choose others."
        )
        raise Refused(sentence % words, field="units")
