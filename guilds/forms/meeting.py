"""Forms of office hours, mentoring and coffee: a line each."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from ecosystem.core.clock import today
from ecosystem.core.forms import Form, TextField
from ecosystem.core.widgets import Day
from guilds.forms.seen import SeenForm
from resources.forms.library import SkillField

LONGEST = dt.timedelta(days=366)
WEEKS = dt.timedelta(weeks=13)
SLOTS = [(2, _("half an hour")), (4, _("an hour")), (6, _("an hour and a half")), (8, _("two hours"))]
HELPED = [("yes", _("Yes, it helped")), ("no", _("Not really"))]


class HoursFilterForm(Form):
    """Narrows the list; whatever cannot be read narrows nothing, but nothing fits a skill that there is not."""

    skill = SkillField(label=_("Skill"))
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False)


class Clock(forms.TimeInput):
    """A time from the clock of the browser."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class HoursForm(Form):
    about = TextField(label=_("What one may ask you"), max_length=160)
    skill = SkillField(label=_("Skill"))
    weekday = forms.TypedChoiceField(label=_("Each"), choices=list(WEEKDAYS.items()), coerce=int)
    local_time = forms.TimeField(label=_("From"), widget=Clock, help_text=_("On your clock."))
    slots = forms.TypedChoiceField(label=_("For"), choices=SLOTS, coerce=int, initial=4)
    place = TextField(label=_("Place"), max_length=160, required=False)
    call_url = forms.URLField(label=_("Call link"), max_length=500, required=False, assume_scheme="https")


class BookForm(Form):
    agenda = TextField(label=_("What you want to ask"), max_length=300)


class AskMentorForm(Form):
    mentor = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)
    skill = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)
    words = TextField(label=_("What you hope for"), max_length=300)
    ends_on = forms.DateField(label=_("Until"), widget=Day)

    def clean_ends_on(self) -> dt.date:
        day = self.cleaned_data["ends_on"]
        if not today() < day <= today() + LONGEST:
            raise forms.ValidationError(_("Choose a day within the next year."))
        return day


class AnswerMentoringForm(SeenForm):
    yes = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda word: word == "yes")
    answer = TextField(label=_("In a line"), max_length=200, required=False)


class MentoringHelpedForm(Form):
    helped = forms.TypedChoiceField(label=_("Did it help?"), choices=HELPED, coerce=lambda word: word == "yes")
    again = forms.BooleanField(label=_("I would like to meet again"), required=False)


class CoffeeForm(Form):
    wants = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda word: word == "yes")


def in_a_quarter() -> dict[str, Any]:
    """What is proposed: three months."""
    return {"ends_on": today() + WEEKS}
