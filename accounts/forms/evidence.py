"""What people show behind their levels."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actions.assessments import Said
from accounts.forms.assessments import LevelField, SkillField
from accounts.forms.fields import PersonField, colleagues
from accounts.models import Evidence
from accounts.scales import Keys
from ecosystem.core.clock import today
from ecosystem.core.forms import Form, ModelForm, TextField
from ecosystem.core.widgets import Day

SKILLS = (1, 2, 3)


class EvidenceForm(ModelForm):
    """One item, up to three skills with the level that it shows."""

    asked = PersonField(
        label=_("Who can confirm it?"),
        among=colleagues,
        required=False,
        help_text=_("A colleague or delivery lead who saw it. Without it, only a credential from outside counts."),
    )
    skill_1 = SkillField(label=_("Skill"))
    level_1 = LevelField(label=_("It shows level"), required=True)
    skill_2 = SkillField(label=_("Also for"), required=False)
    level_2 = LevelField(label=_("at level"))
    skill_3 = SkillField(label=_("Also for"), required=False)
    level_3 = LevelField(label=_("at level"))

    class Meta(ModelForm.Meta):
        model = Evidence
        fields = ["title", "link", "rung", "occurred_on", "expires_on"]
        widgets = {"occurred_on": Day, "expires_on": Day}
        help_texts = {"title": _("What you made, passed or taught, in one line.")}

    def __init__(self, *args: Any, keys: Keys, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys, self.person = keys, person
        self.fields["link"].assume_scheme = "https"
        for number in SKILLS:
            self.fields[f"level_{number}"].offer(keys)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        for number in SKILLS[1:]:
            if said.get(f"skill_{number}") and said.get(f"level_{number}") is None:
                self.add_error(f"level_{number}", _("Which level does it show?"))
        if said.get("occurred_on") and said["occurred_on"] > today():
            self.add_error("occurred_on", _("Give the day on which it was done; it cannot be ahead."))
        if said.get("expires_on") and said.get("occurred_on") and said["expires_on"] < said["occurred_on"]:
            self.add_error("expires_on", _("It would end before it began. Choose a later day."))
        if said.get("asked") == self.person:
            self.add_error("asked", _("Ask somebody else: nobody confirms their own evidence."))
        return said

    @property
    def skills(self) -> dict[int, Said]:
        pairs = [(self.cleaned_data.get(f"skill_{n}"), self.cleaned_data.get(f"level_{n}")) for n in SKILLS]
        return {skill.pk: Said(level, self.keys.top) for skill, level in pairs if skill}

    def values(self) -> dict[str, Any]:
        """The columns of the item, and who is asked."""
        return {name: self.cleaned_data[name] for name in (*self.Meta.fields, "asked")}


class AskForm(Form):
    asked = PersonField(label=_("Who can confirm it?"), among=colleagues)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class RefuseForm(Form):
    reason = TextField(label=_("Why not?"), max_length=300, help_text=_("The person reads it."))
