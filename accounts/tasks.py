"""Work of accounts in the background: ids in, one action each."""

from celery import shared_task

from accounts import nights, refresh, rollup
from accounts.actions import campaigns, leaving
from accounts.models import SkillCampaign
from ecosystem.core.clock import today
from ecosystem.core.jobs import run_job


@shared_task(name="accounts.fold_cells")
def fold_cells() -> None:
    rollup.fold()


@shared_task(name="accounts.refresh_skills")
def refresh_skills(*, person_ids: list[int] | None = None, skill_ids: list[int] | None = None) -> None:
    refresh.touch(person_ids, skill_ids)


@shared_task(name="accounts.rebuild_sums")
def rebuild_sums() -> None:
    nights.rebuild_sums()


@shared_task(name="accounts.rewrite_closure")
def rewrite_closure(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = nights.rewrite_closure()


@shared_task(name="accounts.roll_up")
def roll_up(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = nights.roll_up(nights.day_of(run.period))


@shared_task(name="accounts.publish_gaps")
def publish_gaps(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = nights.publish_gaps()


@shared_task(name="accounts.let_leavers_go")
def let_leavers_go(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = leaving.let_leavers_go(today())


@shared_task(name="accounts.begin_campaign")
def begin_campaign(*, campaign_id: int) -> None:
    if campaign := SkillCampaign.objects.running(today()).filter(pk=campaign_id).first():
        campaigns.begin_campaign(campaign)


@shared_task(name="accounts.look_after_campaigns")
def look_after_campaigns(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = campaigns.look_after_campaigns()
