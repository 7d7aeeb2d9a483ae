from django.urls import path

from goals.views import offers, opportunities, suggestions

urlpatterns = [
    path("people/<int:pk>/suggest/", suggestions.suggestion_make, name="suggestion_make"),
    path("suggestions/<int:pk>/", suggestions.suggestion_page, name="suggestion_page"),
    path("suggestions/<int:pk>/accept/", suggestions.suggestion_accept, name="suggestion_accept"),
    path("suggestions/<int:pk>/swap/", suggestions.suggestion_swap, name="suggestion_swap"),
    path("suggestions/<int:pk>/decline/", suggestions.suggestion_decline, name="suggestion_decline"),
    path("suggestions/<int:pk>/too-easy/", suggestions.suggestion_too_easy, name="suggestion_too_easy"),
    path("suggestions/<int:pk>/withdraw/", suggestions.suggestion_withdraw, name="suggestion_withdraw"),
    path("opportunities/", opportunities.opportunity_list, name="opportunity_list"),
    path("opportunities/new/", opportunities.opportunity_post, name="opportunity_post"),
    path("opportunities/<int:pk>/", opportunities.opportunity_page, name="opportunity_page"),
    path("opportunities/<int:pk>/change/", opportunities.opportunity_change, name="opportunity_change"),
    path("opportunities/<int:pk>/withdraw/", opportunities.opportunity_withdraw, name="opportunity_withdraw"),
    path("opportunities/<int:pk>/join/", opportunities.opportunity_join, name="opportunity_join"),
    path("opportunities/<int:pk>/answer/", offers.offer_answer, name="offer_answer"),
    path("opportunities/answers/<int:pk>/take-back/", offers.offer_answer_take_back, name="offer_answer_take_back"),
    path("opportunities/places/<int:pk>/accept/", opportunities.place_accept, name="place_accept"),
    path("opportunities/places/<int:pk>/refuse/", opportunities.place_refuse, name="place_refuse"),
    path("opportunities/places/<int:pk>/confirm/", opportunities.place_confirm, name="place_confirm"),
    path("opportunities/places/<int:pk>/leave/", opportunities.place_leave, name="place_leave"),
]
