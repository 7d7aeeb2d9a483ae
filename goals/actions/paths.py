"""Acts on learning paths: build, change, set the steps, publish, archive."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.twice import in_turn
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell_many
from goals.models import Enrolment, Path, PathStep
from goals.search_entries import forget_path, index_path
from resources.models import Resource

State = Path.State
Kept = dict[int | None, PathStep]


@dataclass(frozen=True)
class Wanted:
    """A step as it shall be; `step` is the one that it was, `beside` puts it next to the one before, in any order."""

    kind: str
    step: int | None = None
    resource: Resource | None = None
    person: Person | None = None
    text: str = ""
    minutes: int | None = None
    optional: bool = False
    beside: bool = False


@transaction.atomic
def create_path(*, actor: Person, title: str, **fields: Any) -> Path:
    """A draft of one's own. The same title again while it is a draft is the same path."""
    in_turn("goals.create_path", actor.pk)
    twin = Path.objects.filter(owner=actor, title=title, state=State.DRAFT).first()
    if twin:
        return twin
    path = Path.objects.create(owner=actor, title=title, created_at=now(), **fields)
    record(actor, "path.built", path, fields=["title", *fields])
    return path


@transaction.atomic
def change_path(path: Path, *, actor: Person, version: int, **fields: Any) -> None:
    """Other words, another skill, level, role or length. Who is on it keeps the day that was chosen."""
    change(path, version, **fields)
    record(actor, "path.changed", path, fields=list(fields))
    index_path(path)


@transaction.atomic
def set_steps(path: Path, *, actor: Person, version: int, steps: Sequence[Wanted]) -> None:
    """The steps as they shall be. What a published path asks for changes only with a new number.

    Other words, minutes and order are no other steps. Steps that go are kept under the number that they belonged to, so
    that nobody's progress is lost; who is on the path is told.
    """
    before = {step.pk: step for step in PathStep.objects.select_for_update().filter(path=path, until_number=None)}
    kept: Kept = {
        want.step: before[want.step] for want in steps if want.step in before and _same(before[want.step], want)
    }
    gone = [step for pk, step in before.items() if pk not in kept]
    asks_otherwise = bool(gone) or len(kept) < len(steps) or _less_asked(kept, steps)
    public = path.state != State.DRAFT
    if public and not any(not want.optional for want in steps):
        raise Refused(_("Keep at least one step that is not optional."))
    raised = path.number + 1 if public and asks_otherwise else path.number
    change(path, version, number=raised)
    _let_go(gone, last=raised - 1 if public else None)
    _write(path, steps, kept)
    record(actor, "path.steps_changed", path, fields=["steps"])
    index_path(path)
    if public and asks_otherwise:
        _tell_learners(path)


@transaction.atomic
def publish_path(path: Path, *, actor: Person, version: int) -> None:
    """For everybody from now on, without waiting for anybody. Twice is harmless."""
    if not PathStep.objects.current().filter(path=path, optional=False).exists():
        raise Refused(_("Give it at least one step that is not optional."))
    fresh = {"state": State.PUBLISHED, "published_at": path.published_at or now()}
    if change(path, version, where={"state__in": [State.DRAFT, State.ARCHIVED]}, **fresh):
        record(actor, "path.published", path)
        index_path(path)


@transaction.atomic
def archive_path(path: Path, *, actor: Person, version: int) -> None:
    """Nobody begins it any more; who is on it finishes it in peace. Twice is harmless."""
    if path.state == State.DRAFT:
        raise Refused(_("This is a draft; nobody sees it but you."))
    if change(path, version, where={"state": State.PUBLISHED}, state=State.ARCHIVED):
        record(actor, "path.archived", path)
        forget_path(path.pk)


def _same(step: PathStep, want: Wanted) -> bool:
    """The same thing to do; asking for what was optional is another step, so that it is nobody's arrear."""
    what = (step.kind, step.resource_id, step.person_id)
    wanted = (want.kind, want.resource and want.resource.pk, want.person and want.person.pk)
    return what == wanted and (want.optional or not step.optional)


def _less_asked(kept: Kept, steps: Iterable[Wanted]) -> bool:
    return any(want.optional and not kept[want.step].optional for want in steps if want.step in kept)


def _let_go(gone: list[PathStep], *, last: int | None) -> None:
    """`last`: the number under which they were part of the path for the last time; None: a draft, which nobody follows."""
    rows = PathStep.objects.filter(pk__in=[step.pk for step in gone])
    if last is None:
        rows.delete()
    elif gone:
        rows.update(until_number=last)


def _write(path: Path, steps: Sequence[Wanted], kept: Kept) -> None:
    position, branch = 0, 1
    old: list[PathStep] = []
    new: list[PathStep] = []
    for want in steps:
        position, branch = (position, branch + 1) if want.beside and position else (position + 1, 1)
        step = kept.get(want.step) or PathStep(path=path, kind=want.kind, since_number=path.number)
        for name in ("resource", "person", "text", "minutes", "optional"):
            setattr(step, name, getattr(want, name))
        step.position, step.branch = position, branch
        (old if step.pk else new).append(step)
    PathStep.objects.bulk_create(new)
    PathStep.objects.bulk_update(old, ["position", "branch", "text", "minutes", "optional"])


def _tell_learners(path: Path) -> None:
    learners = Enrolment.objects.running().filter(path=path, number__lt=path.number)
    people = list(learners.values_list("person_id", flat=True))
    if people:
        tell_many("goals.path_changed", person_ids=people, subject_id=path.pk, window=today())
