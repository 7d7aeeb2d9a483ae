"""A skill by what somebody typed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.exceptions import ValidationError
from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from accounts.models import Skill
from ecosystem.core import forms as core_forms

NEAR, NAMED = 0.5, 3


class _Together(Func):
    """All other names of a skill as one text."""

    function = "array_to_string"
    output_field = TextField()


class Unclear(ValidationError):
    """What was typed is no skill; `near` are the names of those that may be meant."""

    def __init__(self, message: Any, near: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.near = near


class SkillInput(forms.TextInput):
    """A text field that offers the skills that may be meant, to be pressed."""

    template_name = "accounts/partials/skill_input.html"
    near: Sequence[str] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["near"] = self.near
        return context


class SkillField(core_forms.TextField):
    """A skill in use by its name, with names offered; empty is no skill."""

    widget = SkillInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=120, **{"required": False, **kwargs})

    def clean(self, value: Any) -> Skill | None:
        name = value.name if isinstance(value, Skill) else super().clean(value)
        try:
            return find_skill(name, or_empty=not self.required) if name else None
        except Unclear as unclear:
            self.widget.near = unclear.near
            raise


def find_skill(name: str, *, or_empty: bool = True) -> Skill:
    """The skill in use of this name, or that has it among its other names; else a sentence that names those near to it."""
    current = Skill.objects.current().order_by("pk")
    found = current.filter(name__iexact=name).first() or current.filter(alternative_labels__contains=[name]).first()
    if found:
        return found
    near = [skill.name for skill in near_to(name)]
    if near:
        names = ", ".join(near)
        raise Unclear(_("There is no skill of this name. Did you mean %(names)s?") % {"names": names}, near)
    if or_empty:
        raise ValidationError(_("There is no skill of this name. Choose one from the list, or leave it empty."))
    raise ValidationError(_("There is no skill of this name. Choose one from the list."))


def near_to(name: str) -> list[Skill]:
    """Skills in use with a name, or another name, in which this one stands but for a few letters; the nearest first."""
    others: Any = _Together(F("alternative_labels"), Value(" "))
    own = TrigramWordSimilarity(name, "name")
    near = Skill.objects.current().annotate(own=own, near=Greatest(own, TrigramWordSimilarity(name, others)))
    return list(near.filter(near__gte=NEAR).order_by("-near", "-own", "name")[:NAMED])
