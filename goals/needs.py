"""How many of one's goals need oneself: the count beside Goals in the sidebar, brought along by the sign-in query.

The same answer as `Standing.needs_owner`, written for the database, which computes the organisation's day itself: the
policy is not known before the person is.
"""

import datetime as dt

from django.db.models import Expression, IntegerField
from django.db.models.expressions import RawSQL

from ecosystem.core.clock import now
from goals.standing import RHYTHM


def _gone_on(day: str) -> str:
    return f"least(1, greatest(0, ({day} - goal.start_date)::numeric / (goal.due_date - goal.start_date)))"


def _pace_on(day: str) -> str:
    """Columns `gone` and `expected`: the share of the time, and of the target, to be expected on that day."""
    gone = _gone_on(day)
    steps = (
        f"(SELECT CASE WHEN bool_and(step.due_on IS NOT NULL) THEN avg((step.due_on < {day})::int) END "
        "FROM goals_goalmilestone step WHERE step.goal_id = goal.id)"
    )
    expected = f"CASE goal.measure WHEN 'yes_no' THEN NULL WHEN 'milestones' THEN {steps} ELSE {gone} END"
    return f"SELECT {gone} AS gone, {expected} AS expected"


def _status(gone: str, expected: str, day: str) -> str:
    return f"""CASE WHEN goal.progress >= 1 THEN 'done' WHEN {day} > goal.due_date THEN 'overdue'
        WHEN {expected} IS NOT NULL AND {gone} < 0.1 THEN 'early'
        WHEN goal.progress IS NULL OR {expected} IS NULL THEN ''
        WHEN goal.progress >= {expected} THEN 'on_track'
        WHEN goal.progress - {expected} >= -0.1 THEN 'watch' ELSE 'behind' END"""


IN_NEED = f"""(
    SELECT count(*) FROM goals_learninggoal goal
    CROSS JOIN LATERAL (
        SELECT (%s AT TIME ZONE coalesce((SELECT time_zone FROM accounts_organisation LIMIT 1), 'UTC'))::date AS today
    ) calendar
    CROSS JOIN LATERAL ({_pace_on("calendar.today")}) present
    CROSS JOIN LATERAL ({_pace_on("goal.last_check_in_on")}) then_
    WHERE goal.owner_id = "accounts_person"."id" AND goal.closed_at IS NULL AND goal.cancelled_at IS NULL
      AND coalesce(goal.progress, 0) < 1
      AND (today > goal.due_date
        OR today - coalesce(goal.last_check_in_on, goal.start_date) >= {RHYTHM.days}
        OR CASE WHEN goal.status <> '' AND goal.last_check_in_on IS NOT NULL AND goal.status <> {_status("then_.gone", "then_.expected", "goal.last_check_in_on")}
            THEN goal.status ELSE {_status("present.gone", "present.expected", "today")} END = 'behind')
)"""


def goals_in_need() -> Expression:
    return RawSQL(IN_NEED, [now()], output_field=IntegerField())


def behind_on(day: dt.date) -> tuple[str, list]:
    """A condition on `goal` and its parameters: more than 10 points under the pace of its measure on that day.

    A row of pace is made only for goals counted in milestones; who is at 90 % or has not begun is not behind.
    """
    steps = _status("present.gone", "present.expected", "%s::date")
    gone = _gone_on("%s::date")
    holds = (
        "goal.progress < 0.9 AND CASE goal.measure WHEN 'yes_no' THEN false WHEN 'milestones' "
        f"THEN EXISTS (SELECT 1 FROM ({_pace_on('%s::date')} OFFSET 0) present WHERE {steps} = 'behind') "
        f"ELSE {_status(gone, gone, '%s::date')} = 'behind' END"
    )
    return holds, [day] * holds.count("%s")
