from django.urls import path

from ecosystem.reports.views import alignment

urlpatterns = [
    path("alignment/", alignment.alignment, name="alignment"),
]
