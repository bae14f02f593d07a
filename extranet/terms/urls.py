"""Routes of the terms on a partner's host."""

from django.urls import path

from extranet.terms import views

app_name = "terms"
urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("certificates/<uuid:acceptance_id>/", views.certificate, name="certificate"),
    path("certificates/<uuid:acceptance_id>/pdf/", views.certificate_pdf, name="certificate-pdf"),
    path("<slug:part>/", views.read_part, name="read-part"),
]
