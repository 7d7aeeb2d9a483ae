"""The skills framework, job roles and what they require."""

from django.urls import path

from accounts.views import framework

urlpatterns = [
    path("organisation/skills/", framework.framework, name="framework"),
    path("organisation/skills/add/", framework.skill_add, name="skill_add"),
    path("organisation/skills/scale/", framework.scale_change, name="scale_change"),
    path("organisation/skills/<int:pk>/change/", framework.skill_change, name="skill_change"),
    path("organisation/skills/<int:pk>/retire/", framework.skill_retire, name="skill_retire"),
    path("organisation/skills/<int:pk>/bring-back/", framework.skill_bring_back, name="skill_bring_back"),
    path("organisation/skills/<int:pk>/merge/", framework.skill_merge, name="skill_merge"),
    path("organisation/roles/", framework.role_list, name="role_list"),
    path("organisation/roles/add/", framework.role_add, name="role_add"),
    path("organisation/roles/everyone/", framework.baseline, name="baseline"),
    path("organisation/roles/everyone/require/", framework.baseline_set, name="baseline_set"),
    path("organisation/roles/<int:pk>/", framework.role_page, name="role_page"),
    path("organisation/roles/<int:pk>/change/", framework.role_change, name="role_change"),
    path("organisation/roles/<int:pk>/require/", framework.requirement_set, name="requirement_set"),
    path("organisation/requirements/<int:pk>/end/", framework.requirement_end, name="requirement_end"),
]
