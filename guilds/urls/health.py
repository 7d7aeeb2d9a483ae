"""How a guild does."""

from django.urls import path

from guilds.views import health

urlpatterns = [path("guilds/<int:pk>/health/", health.health, name="health")]
