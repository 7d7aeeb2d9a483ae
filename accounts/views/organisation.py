"""The policy of the organisation."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import organisation as acts
from accounts.forms.organisation import PolicyForm
from accounts.policy import read_policy
from accounts.views.screens import form_screen
from ecosystem.core.doors import page
from ecosystem.core.htmx import go


@sensitive_post_parameters("mail_url")
@require_http_methods(["GET", "POST"])
@page(can="accounts.change_policy")
def organisation_change(request: HttpRequest) -> HttpResponse:
    organisation = read_policy()
    form = PolicyForm(request.POST or None, instance=organisation)

    def act() -> str:
        acts.change_organisation(organisation, actor=request.user, **form.values())
        messages.success(request, _("The policy is saved; it holds from now on."))
        return reverse("accounts:organisation_change")

    words = {"name": _("Policy"), "save": _("Save the policy"), "organisation": organisation}
    words |= acts.mail_test_told(request.user)
    page_of, part = "accounts/organisation_form.html", "accounts/partials/organisation_form.html"
    return form_screen(request, form, act, words=words, page=page_of, fragment=part)


@require_POST
@page(can="accounts.change_policy")
def mail_test(request: HttpRequest) -> HttpResponse:
    """A mail to oneself by the server that is stored."""
    acts.send_test_mail(read_policy(), actor=request.user)
    messages.info(request, _("A test mail to %(address)s is on its way.") % {"address": request.user.email})
    return go(request, "accounts:organisation_change")
