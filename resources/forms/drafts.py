"""What is being typed, taken as it is: half a date and half an address may be kept too."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ecosystem.core.forms import Form, storable
from resources.forms.library import LONGEST_TEXT, EditForm, ShareForm

NAMES = tuple(dict.fromkeys((*ShareForm.base_fields, *EditForm.base_fields)))
NEVER = ("version",)
LAST_EDITION = 2**31 - 1  # what its column holds


class DraftForm(Form):
    """The known names of both forms; anything else that is sent is not kept."""

    version = forms.IntegerField(min_value=1, max_value=LAST_EDITION, required=False)
    instead = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        typed = {name: self.data[name] for name in NAMES if name not in NEVER and self.data.get(name)}
        for text in typed.values():
            storable(text)
        if sum(map(len, typed.values())) > 2 * LONGEST_TEXT:
            raise ValidationError(_("This is too long to be kept."))
        return {**values, "typed": typed}

    @property
    def is_worth_keeping(self) -> bool:
        typed = self.cleaned_data["typed"]
        return any(typed.get(name) for name in ("pasted", "body", "title"))

    def values(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {"typed": values["typed"], "base": values["version"] or 0, "instead": values["instead"]}
