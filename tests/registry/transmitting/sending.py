"""Sending as the task does it, at instants of the test's own."""

from datetime import datetime, timedelta

from django.utils import timezone

from emergency.registry.models import Transmission
from emergency.registry.transmitting.channels.base import Channel
from emergency.registry.transmitting.channels.choosing import channel_in_force
from emergency.registry.transmitting.sending import collect, send_next
from extranet.tenancy.context import OPERATOR, PUBLIC, acting

STATE = Transmission.State


def send_all(*, after: timedelta = timedelta(), channel: Channel | None = None, most: int = 100) -> int:
    """Send whatever may leave, `after` from now; return how many tries there were."""
    at = timezone.now() + after
    way = channel or channel_in_force()
    assert way is not None
    tried = 0
    with acting(PUBLIC, OPERATOR):
        while tried < most and (sent := send_next(channel=way, clock=lambda: at)):
            tried += sent
    return tried


def collect_all(*, after: timedelta = timedelta(minutes=2), channel: Channel | None = None) -> int:
    """Collect the answers, `after` from now."""
    at = timezone.now() + after
    way = channel or channel_in_force()
    assert way is not None
    with acting(PUBLIC, OPERATOR):
        return collect(channel=way, clock=lambda: at)


def states() -> list[str]:
    """Return the states of all messages, in their order."""
    with acting(PUBLIC, OPERATOR):
        return list(Transmission.objects.order_by("sequence").values_list("state", flat=True))


def message(place: int = 0) -> Transmission:
    """Return the message in that place of the order."""
    with acting(PUBLIC, OPERATOR):
        return Transmission.objects.order_by("sequence")[place]


def later(**span: int) -> datetime:
    """Return an instant to come."""
    return timezone.now() + timedelta(**span)
