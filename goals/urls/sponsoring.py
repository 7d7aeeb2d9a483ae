from django.urls import path

from goals.views import sponsoring

urlpatterns = [
    path("guilds/<int:pk>/sponsor/", sponsoring.sponsor_guild, name="sponsor_guild"),
    path("okrs/<int:pk>/sponsor/", sponsoring.sponsor_objective, name="sponsor_objective"),
    path("sponsors/<int:pk>/", sponsoring.sponsorship_page, name="sponsorship_page"),
    path("sponsors/<int:pk>/accept/", sponsoring.sponsorship_accept, name="sponsorship_accept"),
    path("sponsors/<int:pk>/decline/", sponsoring.sponsorship_decline, name="sponsorship_decline"),
    path("sponsors/<int:pk>/end/", sponsoring.sponsorship_end, name="sponsorship_end"),
]
