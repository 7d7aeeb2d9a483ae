"""What the files do not say of the goals in them: where each began, what it counts, and its milestones with their days."""

import datetime as dt

from accounts.models import Assessment
from goals.models import GoalMilestone, LearningGoal

COUNTED_IN = {
    "Accessible forms": "forms",
    "Use AI pairing safely": "tasks",
    "Tests before review": "with tests",
    "Trace a slow query end to end": "queries",
    "Alerts that say what to do": "alerts",
    "Lead a code review clinic": "clinics",
    "Ship with feature flags": "releases",
    "Estimate with ranges": "estimates",
    "Read the batch jobs with Bertrand": "jobs",
    "Ask before I advise": "conversations",
    "Questions before answers": "conversations",
    "Charts that lead to a decision": "charts",
    "Negotiate with public buyers in the north": "negotiations",
    "Tell our story in Nordic terms": "stories",
    "Write for Nordic readers": "articles",
}
TALK = ("Outline the talk", "Try it on two colleagues", "Give the talk")
STEPS = {
    "Explain server components in a talk": TALK,
    "Own the payment API design": (
        "Read what is there",
        "Sketch the resources",
        "Review it with the clients",
        "Write the contract tests",
        "Publish the first version",
    ),
    "Mentor one newcomer": ("Agree on a rhythm", "Plan the first month", "Pair every week", "Look back together"),
    "Model the booking schema": (
        "Interview the team",
        "Draw the first model",
        "Try it on real data",
        "Migrate one table",
    ),
    "Threat-model one service": (
        "Choose the service",
        "Draw its data flows",
        "Name the threats",
        "Rank them with the team",
        "Close the first two",
    ),
    "Service account lifecycle": ("List the accounts", "Name their owners", "Rotate the first ten", "Write the guide"),
    "Know how Nordic clients buy": ("Read three tenders", "Talk to two buyers", "Join one pitch", "Write it down"),
}


def complete_goals_of_files(day: dt.date) -> None:
    """Start level, unit and milestones; days of milestones spread evenly over the goal, done ones in the past."""
    goals = list(LearningGoal.objects.active().order_by("pk").prefetch_related("milestones"))
    stated = _stated(goals)
    for goal in goals:
        if goal.from_level is None and goal.to_level:
            goal.from_level = min(stated.get((goal.owner_id, goal.skill_id), goal.to_level - 1), goal.to_level - 1)
        goal.unit_of_measure = goal.unit_of_measure or COUNTED_IN.get(goal.title, "")
    LearningGoal.objects.bulk_update(goals, ["from_level", "unit_of_measure"])
    steps = [step for goal in goals if goal.measure == "milestones" for step in _dated(goal, day)]
    GoalMilestone.objects.bulk_update(steps, ["title", "due_on", "done_on"])


def _stated(goals: list[LearningGoal]) -> dict[tuple[int, int], int]:
    """The latest level that each owner stated in the skill of a goal."""
    rows = Assessment.objects.filter(
        person__in={goal.owner_id for goal in goals}, source="self", level__isnull=False, skill__isnull=False
    )
    return {(row.person_id, row.skill_id): row.level for row in rows.order_by("stated_on", "pk")}


def _dated(goal: LearningGoal, day: dt.date) -> list[GoalMilestone]:
    steps = list(goal.milestones.all())
    titles = STEPS.get(goal.title, ())
    each = (goal.due_date - goal.start_date) / max(1, len(steps))
    for number, step in enumerate(steps):
        step.title = titles[number] if number < len(titles) else step.title
        step.due_on = goal.start_date + each * (number + 1)
        if step.done_on:
            step.done_on = min(step.due_on, day - dt.timedelta(days=2 * (len(steps) - number)))
    return steps
