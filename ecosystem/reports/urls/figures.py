from django.urls import path

from ecosystem.reports.views import alignment, gaps

urlpatterns = [
    path("gaps/", gaps.gaps, name="gaps"),
    path("gaps/cell/", gaps.gap_cell, name="gap_cell"),
    path("gaps/skills/<int:pk>/", gaps.gap_skill, name="gap_skill"),
    path("gaps/export/csv/", gaps.gap_export_csv, name="gap_export_csv"),
    path("gaps/export/xlsx/", gaps.gap_export_xlsx, name="gap_export_xlsx"),
    path("alignment/", alignment.alignment, name="alignment"),
]
