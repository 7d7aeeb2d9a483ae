"""Imports of a company's files."""

from django.urls import path

from accounts.views import imports

urlpatterns = [
    path("organisation/imports/", imports.import_list, name="import_list"),
    path("organisation/imports/upload/", imports.import_upload, name="import_upload"),
    path("organisation/imports/files/<slug:kind>/template/", imports.import_template, name="import_template"),
    path("organisation/imports/files/<slug:kind>/stored/", imports.import_stored, name="import_stored"),
    path("organisation/imports/<int:pk>/", imports.import_page, name="import_page"),
    path("organisation/imports/<int:pk>/progress/", imports.import_progress, name="import_progress"),
    path("organisation/imports/<int:pk>/rows/", imports.import_rows, name="import_rows"),
    path("organisation/imports/<int:pk>/confirm/", imports.import_confirm, name="import_confirm"),
    path("organisation/imports/<int:pk>/apply/", imports.import_apply, name="import_apply"),
    path("organisation/imports/<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("organisation/imports/<int:pk>/resume/", imports.import_resume, name="import_resume"),
    path("organisation/imports/<int:pk>/discard/", imports.import_discard, name="import_discard"),
]
