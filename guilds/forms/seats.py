"""Forms of those who come: offer a session to another host, who was there, was it worth it, was it used."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import PersonField, colleagues
from ecosystem.core.forms import Form, TextField
from ecosystem.core.widgets import Segmented
from guilds.models import Kind
from resources.forms.library import SkillField

MOST_SHOWN = 50
WORTH = [(2, _("Yes")), (1, _("Partly")), (0, _("No"))]


class SwapForm(Form):
    to = PersonField(
        label=_("Somebody in particular"),
        among=colleagues,
        required=False,
        help_text=_("Empty: the stewards and those who give talks on it are asked; whoever is first takes it over."),
    )
    words = TextField(label=_("A word on why"), max_length=200, required=False)


class Numbers(forms.TypedMultipleChoiceField):
    """Numbers of people, as many as a page has rows."""

    def __init__(self) -> None:
        super().__init__(coerce=int, required=False)

    def valid_value(self, value: Any) -> bool:
        return str(value).isdecimal() and len(str(value)) < 19


class AttendanceForm(Form):
    """Who was ticked, among those whom the page showed."""

    shown = Numbers()
    present = Numbers()

    def clean_shown(self) -> list[int]:
        return self.cleaned_data["shown"][:MOST_SHOWN]


class WalkInForm(Form):
    person = PersonField(label=_("Somebody who came without a seat"), among=colleagues)


class WorthForm(Form):
    useful = forms.TypedChoiceField(label=_("Was it worth your time?"), choices=WORTH, coerce=int, widget=Segmented)
    words = TextField(label=_("What should change?"), max_length=300, required=False)


class AppliedForm(Form):
    applied = forms.TypedChoiceField(
        choices=[("yes", _("Yes")), ("no", _("Not yet"))], coerce=lambda said: said == "yes", widget=Segmented
    )
    words = TextField(label=_("Where, or what stood in the way?"), max_length=300, required=False)

    def __init__(self, *args: Any, question: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["applied"].label = question


class SpeakersForm(Form):
    skill = SkillField(label=_("Skill"))


class SessionFilterForm(Form):
    """Narrows the list; whatever cannot be read narrows nothing, but nothing fits a skill that there is not."""

    show = forms.ChoiceField(choices=[("", ""), ("mine", ""), ("past", "")], required=False)
    kind = forms.ChoiceField(choices=[("", _("any")), *Kind.choices], required=False, label=_("Format"))
    skill = SkillField(label=_("Skill"))
    guild = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False)
