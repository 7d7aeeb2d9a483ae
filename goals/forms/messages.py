"""The one short form of a message or a lesson."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from ecosystem.core.clock import today
from ecosystem.core.forms import Form, TextField, WritingField, storable
from goals.actions.messages import Aim
from goals.models import KeyResult, Objective, Theme
from resources.forms.library import AddressField

MOST_OFFERED = 60
LONGEST = 20_000
AIMS: dict[type, str] = {Objective: "o", KeyResult: "kr", Theme: "t"}
DRAFTED = ("writing", "title", "words", "video", "about", "unit", "keep")


class AimField(forms.ChoiceField):
    """`o:12`, `kr:12` or `t:3`; empty is none. An aim that was asked for need not be among those offered."""

    def valid_value(self, value: str) -> bool:
        return True

    def clean(self, value: Any) -> Aim | None:
        key = super().clean(value)
        if not key:
            return None
        found = find_aim(key)
        if found is None:
            raise ValidationError(_("This has ended, or is not there. Choose another one, or none."))
        return found


class MessageForm(Form):
    """Two things to write; everything else may stay as it is."""

    title = TextField(label=_("Title"), max_length=160)
    words = TextField(
        label=_("What you want to say"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Markdown: headings, lists, quotes, links."),
    )
    video = AddressField(label=_("Link to a video or page"), required=False)
    file = forms.FileField(
        label=_("Image or file"),
        required=False,
        max_length=120,
        help_text=_("PNG, JPEG, WebP, GIF, PDF or a document of an office program."),
        widget=forms.FileInput(attrs={"class": "max-w-full"}),
    )
    about = AimField(label=_("What it is about"), required=False)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("For whom"), required=False)
    keep = forms.BooleanField(
        label=_("Keep it in the library as a lesson"),
        required=False,
        help_text=_("It is then looked after: after a year you are asked whether it still holds."),
    )

    writing = WritingField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = lambda: [("", _now("nothing in particular")), *_aims(self["about"].value())]
        self.fields["unit"].queryset = Unit.objects.open_on(today()).order_by("name")
        self.fields["unit"].empty_label = _("Everyone in the company")


class MessageDraftForm(Form):
    """What is being typed, taken as it is."""

    instead = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        typed = {name: self.data[name] for name in DRAFTED if self.data.get(name)}
        for text in typed.values():
            storable(text)
        if sum(map(len, typed.values())) > 2 * LONGEST:
            raise ValidationError(_("This is too long to be kept."))
        return {**self.cleaned_data, "typed": typed}

    @property
    def is_worth_keeping(self) -> bool:
        return any(self.cleaned_data["typed"].get(name) for name in ("title", "words"))


class AboutForm(Form):
    """What a new message starts from: the aim whose page somebody comes from, or the draft."""

    about = AimField(required=False)
    draft = forms.BooleanField(required=False)


def aim_key(aim: Aim) -> str:
    return f"{AIMS[type(aim)]}:{aim.pk}"


def find_aim(key: str) -> Aim | None:
    """Only what everybody may know of: never a personal objective."""
    name, _colon, number = str(key).partition(":")
    if name not in AIMS.values() or not number.isdecimal() or len(number) > 18:
        return None
    shared = Objective.objects.active().exclude(level=Objective.Level.PERSON)
    results = KeyResult.objects.filter(objective__in=shared)
    rows: Any = {"o": shared, "kr": results, "t": Theme.objects.current()}[name]
    found: Aim | None = rows.filter(pk=number).first()
    return found


def _aims(chosen: Any) -> list[Any]:
    """The company's running objectives with their key results, the themes, and what is chosen already."""
    running = Objective.objects.counted_on(today()).filter(level=Objective.Level.COMPANY)
    groups: list[Any] = [
        (
            f"{objective.code} {objective.title}",
            [
                (f"o:{objective.pk}", objective.title),
                *((f"kr:{result.pk}", result.title) for result in objective.key_results.all()),
            ],
        )
        for objective in running.prefetch_related("key_results").order_by("code")[:MOST_OFFERED]
    ]
    themes = [(f"t:{theme.pk}", theme.name) for theme in Theme.objects.current()[:MOST_OFFERED]]
    groups += [(_now("Themes"), themes)] if themes else []
    offered = {key for _title, pairs in groups for key, _label in pairs}
    if chosen and str(chosen) not in offered and (aim := find_aim(str(chosen))):
        groups.insert(0, (str(chosen), str(aim)))
    return groups
