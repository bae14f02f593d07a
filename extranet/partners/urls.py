"""Settings of a partner."""

from django.urls import path

from extranet.partners import views

app_name = "partners"
urlpatterns = [
    path("", views.settings, name="settings"),
]
