"""Forms of executives: money, what came of it, thanks, and what is put aside."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import PersonField, colleagues
from ecosystem.core.clock import today
from ecosystem.core.forms import Form, TextField
from ecosystem.core.widgets import Day, Segmented
from feedback.models import Funding
from goals.forms.goals import VersionForm
from guilds.forms.budget import AmountField, OnceForm
from guilds.forms.seen import SeenForm

KINDS = [(kind, kind) for kind in ("fund", "sponsor_objective", "thank", "sponsor_guild", "say", "host")]
FURTHEST = dt.timedelta(days=730)


class FundForm(OnceForm):
    """Four fields: amount, who sees to it, what it shall change, and when to look at it again."""

    amount = AmountField(label=_("How much"))
    owner = PersonField(label=_("Who sees to it"), among=colleagues, help_text=_("They are told."))
    effect = TextField(
        label=_("What it shall change"), max_length=200, help_text=_("One sentence that can turn out to be wrong.")
    )
    review_on = forms.DateField(label=_("Look at it again on"), widget=Day)

    def clean_review_on(self) -> dt.date:
        day = self.cleaned_data["review_on"]
        if not today() < day <= today() + FURTHEST:
            raise ValidationError(_("Choose a day within the next two years."))
        return day


class ReviewForm(SeenForm):
    came = forms.ChoiceField(
        label=_("Did it come true"),
        choices=[pair for pair in Funding.Came.choices if pair[0]],
        widget=Segmented,
    )
    words = TextField(label=_("What shows it"), max_length=300, required=False)


class ThankForm(Form):
    words = TextField(
        label=_("Your words"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The effect stands beside them by itself; they may stay empty."),
    )


class PublishThanksForm(VersionForm):
    public = forms.BooleanField(required=False)


class NotThisForm(Form):
    kind = forms.ChoiceField(choices=KINDS)
    subject_id = forms.IntegerField(min_value=1, max_value=2**62)

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
