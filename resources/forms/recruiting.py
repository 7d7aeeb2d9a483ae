"""Forms of asking somebody to write: what it is about, the request itself, and declining it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField, PersonField, colleagues
from accounts.models import Person, Skill
from ecosystem.core.clock import today
from ecosystem.core.forms import Form, TextField
from ecosystem.core.widgets import Segmented
from resources.experts import Expert
from resources.forms.library import LEVELS, SkillField
from resources.models import Resource
from resources.models.requests import WRITTEN_KINDS

KINDS = [(kind, Resource.Kind(kind).label) for kind in WRITTEN_KINDS]
LATEST = dt.timedelta(days=366)


class NamedSkillField(SkillField):
    """A skill in use by its name or, where an address leads here, by its number."""

    def clean(self, value: Any) -> Skill | None:
        if isinstance(value, str) and value.isdecimal() and len(value) < 19:
            return Skill.objects.current().filter(pk=int(value)).first()
        return super().clean(value)


class AboutForm(Form):
    """What it is about; the rest is prepared from that."""

    skill = NamedSkillField(label=_("Skill"))
    kind = forms.ChoiceField(choices=KINDS, required=False)

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or "how_to"


class AskToWriteForm(Form):
    """Whom, and what is prepared for them: all of it may be changed."""

    person = forms.TypedChoiceField(label=_("Whom to ask"), coerce=int, widget=forms.RadioSelect)
    level = forms.TypedChoiceField(label=_("Leads to level"), choices=LEVELS, coerce=int, widget=Segmented)
    minutes = forms.IntegerField(label=_("Minutes of work, estimated"), min_value=5, max_value=2400)
    due_on = DayField(label=_("By"))
    outline = TextField(
        label=_("Outline"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Markdown. Their draft begins with it."),
    )
    words = TextField(label=_("A word to them"), max_length=300, required=False)

    def __init__(self, *args: Any, experts: Sequence[Expert], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = [expert for expert in experts if expert.free]
        field: Any = self.fields["person"]
        field.choices = [(expert.person_id, f"{expert.name}: {expert.why} · {expert.load}") for expert in free]
        if free:
            self.initial.setdefault("person", free[0].person_id)

    def clean_person(self) -> Person:
        return Person.objects.get(pk=self.cleaned_data["person"])

    def clean_due_on(self) -> dt.date:
        day = self.cleaned_data["due_on"]
        if not today() < day <= today() + LATEST:
            raise ValidationError(_("Choose a day from tomorrow on, within a year."))
        return day


class DeclineForm(Form):
    """Why not, or who would be better; one of the two at least."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    answer = TextField(label=_("Why not"), max_length=300, required=False)
    instead = PersonField(
        label=_("Or who would be better"),
        among=colleagues,
        required=False,
        help_text=_("L&D reads the name; nobody is asked by that."),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and not values.get("answer") and not values.get("instead"):
            raise ValidationError(_("Give a reason, or name somebody who would be better."))
        return values
