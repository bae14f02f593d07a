"""What is known about one account in one month: everything the rules may look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from billing.rules.counts import Change, DatedDeclaration, Reported, Segment
from billing.rules.days import Days
from billing.rules.interventions import Intervention
from billing.rules.numbers import NumberBlock, RoutedNumber
from billing.rules.packs import Pack
from billing.rules.prices import Price, PriceBook, PriceVersion
from billing.rules.readings import DEFAULT, Readings
from billing.rules.recording import Recording
from billing.rules.vat import Vat
from extranet.catalogue.families import Family

HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Segments:
    """Counts as the platform keeps them: each holds until the next."""

    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """A count before the first change, and what changed since."""

    count_before: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Declarations:
    """Who was declared as a user, from when."""

    declarations: tuple[DatedDeclaration, ...]


@dataclass(frozen=True, slots=True)
class Blocks:
    """Blocks of numbers held."""

    blocks: tuple[NumberBlock, ...]


@dataclass(frozen=True, slots=True)
class RoutedNumbers:
    """Numbers and where they lead."""

    numbers: tuple[RoutedNumber, ...]


CountSource = Segments | Changes | Reported | Declarations | Blocks | RoutedNumbers
Source = CountSource | Recording


@dataclass(frozen=True, slots=True)
class Order:
    """What the order says. `end`: first day without service. `discount_pct`: None where it says nothing.

    `later_prices`: what later orders for the same service agreed, each from its first day on.
    """

    start: date
    end: date | None = None
    users: int = 0
    prices: Mapping[str, Price] = field(default_factory=dict)
    discount_pct: Decimal | None = None
    later_prices: tuple[PriceVersion, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountMonth:
    """One subscription in one calendar month.

    `quarter_opening`: users billed on the last day of the previous quarter; not looked at in the first one.
    `late`: work of earlier months that no invoice bills yet. Raises ValueError for a discount that is none, and for
    late work that is not.
    """

    service: Family
    month: Days
    order: Order
    price_book: PriceBook
    vat: Vat
    elements: Mapping[str, Source]
    partner_discount_pct: Decimal = Decimal(0)
    quarter_opening: int | None = None
    vat_by_element: Mapping[str, Vat] = field(default_factory=dict)
    packs: tuple[Pack, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    readings: Readings = DEFAULT
    late: tuple[Intervention, ...] = ()

    def __post_init__(self) -> None:
        discounts = [self.partner_discount_pct, self.order.discount_pct or Decimal(0)]
        if not all(0 <= discount <= HUNDRED for discount in discounts):
            raise ValueError("a discount is from 0 to 100 per cent")
        if any(work.on >= self.month.start for work in self.late):
            raise ValueError("late work was done before the month")
