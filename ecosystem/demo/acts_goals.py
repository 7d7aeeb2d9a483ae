"""What the demo's people want to be able to do, how it goes, and what stands in the way."""

import datetime as dt
import random
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import Employment, Evidence, Person, ReportingLine, Skill
from ecosystem.demo.acts_skills import at_noon, needs
from ecosystem.demo.acts_told import complete_goals_of_files
from goals.measures import measure_of_goal
from goals.models import (
    CheckIn,
    Comment,
    GoalAlignment,
    GoalMilestone,
    LearningGoal,
    Objective,
    Obstacle,
    ObstacleMove,
)
from goals.pace import pace_of
from goals.progress import progress

NUMBERS = ((0, 20), (1, 30), (2, 28), (3, 15), (4, 5), (5, 2))  # goals a person, and how often
RHYTHMS = ((7, 18), (21, 45), (60, 37))  # days between check-ins, and how often
VISIBILITIES = (("everyone", 70), ("manager", 22), ("me", 8))
ALIGNED = 0.71
NEWCOMERS = dt.timedelta(days=45)
NOT_SERVED = ("O11", "O13")  # nobody learns for the one; the other is served by the goals of the files
WORDS = {
    "number": (
        "Find three working approaches to {skill}",
        "Use {skill} in four pieces of work",
        "Review six examples of {skill}",
    ),
    "percentage": ("Half of my work shows {skill}", "Bring {skill} into every project I touch"),
    "milestones": ("Three steps into {skill}", "Teach {skill} once, after learning it"),
    "yes_no": ("Give a talk on {skill}", "Lead one session on {skill}"),
}
TARGETS = {"number": (3, 4, 6, 8), "percentage": (50, 80, 100), "milestones": (1,), "yes_no": (1,)}
UNITS = ("examples", "pieces of work", "reviews", "attempts")
STEPS = ("Watch somebody do it", "Do it with a colleague", "Do it alone and ask for a review")
TEXTS = (
    "",
    "",
    "",
    "The first one took longest.",
    "Paired with a colleague, went well.",
    "Half of the week went to a release.",
)
OBSTACLES = (
    "No time: the sprint is full until the 20th",
    "No test data for payments",
    "No audit slot on the bank project until the 18th",
    "Access to the client’s environment is missing",
    "Nobody in the team has done it before",
    "The licence has not arrived",
)
CHEERS = (
    "Two in a week, well done.",
    "That review helped the whole team.",
    "Good to see this move.",
    "Ask Ravindra about the next step.",
)
SPOKEN = 0.1
BLOCKED = 0.13
PROVEN = 0.12


@dataclass(frozen=True)
class Course:
    """How one goal went: days of its check-ins, and the share of the target reached at the last one."""

    days: list[dt.date]
    reached: float


def set_goals(rng: random.Random, day: dt.date) -> int:
    """Goals in the skills people need, most of them aligned, each with its own rhythm of check-ins."""
    kept = set(LearningGoal.objects.values_list("pk", flat=True))
    complete_goals_of_files(day)
    settled = set(LearningGoal.objects.values_list("owner_id", flat=True)) | _new(day)
    aims = list(Objective.objects.active().exclude(code__in=NOT_SERVED).prefetch_related("critical_skills__target"))
    skills = Skill.objects.in_bulk()
    goals, served = [], []
    for person, wanted in sorted(needs(day).items()):
        if person in settled:
            continue
        for skill, need in rng.sample(sorted(wanted.items()), min(_drawn(rng, NUMBERS), len(wanted))):
            goal = _goal(rng, day, person, skills[skill], need)
            goals.append(goal)
            served.append(_aim(rng, aims, skill))
    LearningGoal.objects.bulk_create(goals)
    _align(goals, served)
    GoalMilestone.objects.bulk_create(_steps(rng, goals, day))
    return len(goals) + _check_in(rng, list(LearningGoal.objects.active().order_by("pk")), day, kept)


def _new(day: dt.date) -> set[int]:
    """Joiners of the last weeks have no goal yet."""
    return set(Employment.objects.filter(valid_from__gt=day - NEWCOMERS).values_list("person_id", flat=True))


