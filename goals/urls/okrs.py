from django.urls import path

from goals.views import cycles, key_results, leads, okrs

urlpatterns = [
    path("okrs/", okrs.okr_tree_page, name="okr_tree"),
    path("okrs/new/", okrs.objective_set, name="objective_set"),
    path("okrs/hints/", okrs.objective_hints, name="objective_hints"),
    path("okrs/<int:pk>/", okrs.objective_page, name="objective_page"),
    path("okrs/<int:pk>/change/", okrs.objective_change, name="objective_change"),
    path("okrs/<int:pk>/link/", okrs.objective_link, name="objective_link"),
    path("okrs/<int:pk>/skills/", okrs.objective_skill, name="objective_skill"),
    path("okrs/<int:pk>/skills/<int:target>/drop/", okrs.objective_skill_drop, name="objective_skill_drop"),
    path("okrs/<int:pk>/end/", okrs.objective_end, name="objective_end"),
    path("okrs/<int:pk>/grade/", okrs.objective_grade, name="objective_grade"),
    path("okrs/<int:pk>/learning/", okrs.objective_learning, name="objective_learning"),
    path("okrs/<int:pk>/carry-over/", cycles.objective_carry_over, name="objective_carry_over"),
    path("okrs/<int:pk>/key-results/new/", key_results.key_result_set, name="key_result_set"),
    path("okrs/key-results/hints/", key_results.key_result_hints, name="key_result_hints"),
    path("okrs/key-results/<int:pk>/", key_results.key_result_page, name="key_result_page"),
    path("okrs/key-results/<int:pk>/change/", key_results.key_result_change, name="key_result_change"),
    path("okrs/key-results/<int:pk>/drop/", key_results.key_result_drop, name="key_result_drop"),
    path("okrs/key-results/<int:pk>/read/", key_results.key_result_read, name="key_result_read"),
    path("okrs/milestones/<int:pk>/tick/", key_results.milestone_tick, name="key_result_milestone_tick"),
    path("okrs/cycles/<int:pk>/carry-over/", cycles.cycle_carry_over, name="cycle_carry_over"),
    path("okrs/led-by/<int:pk>/", leads.leads_page, name="leads_page"),
    path("okrs/led-by/<int:pk>/hand-on/", leads.leads_hand_on, name="leads_hand_on"),
    path("okrs/themes/", cycles.theme_list, name="theme_list"),
    path("okrs/themes/new/", cycles.theme_set, name="theme_set"),
    path("okrs/themes/<int:pk>/change/", cycles.theme_change, name="theme_change"),
    path("okrs/themes/<int:pk>/retire/", cycles.theme_retire, name="theme_retire"),
]
