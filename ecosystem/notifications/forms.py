"""Forms of the notifications."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from ecosystem.notifications.models import NudgeRuleState
from ecosystem.notifications.registry import Category, categories
from ecosystem.notifications.wishes import Wishes


class Wish(NamedTuple):
    category: Category
    in_app: BoundField
    email: BoundField


class PreferencesForm(forms.Form):
    """One pair of switches per category."""

    def __init__(self, *args: Any, wishes: Wishes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for category in categories():
            in_app, email = wishes.channels(category.code)
            self.fields[f"{category.code}-in_app"] = forms.BooleanField(
                required=False, initial=in_app, label=_("In Understory")
            )
            self.fields[f"{category.code}-email"] = forms.BooleanField(
                required=False, initial=email, label=_("By e-mail")
            )

    def rows(self) -> Iterator[Wish]:
        """What is about oneself first, what is about the reminders themselves last."""
        for category in sorted(categories(), key=lambda each: each.code == "notifications"):
            yield Wish(category, self[f"{category.code}-in_app"], self[f"{category.code}-email"])

    def wishes(self) -> dict[str, tuple[bool, bool]]:
        found = self.cleaned_data
        return {
            category.code: (found[f"{category.code}-in_app"], found[f"{category.code}-email"])
            for category in categories()
        }


class RuleForm(forms.Form):
    """Draft, on or off; a rule retires only by itself."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    to = forms.ChoiceField(
        label=_("State"),
        widget=forms.RadioSelect,
        choices=[choice for choice in NudgeRuleState.State.choices if choice[0] != NudgeRuleState.State.RETIRED],
    )
