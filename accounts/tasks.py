"""Work of accounts in the background: ids in, one action each."""

from celery import shared_task

from accounts import nights, refresh, rollup
from accounts.actions import campaigns, erasing, leaving, own_data
from accounts.models import DataExport, Erasure, SkillCampaign
from ecosystem.core.clock import now, today
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


@shared_task(name="accounts.build_copy")
def build_copy(*, export_id: str) -> None:
    """Gone when its owner has asked anew or is erased meanwhile."""
    if export := DataExport.objects.select_related("person").filter(pk=export_id).first():
        own_data.build_copy(export)


@shared_task(name="accounts.tidy_copies")
def tidy_copies(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = own_data.forget_copies(DataExport.objects.expired(now()))


@shared_task(name="accounts.erase")
def erase(*, erasure_id: int) -> None:
    if erasure := Erasure.objects.filter(pk=erasure_id).first():
        erasing.erase_batch(erasure)
