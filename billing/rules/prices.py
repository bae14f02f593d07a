"""What a count costs in a full month, and which price is in force on which day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Final

from billing.rules.days import Days, cut

ZERO: Final = Decimal(0)
PRICE_DECIMALS: Final = 4


class PriceModel(StrEnum):
    """The four ways a count becomes an amount."""

    PER_UNIT = "per_unit"
    GRADUATED = "graduated"
    VOLUME = "volume"
    PACKAGE = "package"


@dataclass(frozen=True, slots=True)
class Tier:
    """The price of a unit up to and with the number `up_to`; None: of all beyond."""

    up_to: int | None
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class Price:
    """The price of one element, in euros a month and VAT excluded; made by the four functions below.

    `unit_price`: per unit. `tiers`: graduated and volume, rising, the last one open.
    `size`, `package_price`: package. Raises ValueError for anything else, or more than 4 decimals.
    """

    model: PriceModel
    unit_price: Decimal | None = None
    tiers: tuple[Tier, ...] = ()
    size: int | None = None
    package_price: Decimal | None = None
    is_prorated: bool = True

    def __post_init__(self) -> None:
        amounts = [self.unit_price, self.package_price, *(tier.unit_price for tier in self.tiers)]
        if any(amount is not None and not _is_price(amount) for amount in amounts):
            raise ValueError("a price is zero or more, with at most 4 decimals")
        if not self._is_whole():
            raise ValueError(f"what makes a price of the model {self.model} is missing")

    def _is_whole(self) -> bool:
        if self.model is PriceModel.PER_UNIT:
            return self.unit_price is not None
        if self.model is PriceModel.PACKAGE:
            return self.package_price is not None and self.size is not None and self.size > 0
        bounds = [tier.up_to for tier in self.tiers]
        closed = [bound for bound in bounds[:-1] if bound is not None]
        is_rising = closed == sorted(set(closed)) and len(closed) == len(bounds) - 1
        return bool(bounds) and bounds[-1] is None and is_rising


def _is_price(amount: Decimal) -> bool:
    exponent = amount.as_tuple().exponent
    return amount.is_finite() and amount >= 0 and isinstance(exponent, int) and exponent >= -PRICE_DECIMALS


def amount_of(price: Price, count: int | Decimal) -> Decimal:
    """Return what `count` units cost in a full month, in euros, not rounded.

    `count`: zero or more; a volume in GB may be a fraction. Raises ValueError when negative.

    Terms: telavox.4, bt.11, bt.11k
    Reading: graduated tiers price each unit in its own tier; volume tiers price every unit in the tier that
    the count reaches; a started package is a package. Zero units cost nothing.
    """
    if count < 0:
        raise ValueError("a count is zero or more")
    if price.unit_price is not None:
        return price.unit_price * count
    if count == 0:
        return ZERO
    if price.package_price is not None and price.size is not None:
        packages = (Decimal(count) / price.size).to_integral_value(ROUND_CEILING)
        return price.package_price * packages
    return _graduated(price.tiers, count) if price.model is PriceModel.GRADUATED else _volume(price.tiers, count)


def _graduated(tiers: tuple[Tier, ...], count: int | Decimal) -> Decimal:
    total, below = ZERO, 0
    for tier in tiers:
        if tier.up_to is None or count <= tier.up_to:
            return total + tier.unit_price * (count - below)
        total += tier.unit_price * (tier.up_to - below)
        below = tier.up_to
    raise ValueError("the last tier is open")


def _volume(tiers: tuple[Tier, ...], count: int | Decimal) -> Decimal:
    unit_price = next(tier.unit_price for tier in tiers if tier.up_to is None or count <= tier.up_to)
    return unit_price * count


# ---------- Which price ----------
class PriceSource(StrEnum):
    """Where a price comes from."""

    ORDER = "order"
    PRICE_LIST = "price_list"


@dataclass(frozen=True, slots=True)
class PriceVersion:
    """A complete dated version of the price list."""

    valid_from: date
    prices: Mapping[str, Price]


@dataclass(frozen=True, slots=True)
class PriceRun:
    """The price in force from `start` until `end`, None where there is none; `version`: of the price list."""

    start: date
    end: date
    price: Price | None
    source: PriceSource
    version: date | None = None


@dataclass(frozen=True, eq=False)
class PriceBook:
    """All versions of one price list. Compared by identity: one book serves all accounts of a run."""

    versions: tuple[PriceVersion, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Prices:
    """Where the prices of one account come from: its orders, else the price list.

    `later`: what orders after the first agreed, each from its first day on.
    """

    book: PriceBook
    ordered: Mapping[str, Price]
    later: tuple[PriceVersion, ...] = ()


def price_runs(prices: Prices, element: str, days: Days) -> tuple[PriceRun, ...]:
    """Return the prices of an element on `days`, one run for each stretch of days with an equal price.

    Terms: telavox.4, bt.11, bt.11k
    Reading: the version in force that day; the order's price beats the price list, whole (its proration
    too), the newest order that names the element those before it; a new version that leaves this price equal
    makes no new run.
    """
    ordered = prices.ordered.get(element)
    later = [version for version in prices.later if element in version.prices]
    if later:
        return _agreed(prices, element, days, later)
    if ordered is not None:
        return (PriceRun(days.start, days.end, ordered, PriceSource.ORDER),)
    return _listed(prices.book, element, days.start, days.end)


def _agreed(prices: Prices, element: str, days: Days, later: Sequence[PriceVersion]) -> tuple[PriceRun, ...]:
    runs: list[PriceRun] = []
    for part in cut(days, [version.valid_from for version in later]):
        begun = [version for version in later if version.valid_from <= part.start]
        newest = max(begun, key=lambda version: version.valid_from, default=None)
        price = newest.prices[element] if newest else prices.ordered.get(element)
        if price is None:
            found = _listed(prices.book, element, part.start, part.end)
        else:
            found = (PriceRun(part.start, part.end, price, PriceSource.ORDER),)
        for run in found:
            if runs and runs[-1].price == run.price:
                run = replace(runs.pop(), end=run.end)
            runs.append(run)
    return tuple(runs)


def price_on(prices: Prices, element: str, day: date) -> PriceRun:
    """Return the price of an element in force on `day`, as a run of that day.

    Terms: telavox.4, bt.11, bt.11k
    """
    return price_runs(prices, element, Days(day, date.fromordinal(day.toordinal() + 1)))[0]


@lru_cache(maxsize=4096)
def _listed(book: PriceBook, element: str, start: date, end: date) -> tuple[PriceRun, ...]:
    runs: list[PriceRun] = []
    for days in cut(Days(start, end), [version.valid_from for version in book.versions]):
        version = _in_force(book, days.start)
        price = version.prices.get(element) if version else None
        if runs and runs[-1].price == price:
            last = runs.pop()
            runs.append(PriceRun(last.start, days.end, last.price, last.source, last.version))
        else:
            valid_from = version.valid_from if version else None
            runs.append(PriceRun(days.start, days.end, price, PriceSource.PRICE_LIST, valid_from))
    return tuple(runs)


def _in_force(book: PriceBook, day: date) -> PriceVersion | None:
    begun = [version for version in book.versions if version.valid_from <= day]
    return max(begun, key=lambda version: version.valid_from, default=None)
