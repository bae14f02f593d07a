"""What tickets ask of their neighbours without importing them.

The registry of addresses is such a neighbour: whoever knows both gives its reading here when the apps are ready.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, TypeAlias
from uuid import UUID

if TYPE_CHECKING:
    from extranet.numbering.models import Holding

Addresses: TypeAlias = "Callable[[Iterable[Holding], datetime], Mapping[UUID, str]]"
SiteAddresses: TypeAlias = Callable[[Collection[UUID], datetime], Mapping[UUID, str]]
Increment: TypeAlias = Callable[[date], int]
# Terms: general.3, general.6
INCREMENT_MINUTES: Final = 15
_given: list[Addresses] = []
_given_sites: list[SiteAddresses] = []
_given_increment: list[Increment] = []


def give_addresses(function: Addresses) -> None:
    """Say how the addresses declared for blocks are read: block → address, left out where none is declared."""
    _given[:] = [function]


def addresses_of(holdings: "Iterable[Holding]", at: datetime) -> Mapping[UUID, str]:
    """Return the addresses declared for blocks at `at`; nothing when nobody told how to read them."""
    return _given[0](holdings, at) if _given else {}


def give_site_addresses(function: SiteAddresses) -> None:
    """Say how the addresses registered for sites are read: site → address, left out where none is registered."""
    _given_sites[:] = [function]


def addresses_of_sites(site_ids: Collection[UUID], at: datetime) -> Mapping[UUID, str]:
    """Return the addresses registered for sites at `at`; nothing when nobody told how to read them."""
    return _given_sites[0](site_ids, at) if _given_sites and site_ids else {}


def give_increment(function: Increment) -> None:
    """Say how the minutes of an increment of work billed by time are read on a Brussels day."""
    _given_increment[:] = [function]


def increment_minutes(day: date) -> int:
    """Return how many minutes an increment of billed work lasts on a day; 15 when nobody told how to read them.

    Terms: general.3, general.6
    """
    return _given_increment[0](day) if _given_increment else INCREMENT_MINUTES
