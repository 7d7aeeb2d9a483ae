"""Background work on sessions: ids in, one action."""

from celery import shared_task

from ecosystem.core.jobs import run_job
from guilds.actions import closing, repeating, swaps
from guilds.host_mail import invite_hosts_of_series


@shared_task(name="guilds.make_sessions")
def make_sessions(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = repeating.make_all_sessions()
        invite_hosts_of_series()


@shared_task(name="guilds.sessions_of_leavers")
def sessions_of_leavers(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = swaps.look_after_sessions_of_leavers()


@shared_task(name="guilds.close_sessions")
def close_sessions(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = closing.close_held_sessions()
