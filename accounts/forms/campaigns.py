"""Campaigns of the skill round."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField
from accounts.models import SkillCampaign, Unit
from ecosystem.core.clock import today
from ecosystem.core.forms import Form, TextField, VersionedForm
from ecosystem.core.widgets import Segmented

COMPANY, UNITS = "company", "units"


class UnitsField(forms.ModelMultipleChoiceField):
    """Some units, each told apart by the unit above it."""

    def label_from_instance(self, unit: Any) -> str:
        return f"{unit} ({unit.parent})" if unit.parent else str(unit)


class OpenCampaignForm(Form):
    scope = forms.ChoiceField(
        label=_("Who is asked"),
        choices=[(COMPANY, _("The whole company")), (UNITS, _("Some units"))],
        widget=Segmented,
        initial=COMPANY,
    )
    units = UnitsField(
        Unit.objects.none(),
        label=_("Units"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_(
            "Only for some units; each with everything below it, several with Ctrl. Whoever is on leave until the end is not asked."
        ),
    )
    last_day = DayField(label=_("Last day"))
    why = TextField(
        label=_("Why"), max_length=200, help_text=_("One line; it stands in the message and on everybody's home.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = Unit.objects.open_on(today()).select_related("parent").order_by("name", "pk")

    def clean_last_day(self) -> dt.date:
        if self.cleaned_data["last_day"] < today():
            raise forms.ValidationError(_("Choose today or a later day."))
        return self.cleaned_data["last_day"]

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        if entered.get("scope") == UNITS and "units" in entered and not entered["units"]:
            self.add_error("units", _("Choose at least one unit, or the whole company."))
        if entered.get("scope") == COMPANY and entered.get("units"):
            self.add_error("scope", _("You chose units as well; say “Some units”, or take them out."))
        return entered

    def values(self) -> dict[str, Any]:
        entered = self.cleaned_data
        return {"units": list(entered["units"]), "last_day": entered["last_day"], "why": entered["why"]}


class ExtendCampaignForm(VersionedForm):
    last_day = DayField(label=_("Last day"))

    class Meta(VersionedForm.Meta):
        model = SkillCampaign
        fields = ["last_day"]

    def clean_last_day(self) -> dt.date:
        if self.cleaned_data["last_day"] < today():
            raise forms.ValidationError(_("Choose today or a later day."))
        return self.cleaned_data["last_day"]


class EndCampaignForm(VersionedForm):
    class Meta(VersionedForm.Meta):
        model = SkillCampaign
        fields: list[str] = []
