"""Who is due: one set-based statement per rule. Run twice, it writes nothing the second time."""

import datetime as dt
import re
import secrets
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from ecosystem.core.clock import now, today
from ecosystem.core.periods import cycle_of
from ecosystem.core.policy import policy
from ecosystem.notifications.holdout import HOLDOUT_SQL
from ecosystem.notifications.models import FOREVER, NudgeRuleState
from ecosystem.notifications.registry import Rule, rules

# A row rests while nothing may be said again; one that waits to be sent rests for ever, and sending it sets the day.
# Rows at rest are looked through only where somebody was found.
NEW_TO_BE_TOLD = """
    NOT EXISTS (SELECT 1 FROM notifications_nudge resting
        WHERE resting.rule_id = %(rule)s AND resting.subject_id = found.subject_id
          AND resting.person_id = found.person_id AND resting.resolved_at IS NULL
          AND resting.rest_until > %(today)s AND (SELECT true FROM found LIMIT 1))
    AND NOT EXISTS (SELECT 1 FROM notifications_mutedrule muted
        WHERE muted.rule_id = %(rule)s AND muted.person_id = found.person_id
          AND (muted.subject_id IS NULL OR muted.subject_id = found.subject_id))
    AND NOT EXISTS (SELECT 1 FROM notifications_preference wish
        WHERE wish.person_id = found.person_id AND wish.category = %(category)s AND NOT wish.in_app AND NOT wish.email)
"""
HOLDING = (
    "SELECT subject_id::bigint, person_id::bigint, since::date FROM ({find}) AS condition WHERE person_id IS NOT NULL"
)

# `compared` goes once through everybody for whom the condition holds beside the rows that are open, and leaves what is
# missing on either side, or may be said again. Mostly that is nothing, and nothing else is read.
FIND = """
WITH compared AS MATERIALIZED (
    SELECT condition.*, open.subject_id AS open_subject, open.person_id AS open_person, open.window AS open_window, open.turn
    FROM ({holding}) condition
    FULL JOIN (
        SELECT subject_id, person_id, "window", turn, rest_until FROM notifications_nudge
        WHERE rule_id = %(rule)s AND resolved_at IS NULL
    ) open ON open.subject_id = condition.subject_id AND open.person_id = condition.person_id AND open.window = condition.since
    WHERE condition.person_id IS NULL OR open.person_id IS NULL OR open.rest_until <= %(today)s),
gone AS (
    UPDATE notifications_nudge open SET resolved_at = %(now)s, rest_until = %(today)s,
        dropped = CASE WHEN open.sent_at IS NULL AND NOT open.holdout AND open.dropped = '' THEN 'gone' ELSE open.dropped END
    FROM compared
    WHERE compared.person_id IS NULL AND open.rule_id = %(rule)s AND open.subject_id = compared.open_subject
      AND open.person_id = compared.open_person AND open.window = compared.open_window AND open.turn = compared.turn
      AND open.resolved_at IS NULL
    RETURNING 1),
found AS MATERIALIZED (
    SELECT subject_id, person_id, since FROM compared WHERE open_person IS NULL
    UNION ALL
    SELECT DISTINCT subject_id, person_id, since FROM compared WHERE person_id = open_person),
news AS MATERIALIZED (SELECT * FROM found WHERE {new}),
fresh AS (
    SELECT found.*, last.window IS NOT DISTINCT FROM found.since AS again, last.turn,
        CASE WHEN last.window IS DISTINCT FROM found.since OR last.answer <> '' THEN 0
             WHEN last.sent_at IS NULL THEN last.ignored ELSE last.ignored + 1 END AS ignored,
        %(kind)s = 'nudge' AND {held_out} AS holdout
    FROM news found LEFT JOIN LATERAL (
        SELECT before.window, before.turn, before.ignored, before.answer, before.sent_at FROM notifications_nudge before
        WHERE before.rule_id = %(rule)s AND before.subject_id = found.subject_id AND before.person_id = found.person_id
          AND (SELECT true FROM notifications_nudge WHERE rule_id = %(rule)s LIMIT 1)
        ORDER BY before.window DESC, before.turn DESC LIMIT 1) last ON true
    ORDER BY found.subject_id, found.person_id),
written AS (
    INSERT INTO notifications_nudge (rule_id, person_id, subject_kind, subject_id, "window", turn, ignored, kind, params,
        due_at, send_after, rest_until, holdout, dropped, why, answer)
    SELECT %(rule)s, person_id, %(subject_kind)s, subject_id, since, CASE WHEN again THEN turn + 1 ELSE 1 END, ignored,
        %(kind)s, '{{}}', %(now)s, %(now)s, CASE WHEN holdout THEN %(next_cycle)s ELSE %(forever)s END, holdout, '', '', ''
    FROM fresh {if_known} RETURNING 1)
SELECT (SELECT count(*) FROM written), (SELECT count(*) FROM gone)
"""
KEEP = 'ON CONFLICT (rule_id, subject_id, person_id, "window", turn) DO NOTHING'
# Hash joins whatever the statistics say: right after a rule's first run they still say that its table is empty.
PLANNER = (
    "SET LOCAL enable_nestloop = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_memoize = off; "
    "SET LOCAL work_mem = '64MB'; "
    "SELECT pg_advisory_xact_lock(hashtext('notifications.find'), %(rule)s::int)"
)
PREVIEW = "WITH found AS MATERIALIZED ({holding}) SELECT count(DISTINCT person_id) FROM found WHERE {new}"


