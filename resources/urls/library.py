"""Resources: the list, sharing, the page, editing, drafts, authors, files."""

from django.urls import path

from resources.views import authors, files, library, sharing

urlpatterns = [
    path("library/", library.resource_list, name="resource_list"),
    path("library/new/", sharing.resource_new, name="resource_new"),
    path("library/new/hints/", sharing.resource_hints, name="resource_hints"),
    path("library/new/draft/", sharing.draft_keep, name="draft_keep"),
    path("library/drafts/<int:pk>/drop/", sharing.draft_drop, name="draft_drop"),
    path("library/files/<uuid:pk>/", files.file, name="file"),
    path("library/files/<uuid:pk>/remove/", files.file_remove, name="file_remove"),
    path("library/<int:pk>/", library.resource_page, name="resource_page"),
    path("library/<int:pk>/edit/", library.resource_edit, name="resource_edit"),
    path("library/<int:pk>/edit/preview/", library.resource_preview, name="resource_preview"),
    path("library/<int:pk>/edit/draft/", sharing.draft_keep_edit, name="draft_keep_edit"),
    path("library/<int:pk>/publish/", library.resource_publish, name="resource_publish"),
    path("library/<int:pk>/archive/", library.resource_archive, name="resource_archive"),
    path("library/<int:pk>/bring-back/", library.resource_bring_back, name="resource_bring_back"),
    path("library/<int:pk>/authors/", authors.author_list, name="author_list"),
    path("library/<int:pk>/authors/remove/", authors.author_remove, name="author_remove"),
    path("library/<int:pk>/files/", files.file_add, name="file_add"),
]
