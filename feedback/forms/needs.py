"""Forms of needs: one sentence to report one, a line or a name to answer it."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import UnitField
from accounts.models import Person, Skill
from ecosystem.core.forms import Form, TextField
from ecosystem.core.widgets import Day
from feedback.board import DECLINED, STAGES
from feedback.models import Need
from feedback.wording import skill_in
from goals.drafts import skill_names
from goals.forms.goals import SkillField, VersionForm
from resources.models import Resource

NUMBER = re.compile(r"(?:^|[/#])(\d{1,18})/?$")
SOURCES = [pair for pair in Need.Source.choices if pair[0] != Need.Source.RADAR]
ANSWERS = [("yes", _("Yes, it helped")), ("no", _("Not yet"))]


class NeedForm(Form):
    """A sentence is enough. The skill may be named, or taken from the words as it was proposed while typing."""

    words = TextField(
        label=_("What could you not find or learn here?"),
        max_length=200,
        help_text=_("One sentence, as you would say it to a colleague."),
    )
    skill = SkillField(label=_("Skill"))
    proposed = forms.BooleanField(required=False)
    anonymous = forms.BooleanField(label=_("Keep my name from colleagues"), required=False)
    source = forms.ChoiceField(choices=SOURCES, required=False, widget=forms.HiddenInput)
    resource = forms.IntegerField(min_value=1, max_value=2**62, required=False, widget=forms.HiddenInput)
    seen = TextField(max_length=200, required=False)  # the numbers of the twins that stood beside the words

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["skill"].widget.attrs["list"] = "skill-names"
        self.fields["words"].widget.attrs |= {"autofocus": True, "autocomplete": "off"}

    @property
    def skill_names(self) -> list[str]:
        return skill_names(self.person)

    def clean_resource(self) -> Resource | None:
        """One that is published; another says nothing."""
        number = self.cleaned_data["resource"]
        return published(self.person).filter(pk=number).first() if number else None

    def values(self) -> dict[str, Any]:
        """The keyword arguments of `report_need`."""
        entered = self.cleaned_data
        skill = entered["skill"] or (skill_in(entered["words"]) if entered["proposed"] else None)
        return {
            "words": entered["words"],
            "skill": skill,
            "about": entered["resource"],
            "source": entered["source"] or Need.Source.PAGE,
            "anonymous": entered["anonymous"],
        }


class PrefillForm(Form):
    """What an address may fill in; whatever cannot be read fills nothing in."""

    words = TextField(max_length=200, required=False)
    skill = forms.ModelChoiceField(Skill.objects.none(), required=False)
    resource = forms.ModelChoiceField(Resource.objects.none(), required=False)
    source = forms.ChoiceField(choices=SOURCES, required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        skills: Any = self.fields["skill"]
        resources: Any = self.fields["resource"]
        skills.queryset, resources.queryset = Skill.objects.current(), published(person)

    def initial_values(self) -> dict[str, Any]:
        """For `NeedForm`."""
        self.is_valid()
        found = self.cleaned_data
        resource, skill = found.get("resource"), found.get("skill")
        thin = skill if found.get("source") == Need.Source.TEAM else None
        return {
            "words": found.get("words") or (helping_with(thin) if thin else ""),
            "skill": skill or "",
            "resource": resource.pk if resource else "",
            "source": found.get("source") or Need.Source.PAGE,
        }


class JoinForm(Form):
    anonymous = forms.BooleanField(label=_("Keep my name from colleagues"), required=False)


class TakeOnForm(VersionForm):
    """To make it oneself, or to see to it that somebody does."""

    due_on = forms.DateField(label=_("By when"), widget=Day, required=False)
    words = TextField(label=_("What you will do"), max_length=300, required=False)


class PassOnForm(VersionForm):
    words = TextField(label=_("One line for L&D"), max_length=300, help_text=_("Everybody may read it."))


class DeclineForm(VersionForm):
    reason = TextField(
        label=_("Why not"),
        max_length=300,
        help_text=_("Everybody who reported it reads this."),
        error_messages={"required": _("Say why not; a few words are enough.")},
    )


class ResourceField(TextField):
    """Something published, by its title, its number or its address here; empty is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=400, required=False, **kwargs)
        self.person: Person | None = None

    def clean(self, value: Any) -> Resource | None:
        text = super().clean(value)
        if not text:
            return None
        rows, number = published(self.person), NUMBER.search(text)
        found = rows.filter(title__iexact=text).order_by("-pk").first()
        found = found or (rows.filter(pk=int(number[1])).first() if number else None)
        if found is None:
            raise ValidationError(
                _(
                    "No title or address in the library is exactly this. Choose a title that is proposed, or share it first."
                )
            )
        return found


class ResolveForm(VersionForm):
    result = ResourceField(
        label=_("What answers it"), help_text=_("The title or the address of something in the library.")
    )
    answer = TextField(label=_("In a sentence"), max_length=300, required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        result: Any = self.fields["result"]
        result.person = person
        result.widget.attrs |= {"list": "answer-titles", "autocomplete": "off"}
        for name in ("result", "answer"):
            self.fields[name].when_needed = _("one of the two is needed")  # type: ignore[attr-defined]


class MergeForm(VersionForm):
    """One of the twins that are proposed, or another by its words; what is typed was meant."""

    twin = forms.IntegerField(min_value=1, max_value=2**62, required=False)
    into = TextField(
        label=_("Into which need"),
        max_length=220,
        required=False,
        help_text=_("Its words, its number or its address."),
    )

    def __init__(self, *args: Any, need: Need, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.need = need
        self.fields["into"].widget.attrs["autocomplete"] = "off"
        self.fields["into"].when_needed = _("where none of these is meant")  # type: ignore[attr-defined]

    def clean_into(self) -> Need:
        twin = self.cleaned_data.pop("twin", None)
        text = self.cleaned_data["into"] or str(twin or "")
        if not text:
            raise ValidationError(_("Say into which need."))
        others, number = Need.objects.unsettled().exclude(pk=self.need.pk), NUMBER.search(text)
        found = others.filter(words__iexact=text).order_by("pk").first()
        found = found or (others.filter(pk=int(number[1])).first() if number else None)
        if found is None:
            raise ValidationError(_("There is no other open need with these words or this number."))
        return found


class HelpedForm(Form):
    helped = forms.TypedChoiceField(choices=ANSWERS, coerce=lambda word: word == "yes", empty_value=None)


class BoardForm(Form):
    """Narrows the board; whatever cannot be read narrows nothing."""

    skill = SkillField(label=_("Skill"))
    unit = UnitField(label=_("Unit"))
    stage = forms.ChoiceField(
        label=_("Status"), choices=[("", _("any")), *STAGES.items(), *DECLINED.items()], required=False
    )
    turn = forms.ChoiceField(choices=[("mine", _("waits for you"))], required=False, widget=forms.HiddenInput)
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skill"].widget.attrs |= {
            "list": "skill-names",
            "autocomplete": "off",
            "placeholder": _("All skills"),
        }


def helping_with(skill: Skill) -> str:
    """What a need of a team is called before anybody writes it."""
    return str(_("Something that helps with %(words)s") % {"words": skill})[:200]


def published(person: Any) -> Any:
    """What one may link: published things are everybody's."""
    return Resource.objects.visible_to(person).published()
