"""Routes of installations."""

from django.urls import path

from emergency.installations import views

urlpatterns = [
    path("installations/", views.list_installations, name="list-installations"),
    path("installations/<uuid:site_id>/", views.show_installation, name="show-installation"),
    path("installations/<uuid:site_id>/record/", views.record_installation, name="record-installation"),
    path("plans/<uuid:plan_id>/", views.download_plan, name="download-plan"),
]
