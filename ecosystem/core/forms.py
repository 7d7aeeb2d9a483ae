"""The ground of every form: texts that the database can store, only declared fields, and editions that never overwrite."""

import secrets
from copy import copy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ecosystem.core.errors import Refused, Stale
from ecosystem.core.versions import Versioned


def as_typed(given: QueryDict, name: str, most: int | None = None) -> str:
    """What came under a name that no form cleans: in an address, or while somebody still types. No null bytes, which
    PostgreSQL does not take."""
    return given.get(name, "")[:most].replace("\x00", "")


def storable(text: str) -> None:
    """NUL and lone surrogates are no text; PostgreSQL takes neither."""
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValidationError(_("This contains a character that cannot be stored."), code="unstorable")


class TextField(forms.CharField):
    """A text of people: trimmed, with line ends as the database keeps them."""

    default_validators = [storable]

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class WritingField(TextField):
    """The mark of one opened form: by it a draft knows the words that it grows from."""

    def __init__(self) -> None:
        super().__init__(max_length=32, required=False, widget=forms.HiddenInput, initial=lambda: secrets.token_hex(8))


def _form_field(column: models.Field, **kwargs: Any) -> forms.Field | None:
    """Texts of a model become `TextField`; everything else is as Django has it."""
    if isinstance(column, models.URLField):
        return column.formfield(assume_scheme="https", **kwargs)
    plain = type(column) in {models.CharField, models.TextField} and not column.choices
    return column.formfield(form_class=TextField, **kwargs) if plain else column.formfield(**kwargs)


def _name_empty_choices(form: forms.BaseForm) -> None:
    """A list says in a word that nothing is chosen yet, or that nothing need be, instead of a row of dashes."""
    for field in form.fields.values():
        word = _("choose …") if field.required else _("none")
        if isinstance(field, forms.ModelChoiceField) and field.empty_label is not None:
            field.empty_label = word
        elif isinstance(field, forms.TypedChoiceField) and isinstance(field.widget, forms.Select):
            field.choices = [(key, word if key == "" else name) for key, name in field.choices]


def take_edition(form: forms.BaseForm, stale: Stale) -> None:
    """The form goes on from how the object stands now."""
    typed: Any = form.data
    form.data = typed.copy()
    form.data[form.add_prefix("version")] = str(stale.current.version)  # type: ignore[index]


class Form(forms.Form):
    """A form for an act. `refuse` puts the sentence of an action where the person sees it; `theirs` are words of somebody who was quicker."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theirs: list[tuple[Any, Any]] = []
        _name_empty_choices(self)

    def refuse(self, refusal: Refused) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal.sentence))

    def show_both(self, stale: Stale) -> None:
        """Keep what was typed, show the words that stand there now, and let the next press of the button decide knowingly."""
        for name, field in self.fields.items():
            now_there = getattr(stale.current, name, None)
            words = isinstance(now_there, str) and now_there and not isinstance(field, forms.ChoiceField)
            if words and now_there != self.cleaned_data.get(name):
                self.theirs.append((field.label, now_there))
        shown, kept = _("Theirs is shown below, yours is kept."), _("Yours is kept; look at it once more.")
        self.add_error(None, f"{Stale.sentence} {shown if self.theirs else kept}")
        take_edition(self, stale)


class ModelForm(forms.ModelForm):
    """A form on a copy of its object: the page around it shows the object as it is, not as it was typed."""

    class Meta:
        formfield_callback = _form_field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("instance") is not None:
            kwargs["instance"] = copy(kwargs["instance"])
        super().__init__(*args, **kwargs)
        _name_empty_choices(self)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if getattr(cls.Meta, "fields", None) == forms.ALL_FIELDS:
            raise TypeError(f"{cls.__name__} must name its fields.")

    def refuse(self, refusal: Refused) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal.sentence))


class VersionedForm(ModelForm):
    """Carries the edition that the person saw. A view calls `change()` or its action with `form.values()`:

    try:
        change_goal(goal, actor=request.user, **form.values())
    except Stale as stale:
        form.show_both(stale)
        return invalid(…)
    """

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.instance, Versioned):
            self.initial.setdefault("version", self.instance.version)
        self.theirs: list[tuple[Any, Any]] = []

    def values(self) -> dict[str, Any]:
        """All that was entered, with `version`: the keyword arguments of an action."""
        return dict(self.cleaned_data)

    def show_both(self, stale: Stale) -> None:
        """Keep what was typed, show how it stands now, and let the next press of the button decide knowingly."""
        self.add_error(None, _("Somebody changed this while you were writing. Theirs is shown below, yours is kept."))
        self.theirs = [
            (self.fields[name].label, getattr(stale.current, name))
            for name in self.changed_data
            if name in (self._meta.fields or ()) and getattr(stale.current, name) != self.cleaned_data.get(name)
        ]
        take_edition(self, stale)
