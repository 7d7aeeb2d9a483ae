"""Forms of hosts: host a session from a template, change or cancel it, its material, write up what came of it."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import ZoneField
from accounts.models import Person
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.forms import Form, TextField, VersionedForm
from ecosystem.core.widgets import Day, Segmented
from guilds.formats import FORMATS, Format
from guilds.models import Guild, Kind, Session
from guilds.querysets import guilds_of
from guilds.repeats import Repeat, rule_for
from resources.forms.library import LEVELS, PAGE_OF_RESOURCE, AddressField, SkillField
from resources.models import Resource

FURTHEST = dt.timedelta(days=3 * 366)
WRITTEN = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M")
PROPOSED = ("minutes", "capacity", "agenda", "application_question")


class Moment(forms.DateTimeInput):
    """A day and a time from the calendar of the browser."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format=WRITTEN[0])


class WallClockField(forms.Field):
    """A day and a time as a clock on the wall shows them; its zone is asked beside it."""

    widget = Moment

    def to_python(self, value: Any) -> dt.datetime | None:
        if not value:
            return None
        for written in WRITTEN:
            try:
                return dt.datetime.strptime(str(value).strip(), written)
            except ValueError:
                continue
        raise ValidationError(_("Write the day and the time as 2026-12-10 12:30."))

    def validate(self, value: dt.datetime | None) -> None:
        super().validate(value)
        if value and abs(value - now().replace(tzinfo=None)) > FURTHEST:
            raise ValidationError(_("Choose a day within the next three years."))


