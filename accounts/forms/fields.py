"""Fields for people, languages, zones, countries and weekdays."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any
from unicodedata import normalize
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from holidays.registry import COUNTRIES

from accounts.models import Person, Unit
from ecosystem.core.clock import today
from ecosystem.core.forms import TextField
from ecosystem.core.widgets import Day

SEPARATOR = " · "
PROPOSED, NEAR = 8, 3
SMALLEST_SHARE = Decimal("0.05")


def words_for(person: Person) -> str:
    """How a person stands in a field: the name, and what tells two of one name apart."""
    return f"{person.full_name}{SEPARATOR}{person.employee_number or person.email}"


class PersonInput(forms.TextInput):
    """A text field that proposes people while one types; without JavaScript a name, number or address will do."""

    template_name = "accounts/partials/person_input.html"
    proposals = "accounts:person_options"
    near: Sequence[str] = ()  # who may be meant, where what was typed is nobody exactly: to be pressed

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["options_url"] = f"{reverse(self.proposals)}?field={name}"
        context["widget"]["near"] = self.near
        return context


class PersonField(TextField):
    """Somebody by name, employee number or e-mail. `among` limits who may be meant."""

    widget = PersonInput

    def __init__(self, *, among: Callable[[], QuerySet[Person]] | None = None, **kwargs: Any) -> None:
        super().__init__(max_length=450, **kwargs)
        self.among = among or employable

    def prepare_value(self, value: Any) -> Any:
        return words_for(value) if isinstance(value, Person) else value

    def clean(self, value: Any) -> Person | None:
        if isinstance(value, Person):
            return value
        text = super().clean(value)
        try:
            return find_person(text, self.among()) if text else None
        except Unclear as unclear:
            self.widget.near = [words_for(person) for person in unclear.near]
            raise


class Unclear(ValidationError):
    """What was typed is not one person; `near` are those who may be meant."""

    def __init__(self, message: Any, near: Sequence[Person] = ()) -> None:
        super().__init__(message)
        self.near = near


def employable() -> QuerySet[Person]:
    """Colleagues and vacant seats: whoever may be somebody's line manager."""
    return Person.objects.filter(is_active=True)


def colleagues() -> QuerySet[Person]:
    """People who may sign in."""
    return Person.objects.people().filter(is_active=True)


def find_person(text: str, among: QuerySet[Person]) -> Person:
    """The one person that the text means; else a sentence that says what to do."""
    name, _separator, key = text.rpartition(SEPARATOR)
    meant = Q(email__iexact=key.strip()) | Q(employee_number__iexact=key.strip())
    found = list(among.filter(meant if name else meant | Q(full_name__iexact=text))[:NEAR])
    if len(found) == 1:
        return found[0]
    if found:
        raise Unclear(_("Several people have this name; choose one, or give the e-mail address instead."), found)
    near = propose_people(text, among)[:NEAR]
    if near:
        names = ", ".join(person.full_name for person in near)
        raise Unclear(_("Nobody has exactly this name. Did you mean %(names)s?") % {"names": names}, near)
    raise Unclear(_("Nobody here has this name, number or address."))


def propose_people(text: str, among: QuerySet[Person]) -> list[Person]:
    """The first few whose name has all words, or whose address or number begins so."""
    words = text.split()[:5]
    if not words:
        return []
    named = Q()
    for word in words:
        named &= Q(full_name__icontains=word)
    known = Q(email__istartswith=text) | Q(employee_number__istartswith=text)
    return list(among.filter(named | known).order_by("full_name")[:PROPOSED])


class UnitInput(PersonInput):
    """The same for units."""

    proposals = "accounts:unit_options"


class UnitField(TextField):
    """Narrows to a unit by its name or code, of those `among`; whatever is no unit narrows nothing."""

    widget = UnitInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=170, required=False, **kwargs)
        self.widget.attrs["placeholder"] = _("All units")
        self.among = Unit.objects.all()

    def clean(self, value: Any) -> Unit | None:
        name, _separator, code = super().clean(value).rpartition(SEPARATOR)
        meant = Q(code=code) if name else Q(code=code) | Q(name__iexact=code)
        return self.among.filter(meant).order_by("pk").first()


