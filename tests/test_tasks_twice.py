"""Every task and every job, run twice in a living company: it leaves the rows that the first time left, and tells nobody twice.

A new one is tried by itself: a job with a run of its own, any other task with what the company holds under the name of
its argument. A name that is not known here turns the test red.
"""

import datetime as dt
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from django.db.models import F

from accounts.actions.campaigns import open_campaign
from accounts.actions.erasing import ask_erasure, confirm_erasure
from accounts.imports.actions import upload_files
from accounts.models import AccessRole, DataExport, ImportRun, Person, RoleGrant, SkillCampaign
from accounts.sql import run as ask
from ecosystem.celery import app
from ecosystem.core.clock import now, today
from ecosystem.core.jobs import start_run
from ecosystem.core.models import JobRun, OutboxMessage
from ecosystem.core.outbox import deliver, enqueue, task_named
from ecosystem.core.policy import policy, scope
from ecosystem.core.schedules import given
from ecosystem.notifications.models import Nudge, NudgeRuleState
from goals.models import GoalAlignment, Objective
from goals.state import note_state
from guilds.models import Guild, Seat, Session, Slot
from resources.models import Resource
from tests.factories.core import OutgoingMailFactory
from tests.living import living_company

pytestmark = pytest.mark.django_db

app.loader.import_default_modules()
TASKS = sorted(name for name in app.tasks if not name.startswith("celery."))
LOOK = "core.look"  # all jobs together; each of them is tried by itself
JOBS = {schedule.task: schedule for schedule in given()}
SOME = 2  # of each kind
IN_A_WEEK = dt.timedelta(days=7)
A_MOMENT, A_WHILE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)
# What says when and how often something was done, and not what it left.
WHEN = {
    "accounts_closureday": ["written_at"],
    "accounts_rollupday": ["rolled_up_at"],
    "core_heartbeat": ["at"],
    "core_searchentry": ["id"],
    "core_searchtext": ["entry_id"],
    "core_searchtitle": ["entry_id"],
    "core_jobrun": ["started_at", "finished_at", "rows"],
    "goals_alignmentfigure": ["id", "published_at"],
    "goals_teamsum": ["as_of"],
    "guilds_guild": ["counted_at"],
    "notifications_nudgeeffect": ["measured_at"],
}
TRACES = {"core_heartbeat", "core_jobrun", "core_outboxmessage"}
IDLE = {"resources.check_link"}  # no host may be asked from here
WRITTEN = "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables WHERE schemaname = 'public'"
ROWS = "SELECT md5(coalesce(string_agg(line, '|' ORDER BY line), '')), count(*) FROM (SELECT (to_jsonb(t) - %s::text[])::text AS line FROM {} t) l"

IDS: dict[str, Callable[[], Any]] = {
    "campaign_id": lambda: SkillCampaign.objects.all(),
    "guild_id": lambda: Guild.objects.at_work(),
    "objective_id": lambda: Objective.objects.filter(pk__in=GoalAlignment.objects.values("objective")),
    "person_id": lambda: [
        *Person.objects.left_before(today()).filter(is_active=False).order_by("-employments__valid_to")[:SOME],
        *Person.objects.filter(pk__in=Nudge.objects.ready(now()).values("person"))[:SOME],
    ],
    "resource_id": lambda: Resource.objects.published().filter(kind="link"),
    "state_id": lambda: NudgeRuleState.objects.active().filter(nudges__isnull=False).distinct(),
}


# --- what some tasks are tried with
def a_copy() -> list[dict]:
    return [{"export_id": str(DataExport.objects.create(person=keeper(AccessRole.ADMIN), asked_at=now()).pk)}]


def an_erasure() -> list[dict]:
    """Of somebody who has left; one asks, another confirms."""
    person = Person.objects.left_before(today()).filter(is_active=False).first()
    erasure = ask_erasure(person, actor=keeper(AccessRole.PEOPLE_ADMIN), reason="by letter")
    confirm_erasure(erasure, actor=keeper(AccessRole.ADMIN))
    return [{"erasure_id": erasure.pk}]


def an_import(state: str) -> list[dict]:
    """As it stands before a worker: a large one, or one whose worker died."""
    row = b"employee_number,full_name,email\nE-9001,New Colleague,new@example.com\n"
    run = upload_files([("people.csv", row)], actor=keeper(AccessRole.PEOPLE_ADMIN))
    ImportRun.objects.filter(pk=run.pk).update(state=state, applied_by_id=run.uploaded_by_id)
    return [{"run_id": run.pk}]


def mails() -> list[dict]:
    return [{"mail_id": str(OutgoingMailFactory().pk)}]


def something_to_fold() -> list[dict]:
    note_state(*Person.objects.filter(is_active=True).values_list("pk", flat=True)[:SOME])
    return [{}]


def something_waiting() -> list[dict]:
    enqueue("accounts.rebuild_sums", key="something that waits")
    return [{}]


def hosts() -> list[dict]:
    sessions = Session.objects.upcoming(now()).filter(host__isnull=False)[:SOME]
    return [{"session_id": one.pk, "person_id": one.host_id, "off": off} for one in sessions for off in (False, True)]


