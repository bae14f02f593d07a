"""The addresses that the shell looks for, without the pages."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def empty(request: HttpRequest, part: str = "") -> HttpResponse:
    """Answer nothing: only the address matters."""
    return HttpResponse()


urlpatterns = [
    path("", empty, name="home"),
    path("clients/", include(([path("", empty, name="list-clients")], "clients"))),
    path("orders/", include(([path("", empty, name="list-orders")], "ordering"))),
    path("people/", include(([path("", empty, name="list-people")], "accounts"))),
    path("settings/", include(([path("", empty, name="settings")], "partners"))),
    path("terms/", include(([path("<str:part>/", empty, name="read-part")], "terms"))),
    path("search/", empty, name="search"),
    path("language/", empty, name="set-language"),
    path("theme/", empty, name="set-theme"),
    path("brand.css", empty, name="brand-css"),
    path("brand/logo/", empty, name="brand-logo"),
    path("account/2fa/", empty, name="mfa_index"),
    path("account/logout/", empty, name="account_logout"),
]
