"""From host name or mount to a place; sessions stay where they were born.

Source: staff sign in once on the operator's host; `/at/<partner>/…` mounts the whole site inside
that partner's schema, so that two tabs on two partners cannot be mixed up.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from typing import cast

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.urls import get_script_prefix, set_script_prefix

from extranet.partners.models import Partner
from extranet.partners.request import HouseRequest
from extranet.requests import current_origin, originating
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting

MOUNT = re.compile(r"^/at/(?P<schema>[a-z][a-z0-9_]*)(?P<rest>/.*)?$")
UNKNOWN_HOST = "Cette adresse n'est celle d'aucun partenaire. Vérifiez le nom dans votre navigateur."

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class PlaceMiddleware:
    """Chooses schema, role, URLconf and mount for a request, and puts everything back afterwards."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        house = cast("HouseRequest", request)
        host = request.get_host().rsplit(":", 1)[0].lower()
        if host == settings.OPERATOR_HOST:
            return self._on_operator_host(house)
        with acting(PUBLIC, PARTNER):
            partner = Partner.objects.filter(domains__domain=host).defer("logo").first()
        if partner is None:
            return HttpResponseNotFound(UNKNOWN_HOST, content_type="text/plain; charset=utf-8")
        house.home, house.mount, house.partner = partner.schema_name, "", partner
        return self._stand(house, partner.schema_name, PARTNER)

    def _on_operator_host(self, request: HouseRequest) -> HttpResponseBase:
        request.home, request.mount, request.partner = PUBLIC, "", None
        mounted = MOUNT.match(request.path_info)
        if mounted is None:
            request.urlconf = settings.OPERATOR_URLCONF
            return self._stand(request, PUBLIC, OPERATOR)
        with acting(PUBLIC, OPERATOR):
            partner = Partner.objects.filter(schema_name=mounted["schema"]).defer("logo").first()
        if partner is None:
            request.urlconf = settings.OPERATOR_URLCONF  # it knows no /at/…: the ordinary 404 follows
            return self._stand(request, PUBLIC, OPERATOR)
        if not mounted["rest"]:
            return HttpResponsePermanentRedirect(f"{request.path}/")
        return self._mounted(request, partner, mounted["rest"])

    def _mounted(self, request: HouseRequest, partner: Partner, rest: str) -> HttpResponseBase:
        prefix_before = get_script_prefix()
        request.mount, request.partner = f"/at/{partner.schema_name}", partner
        request.urlconf = settings.MOUNTED_URLCONF
        script_name = request.META.get("SCRIPT_NAME", "").rstrip("/") + request.mount
        request.path_info = request.META["PATH_INFO"] = rest
        request.META["SCRIPT_NAME"] = script_name
        set_script_prefix(script_name)
        try:
            with originating(replace(current_origin(), mount=request.mount)):
                return self._stand(request, partner.schema_name, OPERATOR)
        finally:
            set_script_prefix(prefix_before)

    def _stand(self, request: HouseRequest, schema: str, role: str) -> HttpResponseBase:
        structlog.contextvars.bind_contextvars(partner=schema, mount=request.mount)
        with acting(schema, role):
            response = self.get_response(request)
        if response.streaming:
            _stream_in_place(cast("StreamingHttpResponse", response), schema, role)
        return response


def _stream_in_place(response: StreamingHttpResponse, schema: str, role: str) -> None:
    """Produce each chunk of a streamed body in the place of its request: the body is read after it ended."""
    inner = iter(cast("Iterator[bytes]", response.streaming_content))

    def chunks() -> Iterator[bytes]:
        while True:
            with acting(schema, role):
                try:
                    chunk = next(inner)
                except StopIteration:
                    return
            yield chunk

    response.streaming_content = chunks()


class BoundSessionMiddleware:
    """A session carries the home it was born in; on any other host it is not a session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.new_session = import_module(settings.SESSION_ENGINE).SessionStore

    def __call__(self, request: HttpRequest) -> HttpResponse:
        house = cast("HouseRequest", request)
        if not request.session.is_empty() and request.session.get("home") != house.home:
            # A new one, not flush(): replaying a stolen cookie elsewhere must not sign its owner out.
            request.session = self.new_session()
        response = self.get_response(request)
        session = request.session
        if session.modified and not session.is_empty() and "home" not in session:
            session["home"] = house.home
        return response
