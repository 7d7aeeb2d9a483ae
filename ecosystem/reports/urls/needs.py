from django.urls import path

from ecosystem.reports.views import needs, snapshots

urlpatterns = [
    path("needs/analysis/", needs.needs_analysis, name="needs_analysis"),
    path("needs/analysis/export/csv/", needs.needs_export_csv, name="needs_export_csv"),
    path("needs/analysis/export/xlsx/", needs.needs_export_xlsx, name="needs_export_xlsx"),
    path("needs/analysis/kept/", snapshots.needs_snapshot_list, name="needs_snapshot_list"),
    path("needs/analysis/keep/", snapshots.needs_snapshot_new, name="needs_snapshot_new"),
    path("needs/analysis/kept/<int:pk>/", snapshots.needs_snapshot_page, name="needs_snapshot_page"),
    path("needs/analysis/kept/<int:pk>/csv/", snapshots.needs_snapshot_csv, name="needs_snapshot_csv"),
    path("needs/analysis/kept/<int:pk>/xlsx/", snapshots.needs_snapshot_xlsx, name="needs_snapshot_xlsx"),
    path("needs/analysis/kept/<int:pk>/remove/", snapshots.needs_snapshot_remove, name="needs_snapshot_remove"),
]
