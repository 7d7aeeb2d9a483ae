"""Campaigns of the skill round: who is asked and hears of it, who is done, the one reminder, and nobody asked twice."""

import datetime as dt
from types import SimpleNamespace

import pytest

from accounts.actions import campaigns as acts
from accounts.actions.assessments import Said, state_levels
from accounts.campaigns import is_round_done, note_round, people_to_ask, remind_on, topmost
from accounts.models import CampaignAsk, Person, SkillCampaign
from accounts.refresh import touch
from accounts.tasks import begin_campaign, look_after_campaigns
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.jobs import start_run
from ecosystem.core.models import AuditEntry, OutboxMessage, OutgoingMail
from ecosystem.core.outbox import deliver
from ecosystem.notifications.finding import ensure_rule_states
from ecosystem.notifications.models import Notification, Nudge
from tests.factories.people import PersonFactory, UnitFactory, on_leave
from tests.factories.skills import AssessmentFactory, RequirementFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def rules(db):
    ensure_rule_states()


@pytest.fixture
def skills(cast):
    """Two that emil's role requires."""
    found = [RequirementFactory(job_role=cast.engineer).skill for _ in range(2)]
    touch([cast.emil.pk])
    return found


def opened(cast, *units, days: int = 14) -> SkillCampaign:
    return acts.open_campaign(actor=cast.lena, last_day=today() + days * DAY, why="A new cycle", units=units)


def begun(cast, *units, days: int = 14) -> SkillCampaign:
    campaign = opened(cast, *units, days=days)
    begin_campaign(campaign_id=campaign.pk)
    return campaign


def night() -> None:
    look_after_campaigns(run_id=start_run("campaigns"))


def asked_in(campaign) -> set[str]:
    return {ask.person.first_name for ask in campaign.asks.select_related("person")}


def told(campaign, rule: str = "round_asked") -> set[str]:
    nudges = Nudge.objects.filter(rule__code=f"accounts.{rule}", subject_id=campaign.pk)
    return {nudge.person.first_name for nudge in nudges.select_related("person")}


class TestWhoIsAsked:
    def test_everybody_in_the_company(self, cast):
        PersonFactory(unit=cast.sales, is_active=False)
        PersonFactory(unit=cast.sales, kind="placeholder")
        campaign = opened(cast)
        names = {"Emil", "Mara", "Nora", "Lena", "Xenia", "Dario", "Otto", "Adam", "Pia"}
        assert asked_in(campaign) == names
        entry = AuditEntry.objects.get(verb="campaign.opened")
        assert (entry.actor_id, entry.object_id) == (cast.lena.pk, str(campaign.pk))
        assert OutboxMessage.objects.get(task="accounts.begin_campaign").kwargs == {"campaign_id": campaign.pk}

    def test_a_unit_with_everything_below_it(self, cast):
        assert asked_in(opened(cast, cast.engineering)) == {"Emil", "Mara"}
        assert topmost([cast.company, cast.engineering]) == [cast.company]
        assert CampaignAsk.objects.get(person=cast.emil).unit == cast.engineering

    def test_whoever_is_away_until_the_end_is_not(self, cast):
        on_leave(cast.emil, days_after=30)
        on_leave(cast.otto, days_after=2)
        names = {person.first_name for person in people_to_ask([], today(), today() + 14 * DAY)}
        assert "Emil" not in names
        assert "Otto" in names

    def test_nobody_is_asked_by_two_campaigns_at_a_time(self, cast):
        first = opened(cast, cast.engineering)
        with pytest.raises(Refused, match="A new cycle") as refusal:
            opened(cast)
        assert refusal.value.field == "units"
        opened(cast, cast.sales)
        acts.end_campaign(first, actor=cast.lena, version=1)
        opened(cast, cast.engineering)

    def test_a_unit_without_people_and_a_day_that_has_passed(self, cast):
        for units, days, field in (([UnitFactory()], 14, "units"), ([], -1, "last_day")):
            with pytest.raises(Refused) as refusal:
                opened(cast, *units, days=days)
            assert refusal.value.field == field
        assert not SkillCampaign.objects.exists()


