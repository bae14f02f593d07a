"""From counts and prices to the lines of one account and month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing.rules import packs
from billing.rules.days import ONE_DAY, Days, Run, clipped
from billing.rules.facts import AccountMonth
from billing.rules.interventions import Billability, Intervention, billable_work
from billing.rules.lines import (
    Charge,
    Line,
    LineReason,
    daily_charge,
    full_month_charge,
    hours_charge,
    pack_charge,
    volume_charge,
)
from billing.rules.packs import Pack
from billing.rules.parking import CannotBill, Parked, ParkReason
from billing.rules.prices import Price, PriceModel, PriceRun, Prices, PriceSource, price_on, price_runs
from billing.rules.readings import HOURLY_WORK, Reading
from billing.rules.recording import CLAUSE as RECORDING
from billing.rules.recording import Recording, Volume, clipped_volumes, is_billed, volume_runs


@dataclass(frozen=True, slots=True)
class Charging:
    """The facts of a month with what each of its lines needs; `days`: the service days, maybe none."""

    facts: AccountMonth
    days: Days
    prices: Prices

    def discount_of(self, element: str) -> tuple[Decimal, Reading | None]:
        """Return the discount of an element in per cent, and the reading that chose it.

        Terms: bt.11k
        Reading: the order's discount beats the partner's, they are not added; hourly work has none.
        """
        if element in self.facts.readings.undiscounted:
            return Decimal(0), Reading.NEVER_DISCOUNTED
        if self.facts.order.discount_pct is not None:
            return self.facts.order.discount_pct, Reading.ORDER_DISCOUNT_FIRST
        return self.facts.partner_discount_pct, None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a line is about, why it is there, and the readings that had a part in its count."""

    element: str
    clause: str
    reason: LineReason
    readings: tuple[Reading, ...]
    reference: str | None = None
    work: str | None = None


def element_lines(charging: Charging, subject: Subject, runs: tuple[Run, ...]) -> Iterator[Line]:
    """Yield the lines of an element: one for each run of days with an equal price.

    `runs`: the daily counts of all service days. Raises CannotBill for days with a count and no price.

    Terms: telavox.4, bt.11
    Reading: a line exists where the count is above zero on some day, also when it amounts to nothing. An
    element that is not prorated makes one line.
    """
    parts = price_runs(charging.prices, subject.element, charging.days)
    known = next((part.price for part in parts if part.price is not None), None)
    is_prorated = known is None or known.is_prorated
    if not is_prorated:
        first = parts[0]
        parts = (PriceRun(charging.days.start, charging.days.end, first.price, first.source, first.version),)
    pct, _chosen = charging.discount_of(subject.element)
    for part in parts:
        held = clipped(runs, part.start, part.end)
        counting = next((run for run in held if run.count), None)
        if counting is None:
            continue
        price = _price_of(part, subject, counting.start if is_prorated else part.start)
        month = charging.facts.month
        charge = daily_charge(held, price, month.count, pct) if is_prorated else full_month_charge(held, price, pct)
        yield _line(charging, subject, part, held, charge)


def recording_lines(charging: Charging, element: str, recorded: Recording) -> Iterator[Line]:
    """Yield the lines of stored recordings: none without a recording.

    Raises CannotBill for days without a price.

    Terms: bt.11g
    """
    if not is_billed(recorded):
        return
    facts, days = charging.facts, charging.days
    subject = Subject(element, RECORDING, LineReason.RECORDED, (Reading.AVERAGE_ROUNDED_FIRST,))
    volumes = volume_runs(recorded, element, facts.month, days, facts.readings.assumed_days)
    pct, _chosen = charging.discount_of(element)
    for part in price_runs(charging.prices, element, days):
        held = clipped_volumes(volumes, part.start, part.end)
        charge = volume_charge(held, _price_of(part, subject, part.start), facts.month.count, pct)
        yield _line(charging, subject, part, held, charge)


