"""Every address of the product."""

from django.urls import include, path

from ecosystem.core.directory import directory

urlpatterns = [
    directory("ecosystem.core.urls"),
    path("notifications/", include("ecosystem.notifications.urls")),
    directory("accounts.urls"),
    directory("resources.urls"),
    directory("resources.outside_urls"),
    directory("guilds.urls"),
    directory("goals.urls"),
    directory("feedback.urls"),
    directory("ecosystem.reports.urls"),
    path("demo/", include("ecosystem.demo.urls")),
    path("accounts/", include("allauth.urls")),
]

handler400 = "ecosystem.core.error_pages.bad_request"
handler403 = "ecosystem.core.error_pages.permission_denied"
handler404 = "ecosystem.core.error_pages.not_found"
handler500 = "ecosystem.core.outage.server_error"
