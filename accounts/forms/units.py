"""Units and sites."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import PersonField, ZoneField, colleagues, holiday_countries
from accounts.models import Site, Unit
from ecosystem.core.clock import today
from ecosystem.core.forms import VersionedForm


class UnitForm(VersionedForm):
    code = forms.SlugField(max_length=40, required=False, label=_("Code"), help_text=_("Empty: made from the name."))
    lead = PersonField(
        required=False, label=_("Lead"), among=colleagues, help_text=_("Leading gives no right by itself.")
    )

    class Meta(VersionedForm.Meta):
        model = Unit
        fields = ["name", "parent", "lead", "code"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Unit.objects.open_on(today()).exclude(pk=self.instance.pk)
        self.fields["parent"].empty_label = _("Nothing: it is at the top")
        if self.instance.pk:
            self.fields["code"].required = True
            self.initial["lead"] = self.instance.lead
        else:
            self.fields.pop("version")


class SiteForm(VersionedForm):
    code = forms.SlugField(max_length=40, required=False, label=_("Code"), help_text=_("Empty: made from the name."))
    time_zone = ZoneField(label=_("Time zone"))
    country = forms.ChoiceField(
        required=False, label=_("Country"), help_text=_("Two letters; whose public holidays hold there.")
    )

    class Meta(VersionedForm.Meta):
        model = Site
        fields = ["name", "time_zone", "country", "region", "code"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Not said")), *holiday_countries()]
        if self.instance.pk:
            self.fields["code"].required = True
        else:
            self.fields.pop("version")
