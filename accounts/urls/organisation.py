"""The policy of the organisation."""

from django.urls import path

from accounts.views import organisation

urlpatterns = [
    path("organisation/policy/", organisation.organisation_change, name="organisation_change"),
    path("organisation/policy/test-mail/", organisation.mail_test, name="mail_test"),
]
