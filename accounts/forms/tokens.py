"""Personal tokens."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ecosystem.core.forms import Form, TextField

DAYS = [(30, _("30 days")), (90, _("90 days")), (365, _("a year"))]


class TokenForm(Form):
    name = TextField(
        label=_("What is it for"), max_length=60, help_text=_("Such as “my editor”. You know it again by this name.")
    )
    days = forms.TypedChoiceField(label=_("Works for"), choices=DAYS, coerce=int, initial=90)
