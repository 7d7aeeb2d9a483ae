from django.urls import path

from resources.views import edits

urlpatterns = [
    path("library/<int:pk>/propose/", edits.edit_propose, name="edit_propose"),
    path("library/edits/<int:pk>/", edits.edit_page, name="edit_page"),
    path("library/edits/<int:pk>/accept/", edits.edit_accept, name="edit_accept"),
    path("library/edits/<int:pk>/decline/", edits.edit_decline, name="edit_decline"),
    path("library/edits/<int:pk>/withdraw/", edits.edit_withdraw, name="edit_withdraw"),
]
