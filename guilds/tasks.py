"""Background work on guilds: ids in, one action."""

from celery import shared_task

from accounts.models import Person
from ecosystem.core.jobs import run_job
from guilds import meeting_tasks, session_tasks  # noqa: F401
from guilds.actions import counting, ending, health, stewards, succession
from guilds.models import Guild


@shared_task(name="guilds.count_members")
def count_members(*, guild_id: int) -> None:
    guild = Guild.objects.filter(pk=guild_id).first()
    if guild:
        counting.count_members(guild)


@shared_task(name="guilds.index_sessions")
def index_sessions(*, guild_id: int) -> None:
    guild = Guild.objects.filter(pk=guild_id).first()
    if guild:
        ending.index_sessions(guild)


@shared_task(name="guilds.count_guilds")
def count_guilds(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = counting.count_all_soon()


@shared_task(name="guilds.count_health")
def count_health(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = health.count_health()


@shared_task(name="guilds.end_terms")
def end_terms(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = stewards.end_terms()


@shared_task(name="guilds.look_after_leavers")
def look_after_leavers(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = succession.look_after_guilds_of_leavers()


@shared_task(name="guilds.end_places_of_leaver")
def end_places_of_leaver(*, person_id: int) -> None:
    """Only while the person may really not sign in any more: they may have come back since."""
    person = Person.objects.filter(pk=person_id, is_active=False).first()
    if person:
        succession.end_places_of_leaver(person)
