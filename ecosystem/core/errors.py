"""The two ways in which an action says no."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """The state does not allow this act. The sentence is for the person and stands at the form, or at its `field`."""

    def __init__(self, sentence: Any, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Stale(Exception):
    """Somebody else changed the object first; `current` is how it stands now, so that the person sees both texts."""

    sentence = _("Somebody changed this while you were writing.")

    def __init__(self, current: Any) -> None:
        super().__init__(str(self.sentence))
        self.current = current
