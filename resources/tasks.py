"""Background work on the library: ids in, one action."""

from celery import shared_task

from accounts.models import Person
from ecosystem.core.clock import today
from ecosystem.core.jobs import run_job
from resources.actions import links, succession
from resources.fresh_days import keep_all_fresh_until
from resources.library_days import count_library
from resources.looks import keep_seen
from resources.models import Resource


@shared_task(name="resources.pass_on_what_leavers_own")
def pass_on_what_leavers_own(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = succession.look_after_resources_of_leavers()


@shared_task(name="resources.pass_on_resources")
def pass_on_resources(*, person_id: int) -> None:
    """Only while the person may really not sign in any more: they may have come back since."""
    person = Person.objects.filter(pk=person_id, is_active=False).first()
    if person:
        succession.pass_on_resources(person)


@shared_task(name="resources.check_links")
def check_links(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = links.look_at_links()


@shared_task(name="resources.check_link")
def check_link(*, resource_id: int) -> None:
    resource = Resource.objects.published().filter(pk=resource_id).first()
    if resource:
        links.check_link(resource)


@shared_task(name="resources.count_library")
def count_library_today(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = count_library(today()) + keep_all_fresh_until() + keep_seen()
