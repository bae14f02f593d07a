"""The two tasks of the outbox."""

from celery import shared_task
from django.utils import timezone

from extranet.outbox import services


@shared_task(name="outbox.deliver")
def deliver(schema: str, message_id: int) -> bool:
    """Make one delivery of `schema`."""
    return services.deliver(message_id=message_id, at=timezone.now())


@shared_task(name="outbox.sweep")
def sweep(schema: str) -> int:
    """Wake up what is due, over all partners (`schema` is public)."""
    return services.sweep(at=timezone.now())
