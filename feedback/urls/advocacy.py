from django.urls import path

from feedback.views import advocacy

urlpatterns = [
    path("desk/", advocacy.desk, name="desk"),
    path("desk/not-this/", advocacy.desk_not_this, name="desk_not_this"),
    path("needs/<int:pk>/fund/", advocacy.need_fund, name="need_fund"),
    path("guilds/<int:pk>/fund/", advocacy.guild_fund, name="guild_fund"),
    path("sessions/<int:pk>/fund/", advocacy.session_fund, name="session_fund"),
    path("fundings/<int:pk>/", advocacy.funding_page, name="funding_page"),
    path("fundings/<int:pk>/review/", advocacy.funding_review, name="funding_review"),
    path("library/<int:pk>/thank/", advocacy.resource_thank, name="resource_thank"),
    path("thanks/<int:pk>/", advocacy.thanks_page, name="thanks_page"),
    path("thanks/<int:pk>/publish/", advocacy.thanks_publish, name="thanks_publish"),
]