def _goal(rng: random.Random, day: dt.date, person: int, skill: Skill, need: int) -> LearningGoal:
    measure = _drawn(rng, (("number", 52), ("percentage", 22), ("milestones", 17), ("yes_no", 9)))
    start = day - dt.timedelta(days=rng.randint(8, 75))
    return LearningGoal(
        owner_id=person,
        title=rng.choice(WORDS[measure]).format(skill=skill.name)[:160],
        skill=skill,
        from_level=max(0, need - 1),
        to_level=max(1, need),
        measure=measure,
        unit_of_measure=rng.choice(UNITS) if measure == "number" else "",
        baseline=0,
        target=rng.choice(TARGETS[measure]),
        current=None if measure == "milestones" else 0,
        progress=0,
        start_date=start,
        due_date=max(day + dt.timedelta(days=rng.randint(-4, 70)), start + dt.timedelta(days=21)),
        visibility=_drawn(rng, VISIBILITIES),
        if_when="I open the day’s first task" if rng.random() < 0.4 else "",
        then_will="spend ten minutes on this first" if rng.random() < 0.4 else "",
    )


def _aim(rng: random.Random, aims: list[Objective], skill: int) -> Objective | None:
    """An objective that wants the skill where there is one, else any; some goals are honestly for oneself."""
    if rng.random() > ALIGNED:
        return None
    wanting = [aim for aim in aims if skill in {link.target.skill_id for link in aim.critical_skills.all()}]
    return rng.choice(wanting or aims) if aims else None


def _align(goals: list[LearningGoal], served: list[Objective | None]) -> None:
    for goal, aim in zip(goals, served, strict=True):
        goal.for_myself = aim is None
    LearningGoal.objects.bulk_update(goals, ["for_myself"])
    GoalAlignment.objects.bulk_create(
        GoalAlignment(goal=goal, objective=aim, valid_from=goal.start_date)
        for goal, aim in zip(goals, served, strict=True)
        if aim
    )


def _steps(rng: random.Random, goals: list[LearningGoal], day: dt.date) -> list[GoalMilestone]:
    rows = []
    for goal in (goal for goal in goals if goal.measure == "milestones"):
        span = (goal.due_date - goal.start_date) / 3
        done = rng.randint(0, 2)
        for number, title in enumerate(STEPS):
            due = goal.start_date + span * (number + 1)
            on = min(due, day - dt.timedelta(days=1)) if number < done else None
            rows.append(GoalMilestone(goal=goal, title=title, due_on=due, done_on=on, position=number))
    return rows


def _check_in(rng: random.Random, goals: list[LearningGoal], day: dt.date, kept: set[int]) -> int:
    rows = []
    for goal in goals:
        steps = list(goal.milestones.all()) if goal.measure == "milestones" else []
        written = list(_walk(rng, goal, steps, _course(rng, goal, day, goal.pk in kept)))
        rows += written
        goal.check_ins_count = len(written)
        if written:
            last = written[-1]
            goal.current = goal.current if last.value is None else last.value
            goal.status, goal.confidence, goal.last_check_in_on = last.status, last.confidence, last.checked_on
        goal.progress = progress(measure_of_goal(goal, steps))
    CheckIn.objects.bulk_create(rows, batch_size=2000)
    LearningGoal.objects.bulk_update(
        goals, ["current", "status", "confidence", "last_check_in_on", "progress", "check_ins_count"], batch_size=500
    )
    return len(rows)


def _course(rng: random.Random, goal: LearningGoal, day: dt.date, kept: bool) -> Course:
    """From the first check-in to the last; the pace is even, better or worse. Goals of the files are well kept."""
    every = 6 if kept else _drawn(rng, RHYTHMS)
    on = goal.start_date + dt.timedelta(days=min(every, rng.randint(3, every)))
    days = []
    while on < day and len(days) < 12:
        days.append(on)
        on += dt.timedelta(days=every + rng.randint(-1, 2))
    gone = (day - goal.start_date).days / max(1, (goal.due_date - goal.start_date).days)
    reached = min(1.0, max(0.0, gone * rng.choice((0.3, 0.7, 0.95, 1.05, 1.1, 1.3))))
    if goal.current and goal.target:  # a goal of the files keeps the value it came with
        reached = float(goal.current / goal.target)
    return Course(days, reached)


def _walk(rng: random.Random, goal: LearningGoal, steps: list[GoalMilestone], course: Course):
    falls = goal.title == "Own the payment API design"
    confidence = 8 if falls else rng.randint(6, 9)
    for number, on in enumerate(course.days, start=1):
        confidence = min(10, max(2, confidence + rng.choice((-1, 0, 0, 1))))
        if falls:
            confidence = 4 if number == len(course.days) else 8
        value = _value(goal, course.reached * number / len(course.days))
        row = CheckIn(
            goal=goal,
            author_id=goal.owner_id,
            checked_on=on,
            created_at=at_noon(on),
            value=value,
            confidence=confidence,
            text=rng.choice(TEXTS),
        )
        _state(row, goal, steps)
        yield row


