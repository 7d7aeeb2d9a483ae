"""Forms of care: vouch, react, answer a doubt, hand on, pick, tend."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField, PersonField, colleagues
from ecosystem.core.clock import today
from ecosystem.core.forms import Form, TextField
from resources.models import Reaction, Resource

FORTNIGHT = dt.timedelta(days=14)
MOST_AT_ONCE = 50


class VerifyForm(Form):
    against = TextField(
        label=_("Verified against"),
        max_length=160,
        help_text=_("The edition, source or practice that you compared it with, such as “Vault 1.18”."),
    )


class ReactForm(Form):
    """A reaction, or one that is taken back; a reason may come with it."""

    kind = forms.ChoiceField(choices=Reaction.Kind.choices, required=False)
    take_back = forms.ChoiceField(choices=Reaction.Kind.choices, required=False)
    reason = TextField(label=_("Why?"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        if not self.errors and bool(entered.get("kind")) == bool(entered.get("take_back")):
            raise ValidationError(_("Choose one of the six."))
        return entered


class AnswerDoubtForm(Form):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    answer = TextField(
        label=_("Your answer"),
        max_length=300,
        help_text=_("What you changed, or why it stays. Whoever doubted reads it."),
    )


class HandOnForm(Form):
    to = PersonField(label=_("Who owns it from now on"), among=colleagues)


class PickForm(Form):
    reason = TextField(label=_("Why?"), max_length=200, help_text=_("One line beside your name, for everybody."))
    until = DayField(label=_("Put forward until"))

    def __init__(self, *args: Any, resource: Resource, person: Any, **kwargs: Any) -> None:
        mine = resource.picks.filter(person=person).first()
        start = {"reason": mine.reason if mine else "", "until": today() + FORTNIGHT}
        if mine and mine.until >= today():
            start["until"] = mine.until
        super().__init__(*args, **{"initial": start, **kwargs})
        self.mine = mine


class TendForm(Form):
    """Which rows of the bench, and the words that go to the contributors; or that they are put off."""

    rest = forms.BooleanField(required=False)
    words = TextField(label=_("Words to the contributors"), max_length=300, required=False)

    def chosen(self) -> list[str]:
        """The keys of the rows as they were sent; what no longer stands is left alone by the act."""
        sent: Any = self.data
        return [key for key in sent.getlist("chosen") if len(key) < 40][:MOST_AT_ONCE]
