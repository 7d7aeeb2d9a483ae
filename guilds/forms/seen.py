"""A form on the edition of something that somebody saw."""

from typing import Any

from django import forms

from ecosystem.core.errors import Refused, Stale
from ecosystem.core.forms import Form


class SeenForm(Form):
    """Carries the edition that the person saw; where somebody was quicker, the next press is a knowing one."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    theirs: tuple[Any, ...] = ()

    def show_both(self, stale: Stale) -> None:
        self.refuse(Refused(stale.sentence))
        typed: Any = self.data
        self.data = typed.copy()
        self.data[self.add_prefix("version")] = str(stale.current.version)  # type: ignore[index]
