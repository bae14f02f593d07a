"""What is declared now about the things that are asked about, in a fixed number of statements.

Stand in the partner's schema. Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from emergency.caller_ids.reading import known_of
from emergency.models import CallerId, Reconfirmation, SitePlace
from emergency.registry.facts import AddressFacts
from emergency.registry.models import Registration
from emergency.registry.selectors import coverage, live
from emergency.sites.selectors import places_of
from extranet.clients.models import Device, Site
from extranet.numbering.formats import written
from extranet.numbering.models import Holding

STAMP_LENGTH: Final = 24
# Nothing is declared there, in every language.


@dataclass(frozen=True)
class Declared:
    """What is declared about one thing, in one line of its own words; empty when nothing is.

    `is_whole`: nothing is missing, so that it can be confirmed. `stamp`: what a page posts, so that nobody confirms
    what they did not see. `declared_at`, `author`: of the newest part of it.
    """

    line: str
    is_whole: bool
    stamp: str = ""
    declared_at: datetime | None = None
    author: str = ""


NOTHING: Final = Declared("", is_whole=False)


def declared_of(questions: Sequence[Reconfirmation]) -> dict[UUID, Declared]:
    """Return, by question, what is declared now.

    Terms: telavox.7, bt.14, sip.4
    """
    blocks = _of_blocks([one.holding_id for one in questions if one.holding_id])
    devices = {one.device.pk: one.device for one in questions if one.device is not None}
    sites = {one.site.pk: one.site for one in questions if one.site is not None}
    at_sites = _of_sites(sites.values())
    at_devices = _of_devices(devices.values())
    things = {**blocks, **at_sites, **at_devices}
    return {one.pk: things.get(one.holding_id or one.site_id or one.device_id or one.pk, NOTHING) for one in questions}


def _of_blocks(ids: Sequence[UUID]) -> dict[UUID, Declared]:
    if not ids:
        return {}
    holdings = list(Holding.objects.filter(pk__in=ids, held__contains=Now()))
    covered = coverage(holdings)
    rows: dict[UUID, list[Registration]] = {}
    for row in live().filter(holding__in=ids).select_related("address").order_by("numbers"):
        rows.setdefault(row.holding_id, []).append(row)
    return {one.pk: _of_rows(rows.get(one.pk, []), is_whole=covered[one.pk].is_whole) for one in holdings}


def _of_rows(rows: Sequence[Registration], *, is_whole: bool) -> Declared:
    if not rows:
        return NOTHING
    newest = max(rows, key=lambda row: row.declared_at)
    line = "; ".join(dict.fromkeys(place_line(row.address.facts) for row in rows))
    stamp = _stamp(*((row.first, row.last, row.address.facts) for row in rows))
    return Declared(line, is_whole, stamp, newest.declared_at, newest.author_name)


def _stamp(*parts: object) -> str:
    """Return the same few letters for the same declared things, whatever the language they are read in."""
    return sha256(repr(parts).encode()).hexdigest()[:STAMP_LENGTH]


def place_line(facts: AddressFacts) -> str:
    """Return an address with what leads to the door, in one line."""
    return f"{facts.line} ({facts.details})" if facts.details else facts.line


def _of_sites(sites: Iterable[Site]) -> dict[UUID, Declared]:
    known = list(sites)
    places = places_of(known)
    return {site.pk: _of_place(places.get(site.pk)) for site in known}


def _of_place(place: SitePlace | None) -> Declared:
    if place is None:
        return NOTHING
    return Declared(place_line(place.facts), True, _stamp(place.facts), place.declared_at, place.author_name)


def _of_devices(devices: Iterable[Device]) -> dict[UUID, Declared]:
    """Return where each device is said to be, which number it presents, and that number's address."""
    known = list(devices)
    if not known:
        return {}
    sites = _of_sites({one.site_id: one.site for one in known}.values())
    chosen = _presented(known)
    facts = known_of([(one.client_id, chosen[one.pk]) for one in known if one.pk in chosen])
    found = {}
    for device in known:
        site, number = sites[device.site_id], chosen.get(device.pk)
        address = facts[device.client_id, number].address if number else None
        line = _said_of(device, site.line, number, address.line if address else "")
        stamp = _stamp(device.site_id, site.stamp, number, address)
        found[device.pk] = Declared(line, bool(site.line and address), stamp, device.moved_at or device.created_at)
    return found


def _said_of(device: Device, place: str, number: int | None, address: str) -> str:
    where = _("%(site)s, %(place)s.") % {"site": device.site.name, "place": place or _("sans adresse déclarée")}
    if number is None:
        return _("%(where)s Aucun numéro présenté.") % {"where": where}
    facts = {"where": where, "number": written(number), "address": address or _("sans adresse déclarée")}
    return _("%(where)s Numéro présenté : %(number)s, %(address)s.") % facts


def _presented(devices: Sequence[Device]) -> Mapping[UUID, int]:
    rows = CallerId.objects.filter(
        Q(device__in=[one.pk for one in devices]) | Q(site__in=[one.site_id for one in devices]), valid__contains=Now()
    )
    own: dict[UUID, int] = {}
    of_site: dict[UUID, int] = {}
    for row in rows:
        if row.device_id:
            own[row.device_id] = row.number
        elif row.site_id:
            of_site[row.site_id] = row.number
    numbers = {one.pk: own.get(one.pk) or of_site.get(one.site_id) for one in devices}
    return {pk: number for pk, number in numbers.items() if number is not None}
