"""Routes of invoices."""

from django.urls import path

from billing import views

app_name = "billing"
urlpatterns = [
    path("", views.list_invoices, name="list-invoices"),
    path("export/", views.export_invoices, name="export-invoices"),
    path("coming/", views.show_coming, name="show-coming"),
    path("<uuid:invoice_id>/", views.show_invoice, name="show-invoice"),
    path("<uuid:invoice_id>/print/", views.print_invoice, name="print-invoice"),
    path("<uuid:invoice_id>/export/", views.export_lines, name="export-lines"),
]
