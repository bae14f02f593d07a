"""Retroactive claims: what was not declared, month by month. Never automatic: a case file decides."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from billing.rules.days import Days, Run, cut, month_of
from extranet.money import to_cents

ZERO: Final = Decimal(0)


class ClaimBasis(StrEnum):
    """What staff take as the true number."""

    ORDER_FORM = "order_form"
    DEVICES = "devices"
    LICENCES = "licences"


CLAUSES: Final = {
    ClaimBasis.ORDER_FORM: "bt.11d",
    ClaimBasis.DEVICES: "bt.11d",
    ClaimBasis.LICENCES: "telavox.4b",
}


@dataclass(frozen=True, slots=True)
class MonthClaimed:
    """What is missing in one month: `unit_days` units × days at `unit_price` euros a month, and its amount."""

    days: Days
    unit_days: int
    days_in_month: int
    unit_price: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim on its basis, month by month, in euros and VAT excluded."""

    basis: ClaimBasis
    clause: str
    months: tuple[MonthClaimed, ...]
    amount: Decimal


def months_of(days: Days) -> list[Days]:
    """Return `days` by calendar month; the first and the last may be parts of one."""
    bounds, month = [], month_of(days.start)
    while month.end < days.end:
        bounds.append(month.end)
        month = month_of(month.end)
    return cut(days, bounds) if days.count else []


def missing(basis: int, billed: int) -> int:
    """Return the units not billed; a day billed above the basis gives no credit.

    Terms: bt.11d, telavox.4b
    """
    return max(0, basis - billed)


def month_claimed(days: Days, missing_runs: Iterable[tuple[int, int]], unit_price: Decimal) -> MonthClaimed:
    """Return what is claimed for the claimed `days` of one month, rounded to the cent.

    `missing_runs`: missing units and the number of days they were missing. `unit_price`: euros a month, in
    force on the first claimed day of the month.

    Terms: bt.11d, telavox.4b
    Reading: by day, so a month in part is prorated; each month is rounded.
    """
    unit_days = sum(units * times for units, times in missing_runs)
    in_month = month_of(days.start).count
    return MonthClaimed(days, unit_days, in_month, unit_price, to_cents(unit_price * unit_days / in_month))


def missing_runs(basis: Sequence[Run], billed: Sequence[Run], days: Days) -> list[tuple[int, int]]:
    """Return the units missing on `days`, each with the number of days; a day without a run counts none.

    Terms: bt.11d, telavox.4b
    """
    parts = cut(days, [bound for run in (*basis, *billed) for bound in (run.start, run.end)])
    return [(missing(_on(basis, part.start), _on(billed, part.start)), part.count) for part in parts]


def claim(basis: ClaimBasis, months: Iterable[MonthClaimed]) -> Claim:
    """Return the claim: its months, rounded each, then added.

    Terms: bt.11d, telavox.4b
    Reading: the basis is chosen by staff; the claim goes back to the start of the contract.
    """
    claimed = tuple(months)
    amount = to_cents(sum((month.amount for month in claimed), ZERO))
    return Claim(basis, CLAUSES[basis], claimed, amount)


def licence_claim(days: Days, licences: int, prices: Sequence[tuple[date, Decimal]]) -> Claim:
    """Return the claim for licences missing on all of `days`, at the price of each month.

    `prices`: euros a month, each from its day. Raises ValueError for a month without a price.

    Terms: telavox.4b
    """
    months = [month_claimed(part, [(licences, part.count)], price_at(prices, part.start)) for part in months_of(days)]
    return claim(ClaimBasis.LICENCES, months)


def price_at(prices: Sequence[tuple[date, Decimal]], day: date) -> Decimal:
    """Return the price in force on `day`. Raises ValueError when there is none.

    Terms: bt.11k
    """
    begun = [(start, price) for start, price in prices if start <= day]
    if not begun:
        raise ValueError(f"no price on {day}")
    return max(begun, key=lambda version: version[0])[1]


def _on(runs: Sequence[Run], day: date) -> int:
    return next((run.count for run in runs if run.start <= day < run.end), 0)
