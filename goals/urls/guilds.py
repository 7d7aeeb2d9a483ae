from django.urls import path

from goals.views import guilds

urlpatterns = [
    path("guilds/<int:pk>/aims/", guilds.guild_aim_list, name="guild_aim_list"),
    path("guilds/<int:pk>/aims/link/", guilds.guild_aim_link, name="guild_aim_link"),
    path("guilds/aims/<int:pk>/say/", guilds.guild_aim_say, name="guild_aim_say"),
    path("guilds/aims/<int:pk>/unlink/", guilds.guild_aim_unlink, name="guild_aim_unlink"),
    path("guilds/<int:pk>/goals/new/", guilds.guild_goal_set, name="guild_goal_set"),
    path("guilds/goals/<int:pk>/", guilds.guild_goal_page, name="guild_goal_page"),
    path("guilds/goals/<int:pk>/change/", guilds.guild_goal_change, name="guild_goal_change"),
    path("guilds/goals/<int:pk>/check-in/", guilds.guild_goal_check_in, name="guild_goal_check_in"),
    path("guilds/goals/<int:pk>/close/", guilds.guild_goal_close, name="guild_goal_close"),
]
