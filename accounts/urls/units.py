"""Units and sites."""

from django.urls import path

from accounts.views import units

urlpatterns = [
    path("organisation/units/", units.unit_list, name="unit_list"),
    path("organisation/units/add/", units.unit_add, name="unit_add"),
    path("organisation/units/<int:pk>/", units.unit_page, name="unit_page"),
    path("organisation/units/<int:pk>/change/", units.unit_change, name="unit_change"),
    path("organisation/units/<int:pk>/close/", units.unit_close, name="unit_close"),
    path("organisation/units/<int:pk>/reopen/", units.unit_reopen, name="unit_reopen"),
    path("units/options/", units.unit_options, name="unit_options"),
    path("organisation/sites/", units.site_list, name="site_list"),
    path("organisation/sites/add/", units.site_add, name="site_add"),
    path("organisation/sites/<int:pk>/change/", units.site_change, name="site_change"),
]
