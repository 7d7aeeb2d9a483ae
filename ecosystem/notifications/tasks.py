"""Background work of the notifications: ids in, one action each."""

from celery import shared_task

from ecosystem.core.clock import today
from ecosystem.core.jobs import run_job
from ecosystem.core.outbox import enqueue_many
from ecosystem.core.policy import policy, scope
from ecosystem.notifications import effects, finding, sending
from ecosystem.notifications.models import NudgeRuleState


@shared_task(name="notifications.find_nudges")
def find_nudges(*, run_id: int) -> None:
    with run_job(run_id) as run:
        finding.ensure_rule_states()
        ids = [state.pk for state in NudgeRuleState.objects.active() if state.is_installed and state.rule.find]
        enqueue_many("notifications.find_due", [(f"find-{pk}-{run_id}", {"state_id": pk}) for pk in ids])
        run.rows = len(ids)


@shared_task(name="notifications.find_due")
def find_due(*, state_id: int) -> None:
    state = NudgeRuleState.objects.active().filter(pk=state_id).first()
    if state and state.is_installed and state.rule.find:
        finding.find_due(state, today(policy().zone))


@shared_task(name="notifications.send_due")
def send_due(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = sending.hand_out()


@shared_task(name="notifications.send_to_person")
def send_to_person(*, person_id: int) -> None:
    with scope():
        sending.send_to_person(person_id)


@shared_task(name="notifications.measure_effects")
def measure_effects(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = effects.measure_all()
