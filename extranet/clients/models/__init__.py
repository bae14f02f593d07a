"""The tables of clients: who they are, where they work, with which devices."""

from extranet.clients.models.installations import InstallationFile, InstallationRecord
from extranet.clients.models.organisations import POSTAL_CODE, Client
from extranet.clients.models.sites import NOMADIC, Device, DeviceKind, Site

__all__ = [
    "NOMADIC",
    "POSTAL_CODE",
    "Client",
    "Device",
    "DeviceKind",
    "InstallationFile",
    "InstallationRecord",
    "Site",
]
