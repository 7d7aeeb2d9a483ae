"""Every address of the product."""

from django.urls import include, path

urlpatterns = [
    path("", include("ecosystem.reports.urls")),  # first what people open all day: the later ones are found the later
    path("", include("ecosystem.core.urls")),
    path("notifications/", include("ecosystem.notifications.urls")),
    path("", include("accounts.urls")),
    path("", include("resources.urls")),
    path("", include("resources.outside_urls")),
    path("", include("guilds.urls")),
    path("", include("goals.urls")),
    path("", include("feedback.urls")),
    path("demo/", include("ecosystem.demo.urls")),
    path("accounts/", include("allauth.urls")),
]

handler400 = "ecosystem.core.error_pages.bad_request"
handler403 = "ecosystem.core.error_pages.permission_denied"
handler404 = "ecosystem.core.error_pages.not_found"
handler500 = "ecosystem.core.outage.server_error"
