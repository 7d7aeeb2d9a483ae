"""Forms of resources: narrow the list, share, edit, archive, choose authors, add a file."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from accounts.forms import skills as forms_skills
from accounts.forms.fields import DayField, PersonField, colleagues
from accounts.models import Person, Skill
from ecosystem.core.clock import today
from ecosystem.core.forms import Form, TextField, VersionedForm, WritingField
from ecosystem.core.widgets import Segmented
from resources import freshness, languages
from resources.differences import contested_rows
from resources.merging import Merged
from resources.models import Resource

FRESHNESS = [
    ("", _("any")),
    ("fresh", _("Fresh or new")),
    ("ageing", _("Ageing or in doubt")),
    ("due", _("Due")),
    ("stale", _("Stale")),
]
SHARED_KINDS = [pair for pair in Resource.Kind.choices if pair[0] != Resource.Kind.MESSAGE]
LEVELS = [(level, str(level)) for level in range(1, 5)]
MOST_SKILLS = 3
LONGEST_TEXT = 200_000
PAGE_OF_RESOURCE = re.compile(r"/library/(\d{1,18})/?$")


class SkillField(forms_skills.SkillField):
    """With the names that the page offers."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["list"] = "skill-names"


class AddressField(forms.URLField):
    """An address of the web; nothing else can be opened from a page."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2000, assume_scheme="https", **kwargs)


class LanguageField(forms.ChoiceField):
    """One of the languages that a search has stems for, and some more; nothing said is the usual one."""

    def __init__(self) -> None:
        help_text = _("Search uses it to find every form of a word.")
        super().__init__(label=_("Language"), choices=languages.choices, required=False, help_text=help_text)
        self.usual = languages.USUAL

    def clean(self, value: Any) -> str:
        return super().clean(value) or self.usual

    def begin_with(self, code: str) -> None:
        """How it is now; a language that came another way, such as an import, stays a choice."""
        known: Any = list(self.choices)
        self.usual = code
        if code not in dict(known):
            self.choices = [*known, (code, code)]


class LibraryFilterForm(Form):
    """Narrows the list; whatever cannot be read narrows nothing."""

    kind = forms.ChoiceField(choices=[("", _("any")), *Resource.Kind.choices], required=False, label=_("Kind"))
    skill = SkillField(label=_("Skill"))
    freshness = forms.ChoiceField(choices=FRESHNESS, required=False, label=_("Freshness"))
    mine = forms.BooleanField(required=False, label=_("Mine"))
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False)


class StartForm(Form):
    """What a new resource may start from: the address, the title and the skill of wherever somebody comes from."""

    url = TextField(max_length=2000, required=False)
    title = TextField(max_length=160, required=False)
    skill = forms.ModelChoiceField(Skill.objects.current(), required=False)
    draft = forms.BooleanField(required=False)


class SkillRows(Form):
    """Up to three skills, each with the level that it leads to."""

    skill_1, skill_2, skill_3 = (SkillField(label=_("Skill")) for _n in range(MOST_SKILLS))
    level_1, level_2, level_3 = (
        forms.TypedChoiceField(
            label=_("Leads to level"), choices=LEVELS, coerce=int, empty_value=None, required=False, widget=Segmented
        )
        for _n in range(MOST_SKILLS)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, MOST_SKILLS + 1):
            self.fields[f"level_{n}"].when_needed = _("needed with a skill")  # type: ignore[attr-defined]

    @property
    def skill_rows(self) -> list[tuple[Any, Any]]:
        """For the page: pairs of bound fields."""
        return [(self[f"skill_{n}"], self[f"level_{n}"]) for n in range(1, MOST_SKILLS + 1)]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        leads: dict[Skill, int] = {}
        for n in range(1, MOST_SKILLS + 1):
            skill, level = values.pop(f"skill_{n}", None), values.pop(f"level_{n}", None)
            if skill and level is None:
                self.add_error(f"level_{n}", _("Say which level it leads to."))
            elif skill:
                leads[skill] = level
        return {**values, "skills": list(leads.items())}


def skill_values(pairs: Any) -> dict[str, Any]:
    """The initial values of the skill rows."""
    values: dict[str, Any] = {}
    for n, (skill, level) in enumerate(list(pairs)[:MOST_SKILLS], start=1):
        values |= {f"skill_{n}": skill.name, f"level_{n}": level}
    return values


class PastedForm(Form):
    """The first and only thing that one must give."""

    pasted = TextField(
        label=_("Paste a link, or write"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What it says of itself is filled in for you. A text may be Markdown."),
    )
    writing = WritingField()


class ShareForm(PastedForm, SkillRows):
    """Three things to confirm — title, kind, skill — and what is filled in besides."""

    title = TextField(label=_("Title"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=SHARED_KINDS)
    summary = TextField(label=_("In one sentence"), max_length=300, required=False)
    minutes = forms.IntegerField(label=_("Minutes it takes"), min_value=1, max_value=6000, required=False)
    verify_by = DayField(
        label=_("Verify by"),
        required=False,
        help_text=_("That day you are asked whether it still holds. Empty: after the half-life of its kind."),
    )
    language = LanguageField()
    url = AddressField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pasted"].widget.attrs["placeholder"] = "https://"

    def clean_verify_by(self) -> dt.date | None:
        return _still_to_come(self.cleaned_data["verify_by"])


class EditForm(SkillRows, VersionedForm):
    """All of a resource's texts, what is beside them, and in a few words what changed."""

    note = TextField(label=_("What changed"), max_length=200, required=False)
    url = AddressField(label=_("Address"), required=False)
    language = LanguageField()
    verify_by = DayField(label=_("Verify by"), required=False)
    writing = WritingField()

    class Meta(VersionedForm.Meta):
        model = Resource
        fields = ["title", "kind", "summary", "url", "body", "language", "minutes", "verify_by"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            pairs = [(lead.skill, lead.level) for lead in self.instance.skills.all()]
            self.initial = {**skill_values(pairs), **self.initial}
            if self.initial.get("body") == self.instance.body != "":
                self.initial["body"] += "\n"  # trimmed when it was saved; what is added begins a line of its own
        is_message = self.instance.kind == Resource.Kind.MESSAGE
        self.fields["kind"].choices = [("message", _("Message"))] if is_message else SHARED_KINDS
        language: Any = self.fields["language"]
        language.begin_with(self.instance.language)
        self.fields["body"].max_length = LONGEST_TEXT
        self.fields["body"].widget.attrs |= {"rows": 18, "data-takes-files": ""}
        self.fields["minutes"].max_value = 6000
        self.fields["body"].help_text = _("Markdown: headings, lists, - [ ] tasks, tables, quotes, ``` code.")

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name != "writing"}

    def show_met(self, current: Resource, merged: Merged) -> None:
        """Two edits met: the words of both wait in the fields, both texts stand beside, the next press is a knowing one."""
        self.add_error(
            None, _("Somebody changed the same place while you were writing. Both texts stand here: finish it.")
        )
        self.contested = contested_rows(merged)
        typed: Any = self.data
        self.data = typed.copy()
        for name, value in {**merged.texts, "version": str(current.version)}.items():
            self.data[self.add_prefix(name)] = value  # type: ignore[index]

    def clean_verify_by(self) -> dt.date | None:
        day = self.cleaned_data["verify_by"]
        return day if day == self.instance.verify_by else _still_to_come(day)


