"""What the page of a resource shows of its care: the six reactions with one's own, and the forms to tend it."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Max, Q

from accounts.models import Person
from resources.forms.care import ReactForm, VerifyForm
from resources.models import Reaction, Resource
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
    """For the page of a resource and its fragment: one statement. A doubt that was answered is not counted."""
    voices = voices_of(resource, person)
    if resource.kind == Resource.Kind.MESSAGE:  # how many said so is told as shares, on the panel of the message
        voices = [replace(voice, people=0) for voice in voices]
    return {
        "resource": resource,
        "voices": voices,
        "doubt": next((voice for voice in voices if voice.mine and voice.is_doubt), None),
        "react_form": ReactForm(),
        "verify_form": VerifyForm(),
        **forms,
    }


def voices_of(resource: Resource, person: Person) -> list[Voice]:
    standing = ~Q(kind__in=DOUBTS) | Q(answered_at=None)
    mine = Q(person=person)
    rows = Reaction.objects.filter(standing, resource=resource).order_by().values_list("kind")
    found = rows.annotate(people=Count("pk"), own=Count("pk", mine), why=Max("reason", filter=mine))
    said = {kind: (people, own, why or "") for kind, people, own, why in found}
    return [_voice(kind, str(word), *said.get(kind, (0, 0, ""))) for kind, word in Reaction.Kind.choices]


def _voice(kind: str, word: str, people: int, own: int, reason: str) -> Voice:
    return Voice(kind, word, people, bool(own), reason)
