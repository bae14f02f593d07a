"""The answers of the routes of sites, devices and caller IDs; the letters are those of `expected.py`."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from tests.routes.cells import Cell, Route
from tests.routes.sites import device_of, revised_device, revised_site, site_of

PLACE: Final = {
    "street": "Rue de l’Essai",
    "house_number": "9",
    "postal_code": "1000",
    "municipality": "Bruxelles",
    "country": "BE",
    "language": "fr",
    "confirmed": "1",
}
PHONE: Final = {"name": "Poste 9", "kind": "desk_phone"}
READ: Final = "YYY YYY YYY"
# A client's administrator for their own client, a partner for its clients, staff for the operator.
WRITE: Final = "YYN YNY YNY"


def site(cell: Cell) -> dict[str, UUID]:
    """Name the owner's first site."""
    return {"site_id": site_of(cell.owner.client_id)}


def device(cell: Cell) -> dict[str, UUID]:
    """Name the owner's device."""
    return {"device_id": device_of(cell.owner.client_id)}


def of_site(**more: Any) -> Callable[[Cell], dict[str, Any]]:
    """Post what the page of the site posts as it stands."""
    return lambda cell: revised_site(cell.owner.client_id, **more)


def of_device(**more: Any) -> Callable[[Cell], dict[str, Any]]:
    """Post what the page of the device posts as it stands."""
    return lambda cell: revised_device(cell.owner.client_id, **more)


def elsewhere(cell: Cell) -> dict[str, Any]:
    """Post the owner's other site."""
    return revised_device(cell.owner.client_id, site=str(site_of(cell.owner.client_id, "Dépôt")))


def opened(cell: Cell) -> dict[str, Any]:
    """Post a new site of the owner's client, confirmed."""
    return {
        **PLACE,
        "site": "517e0000-0000-4000-8000-0000000000ff",
        "name": "Atelier",
        "client": str(cell.owner.client_id),
    }


SITES: Final[Mapping[str, Route]] = {
    "emergency:list-sites": Route(get=READ, post="MMM MMM MMM"),
    "emergency:export-sites": Route(get=READ, post="MMM MMM MMM"),
    "emergency:may-present": Route(get=READ, post="MMM MMM MMM"),
    "emergency:show-site": Route(get=READ, post="MMM MMM MMM", of=site),
    "emergency:new-site": Route(get=WRITE, post=WRITE, posts=opened),
    "emergency:rename-site": Route(get=WRITE, post=WRITE, of=site, posts=of_site(name="Siège social")),
    "emergency:move-site": Route(get=WRITE, post=WRITE, of=site, posts=of_site(**PLACE)),
    "emergency:close-site": Route(get=WRITE, post=WRITE, of=site, posts=of_site()),
    "emergency:choose-site-caller-id": Route(get=WRITE, post=WRITE, of=site, posts=of_site(number="")),
    "emergency:new-device": Route(get=WRITE, post=WRITE, of=site, posts=lambda _cell: PHONE),
    "emergency:edit-device": Route(get=WRITE, post=WRITE, of=device, posts=of_device(**PHONE)),
    "emergency:move-device": Route(get=WRITE, post=WRITE, of=device, posts=elsewhere),
    "emergency:retire-device": Route(get=WRITE, post=WRITE, of=device, posts=of_device()),
    "emergency:choose-device-caller-id": Route(get=WRITE, post=WRITE, of=device, posts=of_device(number="")),
}
