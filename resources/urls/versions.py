from django.urls import path

from resources.views import versions

urlpatterns = [
    path("library/<int:pk>/versions/", versions.version_list, name="version_list"),
    path("library/<int:pk>/versions/restore/", versions.version_restore, name="version_restore"),
]
