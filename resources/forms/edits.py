"""Forms of proposals: another wording, and the answer to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ecosystem.core.forms import Form, TextField
from resources.merging import TEXTS
from resources.models import Resource

LONGEST_BODY = 200_000


class WordingForm(Form):
    """The texts of a resource and the number of the version that they were worded against."""

    base = forms.IntegerField(min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)
    title = TextField(label=_("Title"), max_length=160)
    summary = TextField(label=_("In one sentence"), max_length=300, required=False)
    body = TextField(
        label=_("Text"), max_length=LONGEST_BODY, required=False, widget=forms.Textarea(attrs={"rows": 16})
    )
    url = forms.URLField(label=_("Address"), max_length=2000, required=False, assume_scheme="https")

    def __init__(self, *args: Any, resource: Resource, **kwargs: Any) -> None:
        start = {name: getattr(resource, name) for name in TEXTS} | {"base": resource.number}
        super().__init__(*args, **{**kwargs, "initial": start | (kwargs.get("initial") or {})})
        if not resource.url and resource.kind == Resource.Kind.ARTICLE:
            self.fields["url"].widget = forms.HiddenInput()

    def hold(self, base: int, texts: dict[str, str]) -> None:
        """Show these texts as typed, from now on worded against another version."""
        typed: Any = self.data
        self.data = typed.copy()
        for name, value in {**texts, "base": str(base)}.items():
            self.data[self.add_prefix(name)] = value  # type: ignore[index]


class ProposeForm(WordingForm):
    reason = TextField(label=_("Why"), max_length=200, help_text=_("One line. The authors read it first."))


class AcceptForm(WordingForm):
    """Only asked for what it holds where somebody finished a proposal that met another edit."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class VersionForm(Form):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class DeclineForm(VersionForm):
    decision = TextField(
        label=_("Why not?"),
        max_length=300,
        help_text=_("Whoever proposed it reads it; so do the authors."),
        error_messages={"required": _("Say why not; a few words are enough.")},
    )
