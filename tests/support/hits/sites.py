"""Sites and devices of the cast's clients, written straight into the tables by the owner."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from emergency.models import SitePlace
from extranet.clients.models import Device, DeviceKind, Site
from extranet.tenancy.context import OWNER, acting
from tests.cast import ALPHA, CLIENT, DORA

SINCE: Final = datetime(2026, 1, 5, 8, tzinfo=UTC)
HIGH_STREET: Final = "Rue Haute 10, 1000 Bruxelles"


def site(
    name: str = "Siège", *, client_id: UUID = CLIENT, schema: str = ALPHA, street: str = "Rue Haute", note: str = ""
) -> Site:
    """Give a client a site; `street` empty: with no address."""
    with acting(schema, OWNER):
        made = Site.objects.create(client_id=client_id, name=name, note=note, created_at=SINCE)
        if street:
            located(made, street)
    return made


def located(one: Site, street: str, *, since: datetime = SINCE) -> None:
    """Register an address for a site; stand as its owner."""
    SitePlace.objects.create(
        site=one,
        street=street,
        house_number="10",
        postal_code="1000",
        municipality="Bruxelles",
        valid=DateTimeTZRange(since, None),
        declared_at=since,
        author_id=DORA.id,
        author_name=DORA.name,
        author_side="client",
    )


def device(
    at: Site, name: str = "Poste 12", *, kind: DeviceKind = DeviceKind.DESK_PHONE, spot: str = "", schema: str = ALPHA
) -> Device:
    """Put a device on a site."""
    with acting(schema, OWNER):
        return Device.objects.create(client_id=at.client_id, site=at, name=name, kind=kind, spot=spot, created_at=SINCE)