@dataclass(frozen=True)
class Outcome:
    """Rows that one run wrote: people newly due, and conditions seen to be gone."""

    due: int
    gone: int


def ensure_rule_states(**_signal: Any) -> None:
    """A row for every registered rule. Harmless when they exist."""
    known = set(NudgeRuleState.objects.values_list("code", flat=True))
    missing = [NudgeRuleState(code=rule.code, state=rule.starts) for rule in rules() if rule.code not in known]
    NudgeRuleState.objects.bulk_create(missing, ignore_conflicts=True)


def find_all(day: dt.date | None = None) -> Outcome:
    """Find who is due by every rule that is on; the day is the organisation's."""
    day = day or today(policy().zone)
    ensure_rule_states()
    outcomes = [
        find_due(state, day) for state in NudgeRuleState.objects.active() if state.is_installed and state.rule.find
    ]
    return Outcome(due=sum(one.due for one in outcomes), gone=sum(one.gone for one in outcomes))


def find_due(state: NudgeRuleState, day: dt.date) -> Outcome:
    """Write a due row for each person newly due, and note where the condition is gone. One statement.

    Whoever finds for the same rule waits, so that rows are written without looking for each whether it is there: that was
    a quarter of a first run. Only where a row came in between all the same, it is done once more with that look.
    """
    try:
        return _find(state, day, "")
    except IntegrityError:
        return _find(state, day, KEEP)


@transaction.atomic
def _find(state: NudgeRuleState, day: dt.date, if_known: str) -> Outcome:
    _, _, _, cycle_end = cycle = cycle_of(day, policy().fiscal_year_first_month)
    salt = _salt_of(state, cycle[2])
    more = {
        "now": now(),
        "salt": salt,
        "forever": FOREVER,
        "next_cycle": cycle_end + dt.timedelta(days=1),
        "subject_kind": state.rule.subject_kind,
        "kind": state.rule.kind.value,
        "code": state.code,
    }
    with connection.cursor() as cursor:
        cursor.execute(PLANNER, {"rule": state.pk})
        cursor.execute(*_statement(FIND, state, day, more, if_known))
        return Outcome(*cursor.fetchone())


def count_due(state: NudgeRuleState, day: dt.date) -> int:
    """How many people would newly be reminded if the rule ran now."""
    with connection.cursor() as cursor:
        cursor.execute(*_statement(PREVIEW, state, day, {}))
        return cursor.fetchone()[0]


def _statement(template: str, state: NudgeRuleState, day: dt.date, more: dict, if_known: str = "") -> tuple[str, dict]:
    find, values = _as_sql(state.rule, day)
    holding = HOLDING.format(find=find)
    sql = template.format(holding=holding, new=NEW_TO_BE_TOLD, held_out=HOLDOUT_SQL, if_known=if_known)
    return sql, {"rule": state.pk, "today": day, "category": state.rule.category, **more, **values}


def _as_sql(rule: Rule, day: dt.date) -> tuple[str, dict[str, Any]]:
    """The rule's SELECT with named parameters."""
    assert rule.find is not None
    found = rule.find(day)
    sql, params = found.query.sql_with_params() if isinstance(found, QuerySet) else found
    names = [f"find_{number}" for number in range(len(params))]
    left = iter(names)
    named = re.sub("%[%s]", lambda mark: "%%" if mark[0] == "%%" else f"%({next(left)})s", sql)
    return named, dict(zip(names, params, strict=True))


def _salt_of(state: NudgeRuleState, cycle_start: dt.date) -> str:
    """The holdout's salt, drawn anew with each cycle. Whoever comes second keeps the first one's."""
    if state.salt_from != cycle_start:
        stale = NudgeRuleState.objects.filter(pk=state.pk).exclude(salt_from=cycle_start)
        stale.update(salt=secrets.token_hex(8), salt_from=cycle_start)
        state.refresh_from_db()
    return state.salt
