"""Routes of sites, devices and caller IDs, below those of numbers."""

from django.urls import path

from emergency.caller_ids import views as caller_ids
from emergency.sites import acting_views, device_views, views

urlpatterns = [
    path("sites/", views.list_sites, name="list-sites"),
    path("sites/export/", views.export_sites, name="export-sites"),
    path("sites/new/", acting_views.new_site, name="new-site"),
    path("sites/<uuid:site_id>/", views.show_site, name="show-site"),
    path("sites/<uuid:site_id>/rename/", acting_views.rename_site, name="rename-site"),
    path("sites/<uuid:site_id>/move/", acting_views.move_site, name="move-site"),
    path("sites/<uuid:site_id>/close/", acting_views.close_site, name="close-site"),
    path("sites/<uuid:site_id>/caller-id/", caller_ids.choose_site_caller_id, name="choose-site-caller-id"),
    path("sites/<uuid:site_id>/new-device/", device_views.new_device, name="new-device"),
    path("devices/<uuid:device_id>/edit/", device_views.edit_device, name="edit-device"),
    path("devices/<uuid:device_id>/move/", device_views.move_device, name="move-device"),
    path("devices/<uuid:device_id>/retire/", device_views.retire_device, name="retire-device"),
    path("devices/<uuid:device_id>/caller-id/", caller_ids.choose_device_caller_id, name="choose-device-caller-id"),
    path("may-present/", caller_ids.may_present, name="may-present"),
]
