"""Hire, change, move, end: what a people administrator types."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import (
    SMALLEST_SHARE,
    DayField,
    PersonField,
    UnitField,
    WeekdaysField,
    ZoneField,
    colleagues,
    employable,
    language_name,
)
from accounts.models import JobRole, Person, Site, Unit
from accounts.models.person import MONDAY_TO_FRIDAY
from accounts.placing import Place
from ecosystem.core.clock import today
from ecosystem.core.forms import Form, TextField, VersionedForm
from ecosystem.core.mail import has_server
from ecosystem.core.policy import policy
from ecosystem.core.rules import allows
from ecosystem.core.widgets import Toggle

SHOWN = [
    ("", _("Working here")),
    ("outside", _("Not signed in yet")),
    ("leaving", _("With a last day")),
    ("seats", _("Vacant seats")),
    ("left", _("Have left")),
]


class PeopleFilterForm(Form):
    """Narrows the list; whatever cannot be read narrows nothing."""

    q = TextField(max_length=120, required=False, label=_("Name, e-mail or number"))
    unit = UnitField(label=_("Unit"))
    show = forms.ChoiceField(choices=SHOWN, required=False, label=_("Show"))
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False)

    def __init__(self, *args: Any, keeper: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].among = Unit.objects.kept_by(keeper)


class PlaceMixin(forms.Form):
    """Unit, line manager and roles; who keeps only some units chooses among these."""

    unit = forms.ModelChoiceField(Unit.objects.none(), required=False, label=_("Unit"), empty_label=_("None"))
    manager = PersonField(required=False, label=_("Line manager"), help_text=_("Type a part of the name."))
    job_role = forms.ModelChoiceField(JobRole.objects.all(), required=False, label=_("Job role"), empty_label=_("None"))
    further_roles = forms.ModelMultipleChoiceField(
        JobRole.objects.all(),
        required=False,
        label=_("Further job roles"),
        widget=forms.SelectMultiple(attrs={"size": 4}),
    )

    def limit_to(self, keeper: Person) -> None:
        self.fields["unit"].queryset = Unit.objects.kept_by(keeper).open_on(today())
        self.fields["unit"].required = not allows(keeper, "accounts.change_units")

    def place(self) -> Place:
        entered = self.cleaned_data
        first = (entered["job_role"],) if entered["job_role"] else ()
        roles = dict.fromkeys((*first, *entered["further_roles"]))
        return Place(entered["unit"], entered["manager"], tuple(roles))

    @staticmethod
    def initial_of(place: Place) -> dict[str, Any]:
        """What the form shows of where somebody stands."""
        roles = list(place.job_roles)
        first = roles[0] if roles else None
        return {"unit": place.unit, "manager": place.manager, "job_role": first, "further_roles": roles[1:]}


class AddressMixin(forms.Form):
    """An address is one person's, whatever its capitals; an empty number is none."""

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if Person.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Somebody has this address already."))
        return email

    def clean_employee_number(self) -> str | None:
        return self.cleaned_data["employee_number"] or None


