"""Forms of a guild's budget: narrow the page, grant, ask, answer, book what was spent, set it right."""

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from ecosystem.core.forms import Form, TextField
from ecosystem.core.policy import policy
from ecosystem.core.widgets import Segmented
from guilds.forms.seen import SeenForm
from guilds.forms.sessions import CallField

CENT = Decimal("0.01")
SHOWS = [("", _("Requests")), ("settled", _("Settled")), ("ledger", _("Ledger"))]


class AmountField(forms.DecimalField):
    """Money in the organisation's currency, from a cent on."""

    def __init__(self, *, label: Any, lowest: Decimal = CENT, **kwargs: Any) -> None:
        super().__init__(label=label, min_value=lowest, max_digits=10, decimal_places=2, **kwargs)
        least = _("Write an amount from nothing on.") if lowest == 0 else _("Write an amount above nothing.")
        self.validators = [each for each in self.validators if not isinstance(each, MinValueValidator)]
        self.validators.append(MinValueValidator(lowest, least))

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        bound = super().get_bound_field(form, field_name)
        bound.label = f"{self.label} ({policy().currency})"
        return bound


class OnceForm(Form):
    """Carries a key of its own: the same form sent twice is one act."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid.uuid4())

    def clean_key(self) -> str:
        return str(self.cleaned_data["key"])


class BudgetFilterForm(Form):
    """What of the budget is shown; whatever cannot be read is the open requests."""

    show = forms.ChoiceField(choices=SHOWS, required=False)
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False)


class GrantForm(OnceForm):
    amount = AmountField(label=_("How much"))
    words = TextField(label=_("What for"), max_length=200, help_text=_("Members read this in the ledger."))


class AskForm(Form):
    title = TextField(label=_("What for"), max_length=160, help_text=_("One sentence: what, and what comes of it."))
    amount = AmountField(label=_("How much"))
    link = CallField(label=_("Link"), required=False, help_text=_("An offer, a price, a page. May stay empty."))


class AnswerBudgetForm(SeenForm):
    yes = forms.TypedChoiceField(
        label=_("Your word"),
        choices=[("1", _("Set it aside")), ("0", _("Decline"))],
        coerce=lambda value: value == "1",
        widget=Segmented,
    )
    reason = TextField(
        label=_("Why not"), max_length=200, required=False, help_text=_("Who asked reads it. Needed to decline.")
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("yes") is False and not typed.get("reason"):
            self.add_error("reason", ValidationError(_("Say in a few words why not.")))
        return typed


class BookForm(SeenForm, OnceForm):
    spent = AmountField(label=_("What it cost"), lowest=Decimal(0))
    words = TextField(label=_("What was paid"), max_length=200, required=False)
    last = forms.BooleanField(label=_("That was all; the rest comes back"), required=False)


class CorrectForm(Form):
    words = TextField(label=_("What was wrong"), max_length=200, help_text=_("It stands beside it in the ledger."))
