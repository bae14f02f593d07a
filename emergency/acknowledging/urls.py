"""Routes of who reads the notice; the personal link stands at the top of the house."""

from django.urls import path

from emergency.acknowledging import public_views, views

urlpatterns = [
    path("notice/", public_views.read_notice, name="read-notice"),
    path("acknowledgements/", views.list_acknowledgements, name="list-acknowledgements"),
    path("acknowledgements/<uuid:client_id>/", views.show_acknowledgements, name="show-acknowledgements"),
    path("acknowledgements/<uuid:client_id>/export/", views.export_acknowledgements, name="export-acknowledgements"),
    path("acknowledgements/<uuid:client_id>/ask/", views.ask_people, name="ask-people"),
    path("campaigns/<uuid:campaign_id>/end/", views.end_campaign, name="end-campaign"),
    path("readers/<uuid:acknowledgement_id>/withdraw/", views.withdraw_reader, name="withdraw-reader"),
    path("readers/<uuid:acknowledgement_id>/resend/", views.resend_link, name="resend-link"),
    path("readers/<uuid:acknowledgement_id>/proof/", views.show_proof, name="show-proof"),
    path("readers/<uuid:acknowledgement_id>/proof.pdf/", views.download_proof, name="download-proof"),
]
