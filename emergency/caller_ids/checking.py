"""What every site and every device presents in an emergency call, judged together in a few statements.

Stand in the partner's schema. Terms: telavox.7, bt.14, sip.4, general.4, sip.5
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from emergency.caller_ids.reading import candidates_of, known_of, streets_of
from emergency.caller_ids.rules import Caller, Finding, Known, Proposal, Verdict, check_caller_id, propose
from emergency.models import CallerId
from emergency.registry.facts import AddressFacts
from emergency.registry.geography import StreetNames
from emergency.sites.selectors import places_of, visible_sites
from extranet.accounts.people import Person
from extranet.clients.models import Device, Site


@dataclass(frozen=True)
class Checked:
    """What is said of one site (`device` None), or of one device on it.

    `number`: what its emergency calls present; `is_own`: chosen for the device itself, else its site's.
    """

    site: Site
    device: Device | None
    number: int | None
    is_own: bool
    finding: Finding
    proposal: Proposal | None
    place: AddressFacts | None

    @property
    def verdict(self) -> Verdict:
        """Pass, fail or unknown."""
        return self.finding.verdict

    @property
    def reason(self) -> str:
        """The stable code of the reason."""
        return self.finding.reason.value

    @property
    def proposed(self) -> int | None:
        """The number to present instead; None when no number fits, or the right one is presented."""
        return self.proposal.number if self.proposal else None


def check_sites(client_id: UUID, at: datetime | None = None) -> list[Checked]:
    """Return what is said of every open site of a client and of every device on it, in the order of their names.

    Terms: telavox.7, bt.14, sip.4, general.4, sip.5
    """
    sites = Site.objects.select_related("client").filter(client_id=client_id, closed_at__isnull=True)
    return check(list(sites.order_by("name", "pk")), at)


def check(sites: Sequence[Site], at: datetime | None = None) -> list[Checked]:
    """Return what is said of these sites and of the devices on them: seven statements, however many there are.

    Terms: telavox.7, bt.14, sip.4, general.4, sip.5
    """
    if not sites:
        return []
    devices = _devices_on(sites)
    return list(_Checking(sites, devices, at).all())


def failing_devices(person: Person, at: datetime | None = None) -> list[Checked]:
    """Return the devices a person may see whose emergency calls do not surely lead help to them.

    Those of which nobody can say more, because they move, are left out: their people read a notice.

    Terms: telavox.7, bt.14, sip.4
    """
    stands = Device.objects.filter(site=OuterRef("pk"), retired_at__isnull=True)
    sites = list(visible_sites(person).filter(Exists(stands)).order_by("client__sort_key", "name", "pk"))
    return [one for one in check(sites, at) if one.device is not None and one.finding.is_to_correct]


def _devices_on(sites: Sequence[Site]) -> dict[UUID, list[Device]]:
    rows = Device.objects.filter(site__in=[site.pk for site in sites], retired_at__isnull=True)
    found: dict[UUID, list[Device]] = {}
    for device in rows.order_by("name", "pk"):
        found.setdefault(device.site_id, []).append(device)
    return found


def chosen(sites: Sequence[Site], devices: Sequence[Device], at: datetime | None = None) -> dict[UUID, int]:
    """Return, by site and by device, the number chosen for it at `at`; one query."""
    asked = Q(site__in=[site.pk for site in sites]) | Q(device__in=[device.pk for device in devices])
    rows: QuerySet[CallerId] = CallerId.objects.filter(asked, valid__contains=at or Now())
    return {row.site_id or row.device_id: row.number for row in rows}  # type: ignore[misc] # one of them is there


class _Checking:
    """Everything that is read once, and asked for each site and device."""

    def __init__(self, sites: Sequence[Site], devices: Mapping[UUID, Sequence[Device]], at: datetime | None) -> None:
        self.sites, self.devices = sites, devices
        self.places = {pk: row.facts for pk, row in places_of(sites, at).items()}
        everything = [device for some in devices.values() for device in some]
        self.chosen = chosen(sites, everything, at)
        clients = {site.pk: site.client_id for site in sites} | {one.pk: one.client_id for one in everything}
        self.known = known_of([(clients[pk], number) for pk, number in self.chosen.items()], at)
        placed = [(site.client_id, self.places[site.pk]) for site in sites if site.pk in self.places]
        self.candidates = candidates_of(placed, at)
        self.streets = streets_of([facts for _client, facts in placed])

    def all(self) -> Iterator[Checked]:
        """Yield each site, then its devices."""
        for site in self.sites:
            yield self._judged(site, None)
            for device in self.devices.get(site.pk, ()):
                yield self._judged(site, device)

    def _judged(self, site: Site, device: Device | None) -> Checked:
        place = self.places.get(site.pk)
        streets: Sequence[StreetNames] = self.streets.get(place.postal_code, ()) if place else ()
        of_site, own = self._known(site, site), self._known(site, device) if device else None
        presented = own or of_site
        caller = Caller(place, presented, is_nomadic=device is not None and device.is_nomadic, streets=streets)
        finding = check_caller_id(caller)
        proposal = None
        if finding.verdict is not Verdict.PASS:
            proposal = propose(
                place,
                self.candidates.get(site.client_id, ()),
                of_site=of_site,
                is_shared_desk=device is not None and device.is_shared_desk,
                streets=streets,
            )
            if proposal and presented and proposal.number == presented.number:
                proposal = None
        number = presented.number if presented else None
        return Checked(site, device, number, own is not None, finding, proposal, place)

    def _known(self, site: Site, one: Site | Device) -> Known | None:
        number = self.chosen.get(one.pk)
        return None if number is None else self.known[site.client_id, number]
