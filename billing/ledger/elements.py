"""From the products of the catalogue to the elements of the rules: the one place where both meet.

A product without a row here is counted by its own code, as the price list's other services are.

Terms: telavox.4a, telavox.4b, bt.11d, bt.11e, bt.11f, bt.11i, bt.11j, bt.11k
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from billing.rules.readings import HOURLY_WORK, USERS
from extranet.catalogue.families import Family


class Source(StrEnum):
    """Where the quantity of an element comes from: what is configured on the platform, was bought, or was worked."""

    CONFIGURED = "configured"
    BOUGHT = "bought"
    WORKED = "worked"


@dataclass(frozen=True, slots=True)
class Element:
    """What the rules call a product. `channel_limit`: of one pack, None: it limits nothing."""

    name: str
    source: Source = Source.CONFIGURED
    channel_limit: int | None = None


ELEMENTS: Final[Mapping[str, Element]] = {
    "telavox-base": Element("licence_base"),
    "telavox-plus": Element("licence_plus"),
    "telavox-shared": Element("shared_extension"),
    "telavox-number": Element("numbers"),
    "bt-user": Element(USERS),
    "bt-number": Element("numbers"),
    "bt-fax": Element("virtual_faxes"),
    "bt-room": Element("conference_rooms"),
    "bt-calls-500": Element("pack_calls_500", Source.BOUGHT),
    "sip-channel": Element("trunk_channels"),
    "sip-number": Element("numbers"),
    "sip-fax": Element("fax_channels"),
    "meeting-host": Element("hosts"),
}
# Never counted on an account: it is billed from what was noted on tickets. Terms: general.3, general.6.
WORK: Final = Element(HOURLY_WORK, Source.WORKED)
# What an account of a service always has, so that one nobody reports is noticed: users, its channels, its hosts.
PRINCIPAL: Final[Mapping[str, str]] = {
    Family.TELAVOX: "telavox-plus",
    Family.BT: "bt-user",
    Family.SIP: "sip-channel",
    Family.MEETING: "meeting-host",
}


def element_of(code: str) -> Element:
    """Return the element that a product is counted as."""
    return WORK if code == HOURLY_WORK else ELEMENTS.get(code) or Element(code)
