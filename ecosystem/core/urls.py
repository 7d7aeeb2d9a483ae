from django.urls import path

from ecosystem.core import views

app_name = "core"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
    path("definitions/", views.definitions, name="definitions"),
    path("style/", views.style, name="style"),
    path("operations/", views.operations_page, name="operations"),
    path("operations/messages/<int:pk>/retry/", views.message_retry, name="message_retry"),
    path("operations/mails/<uuid:pk>/retry/", views.mail_retry, name="mail_retry"),
    path("operations/mailbox/", views.mailbox, name="mailbox"),
    path("operations/mailbox/<uuid:pk>/", views.mailbox_mail, name="mailbox_mail"),
    path("operations/mailbox/<uuid:pk>/html/", views.mailbox_html, name="mailbox_html"),
    path("healthz/live", views.health_live, name="health_live"),
    path("healthz/ready", views.health_ready, name="health_ready"),
    path("metrics", views.metrics_read, name="metrics"),
]
