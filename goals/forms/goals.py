"""Forms of learning goals: three fields to confirm, everything else filled in and open to change."""

import datetime as dt
import re
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.skills import SkillField
from accounts.models import Evidence, GoalVisibility, Person, Skill
from ecosystem.core.clock import today
from ecosystem.core.errors import Stale
from ecosystem.core.forms import Form, TextField, take_edition
from ecosystem.core.widgets import Day, Segmented
from goals.drafts import aim_choices, aim_value, open_aims, skill_names
from goals.models import KeyResult, LearningGoal, Objective, Suggestion
from goals.wording import plain

LEVELS = [(level, str(level)) for level in range(1, 5)]
STEP = re.compile(r"^(.*?)(?:\s*[:;,]\s*(\d{4}-\d{2}-\d{2}))?$")
MOST_STEPS = 12
FURTHEST = dt.timedelta(days=730)


class AimField(forms.Field):
    """`me`, `o:12` or `kr:12`: what the goal serves. Only running aims that one can serve, or what it serves already."""

    widget = forms.Select
    person: Person
    now_serving: Objective | KeyResult | None = None

    def clean(self, value: Any) -> Objective | KeyResult | None:
        kind, _sep, pk = str(value or "me").partition(":")
        if kind == "me":
            return None
        if value == aim_value(self.now_serving):
            return self.now_serving
        found = self._find(kind, pk) if pk.isdecimal() and len(pk) < 18 else None
        if found is None:
            raise ValidationError(_("This objective has ended, or is not yours to serve. Choose another one."))
        return found

    def _find(self, kind: str, pk: str) -> Objective | KeyResult | None:
        running = open_aims(self.person)
        if kind == "kr":
            return KeyResult.objects.filter(pk=pk, objective__in=running).select_related("objective").first()
        return running.filter(pk=pk).first() if kind == "o" else None


