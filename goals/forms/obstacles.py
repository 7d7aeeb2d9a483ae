"""Forms of obstacles: one line each."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.forms import Form, TextField
from goals.forms.goals import VersionForm, colleague_named
from goals.models import LearningGoal, Obstacle


class ObstacleForm(Form):
    text = TextField(label=_("In one line"), max_length=300)

    def __init__(self, *args: Any, goal: LearningGoal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leads = leads_of(goal)
        self.fields["share_with"] = lead_field(self.leads)

    def values(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["text"], "share_with": lead_of(self.leads, self.cleaned_data["share_with"])}


def leads_of(row: LearningGoal | Obstacle) -> dict[str, dict[str, Any]]:
    """Those who lead work that the owner is on, by the value of the choice; from what came along with the row."""
    return {str(lead["id"]): lead for lead in vars(row).get("delivery_leads", ())}


def lead_field(leads: dict[str, dict[str, Any]]) -> forms.ChoiceField:
    """Whom one may show an obstacle: those who lead the work one is assigned to."""
    named = [(key, f"{lead['name']}, {lead['project']}") for key, lead in leads.items()]
    return forms.ChoiceField(label=_("Also show it to"), choices=[("", _("nobody else")), *named], required=False)


def lead_of(leads: dict[str, dict[str, Any]], key: str) -> Person | None:
    lead = leads.get(key)
    return Person(pk=lead["id"], full_name=lead["name"]) if lead else None


class ShareForm(VersionForm):
    def __init__(self, *args: Any, row: Obstacle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leads = leads_of(row)
        self.fields["share_with"] = lead_field(self.leads)

    def values(self) -> dict[str, Any]:
        entered = self.cleaned_data
        return {"version": entered["version"], "share_with": lead_of(self.leads, entered["share_with"])}


class ResolveForm(VersionForm):
    resolution = TextField(label=_("What was done"), max_length=300, required=False)


class DelegateForm(VersionForm):
    to = TextField(label=_("To whom"), max_length=254, help_text=_("Name or e-mail of a colleague."))
    line = TextField(
        label=_("One line for them"),
        max_length=300,
        help_text=_("They read this line and whom it is about, not the obstacle."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_to(self) -> Person | None:
        return colleague_named(self.cleaned_data["to"], self.person)


class PassUpForm(VersionForm):
    line = TextField(label=_("One line for your manager"), max_length=300)


class ConfirmForm(VersionForm):
    cleared = forms.BooleanField(required=False)
