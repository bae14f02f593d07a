"""A partner's host."""

from django.urls import include, path

from emergency.acknowledging import public_views as notices
from extranet.api import pages, schema
from extranet.portal import views as portal
from extranet.urls import common
from support import profile_views as profiles

urlpatterns = [
    path("", portal.home, name="home"),
    path("search/", portal.search, name="search"),
    path("acknowledge/<str:token>/", notices.acknowledge_notice, name="acknowledge-notice"),
    path("acknowledge-terms/", portal.acknowledge_terms, name="acknowledge-terms"),
    path("clients/<uuid:client_id>/", portal.show_client, name="show-client"),
    path("clients/", include("extranet.clients.urls")),
    path("orders/", include("extranet.ordering.urls")),
    path("invoices/", include("billing.urls")),
    path("numbers/", include("emergency.urls")),
    path("tickets/", include("support.urls")),
    path("api/v1/support/", include("support.api.urls")),
    path("api/v1/emergency/", include("emergency.api.urls")),
    path("api/v1/openapi.json", schema.openapi, name="openapi"),
    path("terms/", include("extranet.terms.urls")),
    path("people/keys/calls/", pages.list_calls, name="list-calls"),
    path("people/", include("extranet.accounts.people_urls")),
    path("settings/support/", profiles.support_profile, name="support-profile"),
    path("settings/support/test/", profiles.send_contact_test, name="send-contact-test"),
    path("contact-test/<str:token>/", profiles.confirm_contact_test, name="confirm-contact-test"),
    path("settings/", include("extranet.partners.urls")),
    *common.urlpatterns,
]

handler400 = common.handler400
handler403 = common.handler403
handler404 = common.handler404
handler500 = common.handler500
