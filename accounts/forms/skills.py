"""A skill by what somebody typed."""

from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.exceptions import ValidationError
from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from accounts.models import Skill

NEAR, NAMED = 0.5, 3


class _Together(Func):
    """All other names of a skill as one text."""

    function = "array_to_string"
    output_field = TextField()


def find_skill(name: str, *, or_empty: bool = True) -> Skill:
    """The skill in use of this name, or that has it among its other names; else a sentence that names those near to it."""
    current = Skill.objects.current().order_by("pk")
    found = current.filter(name__iexact=name).first() or current.filter(alternative_labels__contains=[name]).first()
    if found:
        return found
    names = ", ".join(skill.name for skill in near_to(name))
    if names:
        raise ValidationError(_("There is no skill of this name. Did you mean %(names)s?") % {"names": names})
    if or_empty:
        raise ValidationError(_("There is no skill of this name. Choose one from the list, or leave it empty."))
    raise ValidationError(_("There is no skill of this name. Choose one from the list."))


def near_to(name: str) -> list[Skill]:
    """Skills in use with a name, or another name, in which this one stands but for a few letters; the nearest first."""
    others: Any = _Together(F("alternative_labels"), Value(" "))
    own = TrigramWordSimilarity(name, "name")
    near = Skill.objects.current().annotate(own=own, near=Greatest(own, TrigramWordSimilarity(name, others)))
    return list(near.filter(near__gte=NEAR).order_by("-near", "-own", "name")[:NAMED])