class TestTelling:
    def test_by_bell_and_mail_once(self, cast, time_machine):
        time_machine.move_to(dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC), tick=False)
        campaign = opened(cast)
        while deliver():
            pass
        assert told(campaign) == asked_in(campaign)
        bell = Notification.objects.get(person=cast.emil)
        assert (bell.url, bell.body) == ("/skills/round/", "A new cycle")
        assert "until 8 Dec" in bell.title
        assert OutgoingMail.objects.filter(to=cast.emil.email).count() == 1
        begin_campaign(campaign_id=campaign.pk)
        while deliver():
            pass
        assert Notification.objects.filter(person=cast.emil).count() == 1

    def test_on_leave_they_hear_of_it_when_they_are_back(self, cast):
        leave = on_leave(cast.emil, days_after=2)
        campaign = begun(cast)
        assert "Emil" not in told(campaign)
        leave.delete()
        night()
        night()
        assert "Emil" in told(campaign)
        assert Nudge.objects.filter(person=cast.emil).count() == 1

    def test_whoever_had_done_it_already_hears_nothing(self, cast, skills):
        for skill in skills:
            AssessmentFactory(person=cast.emil, skill=skill, stated_on=today() - 30 * DAY)
        touch([cast.emil.pk])
        campaign = begun(cast)
        assert "Emil" not in told(campaign)
        assert CampaignAsk.objects.get(person=cast.emil).done_on == today() - DAY

    def test_a_faded_statement_does_not_count(self, cast, skills):
        for skill, days in zip(skills, (30, 400), strict=True):
            AssessmentFactory(person=cast.emil, skill=skill, stated_on=today() - days * DAY)
        touch([cast.emil.pk])
        assert "Emil" in told(begun(cast))

    def test_nothing_is_said_once_it_is_done_or_over(self, cast):
        from accounts.campaign_announcements import asked_message, is_open, reminder_message

        campaign = begun(cast)
        nudge = Nudge.objects.get(person=cast.emil)
        assert "ten minutes" in asked_message(nudge).sentence
        assert "ends on" in reminder_message(nudge).sentence
        acts.end_campaign(campaign, actor=cast.lena, version=SkillCampaign.objects.get().version)
        assert not is_open(nudge)
        assert asked_message(nudge) is None is reminder_message(nudge)


class TestDone:
    def test_after_the_last_of_the_round(self, cast, skills):
        begun(cast)
        ask = CampaignAsk.objects.filter(person=cast.emil)
        state_levels(cast.emil, actor=cast.emil, said={skills[0].pk: Said(2)})
        assert ask.get().done_on is None
        state_levels(cast.emil, actor=cast.emil, said={skills[1].pk: Said(3)})
        assert ask.get().done_on == today()

    def test_without_a_profile_a_first_statement_is_enough(self, cast):
        begun(cast)
        assert not is_round_done(cast.otto)
        skill = AssessmentFactory(person=cast.otto).skill
        touch([cast.otto.pk], [skill.pk])
        note_round(cast.otto)
        assert CampaignAsk.objects.get(person=cast.otto).done_on == today()

    def test_nothing_is_noted_after_the_last_day(self, cast, skills):
        begun(cast)
        SkillCampaign.objects.update(opened_on=today() - 9 * DAY, last_day=today() - DAY)
        state_levels(cast.emil, actor=cast.emil, said={skill.pk: Said(2) for skill in skills})
        assert CampaignAsk.objects.get(person=cast.emil).done_on is None

    def test_what_is_not_required_any_more_is_not_waited_for(self, cast, skills):
        campaign = begun(cast)
        state_levels(cast.emil, actor=cast.emil, said={skills[0].pk: Said(2)})
        cast.engineer.requirements.filter(skill=skills[1]).delete()
        touch([cast.emil.pk])
        night()
        assert campaign.asks.get(person=cast.emil).done_on == today()

    def test_the_sign_in_brings_along_whom_a_campaign_waits_for(self, cast, skills, django_assert_num_queries):
        def known() -> bool:
            return Person.objects.signed_in(cast.emil.pk).asked_for_round

        assert not known()
        with django_assert_num_queries(0):
            note_round(SimpleNamespace(pk=cast.emil.pk, asked_for_round=False))
        campaign = begun(cast)
        assert known()
        SkillCampaign.objects.update(opened_on=today() - 9 * DAY, last_day=today() - 3 * DAY)
        assert not known()
        SkillCampaign.objects.update(last_day=today())
        campaign.asks.update(done_on=today())
        assert not known()


