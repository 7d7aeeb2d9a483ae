"""Forms of learning paths and of those who are on them."""

from typing import Any

from django import forms
from django.forms import formset_factory
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import SEPARATOR, colleagues, find_person, words_for
from accounts.models import JobRole, Person, Skill
from ecosystem.core.forms import Form, TextField, VersionedForm
from goals.actions.paths import Wanted
from goals.models import Enrolment, LearningGoal, Path, PathStep
from goals.path_walks import own_steps
from resources.models import Resource

Kind = PathStep.Kind
PREFIX, MOST_STEPS = "steps", 30
COLUMNS = ("step", "kind", "what", "note", "minutes", "optional", "beside")
SHORTEST, LONGEST = 1, 52


class PathForm(VersionedForm):
    """What it leads to, for whom and how long; the steps are a page of their own."""

    class Meta(VersionedForm.Meta):
        model = Path
        fields = ["title", "summary", "skill", "to_level", "job_role", "weeks"]
        help_texts = {
            "title": _("What one can do at the end of it."),
            "job_role": _("The page shows how much of what the role requires the steps lead to."),
            "weeks": _("How long somebody with an hour or two a week needs."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skill"].queryset = Skill.objects.current().order_by("name")
        self.fields["job_role"].queryset = JobRole.objects.order_by("name")
        self.fields["to_level"] = forms.IntegerField(label=_("Leads to level"), min_value=1, max_value=4)
        self.fields["weeks"] = forms.IntegerField(label=_("Weeks"), min_value=SHORTEST, max_value=LONGEST, initial=8)
        if not self.instance.pk:
            self.fields.pop("version")


def words_of(resource: Resource) -> str:
    """How a resource stands in a field: the title, and the number that tells two of one title apart."""
    return f"{resource.title}{SEPARATOR}{resource.pk}"


def find_resource(text: str) -> Resource:
    """The one resource that the text means: by its number here, else a published one by its title."""
    title, _sep, key = text.strip().rstrip("/").rpartition("/" if "/library/" in text else SEPARATOR)
    if title and key.isdecimal() and len(key) < 18:
        meant = Resource.objects.exclude(state=Resource.State.DRAFT).filter(pk=int(key))
    else:
        meant = Resource.objects.published().filter(title__iexact=text.strip())
    found = list(meant[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise forms.ValidationError(_("Several resources have this title; choose one from the list."))
    raise forms.ValidationError(_("There is no published resource of this title. Choose one from the list."))


class WhatInput(forms.TextInput):
    """Proposes resources or people while one types; without JavaScript a title or a name will do."""

    template_name = "goals/partials/step_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["options_url"] = f"{reverse('goals:step_options')}?field={name}"
        return context


class StepForm(Form):
    """One step: a resource by its title, a person by their name, or a task in words."""

    step = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    what = TextField(label=_("What"), max_length=450, widget=WhatInput, required=False)
    note = TextField(label=_("In a few words"), max_length=200, required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=6000, required=False)
    optional = forms.BooleanField(label=_("Optional"), required=False)
    beside = forms.BooleanField(label=_("In any order with the step above"), required=False)

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        text = entered.get("what", "")
        entered["found"] = None
        if not text:
            if entered.get("note") or entered.get("step"):
                self.add_error("what", _("Say what is to be done, or remove the step."))
            return entered
        try:
            if entered.get("kind") == Kind.RESOURCE:
                entered["found"] = find_resource(text)
            elif entered.get("kind") == Kind.PERSON:
                entered["found"] = find_person(text, colleagues())
            elif len(text) > PathStep._meta.get_field("text").max_length:
                self.add_error("what", _("Keep the task to 200 letters."))
        except forms.ValidationError as error:
            self.add_error("what", error)
        return entered

    def wanted(self) -> Wanted | None:
        """None for a row that was left empty."""
        entered, found = self.cleaned_data, self.cleaned_data["found"]
        if not entered["what"]:
            return None
        return Wanted(
            step=entered["step"],
            kind=entered["kind"],
            resource=found if isinstance(found, Resource) else None,
            person=found if isinstance(found, Person) else None,
            text=entered["note"] if found else entered["what"],
            minutes=entered["minutes"],
            optional=entered["optional"],
            beside=entered["beside"],
        )


StepFormSet: Any = formset_factory(StepForm, extra=0, max_num=MOST_STEPS, absolute_max=MOST_STEPS, validate_max=True)


class StepSheet:
    """All steps of a path in one form: rows are moved, added and taken away by buttons, and kept together or not at all."""

    def __init__(self, path: Path, rows: list[dict[str, Any]], data: QueryDict | None = None) -> None:
        self.path, self.rows, self.sentence = path, rows, ""
        self.version: Any = data.get("version") if data else path.version
        self.forms = StepFormSet(data, prefix=PREFIX) if data else StepFormSet(initial=rows, prefix=PREFIX)

    @classmethod
    def of(cls, path: Path) -> "StepSheet":
        """As it stands, with an empty row behind."""
        steps = path.steps.current().for_page()
        rows, before = [], None
        for step in steps:
            rows.append(_row(step, beside=step.position == before))
            before = step.position
        return cls(path, [*rows, {"kind": Kind.RESOURCE}])

    @classmethod
    def posted(cls, path: Path, data: QueryDict) -> "StepSheet":
        """As it was typed; after a button of a row (`do`: add, up-2, down-2, drop-2) moved, and not judged yet."""
        total = data.get(f"{PREFIX}-TOTAL_FORMS", "")
        count = min(int(total), MOST_STEPS) if total.isascii() and total.isdecimal() and len(total) < 4 else 0
        rows = [{name: data.get(f"{PREFIX}-{place}-{name}") or "" for name in COLUMNS} for place in range(count)]
        if "do" not in data:
            return cls(path, rows, data)
        sheet = cls(path, _moved(rows, data["do"]))
        sheet.version = data.get("version")
        return sheet

    def is_valid(self) -> bool:
        return str(self.version or "").isdecimal() and self.forms.is_valid()

    def steps(self) -> list[Wanted]:
        return [wanted for form in self.forms if (wanted := form.wanted())]


def _row(step: PathStep, *, beside: bool) -> dict[str, Any]:
    if step.resource:
        what, note = words_of(step.resource), step.text
    elif step.person:
        what, note = words_for(step.person), step.text
    else:
        what, note = step.text, ""
    same = {name: getattr(step, name) for name in ("kind", "minutes", "optional")}
    return {"step": step.pk, "what": what, "note": note, "beside": beside, **same}


def _moved(rows: list[dict[str, Any]], do: str) -> list[dict[str, Any]]:
    act, _sep, place = do.partition("-")
    if act == "add":
        return [*rows, {"kind": Kind.RESOURCE}]
    if not place.isdecimal() or len(place) > 3 or int(place) >= len(rows):
        return rows
    at = int(place)
    if act == "drop":
        return rows[:at] + rows[at + 1 :]
    to = at - 1 if act == "up" else at + 1
    if act in ("up", "down") and 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    return rows


class PathFilterForm(Form):
    """What the list is narrowed by."""

    skill = forms.ModelChoiceField(Skill.objects.none(), label=_("Skill"), required=False)
    role = forms.ModelChoiceField(JobRole.objects.order_by("name"), label=_("Role"), required=False)
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = Path.objects.published().values("skill")
        self.fields["skill"].queryset = Skill.objects.filter(pk__in=used).order_by("name")
        self.fields["role"].queryset = JobRole.objects.filter(paths__state="published").distinct().order_by("name")
        for name in ("skill", "role"):
            self.fields[name].empty_label = _("any")

    @property
    def narrowed(self) -> dict[str, str]:
        """What is chosen, as it stands in an address."""
        return {name: self.data[name] for name in ("skill", "role") if self.data.get(name)}


class EnrolForm(Form):
    """Until when, and for which of one's goals."""

    weeks = forms.IntegerField(label=_("Weeks"), min_value=SHORTEST, max_value=LONGEST)
    goal = forms.ModelChoiceField(LearningGoal.objects.none(), label=_("For my goal"), required=False)

    def __init__(self, *args: Any, person: Person, path: Path, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"weeks": path.weeks}, **kwargs})
        goals = LearningGoal.objects.active().filter(owner=person).order_by("due_date", "pk")
        self.fields["goal"].queryset = goals
        if not self.is_bound:
            self.mine = list(goals[:50])
            self.fields["goal"].choices = [("", _("none")), *((goal.pk, goal.title) for goal in self.mine)]
            fitting = next((goal for goal in self.mine if goal.skill_id == path.skill_id), None)
            self.initial["goal"] = fitting and fitting.pk


class StepTickForm(Form):
    """One of the learner's own steps."""

    step = forms.ModelChoiceField(PathStep.objects.none())
    done = forms.BooleanField(required=False)

    def __init__(self, *args: Any, enrolment: Enrolment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].queryset = own_steps(enrolment)


class WorthForm(Form):
    """One tap."""

    worth_it = forms.TypedChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))], coerce=lambda word: word == "yes")


class ResourceOfGoalForm(Form):
    """Something published to learn from."""

    resource = forms.ModelChoiceField(Resource.objects.published())


class GoalOfResourceForm(Form):
    """One of one's active goals."""

    goal = forms.ModelChoiceField(LearningGoal.objects.none())

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["goal"].queryset = LearningGoal.objects.active().filter(owner=person)
