"""The answer of a calendar as a file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ecosystem.core.forms import Form
from guilds.calendar_reading import LARGEST


class ReplyForm(Form):
    file = forms.FileField(
        label=_("The answer of your calendar"),
        help_text=_("An .ics file, for calendars that save an answer instead of sending it."),
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_("This is too large for the answer of a calendar; half a megabyte is the most."))
        return file.read()
