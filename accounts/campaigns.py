"""Campaigns of the skill round: who is asked, who has done it, and who is told on which day."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.fading import HALF_LIFE
from accounts.models import (
    Assessment,
    CampaignAsk,
    Leave,
    Person,
    PersonSkill,
    SkillCampaign,
    Unit,
    UnitClosure,
    UnitMembership,
)
from accounts.models.reach import public_holidays
from accounts.skill_round import round_of
from accounts.sql import write
from ecosystem.core.clock import today
from ecosystem.core.periods import MONDAY_TO_FRIDAY
from ecosystem.core.policy import policy
from ecosystem.notifications.actions import tell_many
from ecosystem.notifications.models import Nudge

DAY = dt.timedelta(days=1)
REMIND_BEFORE = 3
ASKED, REMINDER = "accounts.round_asked", "accounts.round_reminder"


# --- who is asked ----------------------------------------------------------------------------------------------------
def people_to_ask(units: Collection[Unit], day: dt.date, last_day: dt.date) -> QuerySet[Person]:
    """Colleagues employed today in these units or below (no unit: in the company), but for those away until the end."""
    away = Leave.objects.on(day).filter(Q(valid_to=None) | Q(valid_to__gte=last_day), person=OuterRef("pk"))
    people = Person.objects.people().filter(~Exists(away), is_active=True).employed_on(day)
    if not units:
        return people
    below = UnitClosure.objects.filter(ancestor__in=units).values("descendant_id")
    return people.filter(pk__in=UnitMembership.objects.on(day).filter(unit__in=below).values("person_id"))


def topmost(units: Collection[Unit]) -> list[Unit]:
    """Without those that lie below another of them."""
    chosen = {unit.pk for unit in units}
    inside = UnitClosure.objects.filter(ancestor__in=chosen, descendant__in=chosen, depth__gt=0)
    below = set(inside.values_list("descendant_id", flat=True))
    return [unit for unit in units if unit.pk not in below]


def ask(campaign: SkillCampaign, people: QuerySet[Person]) -> int:
    """Keep who is asked, each in the unit of today. One statement; returns how many."""
    place = UnitMembership.objects.on(campaign.opened_on).filter(person=OuterRef("pk")).values("unit_id")[:1]
    rows = people.order_by().annotate(unit_then=Subquery(place)).values_list("pk", "unit_then")
    found, values = rows.query.sql_with_params()
    into = "INSERT INTO accounts_campaignask (campaign_id, person_id, unit_id)"
    return write(f"{into} SELECT %s::bigint, asked.* FROM ({found}) asked", [campaign.pk, *values])


def remind_on(opened_on: dt.date, last_day: dt.date) -> dt.date | None:
    """The working day with three working days after it up to the last; none where that is not after the opening."""
    free = public_holidays(policy().holiday_country, last_day.year) | frozenset(policy().extra_holidays)
    day, left = last_day, REMIND_BEFORE
    while day > opened_on:
        if day.weekday() in MONDAY_TO_FRIDAY and day not in free:
            if left == 0:
                return day
            left -= 1
        day -= DAY
    return None


# --- who has done it -------------------------------------------------------------------------------------------------
def is_round_done(person: Person) -> bool:
    """Nothing in the round waits. Where it asks for nothing, a first statement of one's own is enough."""
    turn = round_of(person)
    if turn.rows:
        return turn.at is None
    return Assessment.objects.filter(person=person, source=Assessment.Source.SELF).exists()


def note_round(person: Person) -> None:
    """After a statement of one's own: done, if it was the last that a campaign waited for. The sign-in query knows of most
    people that none does."""
    if not getattr(person, "asked_for_round", True):
        return
    asks = CampaignAsk.objects.open(today()).filter(person=person)
    if asks.exists() and is_round_done(person):
        asks.update(done_on=today())


def settle(campaign: SkillCampaign, done_on: dt.date) -> int:
    """Count those as done for whom nothing waits without their doing: all is current already, or not required any more."""
    day = today()
    open_asks = CampaignAsk.objects.open(day).filter(campaign=campaign)
    own = Assessment.objects.filter(person=OuterRef("person"), source=Assessment.Source.SELF)
    own_skill = own.filter(skill=OuterRef("skill"))
    current = own_skill.filter(stated_on__gt=day - HALF_LIFE)
    rows = PersonSkill.objects.filter(person=OuterRef("person"), skill__merged_into=None)
    waits = rows.filter(Q(required__isnull=False) | Exists(own_skill), ~Exists(current), not_applicable=False)
    by_role = rows.filter(required__isnull=False, need_source__startswith="role:")
    done = open_asks.filter(Exists(by_role), ~Exists(waits)).update(done_on=done_on)
    # Without a role's profile the round suggests one; few people are in that case, and each is asked for.
    others = open_asks.filter(~Exists(by_role), Exists(own)).select_related("person")
    ids = [one.pk for one in others.iterator(chunk_size=500) if is_round_done(one.person)]
    return done + CampaignAsk.objects.filter(pk__in=ids).update(done_on=done_on)


# --- who is told -----------------------------------------------------------------------------------------------------
def tell_asked(campaign: SkillCampaign) -> int:
    """The request, to everybody who is at work today and has not heard of it; on a later day to those back from leave."""
    return tell_many(ASKED, person_ids=_at_work(campaign), subject_id=campaign.pk)


def remind(campaign: SkillCampaign) -> int:
    """Once, three working days before the end, to those who have not done it; not to those who only just heard of it."""
    if campaign.remind_on is None or campaign.remind_on > today():
        return 0
    start = dt.datetime.combine(campaign.remind_on, dt.time(), tzinfo=policy().zone)
    heard = Nudge.objects.filter(rule__code=ASKED, subject_id=campaign.pk, due_at__lt=start).values("person_id")
    return tell_many(REMINDER, person_ids=_at_work(campaign, person__in=heard), subject_id=campaign.pk)


def _at_work(campaign: SkillCampaign, **more: object) -> list[int]:
    day = today()
    asks = CampaignAsk.objects.open(day).filter(campaign=campaign, **more).at_work(day)
    return list(asks.order_by("person_id").values_list("person_id", flat=True))
