from django.urls import path

from resources.views import questions

urlpatterns = [
    path("library/<int:pk>/questions/", questions.question_list, name="question_list"),
    path("library/<int:pk>/ask/", questions.question_ask, name="question_ask"),
    path("library/questions/<int:pk>/", questions.question_page, name="question_page"),
    path("library/questions/<int:pk>/change/", questions.question_change, name="question_change"),
    path("library/questions/<int:pk>/answer/", questions.answer_give, name="answer_give"),
    path("library/questions/<int:pk>/accept/", questions.answer_accept, name="answer_accept"),
    path("library/questions/<int:pk>/invite/", questions.question_invite, name="question_invite"),
    path("library/answers/<int:pk>/change/", questions.answer_change, name="answer_change"),
]
