"""Sign-in as one of the demo's people."""

from django.urls import path

from ecosystem.demo import views

app_name = "demo"
urlpatterns = [path("sign-in/<str:employee_number>/", views.demo_sign_in, name="demo_sign_in")]