class HireForm(AddressMixin, PlaceMixin, VersionedForm):
    """Seven fields; what most companies never need is folded away."""

    start = DayField(label=_("First working day"))
    fte = forms.DecimalField(
        label=_("Share of full time"), min_value=SMALLEST_SHARE, max_value=1, max_digits=3, decimal_places=2, initial=1
    )
    time_zone = ZoneField(required=False, label=_("Time zone"), help_text=_("Empty: that of the site."))
    working_days = WeekdaysField(label=_("Working days"), initial=MONDAY_TO_FRIDAY)
    invite = forms.BooleanField(
        label=_("Send an invitation by mail at once"), required=False, initial=True, widget=Toggle
    )

    field_order = ["full_name", "email", "unit", "job_role", "manager", "site", "start"]
    first = ("full_name", "email", "unit", "job_role", "manager", "site", "start", "invite")

    class Meta(VersionedForm.Meta):
        model = Person
        fields = ["full_name", "email", "employee_number", "site", "time_zone", "locale", "working_days"]

    def __init__(self, *args: Any, keeper: Person, seat: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("version")
        self.limit_to(keeper)
        self.fields["site"].queryset = Site.objects.all()
        self.fields["site"].empty_label = _("None")
        self.initial.setdefault("start", today())
        if not has_server():
            invite = self.fields["invite"]
            invite.initial, invite.disabled = False, True
            invite.help_text = _("No mail server is entered. Once hired, a code can be printed for them.")
        if seat:
            self.fields["manager"].help_text = _("Those who report to the seat will report to this person.")

    def hire(self) -> dict[str, Any]:
        """The keyword arguments of the action."""
        person = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return {**person, "start": self.cleaned_data["start"], "fte": self.cleaned_data["fte"], "place": self.place()}


class SeatForm(PlaceMixin, Form):
    title = TextField(max_length=160, label=_("What the seat is called"), help_text=_("Vacant: Team Lead Data"))
    start = DayField(label=_("From"))

    field_order = ["title", "unit", "job_role", "manager", "start", "further_roles"]

    def __init__(self, *args: Any, keeper: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit_to(keeper)
        self.initial.setdefault("start", today())


class PersonForm(AddressMixin, VersionedForm):
    """What is known of a person, without where they stand."""

    time_zone = ZoneField(required=False, label=_("Time zone"), help_text=_("Empty: that of the site."))
    working_days = WeekdaysField(label=_("Working days"))
    fte = forms.DecimalField(
        label=_("Share of full time"),
        min_value=SMALLEST_SHARE,
        max_value=1,
        max_digits=3,
        decimal_places=2,
        required=False,
    )

    class Meta(VersionedForm.Meta):
        model = Person
        fields = ["full_name", "email", "employee_number", "site", "time_zone", "locale", "working_days"]

    def __init__(self, *args: Any, keeper: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not allows(keeper, "accounts.change_address", self.instance):
            del self.fields["email"]


class MoveForm(PlaceMixin, Form):
    day = DayField(label=_("From"), help_text=_("Today or later; until then all stays as it is."))
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    field_order = ["day", "unit", "manager", "job_role", "further_roles"]

    def __init__(self, *args: Any, keeper: Person, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit_to(keeper)
        self.person = person
        self.initial.setdefault("day", today())
        self.initial.setdefault("version", person.version)

    def clean_manager(self) -> Person | None:
        if self.cleaned_data["manager"] == self.person:
            raise forms.ValidationError(_("Nobody is their own line manager."))
        return self.cleaned_data["manager"]

    def clean_day(self) -> Any:
        if self.cleaned_data["day"] < today():
            raise forms.ValidationError(_("Choose today or a later day; the past is not rewritten."))
        return self.cleaned_data["day"]


class RehireForm(PlaceMixin, Form):
    start = DayField(label=_("First working day"))
    fte = forms.DecimalField(
        label=_("Share of full time"), min_value=SMALLEST_SHARE, max_value=1, max_digits=3, decimal_places=2, initial=1
    )

    field_order = ["start", "unit", "job_role", "manager", "fte", "further_roles"]

    def __init__(self, *args: Any, keeper: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit_to(keeper)
        self.initial.setdefault("start", today())


class EndForm(Form):
    last_day = DayField(label=_("Last working day"))
    successor = PersonField(
        required=False, label=_("Who leads their reports, units and projects from then on"), among=employable
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.initial.setdefault("last_day", today())
        self.initial.setdefault("version", person.version)

    def clean_successor(self) -> Person | None:
        if self.cleaned_data["successor"] == self.person:
            raise forms.ValidationError(_("Choose somebody else."))
        return self.cleaned_data["successor"]


class LeaveForm(Form):
    valid_from = DayField(label=_("Away from"))
    valid_to = DayField(label=_("Last day away"))
    shown_to_colleagues = forms.BooleanField(label=_("Colleagues see “away until”"), required=False, widget=Toggle)

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        first, last = entered.get("valid_from"), entered.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("The last day is before the first."))
        return entered


class SettingsForm(VersionedForm):
    """One's own time."""

    time_zone = ZoneField(required=False, label=_("Time zone"))
    working_days = WeekdaysField(label=_("Working days"))
    locale = forms.ChoiceField(required=False, label=_("Language"))

    class Meta(VersionedForm.Meta):
        model = Person
        fields = ["time_zone", "locale", "working_days", "learning_hours_per_week"]
        help_texts = {"learning_hours_per_week": _("Suggestions then fit into it.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["locale"].choices = _languages(self.instance.locale)
        self.fields["learning_hours_per_week"].max_value = 40
        site = self.instance.site if self.instance.site_id else None
        self.fields["time_zone"].help_text = (
            _("Empty: that of the site, %(zone)s.") % {"zone": site.time_zone} if site else _("Empty: the company's.")
        )


def _languages(own: str) -> list[tuple[str, Any]]:
    """Those that the company offers; another that somebody has from a file stays, and says that it waits."""
    offered = [(code, name) for code, name in settings.LANGUAGES if code in policy().languages] or settings.LANGUAGES
    waits = _("%(language)s, once the company offers it") % {"language": language_name(own)}
    extra = [(own, waits)] if own and own not in dict(offered) else []
    return [("", _("That of the browser")), *offered, *extra]


class PeopleChoiceForm(Form):
    """Some of the people on a list."""

    people = forms.ModelMultipleChoiceField(Person.objects.none(), label=_("People"))

    def __init__(self, *args: Any, among: QuerySet[Person] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = colleagues() if among is None else among
