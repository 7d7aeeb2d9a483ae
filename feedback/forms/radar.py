"""Forms of the radar: what of a cluster was on the screen, and what is decided."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ecosystem.core.forms import Form, TextField
from feedback.forms.needs import ResourceField

SEEN = re.compile(r"\d{1,18}")


class ClusterForm(Form):
    """`seen`: the numbers of its needs that somebody had before them."""

    seen = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def clean_seen(self) -> set[int]:
        return {int(number) for number in SEEN.findall(self.cleaned_data["seen"])}


class DeclineClusterForm(ClusterForm):
    reason = TextField(
        label=_("Why not"),
        max_length=300,
        help_text=_("Everybody who reported it reads this."),
        error_messages={"required": _("Say why not; a few words are enough.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs |= {"autofocus": True, "autocomplete": "off"}


class AnswerClusterForm(ClusterForm):
    result = ResourceField(
        label=_("What answers it"), help_text=_("The title or the address of something in the library.")
    )

    def __init__(self, *args: Any, person: Any, titles: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        result: Any = self.fields["result"]
        result.person, result.required, result.widget.is_required = person, True, True
        result.widget.attrs |= {"list": "radar-titles", "autocomplete": "off", "autofocus": True}
        self.titles = titles or []
