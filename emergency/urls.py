"""Routes of numbers and their addresses."""

from django.urls import path

from emergency import views

app_name = "emergency"
urlpatterns = [
    path("", views.list_numbers, name="list-numbers"),
    path("export/", views.export_numbers, name="export-numbers"),
    path("<uuid:holding_id>/", views.show_block, name="show-block"),
    path("<uuid:holding_id>/declare-address/", views.declare_address, name="declare-address"),
    path("<uuid:holding_id>/decide-review/", views.decide_review, name="decide-review"),
]
