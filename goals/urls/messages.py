from django.urls import path

from goals.views import messages

urlpatterns = [
    path("messages/", messages.message_list, name="message_list"),
    path("messages/new/", messages.message_new, name="message_new"),
    path("messages/new/preview/", messages.message_preview, name="message_preview"),
    path("messages/new/draft/", messages.message_draft_keep, name="message_draft_keep"),
    path("messages/new/draft/drop/", messages.message_draft_drop, name="message_draft_drop"),
    path("messages/<int:pk>/panel/", messages.message_panel, name="message_panel"),
    path("messages/<int:pk>/read/", messages.message_read, name="message_read"),
    path("messages/<int:pk>/put-aside/", messages.message_put_aside, name="message_put_aside"),
]
