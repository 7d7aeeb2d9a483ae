"""Grants, stand-ins, and the way in."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField, PersonField, colleagues
from accounts.models import AccessRole, Person, Unit
from ecosystem.core.clock import today
from ecosystem.core.forms import Form, TextField

LONGEST_STAND_IN = 60


class GrantForm(Form):
    person = PersonField(label=_("Who"), among=colleagues)
    role = forms.ChoiceField(label=_("Role"), choices=AccessRole.choices)
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Only for"),
        required=False,
        empty_label=_("The whole company"),
        help_text=_("A unit with all below it; for people administrators only."),
    )
    valid_from = DayField(label=_("From"))
    valid_to = DayField(label=_("Last day"), required=False, help_text=_("Empty: until it is ended."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.open_on(today())
        self.initial.setdefault("valid_from", today())

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        first, last = entered.get("valid_from"), entered.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("The last day is before the first."))
        if entered.get("unit") and entered.get("role") != AccessRole.PEOPLE_ADMIN:
            self.add_error("unit", _("Only people administrators can be limited to a unit; choose the whole company."))
        return entered


class StandInForm(Form):
    delegate = PersonField(label=_("Who stands in for you"), among=colleagues)
    valid_from = DayField(label=_("From"))
    valid_to = DayField(label=_("Last day"), help_text=_("60 days at most."))
    note = TextField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, manager: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.manager = manager
        self.initial.setdefault("valid_from", today())

    def clean_delegate(self) -> Person:
        if self.cleaned_data["delegate"] == self.manager:
            raise forms.ValidationError(_("Choose somebody else as your stand-in."))
        return self.cleaned_data["delegate"]

    def clean_valid_from(self) -> dt.date:
        if self.cleaned_data["valid_from"] < today():
            raise forms.ValidationError(_("Choose today or a later day."))
        return self.cleaned_data["valid_from"]

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        first, last = entered.get("valid_from"), entered.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("The last day is before the first."))
        if first and last and last > first + dt.timedelta(days=LONGEST_STAND_IN):
            self.add_error("valid_to", _("A stand-in lasts 60 days at most; name them again when these are over."))
        return entered


class CodeForm(Form):
    code = TextField(
        max_length=40, label=_("Code of the invitation"), help_text=_("Four times four letters, as on the paper.")
    )


class PasswordForm(Form):
    """A first password. `person` is compared with it: nobody's own name is a password."""

    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 8 characters; not your name, not only digits, not one that many people have."),
    )

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.person)
        return self.cleaned_data["password"]
