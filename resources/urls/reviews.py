from django.urls import path

from resources.views import reviews

urlpatterns = [
    path("library/<int:pk>/review/", reviews.review_ask, name="review_ask"),
    path("library/reviews/<int:pk>/", reviews.review_page, name="review_page"),
    path("library/reviews/<int:pk>/write/", reviews.review_write, name="review_write"),
    path("library/reviews/<int:pk>/decline/", reviews.review_decline, name="review_decline"),
]