def seats() -> list[dict]:
    """As a session that moved leaves them."""
    session = Session.objects.upcoming(now()).filter(seats__state=Seat.State.SEATED).first()
    Session.objects.filter(pk=session.pk).update(sequence=F("sequence") + 1)
    return [{"seat_id": seat.pk} for seat in session.seats.all()[:SOME]]


def quarters() -> list[dict]:
    slots = Slot.objects.filter(state=Slot.State.BOOKED, starts_at__gt=now()).select_related("hours")[:SOME]
    told = [{"slot_id": one.pk, "person_id": one.hours.person_id, "sequence": one.version} for one in slots]
    return [{**one, "off": off} for one in told for off in (False, True)]


def keeper(role: str) -> Person:
    return RoleGrant.objects.active().filter(role=role).first().person


MADE: dict[str, Callable[[], list[dict]]] = {
    "accounts.apply_import": lambda: an_import(ImportRun.State.APPLYING),
    "accounts.build_copy": a_copy,
    "accounts.check_import": lambda: an_import(ImportRun.State.WAITING),
    "accounts.erase": an_erasure,
    "core.deliver": something_waiting,
    "core.refill_search": lambda: [{"run_id": start_run("refill_search")}],
    "core.send_mail": mails,
    "goals.fold_changes": something_to_fold,
    "guilds.send_host_entry": hosts,
    "guilds.send_invitation": seats,
    "guilds.send_slot_entry": quarters,
}


# --- the company
@pytest.fixture(scope="module")
def company(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Built once; then somebody left and a week passed, of which nobody has worked anything yet. Taken away by rolling back."""
    with django_db_blocker.unblock(), transaction.atomic(), scope():
        living_company()
        last_day = today() + dt.timedelta(days=30)
        open_campaign(actor=keeper(AccessRole.LEARNING), last_day=last_day, why="A new year")
        deliver(10_000)
        put_out(
            *Person.objects.filter(
                pk__in=Resource.objects.values("owner"), memberships__state="member", grants=None
            ).distinct()[:2]
        )
        with time_machine.travel(now() + IN_A_WEEK):
            yield
        transaction.set_rollback(True)


def put_out(*people: Person) -> None:
    """As a file from elsewhere does: what follows is left to the nights."""
    for person in people:
        person.employments.update(valid_to=today() - dt.timedelta(days=1))
        Person.objects.filter(pk=person.pk).update(is_active=False)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.long) if name == LOOK else name for name in TASKS]
)
def test_run_twice_it_leaves_the_same_rows(company, name):
    """From the second second of a minute on: some work waits for the next ten seconds that are full."""
    did = set()
    with taken_back(), time_machine.travel(now().replace(second=2, microsecond=0), tick=False):
        for arguments in calls(name):
            did |= written_by(lambda arguments=arguments: work(name, arguments))
            with time_machine.travel(now() + A_MOMENT, tick=False):
                with taken_back():
                    again = written_by(lambda arguments=arguments: work(name, arguments))
                before = left(again)
                work(name, arguments)
                assert left(again) == before, arguments
    assert did - TRACES or name in JOBS or name in IDLE, f"{name} found nothing to do"


def work(name: str, arguments: dict) -> None:
    """The task, and all that it leaves to others, also what is to wait a little."""
    with scope():
        task_named(name)(**arguments)
    with time_machine.travel(now() + A_WHILE, tick=False):
        deliver(10_000)


def calls(name: str) -> list[dict[str, Any]]:
    """With what a task is tried."""
    wanted = [
        one.name for one in inspect.signature(task_named(name).run).parameters.values() if one.default is one.empty
    ]
    if name in MADE:
        found = MADE[name]()
    elif name in JOBS:
        found = [{"run_id": run_of(JOBS[name]).pk}]
    elif wanted:
        assert len(wanted) == 1 and wanted[0] in IDS, f"say what {name} is to be tried with: {', '.join(wanted)}"
        found = [{wanted[0]: one.pk} for one in IDS[wanted[0]]()[: 2 * SOME]]
    else:
        found = [{}]
    assert found, f"the company holds nothing that {name} could be tried with"
    return found


def run_of(schedule: Any) -> JobRun:
    """The latest period of a job, as who looks first makes it."""
    period = schedule.cadence.due(now(), policy().zone)[-1]
    return JobRun.objects.get_or_create(job=schedule.name, period=period.name, defaults={"due_at": period.due_at})[0]


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def written_by(act: Callable[[], Any]) -> set[str]:
    """The tables in which it touched rows, also where it wrote what stood there."""
    before = dict(ask(WRITTEN))
    act()
    return {name for name, rows in ask(WRITTEN) if rows != before.get(name, 0)}


def left(tables: set[str]) -> dict[str, Any]:
    """What stands in these tables, what waits, and how many mails have left."""
    rows = {name: ask(ROWS.format(name), [WHEN.get(name, [])])[0] for name in tables - {"core_outboxmessage"}}
    waiting = set(OutboxMessage.objects.waiting().values_list("task", "available_at"))
    return {**rows, "waiting": waiting, "mails": len(mail.outbox)}
