"""Routes of files of addresses."""

from django.urls import path

from emergency.importing import views

urlpatterns = [
    path("imports/", views.list_imports, name="list-imports"),
    path("imports/send-file/", views.send_file, name="send-file"),
    path("imports/<uuid:import_id>/", views.show_import, name="show-import"),
    path("imports/<uuid:import_id>/read-again/", views.read_again, name="read-again"),
    path("imports/<uuid:import_id>/write-import/", views.write_import, name="write-import"),
    path("imports/<uuid:import_id>/drop-import/", views.drop_import, name="drop-import"),
    path("imports/<uuid:import_id>/export-faults/", views.export_faults, name="export-faults"),
]