class CallField(AddressField):
    """An address of the web that fits where it is kept."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.max_length = 500


def minutes_field() -> forms.IntegerField:
    return forms.IntegerField(label=_("Minutes"), min_value=5, max_value=480)


def capacity_field() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Seats"), min_value=1, max_value=10_000, required=False, help_text=_("Empty: as many as come.")
    )


def in_zone(values: dict[str, Any]) -> dict[str, Any]:
    """`starts_at` on the wall and `zone` become a moment; `minutes` beside it become the end."""
    if values.get("starts_at") and values.get("zone"):
        local = values["starts_at"].replace(tzinfo=ZoneInfo(values["zone"]))
        values["starts_at"] = local.astimezone(dt.UTC)
    return values


class StartForm(Form):
    """Where a new session may start from: the guild or the skill of wherever somebody comes from, and the format."""

    guild = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    skill = TextField(max_length=120, required=False)
    kind = forms.ChoiceField(choices=Kind.choices, required=False)


class HostForm(Form):
    """Three fields are asked: what, when, which format. The rest is proposed by the format and may be changed."""

    ASKED = ("title", "starts_at", "kind")
    title = TextField(label=_("What is it about"), max_length=160)
    starts_at = WallClockField(label=_("When"))
    kind = forms.ChoiceField(label=_("Which format"), choices=Kind.choices, widget=Segmented)
    zone = ZoneField(label=_("In which time zone"))
    minutes = minutes_field()
    capacity = capacity_field()
    guild = forms.ModelChoiceField(Guild.objects.none(), label=_("For which guild"), required=False)
    place = TextField(label=_("Place"), max_length=160, required=False)
    call_url = CallField(label=_("Call link"), required=False)
    skill = SkillField(label=_("Skill"))
    level = forms.TypedChoiceField(
        label=_("Leads to level"), choices=LEVELS, coerce=int, empty_value=None, required=False, widget=Segmented
    )
    agenda = TextField(label=_("Agenda"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 5}))
    application_question = TextField(
        label=_("What is asked two weeks later"), max_length=200, required=False, help_text=_("Empty: nothing.")
    )
    repeats = forms.ChoiceField(label=_("Repeats"), choices=Repeat.choices, required=False)
    rule = TextField(
        label=_("By the rule"),
        max_length=200,
        required=False,
        help_text=_("Only for a rule of its own, as calendars write it: FREQ=WEEKLY;BYDAY=TU,TH"),
    )
    proposed = forms.ChoiceField(choices=Kind.choices, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.data.get("guild") if self.is_bound else self.initial.get("guild")
        own = Q(pk__in=guilds_of(person)) | Q(sponsor=person)
        if str(asked).isdecimal():
            own |= Q(pk=int(str(asked)[:18]))
        guilds = Guild.objects.visible_to(person).filter(own, state=Guild.State.ACTIVE)
        self.fields["guild"].queryset = guilds.order_by("name")

    @property
    def rest(self) -> list[Any]:
        return [field for field in self.visible_fields() if field.name not in self.ASKED]

    @property
    def formats(self) -> list[Format]:
        """What each format proposes."""
        return list(FORMATS.values())

    def clean(self) -> dict[str, Any]:
        values = in_zone(super().clean() or self.cleaned_data)
        self._show_what_the_format_proposes(values)
        repeats, own = values.pop("repeats", ""), values.pop("rule", "")
        values.pop("proposed", None)
        if repeats and values.get("starts_at") and values.get("zone"):
            day = values["starts_at"].astimezone(ZoneInfo(values["zone"])).date()
            try:
                values["rule"] = rule_for(repeats, day, own)
            except Refused as refusal:
                self.add_error("rule", str(refusal.sentence))
        return values

    def _show_what_the_format_proposes(self, values: dict[str, Any]) -> None:
        """What was left as another format had proposed it is proposed anew, and seen before it counts."""
        proposed, chosen = FORMATS.get(values.get("proposed", "")), FORMATS.get(values.get("kind", ""))
        if proposed is None or chosen is None or proposed is chosen:
            return
        before, after = proposals(proposed), proposals(chosen)
        untouched = [name for name in PROPOSED if name in values and values[name] == before[name]]
        shown = {name: after[name] for name in untouched if after[name] != before[name]}
        typed: Any = self.data
        self.data = typed.copy()
        for name, value in {**shown, "proposed": chosen.kind}.items():
            self.data[name] = "" if value is None else str(value)  # type: ignore[index]
        if shown:
            words = {"format": chosen.name, "n": chosen.minutes}
            self.add_error(
                None, _("%(format)s proposes other things, %(n)d minutes: see below, then press again.") % words
            )


def proposals(format: Format) -> dict[str, Any]:
    """The rest of the form as a format proposes it."""
    return {
        "minutes": format.minutes,
        "capacity": format.seats,
        "agenda": str(format.outline),
        "application_question": str(format.question),
    }


class ChangeSessionForm(VersionedForm):
    """What a host may change; of a series, this one or this and all after it."""

    starts_at = WallClockField(label=_("When"))
    zone = ZoneField(label=_("In which time zone"))
    minutes = minutes_field()
    capacity = capacity_field()
    call_url = CallField(label=_("Call link"), required=False)
    following = forms.ChoiceField(
        label=_("Which"),
        choices=[("one", _("Only this one")), ("following", _("This one and all after it"))],
        widget=Segmented,
        initial="one",
    )

    class Meta(VersionedForm.Meta):
        model = Session
        fields = ["title", "kind", "zone", "capacity", "place", "call_url", "agenda", "application_question"]

    field_order = ["title", "kind", "starts_at", "zone", "minutes", "capacity", "place", "call_url", "agenda"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        session = self.instance
        self.initial.setdefault("starts_at", session.starts_at.astimezone(ZoneInfo(session.zone)).replace(tzinfo=None))
        self.initial.setdefault("minutes", int((session.ends_at - session.starts_at).total_seconds() // 60))
        if session.series_id is None or session.series.ended_at:
            del self.fields["following"]

    def clean(self) -> dict[str, Any]:
        return in_zone(super().clean() or self.cleaned_data)

    def values(self) -> dict[str, Any]:
        """The keyword arguments of the action."""
        values = super().values()
        values.pop("following", None)
        values["ends_at"] = values["starts_at"] + dt.timedelta(minutes=values.pop("minutes"))
        return values

    def show_both(self, stale: Stale) -> None:
        super().show_both(stale)
        current = stale.current
        if current.starts_at != self.cleaned_data.get("starts_at"):
            local = current.starts_at.astimezone(ZoneInfo(current.zone))
            self.theirs.append((self.fields["starts_at"].label, local.strftime(WRITTEN[-1])))


class CancelSessionForm(Form):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = TextField(label=_("Why"), max_length=200, required=False, help_text=_("Whoever has a seat reads it."))


class EndSeriesForm(CancelSessionForm):
    """Of which day on; empty: all that are to come."""

    reason = None
    after = forms.DateField(
        label=_("The last one is on"),
        required=False,
        widget=Day,
        help_text=_("Empty: none of those to come takes place."),
    )


class MaterialForm(Form):
    """A published resource by its title or the address of its page."""

    resource = TextField(
        label=_("Material"), max_length=300, help_text=_("Its title, or the address of its page here.")
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_resource(self) -> Resource:
        text = self.cleaned_data["resource"]
        number = PAGE_OF_RESOURCE.search(text)
        meant = {"pk": number[1]} if number else {"title__iexact": text}
        found = Resource.objects.visible_to(self.person).published().filter(**meant).order_by("-pk").first()
        if found is None:
            raise ValidationError(_("Nothing published has this title. Copy the address of its page."))
        return found


class RemoveMaterialForm(Form):
    resource = forms.ModelChoiceField(Resource.objects.none())

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["resource"].queryset = Resource.objects.filter(for_sessions__session=session)


class WriteUpForm(Form):
    """Filled in beforehand with what is known; the host adds what was learnt."""

    title = TextField(label=_("Title"), max_length=160)
    summary = TextField(label=_("In one sentence"), max_length=300, required=False)
    body = TextField(label=_("Text"), max_length=100_000, widget=forms.Textarea(attrs={"rows": 18}))
