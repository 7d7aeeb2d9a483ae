"""Care: vouching, reactions, owners, picks, and what needs its author."""

from django.urls import path

from resources.views import care

urlpatterns = [
    path("library/mine/attention/", care.attention_list, name="attention_list"),
    path("library/<int:pk>/verify/", care.resource_verify, name="resource_verify"),
    path("library/<int:pk>/react/", care.resource_react, name="resource_react"),
    path("library/reactions/<int:pk>/answer/", care.reaction_answer, name="reaction_answer"),
    path("library/<int:pk>/hand-on/", care.resource_hand_on, name="resource_hand_on"),
    path("library/<int:pk>/pick/", care.resource_pick, name="resource_pick"),
    path("library/picks/<int:pk>/end/", care.pick_end, name="pick_end"),
]
