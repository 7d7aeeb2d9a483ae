"""What rules achieve: intent to treat, measured per cycle from the rows; a rule without effect retires itself."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from ecosystem.core.audit import SYSTEM, record
from ecosystem.core.clock import now, start_of, today
from ecosystem.core.periods import Period, cycle_of
from ecosystem.core.policy import policy
from ecosystem.core.versions import change
from ecosystem.notifications.holdout import CYCLES_ON_TRIAL, Arms, should_retire
from ecosystem.notifications.models import NudgeEffect, NudgeRuleState

# Each person counts once, by the first time they were due in the cycle, and only when their time to act is over. Acting
# is the condition being gone, which is seen in both arms alike; a click is only seen in one.
MEASURE = """
INSERT INTO notifications_nudgeeffect (rule_id, cycle_start, cycle_label, reminded, reminded_acted, held, held_acted,
    stopped, wrong_person, measured_at)
SELECT %(rule)s, %(start)s, %(label)s,
    count(*) FILTER (WHERE NOT holdout), count(*) FILTER (WHERE NOT holdout AND acted),
    count(*) FILTER (WHERE holdout), count(*) FILTER (WHERE holdout AND acted),
    (SELECT count(DISTINCT person_id) FROM notifications_mutedrule WHERE rule_id = %(rule)s AND subject_id IS NULL
        AND created_at >= %(since)s AND created_at < %(until)s),
    (SELECT count(DISTINCT person_id) FROM notifications_nudge WHERE rule_id = %(rule)s AND answer = 'wrong_person'
        AND due_at >= %(since)s AND due_at < %(until)s),
    %(now)s
FROM (
    SELECT DISTINCT ON (person_id) holdout, coalesce(resolved_at <= due_at + %(outcome)s, false) AS acted
    FROM notifications_nudge
    WHERE rule_id = %(rule)s AND kind = 'nudge' AND due_at >= %(since)s AND due_at < %(until)s
      AND due_at <= %(now)s - %(outcome)s
    ORDER BY person_id, due_at
) first
ON CONFLICT (rule_id, cycle_start) DO UPDATE SET reminded = excluded.reminded, reminded_acted = excluded.reminded_acted,
    held = excluded.held, held_acted = excluded.held_acted, stopped = excluded.stopped,
    wrong_person = excluded.wrong_person, measured_at = excluded.measured_at
"""


def measure_all(day: dt.date | None = None) -> int:
    """Measure the running and the last cycle of every rule on trial, and retire those without effect."""
    day = day or today(policy().zone)
    running = cycle_of(day, policy().fiscal_year_first_month)
    states = [state for state in NudgeRuleState.objects.all() if state.is_installed and state.rule.is_tried]
    for state in states:
        for cycle in (running.previous(), running):
            measure(state, cycle)
        retire_if_useless(state, running)
    return len(states)


def measure(state: NudgeRuleState, cycle: Period) -> None:
    """Write the figures of one rule in one cycle; again, with the same rows, the same figures."""
    values: dict[str, Any] = {
        "rule": state.pk,
        "start": cycle.start,
        "label": cycle.label,
        "since": start_of(cycle.start, policy().zone),
        "until": cycle.ends_at(policy().zone),
        "outcome": dt.timedelta(days=state.rule.outcome_days),
        "now": now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(MEASURE, values)


@transaction.atomic
def retire_if_useless(state: NudgeRuleState, running: Period) -> None:
    """After two whole cycles whose interval lies below one point more, a rule that is on retires."""
    whole = NudgeEffect.objects.filter(rule=state, cycle_start__lt=running.start).order_by("-cycle_start")
    tried = [effect for effect in whole[:CYCLES_ON_TRIAL] if effect.reminded or effect.held]
    if not should_retire(arms_of(tried)):
        return
    on, retired = NudgeRuleState.State.ON, NudgeRuleState.State.RETIRED
    if change(state, None, where={"state": on}, state=retired, changed_at=now()):
        record(SYSTEM, "nudge_rule.retired", state, fields=["state"])


def arms_of(effects: Sequence[NudgeEffect]) -> list[Arms]:
    return [Arms(one.reminded, one.reminded_acted, one.held, one.held_acted) for one in effects]
