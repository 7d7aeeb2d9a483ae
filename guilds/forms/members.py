"""Forms of members and stewards: ask to join, invite, answer who asked, hand on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import PersonField, colleagues
from ecosystem.core.forms import Form, TextField
from guilds.forms.seen import SeenForm


class JoinForm(Form):
    words = TextField(label=_("Why you would like to join"), max_length=200, required=False)


class InviteForm(Form):
    person = PersonField(label=_("Whom"), among=colleagues, help_text=_("Type a part of the name."))
    words = TextField(label=_("A word to them"), max_length=200, required=False)


class AnswerRequestForm(SeenForm):
    yes = forms.TypedChoiceField(choices=[("1", _("Yes")), ("0", _("No"))], coerce=lambda value: value == "1")
    words = TextField(label=_("A word to them"), max_length=200, required=False)


class StewardForm(Form):
    person = PersonField(
        label=_("Who tends it too"), among=colleagues, help_text=_("They are told, and become a member.")
    )


class HandOverForm(SeenForm):
    to = PersonField(label=_("To whom"), among=colleagues, help_text=_("For a term of their own, from today on."))
