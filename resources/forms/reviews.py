"""Forms of peer review: whom to ask, and the template."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import PersonField, colleagues
from ecosystem.core.forms import Form, TextField


class AskReviewForm(Form):
    reviewer = PersonField(
        label=_("Who looks at it"),
        among=colleagues,
        help_text=_("Somebody who knows the matter, or who is learning it."),
    )


class ReviewForm(Form):
    """Three questions; the last may stay empty."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    number = forms.IntegerField(min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)
    correct = TextField(label=_("Is it correct?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    clear = TextField(label=_("Is it clear for its level?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    missing = TextField(
        label=_("What is missing?"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
