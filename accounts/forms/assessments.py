"""What people state about skills: levels, interests, offers; and what they ask of one another."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.actions.assessments import Said
from accounts.forms import skills as forms_skills
from accounts.forms.fields import PersonField, colleagues
from accounts.models import AssessmentDispute, Interest, JobRole, Skill, TeachingOffer
from accounts.my_skills import Row
from accounts.scales import Keys
from ecosystem.core.forms import Form, ModelForm, TextField
from ecosystem.core.widgets import Segmented

MOST_PROPOSED = 50
MOST_PEERS = 5


def proposals() -> list[str]:
    """Names to choose from; any other skill in use can be typed."""
    return list(Skill.objects.current().order_by("name").values_list("name", flat=True)[:MOST_PROPOSED])


class SkillField(forms_skills.SkillField):
    """A skill in use, by its name or one of its other labels; one has to be named unless it is said otherwise."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": True, **kwargs})


class LevelField(forms.TypedChoiceField):
    """A key of the scale in use, pressed or clicked; empty says nothing."""

    widget = Segmented

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=None, **{"required": False, **kwargs})

    def offer(self, keys: Keys, needs: int | None = None) -> None:
        self.choices = [(value, str(value)) for value in keys.values]
        self.widget.needs = needs


class LevelForm(Form):
    """One level: a key, or not applicable, or taken back."""

    level = LevelField(label=_("I am at"))
    not_applicable = forms.BooleanField(required=False)
    take_back = forms.BooleanField(required=False)

    def __init__(self, *args: Any, keys: Keys, needs: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = keys
        self.fields["level"].offer(keys, needs)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("level") is None and not said.get("not_applicable") and not said.get("take_back"):
            self.add_error("level", _("Choose a level from 0 to %(top)s.") % {"top": self.keys.top})
        return said

    @property
    def said(self) -> Said:
        waived = self.cleaned_data["not_applicable"]
        return Said(None if waived else self.cleaned_data["level"], self.keys.top)


class InterestForm(Form):
    answer = forms.ChoiceField(choices=[("", ""), *Interest.Answer.choices], required=False)


class ShareForm(Form):
    """Who may know of an interest, of one skill or of all."""

    shared = forms.NullBooleanField(required=False)
    open_to_offers = forms.NullBooleanField(required=False)


class GridForm(Form):
    """All rows at once, for those without JavaScript: only what differs from before is stated anew."""

    again = forms.IntegerField(required=False, widget=forms.HiddenInput)
    waive = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, rows: list[Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            self.fields[f"{row.pk}-level"] = LevelField()
            self.fields[f"{row.pk}-level"].offer(row.keys)
            self.fields[f"{row.pk}-answer"] = forms.ChoiceField(
                choices=InterestForm.base_fields["answer"].choices, required=False
            )

    def levels(self) -> dict[int, Said]:
        """What was changed, the faded one that was said again, and the one that does not apply."""
        chosen = {row: self.cleaned_data[f"{row.pk}-level"] for row in self.rows}
        again, waive = self.cleaned_data["again"], self.cleaned_data["waive"]
        stated = {
            row.pk: Said(level, row.keys.top)
            for row, level in chosen.items()
            if level is not None and (level != row.own or row.pk == again)
        }
        return stated | {row.pk: Said(None, row.keys.top) for row in self.rows if row.pk == waive}

    def interests(self) -> dict[int, str]:
        chosen = {row: self.cleaned_data[f"{row.pk}-answer"] for row in self.rows}
        return {row.pk: answer for row, answer in chosen.items() if answer and answer != row.interest}


class AddSkillForm(LevelForm):
    skill = SkillField(label=_("Skill"), help_text=_("One that your role does not ask for, but that you have or want."))
    answer = forms.ChoiceField(
        label=_("I want to learn it"), choices=Interest.Answer.choices, required=False, widget=Segmented
    )
    field_order = ["skill", "level", "answer"]
    not_applicable = None
    take_back = None

    def clean(self) -> dict[str, Any]:
        said = forms.Form.clean(self)
        if said.get("level") is None and not said.get("answer"):
            self.add_error("level", _("Say at which level you are, or whether you want to learn it."))
        return said

    @property
    def said(self) -> Said:
        return Said(self.cleaned_data["level"], self.keys.top)


class AssessForm(LevelForm):
    """The line manager's word on one skill of a report. The skill is one of those on the page."""

    skill = forms.ModelChoiceField(Skill.objects.none(), widget=forms.HiddenInput)
    note = TextField(label=_("Why you see it differently"), max_length=500, required=False)
    draft = forms.BooleanField(label=_("Keep as a draft for now"), required=False)

    def __init__(self, *args: Any, skill_ids: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skill"].queryset = Skill.objects.filter(pk__in=skill_ids)


class ReplyForm(Form):
    reply = TextField(label=_("Your comment"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class DisputeForm(ModelForm):
    class Meta(ModelForm.Meta):
        model = AssessmentDispute
        fields = ["about", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"text": _("What should be looked at again, and what speaks for another level?")}


class DisputeAnswerForm(Form):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    answer = TextField(
        label=_("Your answer"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What you looked at, and what follows. To change your own statement, assess the skill anew."),
    )


class TeachForm(ModelForm):
    places = forms.IntegerField(label=_("People at a time"), min_value=1, max_value=20)

    class Meta(ModelForm.Meta):
        model = TeachingOffer
        fields = ["way", "places"]


class HelpForm(Form):
    note = TextField(
        label=_("What would you like help with?"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class HelpAnswerForm(Form):
    accept = forms.NullBooleanField()
    answer = TextField(label=_("A word with it"), max_length=300, required=False)

    def clean_accept(self) -> bool:
        accept = self.cleaned_data["accept"]
        if accept is None:
            raise ValidationError(_("Accept or decline."))
        return accept


class PeersForm(Form):
    """One to three colleagues, and the skills they are asked about."""

    first = PersonField(label=_("Colleague"), among=colleagues)
    second = PersonField(label=_("And"), among=colleagues, required=False)
    third = PersonField(label=_("And"), among=colleagues, required=False)
    skills = forms.ModelMultipleChoiceField(
        Skill.objects.none(), label=_("About these skills"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, rows: list[Row], person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["skills"].queryset = Skill.objects.filter(pk__in=[row.pk for row in rows])

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if any(said.get(name) == self.person for name in ("first", "second", "third")):
            self.add_error("first", _("Ask colleagues; your own view stands on your page."))
        return said

    @property
    def peers(self) -> list[Any]:
        return list(dict.fromkeys(filter(None, (self.cleaned_data[name] for name in ("first", "second", "third")))))


class ProfileForm(Form):
    """A role that has requirements."""

    like = forms.ModelChoiceField(JobRole.objects.none(), label=_("Begin with the profile of"))

    def __init__(self, *args: Any, profiles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["like"].queryset = profiles
