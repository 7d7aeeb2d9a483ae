"""Form controls of the design system, for forms of all apps."""

from typing import Any

from django import forms


class Segmented(forms.RadioSelect):
    """Keys side by side (confidence, levels, interest); nothing is chosen beforehand. `needs` marks one value."""

    template_name = "forms/segmented.html"

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = (), needs: Any = None) -> None:
        super().__init__(attrs, choices)
        self.needs = needs

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["needs"] = self.needs
        context["widget"]["words"] = any(len(str(word)) > 2 for _value, word in self.choices)
        return context


class Stepper(forms.NumberInput):
    """A number with one less and one more beside it."""

    template_name = "forms/stepper.html"


class Toggle(forms.CheckboxInput):
    """On or off."""

    is_toggle = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"role": "switch", **(attrs or {})})


class Day(forms.DateInput):
    """A date from the calendar of the browser."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")
