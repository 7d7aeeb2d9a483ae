from django.urls import path

from guilds.views import seats, sessions

urlpatterns = [
    path("sessions/", sessions.session_list, name="session_list"),
    path("sessions/new/", sessions.session_new, name="session_new"),
    path("sessions/new/format/", sessions.session_format, name="session_format"),
    path("sessions/speakers/", sessions.speaker_list, name="speaker_list"),
    path("sessions/<int:pk>/", sessions.session_page, name="session_page"),
    path("sessions/<int:pk>/change/", sessions.session_change, name="session_change"),
    path("sessions/<int:pk>/cancel/", sessions.session_cancel, name="session_cancel"),
    path("sessions/<int:pk>/material/", sessions.material_add, name="material_add"),
    path("sessions/<int:pk>/material/remove/", sessions.material_remove, name="material_remove"),
    path("sessions/<int:pk>/write-up/", sessions.write_up, name="write_up"),
    path("sessions/<int:pk>/seat/", seats.seat_save, name="seat_save"),
    path("sessions/<int:pk>/seat/give-up/", seats.seat_give_up, name="seat_give_up"),
    path("sessions/<int:pk>/swap/", seats.swap_offer, name="swap_offer"),
    path("sessions/<int:pk>/attended/", seats.attended_say, name="attended_say"),
    path("sessions/<int:pk>/attendance/", seats.attendance_list, name="attendance_list"),
    path("sessions/<int:pk>/walk-in/", seats.walk_in, name="walk_in"),
    path("sessions/swaps/<int:pk>/take/", seats.swap_take, name="swap_take"),
    path("sessions/swaps/<int:pk>/decline/", seats.swap_decline, name="swap_decline"),
    path("sessions/swaps/<int:pk>/withdraw/", seats.swap_withdraw, name="swap_withdraw"),
    path("sessions/seats/<int:pk>/worth/", seats.worth_say, name="worth_say"),
    path("sessions/seats/<int:pk>/applied/", seats.applied_say, name="applied_say"),
    path("sessions/series/<int:pk>/end/", sessions.series_end, name="series_end"),
]