def pack_lines(charging: Charging, pack: Pack) -> Iterator[Line]:
    """Yield the line of a pack, in full, at the price of its first active day of the month.

    Raises CannotBill without a price on that day.

    Terms: bt.11i
    """
    days = packs.billed_days(pack, charging.days)
    if days is None:
        return
    bought = pack.start.isoformat() if pack.start else None
    subject = Subject(pack.product, packs.CLAUSE, LineReason.PACK_BOUGHT, (Reading.PACK_IN_FULL,), bought)
    part = price_on(charging.prices, pack.product, days.start)
    price = _price_of(part, subject, days.start)
    charge = pack_charge(pack.quantity, days.count, price, charging.discount_of(pack.product)[0])
    yield _line(charging, subject, PriceRun(days.start, days.end, price, part.source, part.version), (), charge)


def hours_lines(charging: Charging, work: Intervention) -> Iterator[Line]:
    """Yield the line of billable work, also done before the service starts, after it ends, or in an earlier month.

    Raises CannotBill when there is no price of one hour on that day.

    Terms: general.3, general.6
    Reading: the price of the day of the work; one line once, linked to its ticket.
    """
    billed = billable_work(work, charging.facts.readings.increment_minutes)
    if not billed.is_billed:
        return
    is_automatic = billed.billability is Billability.AUTOMATIC
    reason = LineReason.UNTRAINED_INSTALLER if is_automatic else LineReason.STAFF_DECISION
    subject = Subject(HOURLY_WORK, billed.clause, reason, (Reading.STARTED_INCREMENTS,), work.ticket, work.key)
    part = price_on(charging.prices, HOURLY_WORK, work.on)
    price = _price_of(part, subject, work.on)
    if price.model is not PriceModel.PER_UNIT:
        raise CannotBill(Parked(ParkReason.NO_HOURLY_RATE, HOURLY_WORK, work.on, billed.clause))
    charge = hours_charge(billed.increments, billed.increment_minutes, price, charging.discount_of(HOURLY_WORK)[0])
    yield _line(charging, subject, PriceRun(work.on, work.on + ONE_DAY, price, part.source, part.version), (), charge)


def _price_of(part: PriceRun, subject: Subject, day: date) -> Price:
    if part.price is None:
        raise CannotBill(Parked(ParkReason.NO_PRICE, subject.element, day, subject.clause))
    return part.price


def _line(charging: Charging, subject: Subject, part: PriceRun, runs: tuple[Run | Volume, ...], charge: Charge) -> Line:
    facts = charging.facts
    pct, chosen = charging.discount_of(subject.element)
    if part.price is None:
        raise ValueError("a line has a price")
    return Line(
        element=subject.element,
        clause=subject.clause,
        reason=subject.reason,
        start=part.start,
        end=part.end,
        days_in_month=facts.month.count,
        runs=runs,
        price=part.price,
        price_source=part.source,
        version=part.version,
        discount_pct=pct,
        vat=facts.vat_by_element.get(subject.element, facts.vat),
        charge=charge,
        readings=_readings(charging, subject, part, charge, chosen),
        reference=subject.reference,
        work=subject.work,
    )


def _readings(
    charging: Charging, subject: Subject, part: PriceRun, charge: Charge, chosen: Reading | None
) -> tuple[Reading, ...]:
    """Return the readings that had a part in a line, in the order in which its amount comes about."""
    is_ordered = part.source is PriceSource.ORDER
    is_by_model = part.price is not None and part.price.model is not PriceModel.PER_UNIT
    had_a_part = (
        *((reading, True) for reading in subject.readings),
        (Reading.SERVICE_DAYS_ONLY, charging.days != charging.facts.month),
        (Reading.ASSUMED_DAYS, charge.assumed_days > 0),
        (Reading.ORDER_PRICE_FIRST if is_ordered else Reading.PRICE_OF_THE_DAY, True),
        (Reading.PRICE_OF_EACH_DAYS_COUNT, is_by_model and charge.formula.divisor > 1),
        (chosen, chosen is not None),
        (Reading.DISCOUNT_OF_ROUNDED_GROSS, charge.discount != 0),
    )
    return tuple(reading for reading, is_so in had_a_part if is_so and reading is not None)
