"""The addresses of the benchmark's own server."""

from django.urls import path

from ecosystem.benchmark import bare
from ecosystem.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("bare/", bare.page, name="bare"), *urlpatterns]
