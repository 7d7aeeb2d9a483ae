"""A real worker does within seconds what the web process left in the outbox, on either broker: sums, cells, mail."""

import datetime as dt
import time

import pytest
from celery import current_app
from django.urls import reverse

from accounts.models import Organisation, Person, PersonSkill, SkillCell
from accounts.refresh import touch
from accounts.rollup import rebuild
from ecosystem.core import outbox
from ecosystem.core.clock import now, today
from ecosystem.core.jobs import start_run
from ecosystem.core.models import OutboxMessage, OutgoingMail
from ecosystem.core.outbox import enqueue
from goals.models import TeamSum
from goals.state import rebuild_states
from tests.factories.goals import GoalFactory, ObstacleFactory
from tests.factories.skills import RequirementFactory, SkillFactory
from tests.infrastructure import worker_log

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
WITHIN = 10.0
BROKERS = ["folder", pytest.param("redis", marks=pytest.mark.redis)]


@pytest.fixture
def sends_to():
    """Let this process send to another broker; afterwards to its own again."""
    before = current_app.conf.broker_url

    def use(url: str) -> None:
        current_app.conf.broker_url = url
        current_app.amqp._producer_pool = None

    yield use
    use(before)


@pytest.fixture(params=BROKERS)
def listening(request, launch_worker, mail_server, eventually, sends_to, monkeypatch):
    """A worker that already listens, on a folder or on Redis, and sends its mail to the test's server.

    An earlier test of this process may have found no broker, which is then left alone for a while: that is forgotten.
    """
    monkeypatch.setattr(outbox, "_broker_away_until", 0.0)
    env = {"EMAIL_URL": mail_server.url}
    if request.param == "redis":
        env["REDIS_URL"] = request.getfixturevalue("redis_server")
        sends_to(env["REDIS_URL"])
    worker_log().unlink(missing_ok=True)
    launch_worker(**env)
    eventually(lambda: worker_log().exists() and "ready." in worker_log().read_text(), 60)
    return request.param


@pytest.fixture
def never_quiet(organisation):
    """So that a mail may leave at whatever hour and on whatever day the tests run."""
    Organisation.objects.update(quiet_until=dt.time(0), quiet_from=dt.time(23, 59, 59))


def seconds_until(eventually, ready) -> float:
    start = time.monotonic()
    eventually(ready, 3 * WITHIN)
    return time.monotonic() - start


def test_a_worker_folds_refreshes_and_mails(listening, never_quiet, cast, client_for, mail_server, eventually):
    skill = SkillFactory()
    RequirementFactory(job_role=cast.engineer, skill=skill, level=2)
    goal = GoalFactory(owner=cast.emil, current=1)
    ObstacleFactory(goal=goal, turn=cast.mara, opened_at=now() - dt.timedelta(days=5))
    Person.objects.filter(pk=cast.mara.pk).update(working_days=list(range(7)))
    touch()
    rebuild()
    rebuild_states()
    client = client_for(cast.emil)

    said = {"version": goal.version, "value": "2", "confidence": "5"}
    assert client.post(reverse("goals:check_in", args=[goal.pk]), said).status_code == 302
    assert seconds_until(eventually, lambda: TeamSum.objects.get(manager=cast.nora).check_ins == 1) <= WITHIN

    cell = SkillCell.objects.filter(unit=cast.engineering, scope="below", skill=skill, day=today())
    assert (cell.get().self_only, cell.get().unassessed) == (0, 1)
    client.post(reverse("accounts:skill_level", args=[skill.pk]), {f"{skill.pk}-level": "2"})
    assert PersonSkill.objects.get(person=cast.emil, skill=skill).level == 2
    assert seconds_until(eventually, lambda: cell.get().self_only == 1) <= WITHIN

    for job in ("notifications.find_nudges", "notifications.send_due"):
        enqueue(job, key=f"by hand {job}", run_id=start_run(job))
        eventually(lambda: not OutboxMessage.objects.filter(done_at=None).exists(), 3 * WITHIN)
    [mail] = [mail for mail in mail_server.messages if mail["To"] == cast.mara.email]
    assert mail["Subject"] == "Mara, an obstacle waits for you"
    assert mail["Message-ID"] == f"<{OutgoingMail.objects.get(to=cast.mara.email).pk}@localhost>"
    assert not OutboxMessage.objects.filter(parked_at__isnull=False).exists()
