"""What the page of a resource shows of its care: the six reactions with one's own, and the forms to tend it."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Max, Q

from accounts.models import Person
from ecosystem.core.clock import today
from ecosystem.core.rules import allows
from resources.actions.picks import on_home
from resources.forms.care import ReactForm, VerifyForm
from resources.models import Pick, Reaction, Resource
from resources.querysets import DOUBTS


@dataclass(frozen=True)
class Voice:
    """One of the six reactions: how many said so, and whether the viewer did and why."""

    kind: str
    word: str
    people: int
    mine: bool
    reason: str

    @property
    def is_doubt(self) -> bool:
        return self.kind in DOUBTS


def care_of(resource: Resource, person: Person, **forms: Any) -> dict[str, Any]:
    """For the page of a resource and its fragment: one statement, one more for whoever put it forward. A doubt that was answered is not counted."""
    voices = voices_of(resource, person)
    if resource.kind == Resource.Kind.MESSAGE:  # how many said so is told as shares, on the panel of the message
        voices = [replace(voice, people=0) for voice in voices]
    return {
        "resource": resource,
        "voices": voices,
        "my_pick": _pick_of(resource, person),
        "doubt": next((voice for voice in voices if voice.mine and voice.is_doubt), None),
        "react_form": ReactForm(),
        "verify_form": VerifyForm(),
        **forms,
    }


def _pick_of(resource: Resource, person: Person) -> Pick | None:
    """What the viewer put forward of it just now; `.is_on_home`. No statement for those who put nothing forward."""
    if not allows(person, "resources.pick_resource", resource):
        return None
    mine = [pick for pick in resource.picks.all() if pick.person_id == person.pk and pick.until >= today()]
    for pick in mine:
        pick.is_on_home = pick in on_home(today())
    return next(iter(mine), None)


def voices_of(resource: Resource, person: Person) -> list[Voice]:
    standing = ~Q(kind__in=DOUBTS) | Q(answered_at=None)
    mine = Q(person=person)
    rows = Reaction.objects.filter(standing, resource=resource).order_by().values_list("kind")
    found = rows.annotate(people=Count("pk"), own=Count("pk", mine), why=Max("reason", filter=mine))
    said = {kind: (people, own, why or "") for kind, people, own, why in found}
    return [_voice(kind, str(word), *said.get(kind, (0, 0, ""))) for kind, word in Reaction.Kind.choices]


def _voice(kind: str, word: str, people: int, own: int, reason: str) -> Voice:
    return Voice(kind, word, people, bool(own), reason)
