"""Routes of packs of evidence, below those of numbers."""

from django.urls import path

from emergency.evidence import views

urlpatterns = [
    path("<uuid:holding_id>/evidence/", views.evidence, name="evidence"),
    path("check-evidence/", views.check_evidence, name="check-evidence"),
]
