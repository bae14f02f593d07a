"""A host that has no page at all."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
