"""Writes about devices: add one, change it, move it to another site of its client, retire it.

Stand in the partner's schema. Terms: telavox.7, bt.14, sip.4, general.4
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from emergency.caller_ids.ownership import may_present
from emergency.models import CallerId
from emergency.reconfirming.answering import answer_changed
from emergency.sites.periods import end_at
from emergency.sites.writing import check_revision, check_written, closed, lock_device, lock_site, raise_revision
from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.clients.models import Device, Site
from extranet.errors import InvalidInput, Stale
from extranet.outbox.services import enqueue

DEVICE_MOVED: Final = "emergency.device_moved"


@dataclass(frozen=True)
class DeviceFacts:
    """What a person writes about a device. `number`: of whoever uses it, E.164 as an integer."""

    name: str
    kind: str
    is_shared_desk: bool = False
    person_name: str = ""
    person_email: str = ""
    number: int | None = None
    spot: str = ""


@transaction.atomic
def add_device(
    *, site_id: UUID, facts: DeviceFacts, person: Person, at: datetime, device_id: UUID | None = None
) -> Device:
    """Add a device to a site; it presents the number of its site until another is chosen for it.

    `device_id` comes from the page, so that a double click adds one. Raises Site.DoesNotExist, NotAllowed,
    InvalidInput, Stale for a page that served already.

    Terms: telavox.7, bt.14, sip.4, telavox.2, bt.9, sip.2
    Reading: an emergency phone in a corridor is a device like any other; alarm and lift lines have no kind here.
    """
    site = lock_site(site_id, person, revision=None).site
    known = Device.objects.filter(pk=device_id).first() if device_id else None
    if known is not None:
        if (known.site_id, known.name) != (site.pk, facts.name):
            raise Stale(_("Cette page a déjà servi. Recommencez pour un autre appareil."), code="device_id_used")
        return known
    device = Device(pk=device_id or uuid4(), client_id=site.client_id, site=site, created_at=at, **asdict(facts))
    _check(device)
    try:
        with transaction.atomic():
            device.save(force_insert=True)
    except IntegrityError:
        # Somebody gave another site's device the same name meanwhile.
        _check(device)
        raise
    changes = {"site": site.name, **asdict(facts)}
    audit.record(actor=person.user, act="device.added", target=device, at=at, changes=changes)
    return device


@transaction.atomic
def change_device(*, device_id: UUID, revision: int, facts: DeviceFacts, person: Person, at: datetime) -> Device:
    """Change what is known of a device. Raises Device.DoesNotExist, NotAllowed, InvalidInput, Stale."""
    device = lock_device(device_id, person, revision=None).device
    wanted = asdict(facts)
    changes = {name: [getattr(device, name), value] for name, value in wanted.items() if getattr(device, name) != value}
    if not changes:
        return device
    check_revision(device, revision)
    for name in changes:
        setattr(device, name, wanted[name])
    _check(device, is_new_number="number" in changes)
    device.save(update_fields=list(changes))
    raise_revision(device)
    audit.record(actor=person.user, act="device.changed", target=device, at=at, changes=changes)
    return device


@transaction.atomic
def move_device(
    *, device_id: UUID, site_id: UUID, revision: int, person: Person, at: datetime, spot: str = ""
) -> Device:
    """Move a device to another open site of its client; whoever has the duty is asked to confirm it.

    A number chosen for the device itself stays chosen, and is judged at the new place. Moving it where it stands
    changes nothing. Raises Device.DoesNotExist, Site.DoesNotExist, NotAllowed, InvalidInput, Stale.

    Terms: telavox.7, bt.14, sip.4
    """
    locked = lock_device(device_id, person, revision=None)
    device, before = locked.device, locked.device.site
    if device.site_id == site_id:
        return device
    check_revision(device, revision)
    # Locked, so that nobody closes it meanwhile; a site of another client is not there for this device.
    site = Site.objects.select_for_update().get(pk=site_id, client_id=device.client_id)
    if site.closed_at is not None:
        raise closed(site)
    device.site, device.spot, device.moved_at = site, spot, locked.instant
    check_written(device, code="device")
    device.save(update_fields=["site", "spot", "moved_at"])
    raise_revision(device)
    changes = {"site": [before.name, site.name], "spot": spot}
    audit.record(actor=person.user, act="device.moved", target=device, at=at, changes=changes)
    answer_changed(device_ids=[device.pk], person=person, at=at)
    enqueue(DEVICE_MOVED, str(device.pk))
    return device


@transaction.atomic
def retire_device(*, device_id: UUID, revision: int, person: Person, at: datetime) -> Device:
    """Take a device out of use; the number chosen for it ends, its history stays.

    Raises Device.DoesNotExist, NotAllowed, Stale.
    """
    locked = lock_device(device_id, person, revision=revision)
    device = locked.device
    end_at(CallerId.objects.filter(device=device), locked.instant)
    device.retired_at = locked.instant
    device.save(update_fields=["retired_at"])
    raise_revision(device)
    audit.record(actor=person.user, act="device.retired", target=device, at=at, changes={"site": device.site.name})
    return device


def _check(device: Device, *, is_new_number: bool = True) -> None:
    """Raise InvalidInput unless the device may be kept: its number is one that its client holds now.

    Terms: general.4
    """
    check_written(device, code="device")
    if device.number is not None and is_new_number and not may_present(device.client_id, device.number).may:
        sentence = _("Ce client ne détient pas ce numéro. Donnez un de ses numéros, ou laissez vide.")
        raise InvalidInput(sentence, code="caller_id_not_held_by_client", fields={"number": sentence})
