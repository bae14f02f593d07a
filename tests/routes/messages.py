"""A message to the emergency side that failed, for the page on which staff decide about it."""

from typing import Final
from uuid import UUID

from django.utils import timezone

from emergency.registry.models import Transmission
from extranet.tenancy.context import OPERATOR, PUBLIC, acting

TRANSMISSION: Final = UUID("7a450000-0000-4000-8000-000000000001")


def write() -> None:
    """Put a failed message beside the first one."""
    with acting(PUBLIC, OPERATOR):
        first = Transmission.objects.earliest("sequence")
        names = [field.attname for field in first._meta.concrete_fields if field.name not in ("id", "sequence")]
        kept = {name: getattr(first, name) for name in names}
        failed = {"state": Transmission.State.FAILED, "failed_at": timezone.now(), "error": "HTTP 422"}
        Transmission.objects.bulk_create([Transmission(pk=TRANSMISSION, **kept | failed)])
