from django.urls import path

from resources.views import outside

urlpatterns = [path("library/keep/", outside.keep, name="keep")]
