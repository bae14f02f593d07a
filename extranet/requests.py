"""Where the current act comes from: kept for logs, audit and evidence."""

import ipaddress
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from http import HTTPStatus
from uuid import uuid4

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

log = structlog.get_logger("extranet.requests")

_MOST_DIGITS = 15
# What follows in a path opens something: it never stands in a log.
TOKEN = re.compile(
    r"(/invitations/|/password/reset/key/|/email/confirm/|/answer/|/confirm-way/|/contact-test/|/acknowledge/)[^/\s]+"
)


def masked(text: str) -> str:
    """Return `text` without what opens something."""
    return TOKEN.sub(r"\1…", text)


class TokenFilter(logging.Filter):
    """Masks the paths in the lines that Django itself writes about refused requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the arguments of a record; every record passes."""
        if isinstance(record.args, tuple):
            record.args = tuple(masked(one) if isinstance(one, str) else one for one in record.args)
        return True


@dataclass(frozen=True)
class Origin:
    """The origin of an act. Empty for tasks and commands."""

    request_id: str = ""
    ip: str = ""
    user_agent: str = ""
    mount: str = ""


_origin: ContextVar[Origin] = ContextVar("origin", default=Origin())  # noqa: B039 - frozen


def current_origin() -> Origin:
    """Return where the act under way comes from."""
    return _origin.get()


@contextmanager
def originating(origin: Origin) -> Iterator[None]:
    """Run a request or a test under `origin`."""
    token = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(token)


def origin_of(request: HttpRequest) -> Origin:
    """Read the origin from a request.

    The address is the socket's own, or, behind `TRUSTED_PROXIES` proxies, the entry they wrote last;
    what a client claims further left is never believed.
    """
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.TRUSTED_PROXIES and len(forwarded) >= settings.TRUSTED_PROXIES:
        address = forwarded[-settings.TRUSTED_PROXIES]
    try:
        address = str(ipaddress.ip_address(address))
    except ValueError:
        address = ""
    return Origin(
        request_id=uuid4().hex[:12],
        ip=address,
        user_agent=request.META.get("HTTP_USER_AGENT", "")[:400],
    )


class OriginMiddleware:
    """Names the request and keeps its origin for logs and audit; answers with `X-Request-Id`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        origin = origin_of(request)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=origin.request_id)
        with originating(origin):
            response = self.get_response(request)
        log.info(
            "request",
            method=request.method,
            path=masked(request.path),
            status=response.status_code,
            ip=origin.ip,
        )
        response["X-Request-Id"] = origin.request_id
        return response


class BodyMiddleware:
    """Refuses a body beyond `BODY_MAX_MB` before anything reads it: the form that CSRF looks for, files on disk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        # Python itself breaks down over very long digits.
        is_length = length.isdecimal() and len(length) <= _MOST_DIGITS
        if is_length and int(length) <= settings.BODY_MAX_MB * 1_000_000:
            return self.get_response(request)
        # No page: neither the place nor the person is known yet.
        sentence = f"413: {settings.BODY_MAX_MB} MB"
        if "/api/" in request.path:
            facts = {"type": "about:blank", "title": HTTPStatus.REQUEST_ENTITY_TOO_LARGE.phrase, "status": 413}
            facts |= {"code": "body_too_large", "detail": sentence, "request_id": current_origin().request_id}
            return JsonResponse(facts, status=413, content_type="application/problem+json")
        return HttpResponse(sentence, status=413, content_type="text/plain")
