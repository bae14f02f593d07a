"""What is frozen of one subscription for one month: its facts, its names and its buyer. A draft needs nothing else.

Terms: telavox.4, bt.11
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from billing.ledger.codec import Typed, read, written
from billing.rules.facts import AccountMonth
from extranet.catalogue.families import Family


class LedgerPark(StrEnum):
    """Why an account is set aside before or beside the rules; the rules have reasons of their own (`ParkReason`)."""

    PRODUCT_RETIRED = "product_retired"
    NOT_WHOLE = "not_whole"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who is billed. `client_id`: a direct client; None: the partner itself."""

    partner: str
    client_id: UUID | None
    name: str
    enterprise_number: str
    street: str
    postal_code: str
    municipality: str
    language: str


@dataclass(frozen=True, slots=True)
class Account:
    """The subscription that was counted, and whose it is."""

    subscription_id: UUID
    client_id: UUID
    client_name: str
    family: Family
    account: str


@dataclass(frozen=True, slots=True)
class Named:
    """A product as it was called: names and units by language, and its place among others."""

    code: str
    position: int
    is_retired: bool
    names: Mapping[str, str]
    units: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """The order that agreed a price, and from which day on it has."""

    order: str
    since: date


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """Everything a draft needs to know of one account.

    `products`, `agreed`: by element of the rules; agreements the oldest first. `lists`: the number of each price list
    by its first day, as ISO text.
    """

    buyer: Buyer
    account: Account
    month: AccountMonth
    products: Mapping[str, Named]
    agreed: Mapping[str, tuple[Agreement, ...]]
    lists: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SetAside:
    """An account that waits for a person: `reason` of `ParkReason` or `LedgerPark`, what it is about, since when.

    `clause`: where the terms say so. `error`: the class of what went wrong inside.
    """

    account: Account
    reason: str
    element: str = ""
    day: date | None = None
    clause: str = ""
    product: Named | None = None
    error: str = ""

    def facts(self) -> Typed:
        """What is kept beside the reason: element, day, clause, product, error; what is unknown is left out."""
        told = {
            "element": self.element,
            "day": written(self.day),
            "clause": self.clause,
            "product": written(self.product),
            "error": self.error,
        }
        return {name: value for name, value in told.items() if value}


def frozen(facts: AccountFacts) -> Typed:
    """Return facts as a snapshot keeps them; equal facts have an equal digest."""
    typed: Typed = written(facts)
    return typed


def thawed(typed: Typed) -> AccountFacts:
    """Return the facts of a snapshot. Raises ValueError, KeyError or TypeError when it holds none."""
    return read(AccountFacts, typed)
