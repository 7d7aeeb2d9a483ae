"""Which two versions to compare, and which one to bring back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ecosystem.core.forms import Form
from ecosystem.core.templatetags.ui import short_date
from resources.models import Resource, ResourceVersion


class VersionField(forms.ModelChoiceField):
    """A version by its number."""

    def __init__(self, **kwargs: Any) -> None:
        nothing = ResourceVersion.objects.none()
        super().__init__(nothing, required=False, empty_label=None, to_field_name="number", **kwargs)

    def label_from_instance(self, version: ResourceVersion) -> str:
        return f"{version.number} · {short_date(version.at)} · {version.author or '–'}"


class CompareForm(Form):
    """By number; without a choice the latest and the one before."""

    older = VersionField(label=_("From"))
    newer = VersionField(label=_("To"))

    def __init__(self, *args: Any, resource: Resource, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("older", "newer"):
            self.fields[name].queryset = resource.versions.select_related("author")


class RestoreForm(Form):
    version = forms.IntegerField(min_value=1)
    number = forms.IntegerField(min_value=1, max_value=2_000_000_000)
