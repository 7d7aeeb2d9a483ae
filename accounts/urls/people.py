"""People: the list, the record, oneself."""

from django.urls import path

from accounts.views import away, me, people

urlpatterns = [
    path("organisation/people/", people.people_list, name="people_list"),
    path("organisation/people/hire/", people.person_hire, name="person_hire"),
    path("organisation/people/seat/", people.seat_add, name="seat_add"),
    path("organisation/people/<int:pk>/", people.person_record, name="person_record"),
    path("organisation/people/<int:pk>/change/", people.person_change, name="person_change"),
    path("organisation/people/<int:pk>/move/", people.person_move, name="person_move"),
    path("organisation/people/<int:pk>/end/", people.person_end, name="person_end"),
    path("organisation/people/<int:pk>/keep/", people.person_keep, name="person_keep"),
    path("organisation/people/<int:pk>/rehire/", people.person_rehire, name="person_rehire"),
    path("organisation/people/<int:pk>/fill/", people.seat_fill, name="seat_fill"),
    path("organisation/people/<int:pk>/drop/", people.seat_drop, name="seat_drop"),
    path("organisation/people/<int:pk>/leave/", away.leave_enter, name="leave_enter"),
    path("organisation/leave/<int:pk>/drop/", away.leave_drop, name="leave_drop"),
    path("people/options/", me.person_options, name="person_options"),
    path("people/<int:pk>/", me.person_page, name="person_page"),
    path("me/", me.me, name="me"),
    path("me/looks/", me.look_list, name="look_list"),
]
