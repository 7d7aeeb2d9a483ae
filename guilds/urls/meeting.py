"""Office hours, mentoring and coffee."""

from django.urls import path

from guilds.views import coffee, mentoring, office_hours

urlpatterns = [
    path("guilds/office-hours/", office_hours.office_hours_list, name="office_hours_list"),
    path("guilds/office-hours/new/", office_hours.office_hours_new, name="office_hours_new"),
    path("guilds/office-hours/<int:pk>/", office_hours.office_hours_page, name="office_hours_page"),
    path("guilds/office-hours/<int:pk>/end/", office_hours.office_hours_end, name="office_hours_end"),
    path("guilds/slots/<int:pk>/book/", office_hours.slot_book, name="slot_book"),
    path("guilds/slots/<int:pk>/cancel/", office_hours.slot_cancel, name="slot_cancel"),
    path("guilds/mentoring/", mentoring.mentoring_list, name="mentoring_list"),
    path("guilds/mentoring/ask/", mentoring.mentoring_ask, name="mentoring_ask"),
    path("guilds/mentoring/<int:pk>/", mentoring.mentoring_page, name="mentoring_page"),
    path("guilds/mentoring/<int:pk>/answer/", mentoring.mentoring_answer, name="mentoring_answer"),
    path("guilds/mentoring/<int:pk>/end/", mentoring.mentoring_end, name="mentoring_end"),
    path("guilds/mentoring/<int:pk>/helped/", mentoring.mentoring_helped, name="mentoring_helped"),
    path("guilds/<int:pk>/coffee/", coffee.coffee, name="coffee"),
    path("guilds/<int:pk>/coffee/set/", coffee.coffee_set, name="coffee_set"),
    path("guilds/coffee/<int:pk>/met/", coffee.coffee_met, name="coffee_met"),
]
