"""Forms of sponsors."""

from django.utils.translation import gettext_lazy as _

from ecosystem.core.forms import Form, TextField
from guilds.forms.seen import SeenForm


class OfferForm(Form):
    gives = TextField(
        label=_("What you give"),
        max_length=200,
        required=False,
        help_text=_("Time, a budget, your voice where it is decided. It may stay empty."),
    )


class AnswerOfferForm(SeenForm):
    words = TextField(label=_("A word to them"), max_length=200, required=False)
