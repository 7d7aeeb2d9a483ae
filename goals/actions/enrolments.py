"""Acts of a learner on a path: begin, tick, take up a later number, finish, say whether it was worth it, leave."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.twice import in_turn
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell
from goals.models import Enrolment, LearningGoal, Path, PathStep, StepDone
from goals.path_progress import how_far
from goals.path_walks import states_of, steps_of

RUNNING = {"finished_at": None, "left_at": None}


@transaction.atomic
def enrol(path: Path, *, actor: Person, weeks: int | None = None, goal: LearningGoal | None = None) -> Enrolment:
    """Begin, until so many weeks from now. Whoever is on it already stays on it; what was done before leaving is done."""
    in_turn("goals.enrol", actor.pk)
    mine = Enrolment.objects.filter(path=path, person=actor)
    running = mine.running().first()
    if running:
        return running
    if path.state != Path.State.PUBLISHED:
        raise Refused(_("This path is not offered any more."))
    left = mine.filter(finished_at=None).order_by("-pk").first()
    day = today()
    enrolment = Enrolment.objects.create(
        path=path,
        person=actor,
        number=path.number,
        goal=goal,
        started_on=day,
        due_on=day + dt.timedelta(weeks=weeks or path.weeks),
    )
    if left:
        _bring_along(left, enrolment)
    record(actor, "path.begun", enrolment, subject=actor)
    return enrolment


@transaction.atomic
def tick_step(enrolment: Enrolment, *, actor: Person, step: PathStep, done: bool) -> None:
    """Done, or not done after all. With the last one that counts the path is finished. The same again changes nothing."""
    _hold(enrolment)
    rows = StepDone.objects.filter(enrolment=enrolment, step=step)
    if done == rows.exists():
        return
    if done:
        StepDone.objects.create(enrolment=enrolment, step=step, at=now())
    else:
        rows.delete()
    record(actor, "path.step_done" if done else "path.step_reopened", enrolment, fields=["done"], subject=actor)
    if done and how_far(states_of(steps_of(enrolment))).whole:
        finish_path(enrolment, actor=actor)


@transaction.atomic
def tick_resource(person: Person, *, resource_id: int) -> None:
    """What somebody has finished in the library is done on each of their running paths that asks for it."""
    running = Enrolment.objects.running().filter(person=person, path__steps__resource=resource_id).distinct()
    for enrolment in running.for_page():
        for step in steps_of(enrolment):
            if step.resource_id == resource_id and enrolment.finished_at is None:
                tick_step(enrolment, actor=person, step=step, done=True)


@transaction.atomic
def take_up_number(enrolment: Enrolment, *, actor: Person, version: int) -> None:
    """Follow the path as it stands today. What was done stays done, also under a step that asks for the same anew."""
    _hold(enrolment)
    number = Path.objects.values_list("number", flat=True).get(pk=enrolment.path_id)
    if number == enrolment.number or not change(enrolment, version, where=RUNNING, number=number):
        return
    _bring_along(enrolment, enrolment)
    record(actor, "path.number_taken_up", enrolment, fields=["number"], subject=actor)


@transaction.atomic
def finish_path(enrolment: Enrolment, *, actor: Person) -> None:
    """Everything that counts is done. It asks for the level anew and raises none. Finished stays finished; twice is once."""
    if enrolment.finished_at:
        return
    if not how_far(states_of(steps_of(enrolment))).whole:
        raise Refused(_("A step that counts is still to be done."))
    if change(enrolment, None, where=RUNNING, finished_at=now()):
        record(actor, "path.finished", enrolment, subject=actor)
        tell("goals.path_finished", person_id=enrolment.person_id, subject_id=enrolment.pk)


@transaction.atomic
def say_path_worth(enrolment: Enrolment, *, actor: Person, worth_it: bool) -> None:
    """Was it worth the time? Can be said again otherwise."""
    held = Enrolment.objects.select_for_update(no_key=True).values_list("worth_it", flat=True)
    enrolment.worth_it = held.get(pk=enrolment.pk)
    if enrolment.worth_it == worth_it:
        return
    if not change(enrolment, None, where={"finished_at__isnull": False}, worth_it=worth_it):
        raise Refused(_("Say so once you have finished it."))
    record(actor, "path.judged", enrolment, fields=["worth_it"], subject=actor)


@transaction.atomic
def leave_path(enrolment: Enrolment, *, actor: Person, version: int) -> None:
    """Leave without a verdict; whoever begins again goes on where they were. Twice is harmless."""
    if change(enrolment, version, where=RUNNING, left_at=now()):
        record(actor, "path.left", enrolment, subject=actor)
    elif enrolment.finished_at:
        raise Refused(_("You have finished this path already."))


def _hold(enrolment: Enrolment) -> None:
    """One act on it at a time, and only while it runs."""
    now_of_it = Enrolment.objects.select_for_update().values("finished_at", "left_at").get(pk=enrolment.pk)
    if any(now_of_it.values()):
        raise Refused(_("You have finished or left this path."))


def _what(step: PathStep) -> tuple[Any, ...]:
    """What tells one thing to do from another."""
    return (step.kind, step.resource_id, step.person_id, "" if step.resource_id else step.text)


def _bring_along(before: Enrolment, after: Enrolment) -> None:
    """What was done before counts for the steps that ask for the same now; what is asked no more stays done as it was."""
    done = {row.step_id: row for row in StepDone.objects.filter(enrolment=before).select_related("step")}
    asked = {_what(step): step.pk for step in PathStep.objects.of_number(after.number).filter(path=after.path_id)}
    for row in list(done.values()):
        same = asked.get(_what(row.step), row.step_id)
        if before == after and same != row.step_id and same not in done:
            StepDone.objects.filter(pk=row.pk).update(step=same)
        elif before != after:
            StepDone.objects.get_or_create(enrolment=after, step_id=same, defaults={"at": row.at})
