"""Acts of somebody who finished something: say so, say whether it was worth it, keep it as evidence, take it back."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions.assessments import Said
from accounts.actions.evidence import add_evidence
from accounts.models import Evidence, Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from resources.checks import rung_of
from resources.models import Completion, Lesson, Resource, ResourceSkill
from resources.signals import resource_finished


@transaction.atomic
def finish_resource(resource: Resource, *, actor: Person) -> Completion:
    """“I finished this.” It raises no level. Twice is once; a course only once its lessons are done, also where its checks were not passed."""
    if resource.kind == Resource.Kind.COURSE and _left(resource, actor):
        raise Refused(_("A lesson is still to be done."))
    completion, made = Completion.objects.get_or_create(
        resource=resource, person=actor, defaults={"number": resource.number, "at": now()}
    )
    if made:
        record(actor, "resource.finished", resource, subject=actor)
        resource_finished.send(sender=Completion, resource_id=resource.pk, person=actor)
    return completion


@transaction.atomic
def say_resource_worth(completion: Completion, *, actor: Person, worth_it: bool) -> None:
    """Was it worth the time? Can be said again otherwise."""
    if Completion.objects.filter(pk=completion.pk).exclude(worth_it=worth_it).update(worth_it=worth_it):
        completion.worth_it = worth_it
        record(actor, "resource.judged", completion.resource, fields=["worth_it"], subject=actor)


@transaction.atomic
def keep_as_evidence(completion: Completion, *, actor: Person) -> Evidence:
    """Evidence on the rung that it stands for, in the skills of the resource. It proposes a fresh statement, no more. Twice is once."""
    held = Completion.objects.select_for_update(of=("self",)).select_related("evidence").get(pk=completion.pk)
    if held.evidence:
        return held.evidence
    resource = completion.resource
    skills = ResourceSkill.objects.filter(resource=resource).values_list("skill", "level")
    if not skills:
        raise Refused(_("This resource names no skill, so it says nothing about a level."))
    evidence = add_evidence(
        actor,
        actor=actor,
        skills={skill: Said(level) for skill, level in skills},
        title=resource.title,
        rung=rung_for(resource, actor),
        occurred_on=completion.at.date(),
    )
    Completion.objects.filter(pk=completion.pk).update(evidence=evidence)
    completion.evidence = evidence
    record(actor, "resource.kept_as_evidence", resource, fields=["evidence"], subject=actor)
    return evidence


@transaction.atomic
def take_back_completion(completion: Completion, *, actor: Person) -> None:
    """Not finished after all. What was kept as evidence stays until it is removed there."""
    record(actor, "resource.unfinished", completion.resource, subject=actor)
    completion.delete()


def rung_for(resource: Resource, person: Person) -> Any:
    """What finishing it counts as for somebody. One statement."""
    return rung_walked(Lesson.objects.filter(resource=resource).walked_by(person))


def rung_walked(lessons: Iterable[Any]) -> str:
    """The same, of lessons `walked_by` somebody."""
    return rung_of(results_of(lessons)).value


def results_of(lessons: Iterable[Any]) -> list[tuple[int, int]]:
    """How many questions each has and how many were right at the best try, of lessons `walked_by` somebody."""
    return [(lesson.asked or 0, lesson.done_right or 0) for lesson in lessons]


def _left(course: Resource, person: Person) -> bool:
    lessons = Lesson.objects.filter(resource=course)
    return not lessons.exists() or lessons.exclude(done__person=person).exists()
