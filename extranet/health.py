"""`/healthz` (the process answers) and `/readyz` (database migrated and Redis there), before any tenant."""

from collections.abc import Callable

import redis
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from extranet.tenancy.context import OPERATOR, PUBLIC, acting


class HealthMiddleware:
    """Answers monitors on any host name, without session, tenant or log-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return JsonResponse({"status": "ok"})
        if request.path == "/readyz":
            faults = readiness_faults()
            return JsonResponse(
                {"status": "ok" if not faults else "not ready", "faults": faults}, status=503 if faults else 200
            )
        return self.get_response(request)


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
