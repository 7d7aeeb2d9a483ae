"""The check-in form: a value, how sure, and whatever else there is to say."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from ecosystem.core.forms import Form, TextField
from ecosystem.core.widgets import Segmented, Stepper
from goals.actions.check_ins import Said
from goals.forms.goals import Edition, VersionForm
from goals.forms.obstacles import lead_field, lead_of, leads_of
from goals.models import CheckIn, Comment, LearningGoal
from goals.standing import milestones_of

CONFIDENCE = [(number, str(number)) for number in range(1, 11)]
OWN_WORDS = [("on_track", _("On track")), ("watch", _("Watch")), ("behind", _("Behind"))]
YES_NO = [("0", _("Not yet")), ("1", _("Yes, done"))]
FINE_BELOW = 3  # a measure of a smaller range is counted in tenths
KEPT = [("yes", _("Yes")), ("no", _("No"))]


class SaidForm(Form):
    """What a check-in says, for a new one and for changing one."""

    value = forms.DecimalField(max_digits=12, decimal_places=2, required=False, widget=Stepper)
    confidence = forms.TypedChoiceField(
        label=_("Confidence you will get there"),
        choices=CONFIDENCE,
        coerce=int,
        empty_value=None,
        required=False,
        widget=Segmented,
    )
    status = forms.ChoiceField(label=_("Say otherwise"), choices=OWN_WORDS, required=False, widget=Segmented)
    text = TextField(label=_("How it goes"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    plan_kept = forms.TypedChoiceField(
        label=_("I kept my plan"),
        choices=KEPT,
        coerce=lambda word: word == "yes",
        empty_value=None,
        required=False,
        widget=Segmented,
    )

    def __init__(self, *args: Any, goal: LearningGoal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goal = goal
        field = self.fields["value"]
        field.label = _value_label(goal)
        if goal.measure == LearningGoal.Measure.MILESTONES:
            del self.fields["value"]
        elif goal.measure == LearningGoal.Measure.YES_NO:
            self.fields["value"] = forms.TypedChoiceField(
                label=_("Is it done?"), choices=YES_NO, coerce=int, empty_value=None, required=False, widget=Segmented
            )
        if not (goal.if_when and goal.then_will):
            del self.fields["plan_kept"]

        if "value" in self.fields:
            self._ask_for_value(goal)

    def _ask_for_value(self, goal: LearningGoal) -> None:
        """Needed, unless the button was “nothing changed”."""
        field = self.fields["value"]
        field.required = not self.data.get("unchanged")
        field.error_messages["required"] = _("Say where it stands, or choose “nothing changed”.")
        if abs(goal.target - goal.baseline) < FINE_BELOW:
            field.widget.attrs["data-by"] = "0.1"
        if goal.measure == LearningGoal.Measure.PERCENTAGE:
            field.validators += [MinValueValidator(0), MaxValueValidator(100)]

    def said(self, **more: Any) -> Said:
        entered = self.cleaned_data
        return Said(
            value=entered.get("value"),
            status=entered["status"],
            confidence=entered["confidence"],
            text=entered["text"],
            plan_kept=entered.get("plan_kept"),
            **more,
        )


class CheckInForm(SaidForm, VersionForm):
    """On a goal's own row. The button “nothing changed” says just that, with whatever was written."""

    unchanged = forms.BooleanField(required=False)
    obstacle = TextField(label=_("Anything in the way?"), required=False, max_length=300)
    evidence = forms.URLField(label=_("Link that shows it"), required=False, max_length=500, assume_scheme="https")

    def __init__(self, *args: Any, goal: LearningGoal, **kwargs: Any) -> None:
        super().__init__(*args, goal=goal, **kwargs)
        self.leads = leads_of(goal)
        self.fields["share_with"] = lead_field(self.leads)
        if goal.measure == LearningGoal.Measure.MILESTONES:
            steps = [step for step in milestones_of(goal) if step.done_on is None]
            self.fields["done_steps"] = forms.TypedMultipleChoiceField(
                label=_("Done since the last time"),
                choices=[(step.id, step.title) for step in steps],
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def values(self) -> dict[str, Any]:
        """The keyword arguments of `check_in`."""
        entered = self.cleaned_data
        unchanged = entered["unchanged"]
        said = self.said(unchanged=unchanged, done_steps=() if unchanged else tuple(entered.get("done_steps", ())))
        link = entered["evidence"]
        return {
            "version": entered["version"],
            "said": said,
            "obstacle": entered["obstacle"],
            "share_with": lead_of(self.leads, entered["share_with"]),
            "evidence": {"title": link.partition("://")[2][:200], "link": link} if link else None,
        }


class CheckInChangeForm(SaidForm, Edition):
    """A check-in that was sent; what somebody else changed meanwhile is shown beside what was typed."""

    def __init__(self, *args: Any, stated: CheckIn, **kwargs: Any) -> None:
        initial = {name: getattr(stated, name) for name in ("value", "confidence", "text", "version")}
        initial["status"] = stated.status if stated.status != stated.proposed_status else ""
        initial["plan_kept"] = "" if stated.plan_kept is None else "yes" if stated.plan_kept else "no"
        super().__init__(*args, goal=stated.goal, initial=initial, **kwargs)


class ProposalForm(Form):
    """The value as it is typed, for the status it would propose."""

    value = forms.DecimalField(max_digits=12, decimal_places=2, required=False)
    done_steps = forms.TypedMultipleChoiceField(required=False, coerce=int)

    def __init__(self, *args: Any, goal: LearningGoal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps: Any = self.fields["done_steps"]
        steps.choices = [(step.id, step.title) for step in milestones_of(goal)]


class CommentForm(Form):
    text = TextField(label=_("A word"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    kind = forms.ChoiceField(choices=Comment.Kind.choices, required=False, widget=forms.HiddenInput)


class PublicForm(Form):
    public = forms.BooleanField(required=False)


def _value_label(goal: LearningGoal) -> Any:
    if goal.measure == LearningGoal.Measure.PERCENTAGE:
        return _("Percent now")
    unit = goal.unit_of_measure
    return f"{unit[:1].upper()}{unit[1:]}" if unit else _("Where it stands now")
