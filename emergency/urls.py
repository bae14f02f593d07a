"""Routes of numbers and their addresses."""

from django.urls import path

from emergency import views
from emergency.acknowledging.urls import urlpatterns as acknowledging
from emergency.acting.urls import urlpatterns as acting
from emergency.evidence.urls import urlpatterns as evidence
from emergency.importing.urls import urlpatterns as importing
from emergency.installations.urls import urlpatterns as installations
from emergency.reconfirming.urls import urlpatterns as reconfirming
from emergency.sites.urls import urlpatterns as sites

app_name = "emergency"
urlpatterns = [
    path("", views.list_numbers, name="list-numbers"),
    path("export/", views.export_numbers, name="export-numbers"),
    path("<uuid:holding_id>/", views.show_block, name="show-block"),
    path("<uuid:holding_id>/declare-address/", views.declare_address, name="declare-address"),
    path("<uuid:holding_id>/decide-review/", views.decide_review, name="decide-review"),
    *acknowledging,
    *acting,
    *evidence,
    *installations,
    *reconfirming,
    *sites,
    *importing,
]
