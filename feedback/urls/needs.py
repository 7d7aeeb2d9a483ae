from django.urls import path

from feedback.views import answers, links, needs

urlpatterns = [
    path("needs/", needs.need_list, name="need_list"),
    path("needs/new/", needs.need_new, name="need_new"),
    path("needs/alike/", needs.need_alike, name="need_alike"),
    path("needs/mine/", needs.need_mine, name="need_mine"),
    path("needs/<int:pk>/", needs.need_page, name="need_page"),
    path("needs/<int:pk>/join/", answers.need_join, name="need_join"),
    path("needs/<int:pk>/leave/", answers.need_leave, name="need_leave"),
    path("needs/<int:pk>/accept/", answers.need_accept, name="need_accept"),
    path("needs/<int:pk>/pass-on/", answers.need_pass_on, name="need_pass_on"),
    path("needs/<int:pk>/claim/", answers.need_claim, name="need_claim"),
    path("needs/<int:pk>/release/", answers.need_release, name="need_release"),
    path("needs/<int:pk>/resolve/", answers.need_resolve, name="need_resolve"),
    path("needs/<int:pk>/decline/", answers.need_decline, name="need_decline"),
    path("needs/<int:pk>/merge/", answers.need_merge, name="need_merge"),
    path("needs/<int:pk>/helped/", answers.need_tell, name="need_tell"),
    path("needs/from-mail/<str:token>/helped/", links.link_helped, name="link_helped"),
    path("needs/from-mail/<str:token>/claim/", links.link_claim, name="link_claim"),
]
