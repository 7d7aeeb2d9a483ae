"""Asking for an erasure, and confirming it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ecosystem.core.forms import Form, TextField


class ErasureForm(Form):
    reason = TextField(
        label=_("Why"),
        max_length=300,
        help_text=_("Who asks for it and on what ground. It stays, so leave the name out."),
    )


class ConfirmErasureForm(Form):
    sure = forms.BooleanField(label=_("I have read what will happen. It cannot be undone."))
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
