"""Lines of a draft: what is charged, and everything a page needs to explain it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Final

from billing.rules.days import Run
from billing.rules.prices import Price, PriceSource, amount_of
from billing.rules.quantities import plain, to_thousandths
from billing.rules.readings import Reading
from billing.rules.recording import Volume, average_gb
from billing.rules.vat import Vat
from extranet.money import to_cents

ZERO: Final = Decimal(0)
HUNDRED: Final = Decimal(100)
MINUTES_IN_HOUR: Final = 60


class FormulaKind(StrEnum):
    """How the amount of a line comes about; the step's amount is what its count costs."""

    BY_DAY = "by_day"
    FULL_MONTH = "full_month"
    AVERAGE = "average"
    PACK = "pack"
    HOURS = "hours"


class LineReason(StrEnum):
    """Why a line is there."""

    CONFIGURED = "configured"
    QUARTER_FLOOR = "quarter_floor"
    RECORDED = "recorded"
    PACK_BOUGHT = "pack_bought"
    UNTRAINED_INSTALLER = "untrained_installer"
    STAFF_DECISION = "staff_decision"


@dataclass(frozen=True, slots=True)
class Step:
    """One count that was priced: `amount` euros for the count, not rounded, times `times`."""

    count: int | Decimal
    times: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Formula:
    """gross = to_cents(Σ amount × times ÷ divisor) over the steps."""

    kind: FormulaKind
    steps: tuple[Step, ...]
    divisor: int

    def gross(self) -> Decimal:
        """The amount in euros, to the cent."""
        return to_cents(sum((step.amount * step.times for step in self.steps), ZERO) / self.divisor)


@dataclass(frozen=True, slots=True)
class Charge:
    """The figures of a line. `quantity` is printed, never multiplied, except for recording."""

    unit_days: int | Decimal
    quantity: Decimal
    assumed_days: int
    formula: Formula
    gross: Decimal
    discount: Decimal
    net: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a draft, in euros and VAT excluded, with its facts, its clause and its readings.

    `runs`: the daily counts of the days of the line; none for packs and hours. `version`: of the price list.
    `reference`: the day a pack was bought, or the ticket of hours. `work`: the key of the intervention billed.
    """

    element: str
    clause: str
    reason: LineReason
    start: date
    end: date
    days_in_month: int
    runs: tuple[Run | Volume, ...]
    price: Price
    price_source: PriceSource
    version: date | None
    discount_pct: Decimal
    vat: Vat
    charge: Charge
    readings: tuple[Reading, ...]
    reference: str | None = None
    work: str | None = None


def discounted(gross: Decimal, discount_pct: Decimal) -> tuple[Decimal, Decimal]:
    """Return discount and net of an amount that is rounded to the cent; discount and net make the gross.

    `discount_pct`: per cent, 0 to 100. Raises ValueError outside.

    Terms: bt.11k
    Reading: the discount is taken from the rounded gross.
    """
    if not 0 <= discount_pct <= HUNDRED:
        raise ValueError("a discount is from 0 to 100 per cent")
    discount = to_cents(gross * discount_pct / HUNDRED)
    return discount, gross - discount


@lru_cache(maxsize=65536)
def daily_charge(runs: tuple[Run, ...], price: Price, days_in_month: int, discount_pct: Decimal) -> Charge:
    """Return what counts by day cost, prorated by day.

    Terms: telavox.4, bt.11
    Reading: the price is taken of each day's count, summed, divided by the days of the month.
    """
    steps = tuple(_step(price, run.count, run.days) for run in runs)
    formula = Formula(FormulaKind.BY_DAY, steps, days_in_month)
    unit_days = sum(run.count * run.days for run in runs)
    quantity = to_thousandths(Decimal(unit_days) / days_in_month)
    return _charge(unit_days, quantity, _assumed(runs), formula, discount_pct)


@lru_cache(maxsize=65536)
def full_month_charge(runs: tuple[Run, ...], price: Price, discount_pct: Decimal) -> Charge:
    """Return what an element costs that is not prorated.

    Terms: telavox.4, bt.11
    Reading: the highest daily count of the month, at the price of the first service day.
    """
    peak = max(run.count for run in runs)
    formula = Formula(FormulaKind.FULL_MONTH, (_step(price, peak),), 1)
    unit_days = sum(run.count * run.days for run in runs)
    return _charge(unit_days, to_thousandths(Decimal(peak)), _assumed(runs), formula, discount_pct)


@lru_cache(maxsize=65536)
def volume_charge(runs: tuple[Volume, ...], price: Price, days_in_month: int, discount_pct: Decimal) -> Charge:
    """Return what stored recordings cost: the rounded average in GB times the price.

    Terms: bt.11g
    """
    average = average_gb([(run.count, run.days) for run in runs], days_in_month)
    formula = Formula(FormulaKind.AVERAGE, (_step(price, average),), 1)
    gb_days = plain(sum((run.count * run.days for run in runs), ZERO))
    return _charge(gb_days, average, _assumed(runs), formula, discount_pct)


@lru_cache(maxsize=4096)
def pack_charge(quantity: int, days: int, price: Price, discount_pct: Decimal) -> Charge:
    """Return what packs cost that were active on `days` days: always in full.

    Terms: bt.11i
    """
    formula = Formula(FormulaKind.PACK, (_step(price, quantity),), 1)
    return _charge(quantity * days, to_thousandths(Decimal(quantity)), 0, formula, discount_pct)


@lru_cache(maxsize=4096)
def hours_charge(increments: int, increment_minutes: int, price: Price, discount_pct: Decimal) -> Charge:
    """Return what started increments cost at the price of an hour.

    Terms: general.3, general.6
    """
    minutes = increments * increment_minutes
    formula = Formula(FormulaKind.HOURS, (_step(price, minutes),), MINUTES_IN_HOUR)
    hours = to_thousandths(Decimal(minutes) / MINUTES_IN_HOUR)
    return _charge(increments, hours, 0, formula, discount_pct)


def _step(price: Price, count: int | Decimal, times: int = 1) -> Step:
    # Equal prices share one remembered charge, however they are written.
    return Step(count, times, plain(amount_of(price, count)))


def _charge(
    unit_days: int | Decimal, quantity: Decimal, assumed_days: int, formula: Formula, discount_pct: Decimal
) -> Charge:
    gross = formula.gross()
    return Charge(unit_days, quantity, assumed_days, formula, gross, *discounted(gross, discount_pct))


def _assumed(runs: Sequence[Run | Volume]) -> int:
    return sum(run.days for run in runs if run.is_assumed)
