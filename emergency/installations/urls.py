"""Routes of installations."""

from django.urls import path

from emergency.installations import training_views, views

urlpatterns = [
    path("installations/", views.list_installations, name="list-installations"),
    path("installations/training/", training_views.list_trainings, name="list-trainings"),
    path("installations/training/export/", training_views.export_trainings, name="export-trainings"),
    path("installations/<uuid:site_id>/installer/", views.judge_installer, name="judge-installer"),
    path("installations/<uuid:site_id>/", views.show_installation, name="show-installation"),
    path("installations/<uuid:site_id>/record/", views.record_installation, name="record-installation"),
    path("plans/<uuid:plan_id>/", views.download_plan, name="download-plan"),
]
