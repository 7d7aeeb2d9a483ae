"""One's own data, and erasing."""

from django.urls import path

from accounts.views import own_data

urlpatterns = [
    path("me/data/", own_data.my_data, name="my_data"),
    path("me/data/copy/", own_data.copy_ask, name="copy_ask"),
    path("me/data/copy/<uuid:pk>/", own_data.copy_fetch, name="copy_fetch"),
    path("organisation/people/<int:pk>/erase/", own_data.erasure_ask, name="erasure_ask"),
    path("organisation/erasures/", own_data.erasure_list, name="erasure_list"),
    path("organisation/erasures/<int:pk>/", own_data.erasure_page, name="erasure_page"),
    path("organisation/erasures/<int:pk>/confirm/", own_data.erasure_confirm, name="erasure_confirm"),
    path("organisation/erasures/<int:pk>/withdraw/", own_data.erasure_withdraw, name="erasure_withdraw"),
]
