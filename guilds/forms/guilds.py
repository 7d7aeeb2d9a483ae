"""Forms of guilds: narrow the list, start one, write its charter, rest, close, merge."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import LinesField
from accounts.models import Person, Skill
from ecosystem.core.forms import Form, TextField, VersionedForm
from guilds.forms.seen import SeenForm
from guilds.models import Guild
from resources.forms.library import SkillField

MOST_SKILLS = 8
PURPOSE = _("We learn from one another how to ")
AUDIENCE = _("Everybody who works with it, or would like to")
OUTLINE = _(
    "## What we do\n\n- We meet to show what worked and what did not.\n- We answer one another’s questions.\n"
    "- We keep what is worth keeping.\n\n## How we decide\n\nWhoever does the work decides; what concerns all is asked on the board first.\n\n"
    "## What we do not do\n\nWe do not police."
)


class GuildFilterForm(Form):
    """Narrows the list; whatever cannot be read narrows nothing, but nothing fits a skill that there is not."""

    mine = forms.BooleanField(required=False)
    character = forms.ChoiceField(
        choices=[("", _("any")), ("strategic", _("Strategic")), ("hobby", _("Hobby"))],
        required=False,
        label=_("Character"),
    )
    skill = SkillField(label=_("Skill"))
    ended = forms.BooleanField(required=False)
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False)


class StartGuildForm(Form):
    """The charter on one page, with prepared words: six fields, and it is there."""

    name = TextField(label=_("Name"), max_length=80)
    purpose = TextField(label=_("What for"), max_length=240, initial=PURPOSE, widget=forms.Textarea(attrs={"rows": 2}))
    audience = TextField(label=_("For whom"), max_length=160, initial=AUDIENCE)
    rhythm = forms.TypedChoiceField(
        label=_("How often you meet"), choices=Guild.Rhythm.choices, coerce=int, initial=Guild.Rhythm.MONTHLY
    )
    joining = forms.ChoiceField(
        label=_("How to join"), choices=Guild.Joining.choices, initial=Guild.Joining.OPEN, widget=forms.RadioSelect
    )
    character = forms.ChoiceField(
        label=_("Character"),
        choices=Guild.Character.choices,
        initial=Guild.Character.STRATEGIC,
        widget=forms.RadioSelect,
    )

    def clean_purpose(self) -> str:
        text = self.cleaned_data["purpose"]
        if text == str(PURPOSE).strip():
            raise ValidationError(_("Finish the sentence: what will you learn from one another?"))
        return text


class SkillsField(LinesField):
    """Skills in use by their names, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(longest=120, **kwargs)

    def clean(self, value: Any) -> list[Any]:
        names = super().clean(value)
        if len(names) > MOST_SKILLS:
            raise ValidationError(_("A guild tends eight skills at most."))
        return [self._skill(name) for name in names]

    def _skill(self, name: str) -> Skill:
        skill = Skill.objects.current().filter(name__iexact=name).order_by("pk").first()
        if skill is None:
            raise ValidationError(_("There is no skill “%(name)s”.") % {"name": name})
        return skill


class CharterForm(VersionedForm):
    """The guild's own words, and the skills that it tends."""

    skills = SkillsField(label=_("Skills that it tends"), required=False, help_text=_("One a line, eight at most."))

    class Meta(VersionedForm.Meta):
        model = Guild
        fields = ["name", "purpose", "audience", "rhythm", "joining", "character", "charter"]
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 2}),
            "charter": forms.Textarea(attrs={"rows": 14}),
            "joining": forms.RadioSelect,
            "character": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            names = Skill.objects.filter(guild_skills__guild=self.instance).order_by("name")
            self.initial["skills"] = [skill.name for skill in names]
            self.initial["charter"] = self.instance.charter or OUTLINE
        self.fields["charter"].help_text = _("Markdown. A proposal stands here until you write your own.")

    def validate_constraints(self) -> None:
        """The act looks at names, and only at those that everybody may know of."""


class GuildStateForm(SeenForm):
    """Another state, from the edition that was seen; `reason` is read by the members."""


class RestGuildForm(GuildStateForm):
    reason = TextField(label=_("Why, and until when"), max_length=300, required=False)


class CloseGuildForm(GuildStateForm):
    reason = TextField(label=_("Why"), max_length=300, help_text=_("Members read it, and whoever follows an old link."))


class MergeGuildForm(GuildStateForm):
    into = forms.ModelChoiceField(
        Guild.objects.none(), label=_("Into"), help_text=_("One that you tend as well; ask its stewards to add you.")
    )

    def __init__(self, *args: Any, guild: Guild, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Guild.objects.at_work().tended_by(person).exclude(pk=guild.pk).order_by("name")
