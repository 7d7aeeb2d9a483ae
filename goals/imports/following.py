"""After an import: progress of key results and goals, the owners' stored state, goals of people who left."""

from collections import defaultdict

from django.db import connection
from django.db.models import Q

from accounts.imports.registry import when_applied
from accounts.models import ImportChange, Person
from ecosystem.core.outbox import enqueue
from goals.actions.objectives import store_roll_up
from goals.actions.obstacles import hand_over_obstacles
from goals.measures import progress_of_key_result
from goals.models import KeyResult, LearningGoal, Objective
from goals.noting import note

GOAL_PROGRESS = """
    UPDATE goals_learninggoal g SET progress = fresh.progress FROM (
        SELECT own.id, CASE own.measure
            WHEN 'milestones' THEN (SELECT round(count(*) FILTER (WHERE done_on IS NOT NULL)::numeric / nullif(count(*), 0), 4)
                FROM goals_goalmilestone step WHERE step.goal_id = own.id)
            WHEN 'yes_no' THEN CASE WHEN own.current >= 1 THEN 1 WHEN own.current IS NOT NULL THEN 0 END
            ELSE round((own.current - own.baseline) / nullif(own.target - own.baseline, 0), 4) END AS progress
        FROM goals_learninggoal own WHERE own.id = ANY(%s)
    ) fresh WHERE fresh.id = g.id AND g.progress IS DISTINCT FROM fresh.progress RETURNING g.owner_id
"""
ROWS_AT_ONCE = 5_000


def follow_aims(run_id: int, tables: set[str]) -> None:
    """Progress is stored where it is written; here an import wrote."""
    ids = _written(run_id)
    for key_result in KeyResult.objects.filter(pk__in=ids["goals_keyresult"]).select_related("objective"):
        key_result.progress = progress_of_key_result(key_result)
        key_result.save(update_fields=["progress"])
        store_roll_up(key_result.objective)
    goals = ids["goals_learninggoal"]
    with connection.cursor() as cursor:
        for first in range(0, len(goals), ROWS_AT_ONCE):
            cursor.execute(GOAL_PROGRESS, [goals[first : first + ROWS_AT_ONCE]])
    owners = LearningGoal.objects.filter(pk__in=goals).values_list("owner_id", flat=True).distinct()
    if owners:
        note(*owners, key=f"import-{run_id}-{len(goals)}")
    if "accounts_reportingline" in tables:
        hand_over_obstacles()
    _ask_owners_of_orphans(ids["goals_objective"])
    _close_goals_of_leavers(run_id, ids["accounts_person"])


def _written(run_id: int) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    changes = ImportChange.objects.filter(run=run_id).exclude(act=ImportChange.Act.REMOVED)
    for table, ids in changes.values_list("table", "ids"):
        found[table] += ids
    return found


def _ask_owners_of_orphans(objectives: list[int]) -> None:
    """Learning goals that served an objective which has ended lose their alignment; their owners are asked once."""
    ended = Objective.objects.filter(pk__in=objectives, status__in=["done", "cancelled"], alignments__isnull=False)
    for pk in ended.values_list("pk", flat=True).distinct():
        enqueue("goals.note_lost_alignment", key=f"objective-ended-{pk}", objective_id=pk)


def _close_goals_of_leavers(run_id: int, people: list[int]) -> None:
    open_goals = Q(learning_goals__closed_at=None, learning_goals__cancelled_at=None, learning_goals__isnull=False)
    left = Person.objects.filter(open_goals, is_active=False).values_list("pk", flat=True).distinct()
    for pk in sorted(set(left) & set(people)):  # thousands of numbers in one statement would be dearer
        enqueue("goals.close_goals_of_leaver", key=f"goals-of-leaver-{pk}-import-{run_id}", person_id=pk)


when_applied(follow_aims)
