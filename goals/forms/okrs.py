"""Forms of objectives and key results. What is written well is hinted at (`goals.hints`), never enforced."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import JobRole, Person, Skill, Unit
from ecosystem.core.clock import today
from ecosystem.core.forms import Form, TextField, VersionedForm
from ecosystem.core.rules import allows
from goals.actions.objectives import CriticalSkill
from goals.models import Cycle, KeyResult, Objective, Theme


def colleagues() -> QuerySet[Person]:
    return Person.objects.filter(is_active=True, kind="person").only("pk", "full_name").order_by("full_name")


class ObjectiveForm(VersionedForm):
    class Meta(VersionedForm.Meta):
        model = Objective
        fields = ["title", "level", "unit", "cycle", "why", "theme", "kind", "owner"]
        widgets = {"why": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"title": _("What will be true at the end of the cycle, in words everybody understands.")}

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["cycle"].queryset = Cycle.objects.filter(end__gte=today()).order_by("start", "-end")
        self.fields["cycle"].label_from_instance = lambda cycle: cycle.name
        self.fields["theme"].queryset = Theme.objects.current()
        self.fields["unit"].queryset = Unit.objects.open_on(today())
        self.fields["owner"].queryset = colleagues()
        if not self.instance.pk:
            self.fields.pop("version")
            self.initial.setdefault("owner", person.pk)
        if not allows(person, "goals.set_company_objective"):
            self.fields["level"].choices = [pair for pair in Objective.Level.choices if pair[0] != "company"]

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        if entered.get("level") == "unit" and not entered.get("unit"):
            self.add_error("unit", _("Choose the unit whose objective this is."))
        elif "level" in entered and not self._may(entered):
            self.add_error("level", _("Objectives of a unit are written by its head or by those above."))
        return entered

    def _may(self, entered: dict[str, Any]) -> bool:
        draft = Objective(level=entered["level"], unit=entered.get("unit"), owner=None)
        return entered["level"] != "unit" or allows(self.person, "goals.change_objective", draft)


class KeyResultForm(VersionedForm):
    milestones = TextField(
        label=_("Milestones"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, with a share if you like: Controls written: 0.4"),
    )

    class Meta(VersionedForm.Meta):
        model = KeyResult
        fields = [
            "title",
            "kind",
            "direction",
            "unit_of_measure",
            "baseline",
            "target",
            "weight",
            "skill",
            "skill_level",
            "skill_unit",
            "owner",
        ]
        help_texts = {
            "baseline": _("Where it stands today, in the same unit."),
            "weight": _("Empty: all weigh the same."),
        }

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skill"].queryset = Skill.objects.current()
        self.fields["skill_unit"].queryset = Unit.objects.open_on(today())
        self.fields["owner"].queryset = colleagues()
        if self.instance.pk:
            self.fields.pop("milestones")
        else:
            self.fields.pop("version")
            self.initial.setdefault("owner", person.pk)

    def clean_milestones(self) -> list[tuple[str, Any]]:
        lines = [line.strip() for line in self.cleaned_data["milestones"].splitlines() if line.strip()]
        return [self._milestone(line) for line in lines]

    def _milestone(self, line: str) -> tuple[str, Any]:
        title, _colon, share = line.rpartition(":")
        if not title:
            return line, 1
        try:
            return title.strip(), forms.DecimalField(min_value=0, max_value=1).clean(share.strip())
        except forms.ValidationError:
            return line, 1


class ReadingForm(Form):
    value = forms.DecimalField(label=_("Value now"), max_digits=14, decimal_places=3)
    confidence = forms.IntegerField(label=_("Confidence you will get there"), min_value=1, max_value=10, required=False)
    read_on = forms.DateField(label=_("Read on"), widget=forms.DateInput(attrs={"type": "date"}))
    note = TextField(label=_("Note"), max_length=300, required=False)

    def clean_read_on(self) -> dt.date:
        day = self.cleaned_data["read_on"]
        if day > today():
            raise forms.ValidationError(_("A reading cannot lie in the future."))
        return day


class CriticalSkillForm(Form):
    """One more level that an objective wants."""

    skill = forms.ModelChoiceField(Skill.objects.none(), label=_("Skill"))
    level = forms.IntegerField(label=_("Level"), min_value=1, max_value=4)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("In unit"), required=False)
    job_role = forms.ModelChoiceField(JobRole.objects.none(), label=_("In role"), required=False)
    people_wanted = forms.IntegerField(label=_("How many people"), min_value=1, max_value=1_000_000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skill"].queryset = Skill.objects.current()
        self.fields["unit"].queryset = Unit.objects.open_on(today())
        self.fields["job_role"].queryset = JobRole.objects.all()

    def wanted(self) -> CriticalSkill:
        return CriticalSkill(**self.cleaned_data)


class ParentsForm(Form):
    parents = forms.ModelMultipleChoiceField(Objective.objects.none(), label=_("Serves"), required=False)

    def __init__(self, *args: Any, objective: Objective, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Objective.objects.visible_to(person).exclude(level="person").exclude(pk=objective.pk)
        self.fields["parents"].queryset = others.filter(status__in=["draft", "active"]).order_by("code")
        self.initial["parents"] = list(objective.parents.values_list("pk", flat=True))


class EndObjectiveForm(Form):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    status = forms.ChoiceField(label=_("How it ends"), choices=[("done", _("Done")), ("cancelled", _("Cancelled"))])


class GradeForm(Form):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    grade = forms.DecimalField(label=_("Grade, 0 to 1"), min_value=0, max_value=1, max_digits=3, decimal_places=2)


class LearningMarkForm(Form):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    marked = forms.BooleanField(label=_("No learning needed"), required=False)


class CarryOverForm(Form):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    into = forms.ModelChoiceField(Cycle.objects.all(), label=_("Into"))


class CarryAllForm(Form):
    """Everything that is not done goes on in a later cycle: asked for once."""

    into = forms.ModelChoiceField(Cycle.objects.none(), label=_("Into"))
    sure = forms.BooleanField(label=_("Yes: each gets a copy there, and ends here"))

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = later_cycles(cycle)
        self.fields["into"].empty_label = None
        self.fields["into"].label_from_instance = lambda later: later.name


def later_cycles(cycle: Cycle) -> QuerySet[Cycle]:
    """Quarters in which what runs in this cycle can go on."""
    return Cycle.objects.quarters().filter(start__gt=cycle.start, end__gte=today()).order_by("start")


class ThemeForm(VersionedForm):
    class Meta(VersionedForm.Meta):
        model = Theme
        fields = ["name", "description"]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.fields.pop("version")


class VersionForm(Form):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class TickForm(Form):
    done = forms.BooleanField(required=False)


class OpenedForm(Form):
    """Which branches of the tree are open: `open=6,61`."""

    open = TextField(required=False, max_length=2000)
    unit = forms.ModelChoiceField(Unit.objects.all(), required=False)
    cycle = forms.ModelChoiceField(Cycle.objects.all(), required=False, to_field_name="code")

    def clean_open(self) -> set[int]:
        parts = [part for part in self.cleaned_data["open"].split(",") if part.isdecimal() and len(part) < 12]
        return {int(part) for part in parts[:100]}
