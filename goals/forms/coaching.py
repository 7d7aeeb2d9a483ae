"""Forms of suggestions and opportunities."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet, Value
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import PersonField, colleagues
from accounts.models import Person, Project, Skill, TeachingOffer
from ecosystem.core.clock import today
from ecosystem.core.forms import Form, TextField, VersionedForm
from goals.annotations import with_a_place
from goals.models import OfferAnswer, Opportunity, Path, Suggestion

NAMED = 5


class SuggestionForm(Form):
    """What, and one line of why. `skill` and the person come from where the form was opened."""

    kind = forms.ChoiceField(label=_("Suggest"), choices=Suggestion.Kind.choices)
    skill = forms.ModelChoiceField(Skill.objects.none(), label=_("Skill"), required=False)
    to_level = forms.IntegerField(label=_("To level"), min_value=1, max_value=4, required=False)
    helper = PersonField(label=_("Who teaches it"), required=False, among=colleagues)
    opportunity = forms.ModelChoiceField(Opportunity.objects.none(), label=_("Opportunity"), required=False)
    path = forms.ModelChoiceField(Path.objects.none(), label=_("Path"), required=False)
    title = TextField(label=_("Goal in words"), max_length=160, required=False)
    why = TextField(label=_("Why"), max_length=200, help_text=_("One line. Only they read it."))

    def __init__(self, *args: Any, person: Person, skill: Skill | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skill"].queryset = Skill.objects.current()
        offers = TeachingOffer.objects.of_active_people().exclude(person=person)
        work = Opportunity.objects.open_on(today()).exclude(taken_places__person=person)
        paths = Path.objects.published().order_by("title")
        if skill:
            offers, work, paths = offers.filter(skill=skill), work.filter(skill=skill), paths.filter(skill=skill)
            self.initial.setdefault("skill", skill.pk)
        self.fields["helper"].among = lambda: colleagues().exclude(pk=person.pk)
        self.fields["helper"].help_text = _who_teaches(offers)
        self._offer_what_there_is(skill, work.order_by("needed_by"), paths)
        if skill and self.initial.get("kind") == Suggestion.Kind.PERSON and not self.is_bound:
            self._propose_help(
                with_a_place(offers).select_related("person").first(), work.order_by("needed_by").first()
            )

    def _offer_what_there_is(self, skill: Skill | None, work: QuerySet[Opportunity], paths: QuerySet[Path]) -> None:
        """Work and paths can be suggested where there are any that fit; else the form says what there is not."""
        fitting = {Suggestion.Kind.OPPORTUNITY.value: work, Suggestion.Kind.PATH.value: paths}
        there = _which(fitting)
        for kind, rows in fitting.items():
            self.fields[kind].queryset = rows if kind in there else rows.none()
        missing = fitting.keys() - there
        self.fields["kind"].choices = [row for row in Suggestion.Kind.choices if row[0] not in missing]
        if missing:
            said = {"work": Suggestion.Kind.OPPORTUNITY in there, "path": Suggestion.Kind.PATH in there}
            self.fields["kind"].help_text = _nothing_fits(skill, **said)

    def _propose_help(self, offer: TeachingOffer | None, work: Opportunity | None) -> None:
        """Somebody with a place free; else work to learn from; else a goal: what is proposed can be sent as it is."""
        if offer:
            self.initial["helper"] = offer.person
        elif work:
            self.initial |= {"kind": Suggestion.Kind.OPPORTUNITY, "opportunity": work.pk}
        else:
            self.initial["kind"] = Suggestion.Kind.GOAL

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        needed = {
            Suggestion.Kind.PERSON: ("helper", _("Choose who teaches it.")),
            Suggestion.Kind.OPPORTUNITY: ("opportunity", _("Choose the opportunity.")),
            Suggestion.Kind.PATH: ("path", _("Choose the path.")),
            Suggestion.Kind.GOAL: ("skill", _("Choose the skill that the goal is about.")),
        }.get(entered.get("kind"))
        if needed and not entered.get(needed[0]):
            self.add_error(*needed)
        return entered


def _which(rows: dict[str, Any]) -> set[str]:
    """The names of those that hold anything at all. One statement."""
    first, *others = [found.order_by().values_list(Value(name))[:1] for name, found in rows.items()]
    return {name for (name,) in first.union(*others)}


def _nothing_fits(skill: Skill | None, *, work: bool, path: bool) -> str:
    """What cannot be suggested, and that only because there is none."""
    about = {"skill": skill}
    if skill and not work and not path:
        return _("Nothing else fits: no open work is about %(skill)s, and no path leads to it.") % about
    if skill:
        return (_("No path leads to %(skill)s.") if work else _("No open work is about %(skill)s.")) % about
    if not work and not path:
        return _("No work is open, and no path is published.")
    return _("No path is published.") if work else _("No work is open.")


def _who_teaches(offers: QuerySet[TeachingOffer]) -> str:
    """The first few who offer it; without one, that anybody may be named."""
    names = dict.fromkeys(offers.order_by("person__full_name").values_list("person__full_name", flat=True)[:NAMED])
    if names:
        return _("Who offers to teach: %(names)s. Any other colleague will do as well.") % {"names": ", ".join(names)}
    return _("Nobody offers to teach it yet; name any colleague who could.")


class AnswerForm(Form):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    answer = TextField(label=_("A word to whoever suggested it"), max_length=300, required=False)


class OpportunityForm(VersionedForm):
    """Four fields: what, skill and level, when, effort."""

    class Meta(VersionedForm.Meta):
        model = Opportunity
        fields = ["title", "skill", "level", "needed_by", "effort_hours", "places", "project"]
        widgets = {"needed_by": forms.DateInput(attrs={"type": "date"})}
        help_texts = {"title": _("The piece of work, as you would say it to a colleague.")}

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skill"].queryset = Skill.objects.current()
        self.fields["project"].queryset = Project.objects.led_by(person).running(today())
        self.fields["level"] = forms.IntegerField(label=_("Level"), min_value=1, max_value=4)
        self.fields["effort_hours"].min_value = 1
        self.fields["places"] = forms.IntegerField(label=_("Places"), min_value=1, max_value=20, initial=1)
        if not self.instance.pk:
            self.fields.pop("version")

    def clean_needed_by(self) -> dt.date:
        day = self.cleaned_data["needed_by"]
        if day < today():
            raise forms.ValidationError(_("Choose today or a later day."))
        return day


class PlaceForm(Form):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = TextField(label=_("Reason"), max_length=300, required=False)


class OfferAnswerForm(Form):
    kind = forms.ChoiceField(choices=OfferAnswer.Kind.choices)


class AboutForm(Form):
    """Where a suggestion is opened from: a gap's skill, a kind."""

    skill = forms.ModelChoiceField(Skill.objects.current(), required=False)
    kind = forms.ChoiceField(choices=Suggestion.Kind.choices, required=False)
