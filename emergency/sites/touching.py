"""What moving a site touches, said before anything is saved.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from emergency.caller_ids.checking import Checked, check
from emergency.caller_ids.reading import streets_of
from emergency.caller_ids.rules import same_place
from emergency.models import Acknowledgement, SitePlace
from emergency.registry.facts import AddressFacts
from emergency.registry.geography import Likeness
from emergency.registry.selectors import live
from emergency.registry.touching import Touches, what_it_touches
from emergency.registry.zones import Zone, zone_mismatch
from emergency.sites.selectors import coming_places, place_of
from extranet.accounts.people import Person
from extranet.clients.models import Site
from extranet.numbering.models import Holding
from extranet.numbering.plan import zone_of
from extranet.numbering.selectors import visible_holdings
from extranet.tenancy.context import current_schema


@dataclass(frozen=True)
class SiteTouches:
    """The present and the coming address of a site, the blocks there, its devices, and who read the notice for them."""

    present: SitePlace | None
    coming: SitePlace | None
    blocks: Touches
    site: Checked
    devices: Sequence[Checked]
    acknowledgements: int

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The blocks as a form offers them, each with its revision."""
        return [(f"{block.pk}:{self.blocks.revisions[block.pk]}", str(block)) for block in self.blocks.blocks]

    @property
    def numbers(self) -> list[int]:
        """The numbers that emergency calls from here present, each once."""
        presented = [one.number for one in (self.site, *self.devices) if one.number is not None]
        return list(dict.fromkeys(presented))


def touched_by_move(site: Site, person: Person, at: datetime) -> SiteTouches:
    """Return what moving a site touches.

    Terms: telavox.7, bt.14, sip.4
    """
    present = place_of(site)
    blocks = blocks_at(present.facts, site.client_id, person, at) if present else []
    own, *devices = check([site])
    asked = Acknowledgement.objects.filter(device__site=site, withdrawn_at__isnull=True)
    return SiteTouches(
        present, coming_places([site]).get(site.pk), what_it_touches(blocks), own, devices, asked.count()
    )


def blocks_at(facts: AddressFacts, client_id: UUID, person: Person, at: datetime) -> list[Holding]:
    """Return the blocks of a client that a person sees and that have this address now, by number.

    Terms: telavox.7, bt.14, sip.4
    """
    rows = live().filter(partner=current_schema(), client_id=client_id, address__postal_code=facts.postal_code)
    streets = streets_of([facts]).get(facts.postal_code, ())
    here = {
        row.holding_id
        for row in rows.select_related("address")
        if same_place(facts, row.address.facts, streets) is Likeness.SAME
    }
    return list(visible_holdings(person, at).filter(pk__in=here).order_by("numbers"))


@dataclass(frozen=True)
class Remarked:
    """A block whose zone disagrees with an address: its declaration waits for staff."""

    block: Holding
    zone: Zone


def zones_against(blocks: Collection[Holding], facts: AddressFacts) -> list[Remarked]:
    """Return the blocks whose zone is surely elsewhere than `facts`.

    Terms: telavox.7, bt.14, sip.4
    """
    found = [(block, zone_mismatch(zone_of(block.first), facts.postal_code)) for block in blocks]
    return [Remarked(block, zone) for block, zone in found if zone is not None]


def zone_against(number: int | None, facts: AddressFacts | None) -> Zone | None:
    """Return the zone of a number that is surely elsewhere than an address; a remark, it stops nothing."""
    if number is None or facts is None or facts.country != "BE":
        return None
    return zone_mismatch(zone_of(number), facts.postal_code)
