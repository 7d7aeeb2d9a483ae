"""Stored state: one row per person, written at once, and the sums of the managers above, folded within seconds.

An act calls `note_state`: one statement that brings the person's own row up to date and appends a `StateChange`. A
worker folds the changes: it compares each changed person's row with what the sums hold of them and moves the
difference into every manager above, locking in id order. So no act waits for a row that many people share.
"""

from collections.abc import Collection

from django.db import connection, transaction

from ecosystem.core.clock import now, today
from ecosystem.core.periods import cycle_of
from ecosystem.core.planned import Written
from ecosystem.core.policy import policy

SUMMED = ("goals", "aligned_goals", "obstacles", "check_ins", "gaps")

# Live counts of the people in %(people)s (NULL: everybody). Only-me goals enter nothing but own_goals.
FRESH = """
    SELECT person.id AS person_id,
        coalesce(goal.own_goals, 0) AS own_goals, coalesce(goal.goals, 0) AS goals,
        coalesce(goal.aligned_goals, 0) AS aligned_goals,
        coalesce(obstacle.obstacles, 0) AS obstacles, obstacle.oldest_obstacle_at,
        coalesce(check_in.check_ins, 0) AS check_ins, check_in.last_check_in_on,
        check_in.confidence, check_in.previous_confidence,
        coalesce(skill.gaps, 0) AS gaps, coalesce(skill.unassessed, 0) AS unassessed,
        coalesce(suggestion.n, 0) + coalesce(asked.n, 0) + coalesce(applied.n, 0) + coalesce(hand.n, 0) AS waiting
    FROM accounts_person person
    LEFT JOIN LATERAL (
        SELECT count(*) AS own_goals, count(*) FILTER (WHERE visibility <> 'me') AS goals,
            count(*) FILTER (WHERE visibility <> 'me' AND EXISTS (
                SELECT 1 FROM goals_goalalignment served
                JOIN goals_objective objective ON objective.id = served.objective_id AND objective.status = 'active'
                JOIN goals_cycle cycle ON cycle.id = objective.cycle_id AND cycle.end >= %(today)s::date - 14
                WHERE served.goal_id = own.id AND served.valid_from <= %(today)s
                  AND (served.valid_to IS NULL OR served.valid_to >= %(today)s)
            )) AS aligned_goals
        FROM goals_learninggoal own
        WHERE own.owner_id = person.id AND closed_at IS NULL AND cancelled_at IS NULL
    ) goal ON true
    LEFT JOIN LATERAL (
        SELECT count(*) AS obstacles, min(opened_at) AS oldest_obstacle_at
        FROM goals_obstacle obstacle
        JOIN goals_learninggoal own ON own.id = obstacle.goal_id AND own.owner_id = person.id
            AND own.closed_at IS NULL AND own.cancelled_at IS NULL AND own.visibility <> 'me'
        WHERE obstacle.resolved_at IS NULL
    ) obstacle ON true
    LEFT JOIN LATERAL (
        SELECT count(*) FILTER (WHERE checked_on >= %(cycle_start)s) AS check_ins,
            max(checked_on) AS last_check_in_on,
            (array_agg(stated.confidence ORDER BY checked_on DESC, stated.id DESC)
                FILTER (WHERE stated.confidence IS NOT NULL))[1] AS confidence,
            (array_agg(stated.confidence ORDER BY checked_on DESC, stated.id DESC)
                FILTER (WHERE stated.confidence IS NOT NULL))[2] AS previous_confidence
        FROM goals_checkin stated
        JOIN goals_learninggoal own ON own.id = stated.goal_id AND own.owner_id = person.id
            AND own.visibility <> 'me'
    ) check_in ON true
    LEFT JOIN LATERAL (
        SELECT count(*) FILTER (WHERE level IS NOT NULL AND known AND required - level >= 0.5) AS gaps,
            count(*) FILTER (WHERE level IS NULL OR NOT known) AS unassessed
        FROM (
            SELECT required, level, weight_sum * power(2, -(%(today)s::date - weight_on) / 365.0) >= 0.1 AS known
            FROM accounts_personskill
            WHERE person_id = person.id AND required IS NOT NULL AND NOT not_applicable AND counted
        ) needed
    ) skill ON true
    LEFT JOIN LATERAL (
        SELECT count(*) AS n FROM goals_suggestion WHERE person_id = person.id AND state = 'open'
    ) suggestion ON true
    LEFT JOIN LATERAL (
        SELECT count(*) AS n FROM accounts_evidence
        WHERE asked_id = person.id AND confirmed_at IS NULL AND refused_reason = ''
    ) asked ON true
    LEFT JOIN LATERAL (
        SELECT count(*) AS n FROM goals_opportunityplace place
        JOIN goals_opportunity work ON work.id = place.opportunity_id AND work.status IN ('open', 'filled')
        WHERE (work.lead_id = person.id AND place.state = 'applied')
           OR (place.person_id = person.id AND place.state = 'invited')
    ) applied ON true
    LEFT JOIN LATERAL (
        SELECT count(*) AS n FROM goals_obstacle obstacle
        JOIN goals_learninggoal own ON own.id = obstacle.goal_id AND own.owner_id <> person.id
        WHERE obstacle.turn_id = person.id AND obstacle.resolved_at IS NULL
    ) hand ON true
"""
COLUMNS = (
    "own_goals, goals, aligned_goals, obstacles, oldest_obstacle_at, check_ins, last_check_in_on, confidence, "
    "previous_confidence, gaps, unassessed, waiting"
)
UPSERT = f"""
    INSERT INTO goals_personstate (person_id, {COLUMNS}, {", ".join(f"in_sums_{name}" for name in SUMMED)})
    SELECT person_id, {COLUMNS}, {", ".join("0" for _ in SUMMED)} FROM fresh
    ON CONFLICT (person_id) DO UPDATE
    SET ({COLUMNS}) = ({", ".join(f"EXCLUDED.{name}" for name in COLUMNS.split(", "))})
    WHERE ({", ".join(f"goals_personstate.{name}" for name in COLUMNS.split(", "))})
        IS DISTINCT FROM ({", ".join(f"EXCLUDED.{name}" for name in COLUMNS.split(", "))})
"""
NOTE = f"""
    WITH fresh AS ({FRESH} WHERE person.id {{whom}}),
    state AS ({UPSERT})
    INSERT INTO goals_statechange (person_id, at) SELECT person_id, %(now)s FROM fresh
"""
NOTE_ONE = Written(NOTE.format(whom="= %(person)s"))  # of how many is known when it is planned
NOTE_SOME = Written(NOTE.format(whom="= ANY(%(people)s::bigint[])"))
REFRESH_ALL = f"WITH fresh AS ({FRESH} WHERE person.kind = 'person') {UPSERT}"
LOCK_MANAGERS = """
    SELECT manager_id FROM goals_teamsum WHERE manager_id IN (
        SELECT ancestor_id FROM accounts_reportingclosure WHERE descendant_id = ANY(%(people)s::bigint[]) AND depth > 0
    ) ORDER BY manager_id FOR UPDATE
"""
MOVE_DIFFERENCES = f"""
    WITH moved AS (
        UPDATE goals_personstate state
        SET {", ".join(f"in_sums_{name} = state.{name}" for name in SUMMED)}
        FROM goals_personstate before
        WHERE before.person_id = state.person_id AND state.person_id = ANY(%(people)s::bigint[])
        RETURNING state.person_id,
            (state.goals > 0)::int - (before.in_sums_goals > 0)::int AS with_goal,
            {", ".join(f"state.{name} - before.in_sums_{name} AS {name}" for name in SUMMED)}
    ), per_manager AS (
        SELECT above.ancestor_id AS manager_id, sum(with_goal) AS with_goal,
            {", ".join(f"sum(moved.{name}) AS {name}" for name in SUMMED)}
        FROM moved JOIN accounts_reportingclosure above ON above.descendant_id = moved.person_id AND above.depth > 0
        GROUP BY above.ancestor_id
    )
    UPDATE goals_teamsum team
    SET with_goal = team.with_goal + per_manager.with_goal, as_of = %(now)s,
        {", ".join(f"{name} = team.{name} + per_manager.{name}" for name in SUMMED)}
    FROM per_manager WHERE per_manager.manager_id = team.manager_id
"""
REBUILD_SUMS = f"""
    INSERT INTO goals_teamsum (manager_id, people, with_goal, behind, as_of, {", ".join(SUMMED)})
    SELECT above.ancestor_id, count(*), count(*) FILTER (WHERE state.in_sums_goals > 0), coalesce(sum(late.behind), 0),
        %(now)s, {", ".join(f"coalesce(sum(state.in_sums_{name}), 0)" for name in SUMMED)}
    FROM accounts_reportingclosure above
    LEFT JOIN goals_personstate state ON state.person_id = above.descendant_id
    LEFT JOIN (
        SELECT owner_id, count(*) AS behind FROM goals_learninggoal
        WHERE closed_at IS NULL AND cancelled_at IS NULL AND visibility <> 'me' AND measure <> 'yes_no'
          AND (due_date < %(today)s OR (
              (%(today)s::date - start_date) * 10 >= (due_date - start_date)
              AND coalesce(progress, 0)
                  - least(1, greatest(0, (%(today)s::date - start_date)::numeric / (due_date - start_date))) < -0.1))
        GROUP BY owner_id
    ) late ON late.owner_id = above.descendant_id
    WHERE above.depth > 0
    GROUP BY above.ancestor_id
"""


