"""The first-run page."""

from django.urls import path

from accounts.views import setup

urlpatterns = [
    path("setup/", setup.setup, name="setup"),
    path("setup/next/", setup.setup_next, name="setup_next"),
]
