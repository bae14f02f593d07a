"""Routes of orders on a partner's host."""

from django.urls import path

from extranet.ordering import views
from extranet.ordering.steps import views as steps

app_name = "ordering"
urlpatterns = [
    path("", views.list_orders, name="list-orders"),
    path("export/", views.export_orders, name="export-orders"),
    path("new/", steps.new_order, name="new-order"),
    path("<uuid:order_id>/", views.show_order, name="show-order"),
    path("<uuid:order_id>/choose-lines/", steps.choose_lines, name="choose-lines"),
    path("<uuid:order_id>/declare/", steps.declare, name="declare"),
    path("<uuid:order_id>/accept-terms/", steps.accept_terms, name="accept-terms"),
    path("<uuid:order_id>/review/", steps.review, name="review"),
    path("<uuid:order_id>/place/", steps.place, name="place"),
    path("<uuid:order_id>/discard/", views.discard_order, name="discard-order"),
]
