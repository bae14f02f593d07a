"""A refusal that a view let through becomes the page of its status, in one place for all pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from extranet.errors import Refusal
from extranet.look.views import refusal_page


class RefusalMiddleware:
    """Tells refusals with the shell around them; every other exception goes its way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page of a refusal, None for what is not one."""
        return refusal_page(request, exception) if isinstance(exception, Refusal) else None
