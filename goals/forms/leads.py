"""The form that hands on what somebody leads: a successor for each, or one for everything."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import PersonField, colleagues
from accounts.models import Person
from ecosystem.core.errors import Stale
from ecosystem.core.forms import Form
from ecosystem.core.rules import allows
from goals.leads import KINDS, Led
from goals.models import Opportunity


@dataclass(frozen=True)
class Row:
    """One thing that is led; with fields only where the viewer may hand it on."""

    led: Led
    kind: str
    to: Any = None
    version: Any = None


class HandOnForm(Form):
    """Fields for what the viewer may hand on; a row that names nobody goes to whom everything goes, or stays."""

    def __init__(self, *args: Any, leader: Person, leads: list[Led], viewer: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leader, self.leads = leader, leads
        self.handable = [led for led in leads if allows(viewer, KINDS[type(led)].permission, led)]
        if len(self.handable) > 1:
            self.fields["everything"] = self._field(_("All of these to"), _("Or choose for each below."))
        for led in self.handable:
            self.fields[f"to-{key_of(led)}"] = self._field(_("Next lead of %(what)s") % {"what": _short(led)})
            version = forms.IntegerField(min_value=1, widget=forms.HiddenInput, initial=led.version)
            self.fields[f"version-{key_of(led)}"] = version

    def _field(self, label: Any, help_text: Any = "") -> PersonField:
        return PersonField(label=label, help_text=help_text, required=False, among=self._others)

    def _others(self) -> Any:
        return colleagues().exclude(pk=self.leader.pk)

    @property
    def rows(self) -> list[Row]:
        """Everything that is led, in the order of the page."""
        return [self._row(led) for led in self.leads]

    def _row(self, led: Led) -> Row:
        kind, key = KINDS[type(led)].name, key_of(led)
        if f"to-{key}" not in self.fields:
            return Row(led, kind)
        return Row(led, kind, self[f"to-{key}"], self[f"version-{key}"])

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        if not self.errors and not self.choices():
            self.add_error(None, _("Say who leads at least one of them from now on."))
        return entered

    def choices(self) -> list[tuple[Led, int, Person]]:
        """What goes to whom, with the edition that was seen: the argument of `hand_on`."""
        entered = self.cleaned_data
        chosen = [(led, entered.get(f"to-{key_of(led)}") or entered.get("everything")) for led in self.handable]
        return [(led, entered[f"version-{key_of(led)}"], to) for led, to in chosen if to]

    def show_now(self, stale: Stale) -> None:
        """Keep who was chosen, name what changed meanwhile, and let the next press of the button decide knowingly."""
        title = {"title": stale.current.title}
        self.add_error(
            None, _("“%(title)s” was changed meanwhile. Look at it, then press again; nothing moved.") % title
        )
        typed: Any = self.data.copy()  # type: ignore[attr-defined]
        typed[f"version-{key_of(stale.current)}"] = str(stale.current.version)
        self.data = typed


def key_of(led: Led) -> str:
    return f"{KINDS[type(led)].name}-{led.pk}"


def _short(led: Led) -> str:
    return f"“{led.title}”" if isinstance(led, Opportunity) else led.code