def note_state(*people: int) -> None:
    """Bring these people's rows up to date and leave word for the sums above. One statement, however many goals."""
    if len(set(people)) == 1:
        NOTE_ONE.send(**_days(), person=people[0])
    else:
        NOTE_SOME.send(**_days(), people=sorted(people))


@transaction.atomic
def fold_changes(limit: int = 5000) -> int:
    """Move what changed into the sums of the managers above. Returns the number of people folded; safe beside another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('goals.fold_changes'))")
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(
            "DELETE FROM goals_statechange WHERE id IN (SELECT id FROM goals_statechange ORDER BY id LIMIT %s) "
            "RETURNING person_id",
            [limit],
        )
        people = sorted({row[0] for row in cursor.fetchall()})
        if people:
            _fold(cursor, people)
        return len(people)


def _fold(cursor, people: Collection[int]) -> None:
    values = {**_days(), "people": list(people)}
    cursor.execute(f"WITH fresh AS ({FRESH} WHERE person.id = ANY(%(people)s::bigint[])) {UPSERT}", values)
    cursor.execute(LOCK_MANAGERS, values)
    cursor.execute(MOVE_DIFFERENCES, values)


@transaction.atomic
def rebuild_states() -> int:
    """Every person's row and every manager's sums from scratch; equal to folding all changes. Returns the managers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('goals.fold_changes'))")
        cursor.execute(REFRESH_ALL, _days())
        taken = ", ".join(f"in_sums_{name} = {name}" for name in SUMMED)
        differs = " OR ".join(f"in_sums_{name} <> {name}" for name in SUMMED)
        cursor.execute(f"UPDATE goals_personstate SET {taken} WHERE {differs}")
        cursor.execute("DELETE FROM goals_statechange")
        cursor.execute("DELETE FROM goals_teamsum")
        cursor.execute(REBUILD_SUMS, _days())
        return cursor.rowcount


def _days() -> dict:
    day = today(policy().zone)
    return {"today": day, "cycle_start": cycle_of(day, policy().fiscal_year_first_month).start, "now": now()}
