"""Sites opened and moved, devices and caller IDs as pages would write them."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from emergency.caller_ids.checking import Checked, check_sites
from emergency.caller_ids.services import choose_caller_id
from emergency.models import CallerId, SitePlace
from emergency.registry.facts import AddressFacts
from emergency.sites.devices import DeviceFacts, add_device, move_device
from emergency.sites.services import create_site, move_site
from extranet.accounts.people import Person
from extranet.clients.models import Device, DeviceKind, Site
from extranet.tenancy.context import OPERATOR, PARTNER, acting
from tests.cast import ALICE, ALPHA, CLIENT, ERIK, STAFF, Member, client_for, person_of
from tests.registry.acts import BRUSSELS, SAINTES

# A number of Nivelles, at home where Saintes is.
NIVELLES: Final = 3267123400
FREEPHONE: Final = 3280012345
# An id as a page gives it.
PAGE_ID: Final = "517e0000-0000-4000-8000-0000000000aa"


def stands(by: Member, schema: str = ALPHA) -> tuple[Person, AbstractContextManager[None]]:
    """Return the person, and the place they act from: staff under the partner's mount."""
    there = schema if by in STAFF else by.schema
    return person_of(by, schema=there), acting(there, OPERATOR if by in STAFF else PARTNER)


def site(
    name: str = "Siège",
    facts: AddressFacts | None = BRUSSELS,
    *,
    by: Member = ALICE,
    client_id: UUID = CLIENT,
    **how: Any,
) -> Site:
    """Open a site."""
    person, there = stands(by)
    with there:
        return create_site(
            client_id=client_id, name=name, note="", facts=facts, person=person, at=timezone.now(), **how
        )


def now(thing: Site) -> Site:
    """Return the site as it stands."""
    with acting(ALPHA, OPERATOR):
        return Site.objects.get(pk=thing.pk)


def device_now(thing: Device) -> Device:
    """Return the device as it stands."""
    with acting(ALPHA, OPERATOR):
        return Device.objects.select_related("site").get(pk=thing.pk)


def move(
    thing: Site,
    facts: AddressFacts = SAINTES,
    *,
    by: Member = ALICE,
    effective: datetime | None = None,
    revision: int | None = None,
    blocks: Mapping[UUID, int] | None = None,
) -> SitePlace:
    """Move a site, from the page as it is now or as it was at `revision`."""
    person, there = stands(by)
    shown = now(thing).revision if revision is None else revision
    with there:
        return move_site(
            site_id=thing.pk,
            revision=shown,
            facts=facts,
            effective=effective,
            person=person,
            at=timezone.now(),
            blocks=blocks,
        )


def device(
    at_site: Site,
    name: str = "Accueil",
    kind: str = DeviceKind.DESK_PHONE,
    *,
    by: Member = ALICE,
    device_id: UUID | None = None,
    **facts: Any,
) -> Device:
    """Add a device."""
    person, there = stands(by)
    with there:
        return add_device(
            site_id=at_site.pk,
            facts=DeviceFacts(name, kind, **facts),
            person=person,
            at=timezone.now(),
            device_id=device_id,
        )


def relocate(thing: Device, to: Site, *, by: Member = ALICE, revision: int | None = None) -> Device:
    """Move a device to another site."""
    person, there = stands(by)
    shown = device_now(thing).revision if revision is None else revision
    with there:
        return move_device(device_id=thing.pk, site_id=to.pk, revision=shown, person=person, at=timezone.now())


def choose(
    thing: Site | Device, number: int | None, *, by: Member = ALICE, revision: int | None = None
) -> CallerId | None:
    """Choose the number that a site or a device presents."""
    person, there = stands(by)
    which: dict[str, UUID] = {"site_id" if isinstance(thing, Site) else "device_id": thing.pk}
    with there:
        return choose_caller_id(**which, number=number, person=person, at=timezone.now(), revision=revision)


def said(at: datetime | None = None, *, client_id: UUID = CLIENT) -> dict[str, Checked]:
    """Return what is said of a client's sites and devices, by name."""
    with acting(ALPHA, PARTNER):
        return {str(one.device or one.site): one for one in check_sites(client_id, at)}


def verdicts(at: datetime | None = None) -> dict[str, tuple[str, str, int | None]]:
    """Return verdict, reason and proposed number, by name."""
    return {name: (one.verdict.value, one.reason, one.proposed) for name, one in said(at).items()}


def get(member: Member, path: str) -> str:
    """Return the words of a page; staff under Alpha's mount."""
    return words(client_for(member).get(f"/at/{ALPHA}{path}" if member is ERIK else path))


def post(member: Member, path: str, form: Mapping[str, Any]) -> Any:
    """Post a form."""
    return client_for(member).post(f"/at/{ALPHA}{path}" if member is ERIK else path, form)


def words(response: Any) -> str:
    """Return the words of a page, with plain spaces."""
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ").split())
