"""Which way to the emergency side is set up."""

from pathlib import Path

from django.conf import settings

from emergency.registry.transmitting.channels.base import Channel
from emergency.registry.transmitting.channels.folder import FolderChannel
from emergency.registry.transmitting.channels.gateway import GatewayChannel


def channel_in_force() -> Channel | None:
    """Return the way of the settings of the moment; None when none is set up: messages wait, and pages say so."""
    if settings.TRANSMIT_HTTP_URL:
        return GatewayChannel(settings.TRANSMIT_HTTP_URL, settings.TRANSMIT_HTTP_TOKEN)
    if settings.TRANSMIT_FOLDER:
        return FolderChannel(Path(settings.TRANSMIT_FOLDER))
    return None


def is_set_up() -> bool:
    """Whether messages have a way to go."""
    return bool(settings.TRANSMIT_HTTP_URL or settings.TRANSMIT_FOLDER)
