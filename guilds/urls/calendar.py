"""Calendars."""

from django.urls import path

from guilds.views import calendar

urlpatterns = [
    path("calendar/<str:token>.ics", calendar.feed, name="feed"),
    path("sessions/calendar/", calendar.calendar, name="calendar"),
    path("sessions/calendar/make/", calendar.feed_make, name="feed_make"),
    path("sessions/calendar/reply/", calendar.reply_take, name="reply_take"),
    path("sessions/calendar/<int:pk>/revoke/", calendar.feed_revoke, name="feed_revoke"),
    path("sessions/<int:pk>/session.ics", calendar.session_ics, name="session_ics"),
    path("guilds/<int:pk>/calendar/", calendar.guild_feed_make, name="guild_feed_make"),
]