class TestReminder:
    @pytest.mark.parametrize(
        ("opens", "last", "reminds"),
        [
            (dt.date(2026, 11, 2), dt.date(2026, 11, 20), dt.date(2026, 11, 17)),
            (dt.date(2026, 11, 2), dt.date(2026, 11, 22), dt.date(2026, 11, 17)),
            (dt.date(2026, 11, 2), dt.date(2026, 11, 24), dt.date(2026, 11, 19)),
            (dt.date(2026, 11, 19), dt.date(2026, 11, 24), None),
            (dt.date(2026, 11, 2), dt.date(2026, 11, 2), None),
        ],
    )
    def test_three_working_days_before(self, organisation, opens, last, reminds):
        assert remind_on(opens, last) == reminds

    def test_once_to_those_who_have_not_done_it(self, cast, skills):
        campaign = begun(cast)
        night()
        assert told(campaign, "round_reminder") == set()
        state_levels(cast.emil, actor=cast.emil, said={skill.pk: Said(2) for skill in skills})
        self._is_due(campaign)
        night()
        assert told(campaign, "round_reminder") == asked_in(campaign) - {"Emil"}
        acts.extend_campaign(campaign, actor=cast.lena, version=campaign.version, last_day=today() + 30 * DAY)
        SkillCampaign.objects.update(remind_on=today())
        night()
        assert Nudge.objects.filter(rule__code="accounts.round_reminder", person=cast.otto).count() == 1

    def test_not_to_those_who_only_just_heard_of_it(self, cast):
        leave = on_leave(cast.emil, days_after=3)
        campaign = begun(cast)
        self._is_due(campaign)
        leave.delete()
        night()
        assert "Emil" in told(campaign)
        assert "Emil" not in told(campaign, "round_reminder")

    def _is_due(self, campaign) -> None:
        SkillCampaign.objects.update(remind_on=today())
        Nudge.objects.update(due_at=now() - 5 * DAY)
        campaign.refresh_from_db()


class TestChanging:
    def test_a_later_last_day(self, cast):
        campaign = opened(cast)
        later = today() + 30 * DAY
        acts.extend_campaign(campaign, actor=cast.lena, version=1, last_day=later)
        assert (campaign.last_day, campaign.remind_on) == (later, remind_on(today(), later))
        with pytest.raises(Refused):
            acts.extend_campaign(campaign, actor=cast.lena, version=2, last_day=later - DAY)
        assert AuditEntry.objects.filter(verb="campaign.extended").count() == 1

    def test_a_stale_edition_changes_nothing(self, cast):
        campaign = opened(cast)
        acts.extend_campaign(campaign, actor=cast.lena, version=1, last_day=today() + 20 * DAY)
        old = SkillCampaign.objects.get()
        with pytest.raises(Stale):
            acts.extend_campaign(old, actor=cast.lena, version=1, last_day=today() + 40 * DAY)
        with pytest.raises(Stale):
            acts.end_campaign(old, actor=cast.lena, version=1)
        assert SkillCampaign.objects.get().is_running

    def test_ending_twice_is_harmless_and_what_is_over_stays_so(self, cast):
        campaign = opened(cast)
        acts.end_campaign(campaign, actor=cast.lena, version=1)
        acts.end_campaign(campaign, actor=cast.lena, version=1)
        assert AuditEntry.objects.filter(verb="campaign.ended").count() == 1
        with pytest.raises(Refused):
            acts.extend_campaign(campaign, actor=cast.lena, version=2, last_day=today() + 40 * DAY)


def test_a_campaign_that_is_gone_is_left_alone(cast):
    campaign = opened(cast)
    acts.end_campaign(campaign, actor=cast.lena, version=1)
    begin_campaign(campaign_id=campaign.pk)
    begin_campaign(campaign_id=0)
    assert not Nudge.objects.exists()
    assert Person.objects.filter(is_active=True).count() == 9
