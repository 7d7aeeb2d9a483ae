"""Personal tokens."""

from django.urls import path

from accounts.views import tokens

urlpatterns = [
    path("me/tokens/", tokens.token_list, name="token_list"),
    path("me/tokens/make/", tokens.token_make, name="token_make"),
    path("me/tokens/<int:pk>/revoke/", tokens.token_revoke, name="token_revoke"),
]