def words_for_unit(unit: Unit) -> str:
    """The name, and the code that tells two of one name apart."""
    return f"{unit.name}{SEPARATOR}{unit.code}"


def propose_units(text: str) -> list[Unit]:
    """The first few open units whose name has all words, or whose code begins so."""
    words = text.split()[:5]
    if not words:
        return []
    named = Q()
    for word in words:
        named &= Q(name__icontains=word)
    return list(
        Unit.objects.open_on(today()).filter(named | Q(code__istartswith=text)).order_by("name", "pk")[:PROPOSED]
    )


class DayField(forms.DateField):
    """A day within a working life; the calendar of the browser helps."""

    widget = Day
    first, last = dt.date(1950, 1, 1), dt.date(2150, 12, 31)

    def validate(self, value: dt.date | None) -> None:
        super().validate(value)
        if value and not self.first <= value <= self.last:
            raise ValidationError(_("Give a day between 1950 and 2150."))


@cache
def zones() -> list[str]:
    return [*sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")), "UTC"]


class ZoneInput(forms.TextInput):
    """A text field that proposes the names of time zones."""

    template_name = "accounts/partials/zone_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["zones"] = zones()
        return context


class ZoneField(TextField):
    """A time zone by its name, such as Europe/Lisbon."""

    widget = ZoneInput

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and value not in available_timezones():
            raise ValidationError(_("No such time zone; choose one from the list, such as Europe/Lisbon."))


class WeekdaysField(forms.TypedMultipleChoiceField):
    """The days somebody works: 0 is Monday."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=list(WEEKDAYS.items()), coerce=int, **kwargs)


class LanguagesField(forms.TypedMultipleChoiceField):
    """Some of the languages that the product speaks."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=settings.LANGUAGES, **kwargs)


def language_name(code: str) -> str:
    """What speakers of a language call it: `pt-PT` is Português; a code that is not known stays as it is."""
    try:
        return str(get_language_info(code.partition("-")[0])["name_local"]).capitalize()
    except KeyError:
        return code


@cache
def country_names() -> dict[str, str]:
    """Code → name in common use, as the time-zone database keeps them: `CD` is Congo (Dem. Rep.)."""
    table = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8")
    return dict(line.split("\t", 1) for line in table.splitlines() if line and not line.startswith("#"))


@cache
def holiday_countries() -> list[tuple[str, str]]:
    """Countries whose public holidays are known: code and name in common use, by name."""
    names = country_names()
    pairs = [(code, names.get(code, name)) for name, code, *_others in COUNTRIES.values()]
    return sorted(pairs, key=lambda pair: normalize("NFKD", pair[1]).encode("ascii", "ignore").lower())


class LinesField(TextField):
    """Several short texts, one a line."""

    widget = forms.Textarea

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.longest = longest
        self.widget.attrs.setdefault("rows", 3)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if long := next((line for line in lines if len(line) > self.longest), None):
            raise ValidationError(self.too_long(long[:40] + "…"))
        return list(dict.fromkeys(lines))

    def too_long(self, line: str) -> str:
        return _("“%(line)s” is too long; keep to %(n)d letters.") % {"line": line, "n": self.longest}


class DaysField(LinesField):
    """Several days, one a line, as 2026-12-24."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(longest=40, **kwargs)

    def clean(self, value: Any) -> list[Any]:
        return sorted(set(self._days(super().clean(value))))

    def _days(self, lines: Iterable[str]) -> Iterable[Any]:
        for line in lines:
            try:
                yield forms.DateField(input_formats=["%Y-%m-%d"]).clean(line)
            except ValidationError as error:
                raise ValidationError(self.too_long(line)) from error

    def too_long(self, line: str) -> str:
        return _("“%(line)s” is no day; write it as 2026-12-24.") % {"line": line}
