"""The policy of the organisation, and the first set-up."""

from typing import Any

import environ
from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from accounts.forms.access import PasswordForm
from accounts.forms.fields import DaysField, LanguagesField, ZoneField, ZoneInput, holiday_countries
from accounts.models import Organisation
from ecosystem.core.forms import TextField, VersionedForm

KEPT = "••••••••"
SCHEMES = ("smtp", "smtps", "smtp+tls", "smtp+ssl", "consolemail", "submission")


class MailUrlField(TextField):
    """The address of a mail server, such as smtp+tls://user:password@mail.example.com:587."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value or value == KEPT:
            return
        scheme = value.partition("://")[0]
        try:
            told = environ.Env.email_url_config(value)
        except (KeyError, ValueError, environ.ImproperlyConfigured) as error:
            raise ValidationError(_("Write it as smtp+tls://user:password@mail.example.com:587.")) from error
        if scheme not in SCHEMES or not told.get("EMAIL_HOST"):
            raise ValidationError(_("Write it as smtp+tls://user:password@mail.example.com:587."))


class PolicyForm(VersionedForm):
    """Every field of the policy. The mail server's address holds a password: it is written, never shown."""

    time_zone = ZoneField(label=_("Time zone"))
    fiscal_year_first_month = forms.TypedChoiceField(
        label=_("First month of the fiscal year"), choices=list(MONTHS.items()), coerce=int
    )
    languages = LanguagesField(label=_("Languages"))
    k_anonymity = forms.IntegerField(
        label=_("Others beside each person in a figure, at least"),
        min_value=5,
        max_value=100,
        help_text=_("Figures are shown from one person more on: with 5, from 6 people on. Larger hides more."),
    )
    nudges_per_day = forms.IntegerField(label=_("Reminders a day, at most"), min_value=0, max_value=5)
    nudges_per_week = forms.IntegerField(label=_("Reminders a week, at most"), min_value=0, max_value=14)
    holiday_country = forms.ChoiceField(label=_("Public holidays of"), required=False)
    extra_holidays = DaysField(label=_("Further days off"), required=False, help_text=_("One a line, as 2026-12-24."))
    currency = forms.RegexField(
        r"^[A-Z]{3}$",
        label=_("Currency"),
        help_text=_("Three letters, such as EUR."),
        error_messages={"invalid": _("Write three capital letters, such as EUR.")},
    )
    mail_url = MailUrlField(label=_("Mail server"), max_length=400, required=False)
    moves_cycles = forms.BooleanField(
        label=_("I know that cycles get other dates from the next one on"), required=False, widget=forms.HiddenInput
    )

    class Meta(VersionedForm.Meta):
        model = Organisation
        fields = [
            "name",
            "time_zone",
            "fiscal_year_first_month",
            "languages",
            "default_goal_visibility",
            "k_anonymity",
            "quiet_until",
            "quiet_from",
            "nudges_per_day",
            "nudges_per_week",
            "holiday_country",
            "extra_holidays",
            "currency",
            "mail_url",
            "mail_from",
        ]
        widgets = {
            name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M") for name in ("quiet_until", "quiet_from")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holiday_country"].choices = [("", _("None")), *holiday_countries()]
        self.fields["mail_url"].help_text = _(
            "smtp+tls://user:password@mail.example.com:587. Empty: the installation's own."
        )
        if self.instance.mail_url:
            self.initial["mail_url"] = KEPT

    def clean_mail_url(self) -> str:
        entered = self.cleaned_data["mail_url"]
        return self.instance.mail_url if entered == KEPT else entered

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        begins, ends = entered.get("quiet_until"), entered.get("quiet_from")
        if begins and ends and ends <= begins:
            self.add_error("quiet_from", _("Reminders end after they begin."))
        if self._moves_cycles(entered) and not entered.get("moves_cycles"):
            self.fields["moves_cycles"].widget = forms.CheckboxInput()
            self.add_error(
                "fiscal_year_first_month", _("This moves the quarters of the cycles. Tick that you know, then save.")
            )
        return entered

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name != "moves_cycles"}

    def _moves_cycles(self, entered: dict[str, Any]) -> bool:
        month = entered.get("fiscal_year_first_month")
        return bool(month) and month != Organisation.objects.values_list("fiscal_year_first_month", flat=True).first()


class SetUpForm(PasswordForm):
    """The company and its first administrator."""

    name = TextField(max_length=120, label=_("Your organisation"))
    time_zone = ZoneField(label=_("Time zone"), widget=ZoneInput(attrs={"data-browser-zone": True}))
    fiscal_year_first_month = forms.TypedChoiceField(
        label=_("First month of the fiscal year"), choices=list(MONTHS.items()), coerce=int, initial=1
    )
    languages = LanguagesField(label=_("Languages"), initial=["en"])
    full_name = TextField(max_length=160, label=_("Your name"))
    email = forms.EmailField(max_length=254, label=_("Your work e-mail"))
    mail_url = MailUrlField(
        label=_("Mail server"),
        max_length=400,
        required=False,
        help_text=_("smtp+tls://user:password@mail.example.com:587. You can do this later and print the invitations."),
    )
    mail_from = TextField(
        label=_("Sender of mails"), max_length=200, required=False, help_text=_("Understory <learn@example.com>")
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ["name", "time_zone", "fiscal_year_first_month", "languages", "full_name", "email", "password"]

    def acts(self) -> dict[str, Any]:
        """The keyword arguments of the action."""
        return {name: value for name, value in self.cleaned_data.items() if name != "token"}