class Edition(Form):
    """Carries the edition that the person saw; after a stale save, `theirs` holds how it stands now."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def show_both(self, stale: Stale, theirs: dict[str, Any] | None = None) -> None:
        """Keep what was typed, show what differs now, and let the next press of the button decide knowingly."""
        self.add_error(None, _("Somebody changed this while you were writing. Theirs is shown below, yours is kept."))
        mine = self.cleaned_data
        self.theirs = [
            (self.fields[name].label, value) for name, value in (theirs or {}).items() if value != mine.get(name)
        ]
        take_edition(self, stale)


class GoalForm(Form):
    use_required_attribute = False  # a target is asked for only where the measure counts

    title = TextField(
        label=_("I will be able to …"),
        max_length=160,
        help_text=_("In one line, beginning with what you do: build, explain, find, review …"),
    )
    target = forms.DecimalField(label=_("Target"), max_digits=12, decimal_places=2)
    unit_of_measure = TextField(label=_("Counted in"), max_length=40, required=False)
    due_date = forms.DateField(label=_("By when"), widget=Day)
    skill = SkillField(label=_("Skill"))
    from_level = forms.DecimalField(
        label=_("From level"), min_value=0, max_value=4, max_digits=4, decimal_places=2, required=False
    )
    to_level = forms.TypedChoiceField(
        label=_("To level"), choices=LEVELS, coerce=int, empty_value=None, required=False, widget=Segmented
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=LearningGoal.Kind.choices,
        help_text=_(
            "Learning: the skill is new or complex, and finding ways counts. Performance: you know how, and the result counts."
        ),
    )
    measure = forms.ChoiceField(label=_("Measured by"), choices=LearningGoal.Measure.choices)
    baseline = forms.DecimalField(label=_("Start"), max_digits=12, decimal_places=2, required=False)
    milestones = TextField(
        label=_("Milestones"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For the measure “Milestones”: one a line, with its day if it has one. Talk given: 2027-01-14"),
    )
    serves = AimField(label=_("Serves"))
    if_when = TextField(label=_("When …"), max_length=200, required=False)
    then_will = TextField(label=_("I will …"), max_length=200, required=False)
    visibility = forms.ChoiceField(label=_("Who sees it"), choices=GoalVisibility.choices, widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, person: Person, goal: LearningGoal | None = None, about: Skill | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.goal, self.about = person, goal, about
        serves: Any = self.fields["serves"]
        serves.person, serves.widget.choices = person, lambda: self.aims
        self.fields["skill"].widget.attrs["list"] = "skill-names"
        self.fields["target"].error_messages["required"] = _("Say the number at which you are there.")
        for name, words in (("if_when", _("it is Tuesday, ten o’clock")), ("then_will", _("take half an hour for it"))):
            self.fields[name].widget.attrs["placeholder"] = words

    @cached_property
    def aims(self) -> list[Any]:
        """Asked only where the form is drawn; those that want the skill come first."""
        skill = getattr(self, "cleaned_data", {}).get("skill") or self.about
        return [("me", _("Honestly, for myself")), *aim_choices(self.person, skill)]

    @property
    def skill_names(self) -> list[str]:
        return skill_names(self.person)

    def clean_due_date(self) -> dt.date:
        due, day = self.cleaned_data["due_date"], today()
        start = self.goal.start_date if self.goal else day
        if due <= start:
            raise ValidationError(_("Choose a day after the start."))
        if due > day + FURTHEST:
            raise ValidationError(_("Choose a day within two years; a goal further away is a direction."))
        return due

    def clean_milestones(self) -> list[tuple[str, dt.date | None]]:
        lines = [line.strip(" -•\t") for line in self.cleaned_data["milestones"].splitlines()]
        steps = [_step(line) for line in lines if line]
        if len(steps) > MOST_STEPS:
            raise ValidationError(_("Twelve milestones are enough; put the smaller ones together."))
        return list(dict(reversed(steps)).items())[::-1]

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        measure = entered.get("measure")
        if measure in (LearningGoal.Measure.MILESTONES, LearningGoal.Measure.YES_NO):
            self.errors.pop("target", None)
        if (
            measure == LearningGoal.Measure.MILESTONES
            and not entered.get("milestones")
            and "milestones" not in self.errors
        ):
            self.add_error("milestones", _("Write at least one milestone."))
        if measure in (LearningGoal.Measure.NUMBER, LearningGoal.Measure.PERCENTAGE):
            self._clean_numbers(entered)
        return entered

    def _clean_numbers(self, entered: dict[str, Any]) -> None:
        if entered.get("baseline") is None:
            entered["baseline"] = Decimal(0)
        if entered.get("target") is None:
            return
        if entered["target"] == entered["baseline"] and "baseline" not in self.errors:
            self.add_error("target", _("The target is the same as the start; say what will be different."))
        elif entered.get("measure") == "percentage" and not 0 <= entered["target"] <= 100:
            self.add_error("target", _("A percentage lies between 0 and 100."))

    def values(self) -> dict[str, Any]:
        """The keyword arguments of `set_goal` and, with its version, of `change_goal`."""
        entered = dict(self.cleaned_data)
        if entered["measure"] in (LearningGoal.Measure.MILESTONES, LearningGoal.Measure.YES_NO):
            entered |= {"baseline": Decimal(0), "target": Decimal(1)}
        if entered["measure"] != LearningGoal.Measure.MILESTONES:
            entered["milestones"] = []
        if entered["skill"] is None:
            entered |= {"from_level": None, "to_level": None}
        return entered


class GoalChangeForm(GoalForm, Edition):
    """The same without alignment, which has an act of its own because it keeps its history."""

    field_order = ["title", "target", "unit_of_measure", "due_date"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["serves"]


def values_of(goal: LearningGoal) -> dict[str, Any]:
    """A goal as the form shows it."""
    names = [name for name in GoalForm.base_fields if name not in ("serves", "skill", "milestones")]
    values = {name: getattr(goal, name) for name in names}
    values |= {name: plain(values[name]) for name in ("target", "baseline", "from_level")}
    steps = goal.milestones.all() if goal.measure == LearningGoal.Measure.MILESTONES else []
    lines = [f"{step.title}: {step.due_on}" if step.due_on else step.title for step in steps]
    return {
        **values,
        "skill": goal.skill.name if goal.skill else "",
        "milestones": "\n".join(lines),
        "version": goal.version,
    }


def _step(line: str) -> tuple[str, dt.date | None]:
    title, day = STEP.findall(line)[0]
    try:
        return title[:160] or line[:160], dt.date.fromisoformat(day) if day else None
    except ValueError:
        return line[:160], None


class AlignForm(Edition):
    serves = AimField(label=_("Serves"))

    def __init__(
        self,
        *args: Any,
        person: Person,
        goal: LearningGoal,
        serving: Objective | KeyResult | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["serves"]
        field.person, field.now_serving = person, serving
        own = [("me", _("Honestly, for myself"))]
        field.widget.choices = lambda: own + aim_choices(person, goal.skill, serving)


class VersionForm(Form):
    """One press of a button on a known edition."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class CloseForm(VersionForm):
    outcome = forms.ChoiceField(
        label=_("What came of it"),
        choices=[pair for pair in LearningGoal.Outcome.choices if pair[0] != "left"],
        widget=Segmented,
    )
    lesson = TextField(
        label=_("What I learned"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What worked, what did not, and what you would tell the next one. Markdown works."),
    )


class TickForm(Form):
    """Which milestone, and whether it is done."""

    done = forms.BooleanField(required=False)

    def __init__(self, *args: Any, goal: LearningGoal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["milestone"] = forms.ModelChoiceField(goal.milestones.all())


class EvidenceForm(Form):
    title = TextField(label=_("What shows it"), max_length=200)
    link = forms.URLField(label=_("Link"), max_length=500, required=False, assume_scheme="https")
    rung = forms.ChoiceField(label=_("Kind"), choices=Evidence.Rung.choices)
    occurred_on = forms.DateField(label=_("Date"), widget=Day)
    level = forms.TypedChoiceField(
        label=_("It shows level"), choices=LEVELS, coerce=int, empty_value=None, required=False, widget=Segmented
    )
    asked = TextField(
        label=_("Ask to confirm"),
        required=False,
        max_length=254,
        help_text=_("Name or e-mail of a colleague who saw it. They see this item, not your goal."),
    )

    def __init__(self, *args: Any, person: Person, goal: LearningGoal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.initial.setdefault("occurred_on", today())
        if goal.skill is None:
            del self.fields["level"]
        else:
            self.fields["level"].help_text = _("Of %(skill)s, once it is confirmed. Leave it out to claim none.") % {
                "skill": goal.skill
            }

    def clean_occurred_on(self) -> dt.date:
        if self.cleaned_data["occurred_on"] > today():
            raise ValidationError(_("This day lies in the future."))
        return self.cleaned_data["occurred_on"]

    def clean_asked(self) -> Person | None:
        return colleague_named(self.cleaned_data["asked"], self.person)


def colleague_named(words: str, person: Person) -> Person | None:
    """A colleague by name or e-mail, never oneself. Two of the same name must be told apart by e-mail."""
    if not words:
        return None
    others = Person.objects.visible_to(person).people().filter(is_active=True).exclude(pk=person.pk)
    found = list((others.filter(email__iexact=words) if "@" in words else others.filter(full_name__iexact=words))[:2])
    if not found:
        raise ValidationError(_("Nobody here has this name or address."))
    if len(found) > 1:
        raise ValidationError(_("Several colleagues have this name. Use the e-mail address."))
    return found[0]


class StartForm(Form):
    """Where a new goal comes from: a skill with a gap, or a suggestion that waits for an answer."""

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = Suggestion.objects.visible_to(person).waiting().filter(person=person)
        self.fields["skill"] = forms.ModelChoiceField(Skill.objects.current(), required=False)
        self.fields["suggestion"] = forms.ModelChoiceField(
            waiting.select_related("skill", "suggested_by"), required=False
        )
