"""What every act on a site or a device does: right, lock, revision, constraint told in words.

Terms: telavox.7, bt.14, sip.4
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from emergency.registry.services import check_declarer
from emergency.sites.selectors import visible_devices, visible_sites
from extranet.accounts.people import Person
from extranet.clients.models import Device, Site
from extranet.errors import IllegalMove, InvalidInput, Stale
from extranet.numbering.services import clock

TYPED: Final = frozenset({"name", "note", "kind", "is_shared_desk", "person_name", "person_email", "spot"})


@dataclass(frozen=True)
class LockedSite:
    """A site that nobody else changes until the transaction ends. `instant`: the database's clock after the lock."""

    site: Site
    instant: datetime


@dataclass(frozen=True)
class LockedDevice:
    """A device that nobody else changes until the transaction ends. `instant`: the database's clock after the lock."""

    device: Device
    instant: datetime


def lock_site(site_id: UUID, person: Person, *, revision: int | None) -> LockedSite:
    """Lock an open site that the person sees and may change. Raises Site.DoesNotExist, NotAllowed, Stale.

    `revision`: the one the page showed, None when the act does not depend on it.
    """
    check_declarer(person)
    site = visible_sites(person).select_for_update(of=("self",)).get(pk=site_id)
    check_revision(site, revision)
    return LockedSite(site, clock())


def lock_device(device_id: UUID, person: Person, *, revision: int | None) -> LockedDevice:
    """Lock a device in use that the person sees and may change. Raises Device.DoesNotExist, NotAllowed, Stale."""
    check_declarer(person)
    device = visible_devices(person).select_for_update(of=("self",)).get(pk=device_id)
    check_revision(device, revision)
    return LockedDevice(device, clock())


def check_revision(thing: Site | Device, shown: int | None) -> None:
    """Raise Stale when what is locked is not what the page showed; None: the act does not depend on it."""
    if shown is not None and shown != thing.revision:
        sentence = _("Cela a changé depuis que vous avez ouvert la page. Relisez-la, puis recommencez.")
        raise Stale(sentence, code="site_changed")


def raise_revision(thing: Site | Device) -> None:
    """Note that it changed: whoever has an older page must read again."""
    type(thing)._default_manager.filter(pk=thing.pk).update(revision=F("revision") + 1)
    thing.refresh_from_db(fields=["revision"])


def check_written(thing: Site | Device, *, code: str) -> None:
    """Raise InvalidInput, each sentence beside its field, when what a person wrote may not be kept."""
    not_typed = {field.name for field in thing._meta.fields} - TYPED
    try:
        thing.clean_fields(exclude=not_typed)
        thing.validate_constraints()
    except ValidationError as error:
        fields = {name: " ".join(sentences) for name, sentences in error.message_dict.items()}
        if NON_FIELD_ERRORS in fields:
            fields["name"] = fields.pop(NON_FIELD_ERRORS)
        raise InvalidInput(_("Rien n’est enregistré."), code=code, fields=fields) from error


def closed(site: Site) -> IllegalMove:
    """Return the refusal of an act on a site that is closed."""
    sentence = _("Le site %(site)s est fermé. Choisissez un site ouvert.") % {"site": site}
    return IllegalMove(sentence, code="site_closed")
