"""Skills, the scale, job roles and what they require."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField, LinesField
from accounts.models import JobRole, Scale, Skill
from ecosystem.core.clock import today
from ecosystem.core.forms import Form, TextField, VersionedForm
from ecosystem.core.widgets import Segmented

LEVELS = (1, 2, 3, 4)


class SkillFilterForm(Form):
    q = TextField(max_length=120, required=False, label=_("Name, label or code"))
    show = forms.ChoiceField(
        choices=[("", _("In use")), ("retired", _("Retired and merged"))], required=False, label=_("Show")
    )
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False)


class SkillForm(VersionedForm):
    """A skill with one sentence a level: what somebody at that level can do."""

    code = forms.SlugField(max_length=40, required=False, label=_("Code"), help_text=_("Empty: made from the name."))
    alternative_labels = LinesField(
        longest=120, required=False, label=_("Also called"), help_text=_("One a line; search finds them all.")
    )

    class Meta(VersionedForm.Meta):
        model = Skill
        fields = ["name", "kind", "group", "alternative_labels", "description", "external_uri", "code"]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {row.level: row.sentence for row in self.instance.levels.all()} if self.instance.pk else {}
        for level in LEVELS:
            self.fields[f"level_{level}"] = TextField(
                max_length=300,
                required=False,
                label=_("Level %(n)d: You can …") % {"n": level},
                initial=known.get(level, ""),
            )
        self.order_fields(["name", "kind", "group", "alternative_labels", *(f"level_{level}" for level in LEVELS)])
        if self.instance.pk:
            self.fields["code"].required = True
        else:
            self.fields.pop("version")

    def values(self) -> dict[str, Any]:
        entered = super().values()
        sentences = {level: entered.pop(f"level_{level}") for level in LEVELS}
        return {**entered, "sentences": sentences}


class MergeForm(Form):
    into = forms.ModelChoiceField(Skill.objects.none(), label=_("Becomes a part of"), empty_label=_("Choose a skill"))
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, skill: Skill, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Skill.objects.current().exclude(pk=skill.pk)
        self.initial.setdefault("version", skill.version)


class RoleForm(VersionedForm):
    code = forms.SlugField(max_length=40, required=False, label=_("Code"), help_text=_("Empty: made from the name."))

    class Meta(VersionedForm.Meta):
        model = JobRole
        fields = ["name", "family", "description", "code"]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["code"].required = True
        else:
            self.fields.pop("version")


class RequirementForm(Form):
    skill = forms.ModelChoiceField(Skill.objects.none(), label=_("Skill"), empty_label=_("Choose a skill"))
    level = forms.TypedChoiceField(
        label=_("At least level"), choices=[(n, n) for n in LEVELS], coerce=int, widget=Segmented
    )
    importance = forms.TypedChoiceField(
        label=_("Importance"),
        choices=[(n, n) for n in range(1, 6)],
        coerce=int,
        widget=Segmented,
        initial=3,
        help_text=_("1 nice to have, 5 nothing goes without it."),
    )
    day = DayField(label=_("From"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skill"].queryset = Skill.objects.current()
        self.initial.setdefault("day", today())

    def clean_day(self) -> Any:
        if self.cleaned_data["day"] < today():
            raise forms.ValidationError(_("Choose today or a later day; the past is not rewritten."))
        return self.cleaned_data["day"]


class ScaleForm(Form):
    """The words of the levels."""

    name = TextField(max_length=80, label=_("Name of the scale"))

    def __init__(self, *args: Any, scale: Scale, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scale = scale
        self.levels = list(scale.levels.all())
        self.initial.setdefault("name", scale.name)
        for level in self.levels:
            self.fields[f"level_{level.value}"] = TextField(
                max_length=60, label=_("Level %(n)d") % {"n": level.value}, initial=level.name
            )

    def acts(self) -> dict[str, Any]:
        """The keyword arguments of the action."""
        names = {level.value: self.cleaned_data[f"level_{level.value}"] for level in self.levels}
        return {"name": self.cleaned_data["name"], "names": names}
