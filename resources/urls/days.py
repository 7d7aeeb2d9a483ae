"""What the library was like over time."""

from django.urls import path

from resources.views import days

urlpatterns = [path("library/freshness/", days.fresh_line_page, name="fresh_line")]
