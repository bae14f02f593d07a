"""`/healthz` (the process answers), `/readyz` (database migrated and Redis there) and `/healthz/paging` (the
night is watched), before any tenant.

`/healthz/paging` is for a monitor outside, which calls people when this house cannot: 503 with its reasons when
no worker answered beat for two minutes (or ever), when a round or a message of a page is late by a minute, or
when an open page has nobody to reach. It needs neither Redis nor a session, and says nothing about whose page.
"""

from collections.abc import Callable

import redis
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from support.desk.paging.health import paging_faults


class HealthMiddleware:
    """Answers monitors on any host name, without session, tenant or log-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return JsonResponse({"status": "ok"})
        if request.path == "/readyz":
            return _report(readiness_faults(), otherwise="not ready")
        if request.path == "/healthz/paging":
            return _report(night_faults(), otherwise="nobody may be reached")
        return self.get_response(request)


def _report(faults: list[str], *, otherwise: str) -> JsonResponse:
    response = JsonResponse({"status": otherwise if faults else "ok", "faults": faults}, status=503 if faults else 200)
    response["Cache-Control"] = "no-store"
    return response


def night_faults() -> list[str]:
    """Return what keeps pages from reaching anybody, empty when the night is watched."""
    try:
        with acting(PUBLIC, OPERATOR):
            return [str(fault) for fault in paging_faults(at=timezone.now())]
    except (DatabaseError, ImproperlyConfigured):
        return ["the database does not answer"]


def readiness_faults() -> list[str]:
    """Return what keeps this process from serving, empty when it may serve."""
    faults = []
    try:
        with acting(PUBLIC, OPERATOR):
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                faults.append("migrations are missing")
    except (DatabaseError, ImproperlyConfigured):
        faults.append("the database does not answer")
    try:
        with redis.from_url(settings.REDIS_URL, socket_timeout=2) as server:
            server.ping()
    except redis.RedisError:
        faults.append("redis does not answer")
    return faults