def _still_to_come(day: dt.date | None) -> dt.date | None:
    longest = today() + dt.timedelta(days=2 * max(freshness.HALF_LIFE.values()))
    if day and not today() <= day <= longest:
        raise ValidationError(_("Choose a day from today on, within the next six years."))
    return day


class ArchiveForm(Form):
    """Why it goes, and what one should use instead."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = TextField(label=_("Why"), max_length=300, help_text=_("Whoever follows an old link reads it."))
    superseded_by = TextField(
        label=_("Use instead"),
        max_length=300,
        required=False,
        help_text=_("Its title, or the address of its page here. It is linked from this one."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_superseded_by(self) -> Resource | None:
        text = self.cleaned_data["superseded_by"]
        if not text:
            return None
        number = PAGE_OF_RESOURCE.search(text)
        published = Resource.objects.visible_to(self.person).published()
        meant = {"pk": number[1]} if number else {"title__iexact": text}
        found = published.filter(**meant).order_by("-pk").first()
        if found is None:
            raise ValidationError(_("Nothing published has this title. Copy the address of its page."))
        return found


class AuthorForm(Form):
    person = PersonField(label=_("Who else may edit it"), among=colleagues, help_text=_("Type a part of the name."))


class RemoveAuthorForm(Form):
    """Which of the co-authors goes."""

    remove = forms.ModelChoiceField(Person.objects.none())

    def __init__(self, *args: Any, resource: Resource, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remove"].queryset = Person.objects.filter(co_authored__resource=resource)


class VersionForm(Form):
    """The edition that somebody saw."""

    version = forms.IntegerField(min_value=1)


class FileForm(Form):
    """One image or document."""

    file = forms.FileField(label=_("Add an image or a file"), max_length=120)
