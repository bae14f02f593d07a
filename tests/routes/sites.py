"""Two sites of every owner's client and a device on the first, under ids made of the client's; and forms about them."""

from typing import Any, Final
from uuid import UUID, uuid5

from django.utils import timezone

from emergency.sites.devices import DeviceFacts, add_device
from emergency.sites.services import create_site
from extranet.clients.models import Device, DeviceKind, Site
from tests.cast import ERIK, person_of
from tests.registry.acts import BRUSSELS, SAINTES

NAMES: Final = UUID("517e0000-0000-4000-8000-000000000000")


def site_of(client_id: UUID, name: str = "Siège") -> UUID:
    """Return the id of a client's site."""
    return uuid5(NAMES, f"{client_id} {name}")


def device_of(client_id: UUID) -> UUID:
    """Return the id of the device on the client's first site."""
    return uuid5(NAMES, f"{client_id} device")


def write(schema: str, client_id: UUID) -> None:
    """Open the sites and add the device, as staff, in the schema we stand in."""
    person, at = person_of(ERIK, schema=schema), timezone.now()
    for name, facts in (("Siège", BRUSSELS), ("Dépôt", SAINTES)):
        create_site(
            client_id=client_id,
            name=name,
            note="",
            facts=facts,
            person=person,
            at=at,
            site_id=site_of(client_id, name),
        )
    phone = DeviceFacts("Accueil", DeviceKind.DESK_PHONE, person_name="Camille")
    add_device(site_id=site_of(client_id), facts=phone, person=person, at=at, device_id=device_of(client_id))


def revised_site(client_id: UUID, **more: Any) -> dict[str, Any]:
    """Return what a page of the site posts as it stands."""
    revision = Site.objects.values_list("revision", flat=True).get(pk=site_of(client_id))
    return {"revision": revision, **more}


def revised_device(client_id: UUID, **more: Any) -> dict[str, Any]:
    """Return what a page of the device posts as it stands."""
    revision = Device.objects.values_list("revision", flat=True).get(pk=device_of(client_id))
    return {"revision": revision, **more}
