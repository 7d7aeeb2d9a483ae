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


WHOLE, GONE = "(goal.due_date - goal.start_date)", "(%s::date - goal.start_date)"
BEGUN = f"10 * {GONE} >= {WHOLE}"
BEHIND_ITS_TIME = f"""goal.measure NOT IN ('yes_no', 'milestones') AND {BEGUN}
    AND goal.progress < 0.9 AND (goal.progress + 0.1) * {WHOLE} < {GONE}"""
STEPS_OF_GOAL = """JOIN LATERAL (
    SELECT count(*) AS steps, count(due_on) AS dated, count(*) FILTER (WHERE due_on < %s) AS late
    FROM goals_goalmilestone WHERE goal_id = goal.id) step ON true"""
BEHIND_ITS_STEPS = f"""goal.measure = 'milestones' AND {BEGUN} AND goal.progress < 0.9
    AND step.dated = step.steps AND (goal.progress + 0.1) * step.steps < step.late"""


def behind_on(day: dt.date) -> list[tuple[str, str, list]]:
    """Who is more than 10 points under the pace of its measure on a day, among each `goal` that is neither finished nor
    overdue: two parts, as what to join, the condition and the parameters of both. Steps are looked up for goals counted in
    them alone.

    What `_status` says, multiplied out: nothing is divided at every goal, and the columns of one index answer the first.
    """
    parts = (("", BEHIND_ITS_TIME), (STEPS_OF_GOAL, BEHIND_ITS_STEPS))
    return [(join, condition, [day] * f"{join} {condition}".count("%s")) for join, condition in parts]
