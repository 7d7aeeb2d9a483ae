from django.urls import path

from feedback.views import radar

urlpatterns = [
    path("needs/radar/", radar.radar, name="radar"),
    path("needs/radar/<slug:key>/accept/", radar.radar_accept, name="radar_accept"),
    path("needs/radar/<slug:key>/merge/", radar.radar_merge, name="radar_merge"),
    path("needs/radar/<slug:key>/answer/", radar.radar_answer, name="radar_answer"),
    path("needs/radar/<slug:key>/decline/", radar.radar_decline, name="radar_decline"),
    path("needs/radar/<int:pk>/undo/", radar.radar_undo, name="radar_undo"),
]
