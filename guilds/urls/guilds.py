"""Guilds: the list, starting, the page, the charter, its states, members, stewards."""

from django.urls import path

from guilds.views import charters, members, stewards

urlpatterns = [
    path("guilds/", charters.guild_list, name="guild_list"),
    path("guilds/new/", charters.guild_start, name="guild_start"),
    path("guilds/<int:pk>/", charters.guild_page, name="guild_page"),
    path("guilds/<int:pk>/charter/", charters.charter_history, name="charter_history"),
    path("guilds/<int:pk>/charter/write/", charters.charter_write, name="charter_write"),
    path("guilds/<int:pk>/rest/", charters.guild_rest, name="guild_rest"),
    path("guilds/<int:pk>/wake/", charters.guild_wake, name="guild_wake"),
    path("guilds/<int:pk>/close/", charters.guild_close, name="guild_close"),
    path("guilds/<int:pk>/merge/", charters.guild_merge, name="guild_merge"),
    path("guilds/<int:pk>/join/", members.guild_join, name="guild_join"),
    path("guilds/<int:pk>/leave/", members.guild_leave, name="guild_leave"),
    path("guilds/<int:pk>/members/", members.member_list, name="member_list"),
    path("guilds/<int:pk>/members/invite/", members.member_invite, name="member_invite"),
    path("guilds/requests/<int:pk>/", members.request_answer, name="request_answer"),
    path("guilds/<int:pk>/stewards/", stewards.steward_list, name="steward_list"),
    path("guilds/<int:pk>/stewards/add/", stewards.steward_add, name="steward_add"),
    path("guilds/<int:pk>/stewards/take/", stewards.steward_take, name="steward_take"),
    path("guilds/terms/<int:pk>/renew/", stewards.term_renew, name="term_renew"),
    path("guilds/terms/<int:pk>/hand-over/", stewards.term_hand_over, name="term_hand_over"),
    path("guilds/terms/<int:pk>/end/", stewards.term_end, name="term_end"),
]
