"""A form on the edition of something that somebody saw."""

from django import forms

from ecosystem.core.forms import Form


class SeenForm(Form):
    """Carries the edition that the person saw; where somebody was quicker, the next press is a knowing one."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
