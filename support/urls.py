"""Routes of tickets on a partner's host."""

from django.urls import path

from support import acting_views, asking_views, views

app_name = "support"
urlpatterns = [
    path("", views.list_tickets, name="list-tickets"),
    path("export/", views.export_tickets, name="export-tickets"),
    path("new/", asking_views.new_ticket, name="new-ticket"),
    path("outcome/", asking_views.outcome, name="outcome"),
    path("<uuid:ticket_id>/", views.show_ticket, name="show-ticket"),
    path("<uuid:ticket_id>/receipt/", views.receipt, name="receipt"),
    path("<uuid:ticket_id>/add-message/", acting_views.add_message, name="add-message"),
    path("<uuid:ticket_id>/acknowledge/", acting_views.acknowledge, name="acknowledge"),
    path("<uuid:ticket_id>/move/", acting_views.move, name="move"),
    path("<uuid:ticket_id>/end-ticket/", acting_views.end_ticket, name="end-ticket"),
    path("<uuid:ticket_id>/raise-ground/", acting_views.raise_ground, name="raise-ground"),
    path("<uuid:ticket_id>/escalate-ticket/", acting_views.escalate_ticket, name="escalate-ticket"),
]
