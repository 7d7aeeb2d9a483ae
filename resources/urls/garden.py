"""The gardener's bench."""

from django.urls import path

from resources.views import garden

urlpatterns = [
    path("library/garden/", garden.garden, name="garden"),
    path("library/garden/tend/", garden.garden_tend, name="garden_tend"),
    path("library/garden/acts/<int:pk>/undo/", garden.garden_undo, name="garden_undo"),
]
