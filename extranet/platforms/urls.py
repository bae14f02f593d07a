"""Routes of `/api/v1/platforms/` on the operator's host. Without a slash at the end: they are not pages."""

from django.urls import path

from extranet.platforms import api

app_name = "platforms"
urlpatterns = [
    path("accounts/<str:account>/snapshots", api.record_snapshot, name="record-snapshot"),
]
