"""Units and sites."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import units as acts
from accounts.forms import units as forms
from accounts.forms.fields import propose_units, words_for_unit
from accounts.models import Person, Site, Unit
from accounts.unit_tree import upper_tree, with_people
from accounts.views.screens import form_screen, rows_of
from ecosystem.core.clock import today
from ecosystem.core.doors import on, page
from ecosystem.core.errors import Refused
from ecosystem.core.htmx import go, page_or_fragment, typed_so_far

EVERY = require_http_methods(["GET", "POST"])


@require_GET
@page(can="accounts.view_units")
def unit_list(request: HttpRequest) -> HttpResponse:
    """The tree from the top, as far as it is short, then each unit's own page."""
    tree = upper_tree(Unit.objects.visible_to(request.user))
    context = {"rows": tree.rows, "more": tree.more, "today": today()}
    return page_or_fragment(request, "accounts/unit_list.html", "accounts/partials/unit_rows.html", context)


@require_GET
@page(can="accounts.view_units")
def unit_options(request: HttpRequest) -> HttpResponse:
    """Proposals for a field in which a unit is typed."""
    field, typed = typed_so_far(request)
    context = {"field": field, "options": [words_for_unit(unit) for unit in propose_units(typed)]}
    return page_or_fragment(request, "accounts/unit_options.html", "accounts/partials/person_options.html", context)


@require_GET
@on(Unit, can="accounts.view_units", select="for_page")
def unit_page(request: HttpRequest, unit: Unit) -> HttpResponse:
    people = Person.objects.visible_to(request.user).people().directly_in(unit)
    shown = rows_of(people.order_by("full_name", "pk"), request.GET.get("page"))
    children, here = with_people(unit.children.open_on(today())), people.count()
    everybody = {
        "everybody": here + sum(child.people for child in children),
        "more_people": any(child.more_people for child in children),
    }
    context = {"unit": unit, "children": children, "people": here, **everybody, **shown}
    return page_or_fragment(request, "accounts/unit_page.html", "accounts/partials/unit_people.html", context)


@EVERY
@page(can="accounts.change_units")
def unit_add(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("parent", "")
    form = forms.UnitForm(request.POST or None, initial={"parent": asked if asked.isdecimal() else None})

    def act() -> Unit:
        return acts.add_unit(actor=request.user, **form.values())

    words = {"name": _("Add a unit"), "save": _("Add the unit"), "back": reverse("accounts:unit_list")}
    return form_screen(request, form, act, words={**words, "back_name": _("Units")})


@EVERY
@on(Unit, can="accounts.change_units", select="for_page")
def unit_change(request: HttpRequest, unit: Unit) -> HttpResponse:
    form = forms.UnitForm(request.POST or None, instance=unit)

    def act() -> Unit:
        acts.change_unit(unit, actor=request.user, **form.values())
        return unit

    words = {
        "name": _("Change %(name)s") % {"name": unit},
        "save": _("Save"),
        "hint": _("Under another unit, everybody below moves with it, from today on."),
        "back": unit.get_absolute_url(),
        "back_name": str(unit),
    }
    return form_screen(request, form, act, words=words)


@require_POST
@on(Unit, can="accounts.change_units")
def unit_close(request: HttpRequest, unit: Unit) -> HttpResponse:
    try:
        acts.close_unit(unit, actor=request.user, version=unit.version)
        messages.success(request, _("%(name)s is closed.") % {"name": unit})
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return go(request, unit)


@require_POST
@on(Unit, can="accounts.change_units")
def unit_reopen(request: HttpRequest, unit: Unit) -> HttpResponse:
    acts.reopen_unit(unit, actor=request.user, version=unit.version)
    return go(request, unit)


@require_GET
@page(can="accounts.view_sites")
def site_list(request: HttpRequest) -> HttpResponse:
    sites = Site.objects.visible_to(request.user).annotate(people=Count("person"))
    context = rows_of(sites.order_by("name"), request.GET.get("page"))
    return page_or_fragment(request, "accounts/site_list.html", "accounts/partials/site_rows.html", context)


@EVERY
@page(can="accounts.change_sites")
def site_add(request: HttpRequest) -> HttpResponse:
    form = forms.SiteForm(request.POST or None)

    def act() -> str:
        acts.add_site(actor=request.user, **form.values())
        return reverse("accounts:site_list")

    words = {"name": _("Add a site"), "save": _("Add the site"), "back": reverse("accounts:site_list")}
    return form_screen(request, form, act, words={**words, "back_name": _("Sites")})


@EVERY
@on(Site, can="accounts.change_sites")
def site_change(request: HttpRequest, site: Site) -> HttpResponse:
    form = forms.SiteForm(request.POST or None, instance=site)

    def act() -> str:
        acts.change_site(site, actor=request.user, **form.values())
        return reverse("accounts:site_list")

    words = {"name": _("Change %(name)s") % {"name": site}, "save": _("Save"), "back": reverse("accounts:site_list")}
    return form_screen(request, form, act, words={**words, "back_name": _("Sites")})
