"""Projects and assignments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import SMALLEST_SHARE, DayField, PersonField, colleagues
from accounts.models import Project
from ecosystem.core.clock import today
from ecosystem.core.forms import Form, VersionedForm
from ecosystem.core.widgets import Day


class ProjectForm(VersionedForm):
    code = forms.SlugField(max_length=40, required=False, label=_("Code"), help_text=_("Empty: made from the name."))
    delivery_lead = PersonField(
        required=False,
        label=_("Delivery lead"),
        among=colleagues,
        help_text=_("Confirms work and evidence; sees no more of a person than what they share."),
    )
    technical_lead = PersonField(required=False, label=_("Technical lead"), among=colleagues)

    class Meta(VersionedForm.Meta):
        model = Project
        fields = ["name", "delivery_lead", "technical_lead", "start_date", "end_date", "code"]
        widgets = {"start_date": Day, "end_date": Day}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["code"].required = True
            self.initial |= {name: getattr(self.instance, name) for name in ("delivery_lead", "technical_lead")}
        else:
            self.fields.pop("version")

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        first, last = entered.get("start_date"), entered.get("end_date")
        if first and last and last < first:
            self.add_error("end_date", _("The last day is before the first."))
        return entered


class AssignmentForm(Form):
    person = PersonField(label=_("Who"), among=colleagues)
    valid_from = DayField(label=_("From"))
    valid_to = DayField(label=_("Last day"), required=False)
    share = forms.DecimalField(
        label=_("Share of their time"), min_value=SMALLEST_SHARE, max_value=1, max_digits=3, decimal_places=2, initial=1
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("valid_from", today())

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        first, last = entered.get("valid_from"), entered.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("The last day is before the first."))
        return entered
