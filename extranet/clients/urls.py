"""Routes of clients; the page of one client is the portal's, which knows every department."""

from django.urls import path

from extranet.clients import views

app_name = "clients"
urlpatterns = [
    path("", views.list_clients, name="list-clients"),
    path("export/", views.export_clients, name="export-clients"),
    path("new/", views.new_client, name="new-client"),
    path("<uuid:client_id>/edit/", views.edit_client, name="edit-client"),
]
