"""Routes of numbers and their addresses."""

from django.urls import URLPattern

app_name = "emergency"
urlpatterns: list[URLPattern] = []
