"""What a guild talks about and keeps."""

from django.urls import path

from guilds.views import board, collection

urlpatterns = [
    path("sessions/<int:pk>/ask/", board.session_ask, name="session_ask"),
    path("guilds/<int:pk>/board/", board.post_list, name="post_list"),
    path("guilds/<int:pk>/board/new/", board.post_new, name="post_new"),
    path("guilds/posts/<int:pk>/", board.post_page, name="post_page"),
    path("guilds/posts/<int:pk>/change/", board.post_change, name="post_change"),
    path("guilds/posts/<int:pk>/pin/", board.post_pin, name="post_pin"),
    path("guilds/posts/<int:pk>/take-down/", board.post_take_down, name="post_take_down"),
    path("guilds/posts/<int:pk>/answer/", board.answer_give, name="answer_give"),
    path("guilds/posts/<int:pk>/accept/", board.answer_accept, name="answer_accept"),
    path("guilds/answers/<int:pk>/change/", board.answer_change, name="answer_change"),
    path("guilds/answers/<int:pk>/take-down/", board.answer_take_down, name="answer_take_down"),
    path("guilds/<int:pk>/collection/", collection.collection_page, name="collection_page"),
    path("guilds/<int:pk>/collection/add/", collection.resource_collect, name="resource_collect"),
    path("guilds/collection/<int:pk>/note/", collection.kept_note, name="kept_note"),
    path("guilds/collection/<int:pk>/remove/", collection.kept_remove, name="kept_remove"),
]
