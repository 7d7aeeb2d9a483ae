"""People by hand: the list, hiring, the record of a person and what changes it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import people as acts
from accounts.actions.invitations import invite_person
from accounts.actions.leaving import end_employment, keep_employment
from accounts.forms import people as forms
from accounts.models import Person
from accounts.placing import place_on
from accounts.views.screens import form_screen, rows_of
from ecosystem.core.clock import today
from ecosystem.core.doors import on, page
from ecosystem.core.htmx import go, page_or_fragment
from ecosystem.core.looks import record_look
from ecosystem.core.mail import has_server
from ecosystem.core.rules import allows

EVERY = require_http_methods(["GET", "POST"])
COUNTED = 1000


@require_GET
@page(can="accounts.list_people")
def people_list(request: HttpRequest) -> HttpResponse:
    """Fifty people at a time, narrowed by words, unit and state; they are counted up to a thousand."""
    form = forms.PeopleFilterForm(request.GET, keeper=request.user)
    form.is_valid()
    asked = form.cleaned_data
    people = Person.objects.visible_to(request.user).kept_by(request.user).shown(asked.get("show", ""))
    if asked.get("q"):
        people = people.found_by(asked["q"])
    if asked.get("unit"):
        people = people.in_unit(asked["unit"])
    total = people.order_by()[: COUNTED + 1].count()
    context = {
        "form": form,
        "total": min(total, COUNTED),
        "more_than": total > COUNTED,
        **rows_of(people.for_people_list().order_by("full_name", "pk"), asked.get("page")),
        "query": _query(request),
    }
    return page_or_fragment(request, "accounts/people_list.html", "accounts/partials/people_rows.html", context)


def _query(request: HttpRequest) -> str:
    asked = request.GET.copy()
    asked.pop("page", None)
    return asked.urlencode()


@EVERY
@page(can="accounts.hire_person")
def person_hire(request: HttpRequest) -> HttpResponse:
    form = forms.HireForm(request.POST or None, keeper=request.user)
    return _hire(request, form, None)


@EVERY
@on(Person, can="accounts.fill_seat")
def seat_fill(request: HttpRequest, seat: Person) -> HttpResponse:
    """Hire somebody for a vacant seat: unit, roles and line manager are proposed."""
    start = {**forms.PlaceMixin.initial_of(place_on(seat)), "site": seat.site_id}
    form = forms.HireForm(request.POST or None, keeper=request.user, seat=seat, initial=start)
    return _hire(request, form, seat)


def _hire(request: HttpRequest, form: forms.HireForm, seat: Person | None) -> HttpResponse:
    def act() -> Person:
        person = acts.hire_person(actor=request.user, seat=seat, **form.hire())
        told = _("%(name)s is hired.") % {"name": person}
        if form.cleaned_data["invite"]:
            invite_person(person, actor=request.user)
            told = _("%(name)s is hired; the invitation is on its way.") % {"name": person}
        messages.success(request, told)
        return reverse("accounts:person_record", args=[person.pk])

    words = {
        "name": _("Hire somebody") if seat is None else _("Fill: %(seat)s") % {"seat": seat},
        "save": _("Hire"),
        "sentence": _("Seven fields; everything else can wait."),
        "first": form.first,
        **_people_list_as_parent(),
    }
    page_of, part = "accounts/person_form.html", "accounts/partials/person_form.html"
    return form_screen(request, form, act, words=words, page=page_of, fragment=part)


@EVERY
@page(can="accounts.hire_person")
def seat_add(request: HttpRequest) -> HttpResponse:
    """A vacant seat, so that the people below it keep a place in the line."""
    form = forms.SeatForm(request.POST or None, keeper=request.user)

    def act() -> str:
        entered = form.cleaned_data
        seat = acts.add_seat(actor=request.user, title=entered["title"], start=entered["start"], place=form.place())
        return reverse("accounts:person_record", args=[seat.pk])

    words = {"name": _("Add a vacant seat"), "save": _("Add the seat"), **_people_list_as_parent()}
    return form_screen(request, form, act, words=words)


@require_POST
@on(Person, can="accounts.fill_seat")
def seat_drop(request: HttpRequest, seat: Person) -> HttpResponse:
    acts.drop_seat(seat, actor=request.user)
    messages.success(request, _("The seat is gone; its reports have the line manager above."))
    return go(request, "accounts:people_list")


@require_GET
@on(Person, can="accounts.view_record", select="for_people_list")
def person_record(request: HttpRequest, person: Person) -> HttpResponse:
    """What the people administrator keeps of a person, with all days; looking is noted."""
    record_look(request.user, person.pk, "record")
    return page_or_fragment(
        request, "accounts/person_record.html", "accounts/partials/person_record.html", record_context(person)
    )


def record_context(person: Person, **forms_in_it: Any) -> dict[str, Any]:
    return {
        "person": person,
        "employments": person.employments.order_by("-valid_from"),
        "memberships": person.unit_memberships.select_related("unit").order_by("-valid_from")[:20],
        "lines": person.lines.select_related("manager").order_by("-valid_from")[:20],
        "holdings": person.role_holdings.select_related("job_role").order_by("-valid_from")[:20],
        "leaves": person.leaves.from_day(today()).order_by("valid_from")[:20],
        "leave_form": forms.LeaveForm(),
        "today": today(),
        "has_mail": has_server(),
        **forms_in_it,
    }


@EVERY
@on(Person, can="accounts.change_person")
def person_change(request: HttpRequest, person: Person) -> HttpResponse:
    fte = person.employments.on(today()).values_list("fte", flat=True).first()
    form = forms.PersonForm(request.POST or None, instance=person, keeper=request.user, initial={"fte": fte})

    def act() -> None:
        acts.change_person(person, actor=request.user, **form.values())

    hint = ""
    if not allows(request.user, "accounts.change_address", person):
        hint = _("The e-mail address of somebody with a granted role is changed by an administrator who keeps people.")
    words = {"name": _("Change %(name)s") % {"name": person}, "save": _("Save"), "hint": hint, **_record(person)}
    return form_screen(request, form, act, words=words, to=reverse("accounts:person_record", args=[person.pk]))


@EVERY
@on(Person, can="accounts.move_person")
def person_move(request: HttpRequest, person: Person) -> HttpResponse:
    """Another unit, line manager or roles from a day on."""
    stands = forms.PlaceMixin.initial_of(place_on(person))
    form = forms.MoveForm(request.POST or None, keeper=request.user, person=person, initial=stands)

    def act() -> None:
        entered = form.cleaned_data
        acts.move_person(person, actor=request.user, day=entered["day"], place=form.place(), version=entered["version"])
        messages.success(request, _("%(name)s moves as you said.") % {"name": person})

    words = {
        "name": _("Move %(name)s") % {"name": person},
        "save": _("Move"),
        "hint": _("From that day on the new line manager sees goals and levels; the earlier one sees no more."),
        **_record(person),
    }
    return form_screen(request, form, act, words=words, to=reverse("accounts:person_record", args=[person.pk]))


@EVERY
@on(Person, can="accounts.end_employment")
def person_end(request: HttpRequest, person: Person) -> HttpResponse:
    """The last working day."""
    start = {"successor": place_on(person).manager}
    form = forms.EndForm(request.POST or None, person=person, initial=start)

    def act() -> None:
        end_employment(person, actor=request.user, **form.cleaned_data)

    words = {
        "name": _("End the employment of %(name)s") % {"name": person},
        "save": _("End the employment"),
        "danger": True,
        "hint": _("After the last day nobody signs in as this person, and their learning goals close as “left”."),
        **_record(person),
    }
    return form_screen(request, form, act, words=words, to=reverse("accounts:person_record", args=[person.pk]))


@require_POST
@on(Person, can="accounts.end_employment")
def person_keep(request: HttpRequest, person: Person) -> HttpResponse:
    """Take the last day back."""
    keep_employment(person, actor=request.user)
    messages.success(request, _("%(name)s stays.") % {"name": person})
    return go(request, reverse("accounts:person_record", args=[person.pk]))


@EVERY
@on(Person, can="accounts.rehire_person")
def person_rehire(request: HttpRequest, person: Person) -> HttpResponse:
    """Somebody comes back; unit, roles and line manager are those of the last day, if still there."""
    last = person.employments.order_by("-valid_from").values_list("valid_to", flat=True).first()
    start = forms.PlaceMixin.initial_of(place_on(person, last))
    form = forms.RehireForm(request.POST or None, keeper=request.user, initial=start)

    def act() -> None:
        entered = form.cleaned_data
        acts.rehire_person(person, actor=request.user, start=entered["start"], fte=entered["fte"], place=form.place())

    words = {"name": _("Hire %(name)s again") % {"name": person}, "save": _("Hire again"), **_record(person)}
    return form_screen(request, form, act, words=words, to=reverse("accounts:person_record", args=[person.pk]))


def _people_list_as_parent() -> dict[str, Any]:
    return {"back": reverse("accounts:people_list"), "back_name": _("People")}


def _record(person: Person) -> dict[str, Any]:
    return {"back": reverse("accounts:person_record", args=[person.pk]), "back_name": str(person)}
