"""Forms of what a guild serves and of its own goals."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ecosystem.core.clock import today
from ecosystem.core.forms import Form, TextField
from ecosystem.core.widgets import Day, Segmented
from goals.actions.check_ins import Said
from goals.forms.check_ins import SaidForm
from goals.forms.goals import FURTHEST
from goals.models import GuildGoal, GuildObjective, Objective, Theme
from goals.wording import plain
from guilds.forms.seen import SeenForm
from guilds.models import Guild

MOST_OFFERED = 200


class AimField(forms.ChoiceField):
    """`o:12` is an objective, `t:3` a theme; those of the company, its units and its themes that run."""

    def valid_value(self, value: str) -> bool:
        return True

    def clean(self, value: Any) -> Objective | Theme | None:
        kind, _colon, pk = str(super().clean(value) or "").partition(":")
        number = int(pk) if pk.isascii() and pk.isdecimal() and len(pk) < 18 else 0
        rows = {"o": open_objectives(), "t": Theme.objects.current()}.get(kind)
        found = rows.filter(pk=number).first() if rows is not None else None
        if found is None:
            raise ValidationError(_("This has ended, or is not there. Choose another one."))
        return found


def open_objectives() -> Any:
    return Objective.objects.active().exclude(level=Objective.Level.PERSON)


def _aims() -> list[Any]:
    themes = [(f"t:{theme.pk}", theme.name) for theme in Theme.objects.current()]
    rows = open_objectives().order_by("level", "code")[:MOST_OFFERED]
    objectives = [(f"o:{row.pk}", f"{row.code} {row.title}") for row in rows]
    return [("", _("choose …")), (_("Objectives"), objectives), *([(_("Themes"), themes)] if themes else [])]


class LinkAimForm(Form):
    aim = AimField(label=_("What the guild serves"))
    why = TextField(
        label=_("Why"), max_length=200, required=False, help_text=_("What gets easier there because the guild exists.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["aim"].choices = _aims  # type: ignore[attr-defined]


class SayOfAimForm(SeenForm):
    why = TextField(label=_("Why"), max_length=200, required=False)
    served = forms.ChoiceField(
        label=_("How much the guild has served it so far"),
        choices=GuildObjective.Served.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    shown_by = TextField(
        label=_("What shows it"), max_length=200, required=False, help_text=_("A number, a decision, something built.")
    )


class GuildGoalForm(Form):
    """Three fields to fill in; the rest may stay as it is."""

    use_required_attribute = False  # a target is asked for only where the measure counts

    title = TextField(label=_("The guild will be able to …"), max_length=160)
    target = forms.DecimalField(label=_("Target"), max_digits=12, decimal_places=2, required=False)
    unit_of_measure = TextField(label=_("Counted in"), max_length=40, required=False)
    due_date = forms.DateField(label=_("By when"), widget=Day)
    measure = forms.ChoiceField(
        label=_("Measured by"), choices=GuildGoal.Measure.choices, initial=GuildGoal.Measure.NUMBER
    )
    baseline = forms.DecimalField(label=_("Start"), max_digits=12, decimal_places=2, required=False, initial=0)
    aim = forms.ModelChoiceField(GuildObjective.objects.none(), label=_("Serves"), required=False)

    def __init__(self, *args: Any, guild: Guild, goal: GuildGoal | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.start = goal.start_date if goal else today()
        self.fields["aim"].queryset = guild.aims.current().for_page().order_by("linked_at")  # type: ignore[attr-defined]

    def clean_due_date(self) -> dt.date:
        due = self.cleaned_data["due_date"]
        if due <= self.start:
            raise ValidationError(_("Choose a day after the start."))
        if due > today() + FURTHEST:
            raise ValidationError(_("Choose a day within two years; a goal further away is a direction."))
        return due

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        if entered.get("measure") == GuildGoal.Measure.YES_NO:
            self.errors.pop("target", None)
            self.errors.pop("baseline", None)
            return entered | {"baseline": Decimal(0), "target": Decimal(1)}
        if "target" in self.errors or "baseline" in self.errors:
            return entered
        entered["baseline"] = entered.get("baseline") or Decimal(0)
        if entered.get("target") is None:
            self.add_error("target", _("Say the number at which you are there."))
        elif entered["target"] == entered["baseline"]:
            self.add_error("target", _("The target is the same as the start; say what will be different."))
        elif entered.get("measure") == GuildGoal.Measure.PERCENTAGE and not 0 <= entered["target"] <= 100:
            self.add_error("target", _("A percentage lies between 0 and 100."))
        return entered


class ChangeGuildGoalForm(GuildGoalForm, SeenForm):
    """The same on the edition that was seen."""

    field_order = ["title", "target", "unit_of_measure", "due_date"]


def values_of(goal: GuildGoal) -> dict[str, Any]:
    """A goal as the form shows it."""
    names = ("title", "unit_of_measure", "due_date", "measure", "version")
    figures = {name: plain(getattr(goal, name)) for name in ("target", "baseline")}
    return {**{name: getattr(goal, name) for name in names}, **figures, "aim": goal.aim_id}


class GuildCheckInForm(SaidForm, SeenForm):
    """As for a learning goal: a value, how sure, a word. “Nothing changed” is its own answer."""

    unchanged = forms.BooleanField(label=_("Nothing changed"), required=False)
    field_order = ["value", "confidence", "unchanged", "text", "status"]

    def values(self) -> dict[str, Any]:
        said: Said = self.said(unchanged=self.cleaned_data["unchanged"])
        return {"version": self.cleaned_data["version"], "said": said}


class CloseGuildGoalForm(SeenForm):
    outcome = forms.ChoiceField(label=_("What came of it"), choices=GuildGoal.Outcome.choices, widget=Segmented)
    lesson = TextField(
        label=_("What the guild learned"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