def _value(goal: LearningGoal, share: float) -> Decimal | None:
    if goal.measure == "milestones":
        return None
    if goal.measure == "yes_no":
        return Decimal(0)
    return Decimal(int(share * float(goal.target) + 0.5))


def _state(row: CheckIn, goal: LearningGoal, steps: list[GoalMilestone]) -> None:
    """What the product's own check-in would have stored on that day."""
    seen = [_as_of(step, row.checked_on) for step in steps]
    then = LearningGoal(measure=goal.measure, baseline=goal.baseline, target=goal.target, current=row.value, status="")
    measure = measure_of_goal(then, seen)
    row.progress = progress(measure)
    proposed = pace_of(measure, goal.start_date, goal.due_date, row.checked_on).status
    row.proposed_status = row.status = proposed.value if proposed else ""


def _as_of(step: GoalMilestone, day: dt.date) -> GoalMilestone:
    done = step.done_on if step.done_on and step.done_on <= day else None
    return GoalMilestone(title=step.title, due_on=step.due_on, done_on=done)


def live_with_goals(rng: random.Random, day: dt.date) -> int:
    """Obstacles with an age and somebody whose turn it is, a word from managers, evidence with a link."""
    managers = dict(ReportingLine.objects.on(day).values_list("person_id", "manager_id"))
    goals = list(LearningGoal.objects.active().order_by("pk"))
    obstacles = [_obstacle(rng, goal, managers, day) for goal in goals if rng.random() < BLOCKED]
    obstacles += _pictured(day)
    Obstacle.objects.bulk_create(obstacles)
    ObstacleMove.objects.bulk_create(
        ObstacleMove(obstacle=row, moved_by_id=row.goal.owner_id, to_id=row.turn_id, moved_at=row.opened_at)
        for row in obstacles
        if row.turn_id != row.goal.owner_id
    )
    shared = CheckIn.objects.exclude(goal__visibility="me").select_related("goal").order_by("pk")
    words = [_cheer(rng, row, managers) for row in shared if rng.random() < SPOKEN and managers.get(row.goal.owner_id)]
    Comment.objects.bulk_create(words)
    proofs = [_evidence(rng, goal, managers, day) for goal in goals if rng.random() < PROVEN]
    Evidence.objects.bulk_create(proofs)
    return len(obstacles) + len(words) + len(proofs)


def _obstacle(rng: random.Random, goal: LearningGoal, managers: dict[int, int], day: dt.date) -> Obstacle:
    ago = rng.choices((1, 2, 4, 5, 7, 11), (30, 25, 15, 12, 10, 8))[0]
    own = goal.visibility == "me"
    return Obstacle(
        goal=goal,
        text=rng.choice(OBSTACLES),
        opened_at=at_noon(max(goal.start_date, day - dt.timedelta(days=ago))),
        turn_id=goal.owner_id if own else managers.get(goal.owner_id, goal.owner_id),
    )


def _pictured(day: dt.date) -> list[Obstacle]:
    """Maren waits for an audit slot; it is the technical director's turn."""
    goal = LearningGoal.objects.filter(title="Accessible forms", owner__employee_number="E-0021").first()
    kofi = Person.objects.filter(employee_number="E-0009").first()
    if not goal or not kofi:
        return []
    opened = at_noon(day - dt.timedelta(days=4))
    text = "No audit slot on the bank project until the 18th"
    return [Obstacle(goal=goal, text=text, opened_at=opened, turn=kofi, shared_with=kofi)]


def _cheer(rng: random.Random, row: CheckIn, managers: dict[int, int]) -> Comment:
    return Comment(
        goal=row.goal,
        check_in=row,
        author_id=managers[row.goal.owner_id],
        kind=Comment.Kind.ENCOURAGEMENT,
        text=rng.choice(CHEERS),
        created_at=at_noon(row.checked_on + dt.timedelta(days=1)),
    )


def _evidence(rng: random.Random, goal: LearningGoal, managers: dict[int, int], day: dt.date) -> Evidence:
    on = max(goal.start_date, day - dt.timedelta(days=rng.randint(1, 20)))
    sure = rng.random() < 0.7 and goal.owner_id in managers
    return Evidence(
        person_id=goal.owner_id,
        title=f"Work sample: {goal.title}"[:200],
        link="https://wiki.fernhollow.example/samples",
        rung=Evidence.Rung.ARTEFACT,
        occurred_on=on,
        asked_id=managers.get(goal.owner_id),
        confirmed_by_id=managers.get(goal.owner_id) if sure else None,
        confirmed_at=at_noon(on + dt.timedelta(days=1)) if sure else None,
    )


def _drawn(rng: random.Random, weighted):
    values, weights = zip(*weighted, strict=True)
    return rng.choices(values, weights)[0]
