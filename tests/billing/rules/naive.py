"""The same months calculated day by day and unit by unit, in fractions, with nothing of the engine but its facts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from billing.rules import facts
from billing.rules.counts import Reported
from billing.rules.prices import Price, PriceModel
from billing.rules.readings import Decrease
from billing.rules.recording import Recording

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class NaiveLine:
    """What a line must say. Money in cents."""

    element: str
    start: date
    end: date
    gross: int
    discount: int


def days_of_month(known: facts.AccountMonth) -> list[date]:
    day, days = known.month.start, []
    while day != known.month.end:
        days.append(day)
        day += ONE_DAY
    return days


def service_days(known: facts.AccountMonth) -> list[date]:
    order = known.order
    return [day for day in days_of_month(known) if day >= order.start and (order.end is None or day < order.end)]


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=ZoneInfo("Europe/Brussels")).astimezone(UTC)


def count_on(source: facts.CountSource, known: facts.AccountMonth, day: date) -> int:
    if isinstance(source, facts.Segments):
        counts = [one.count for one in sorted(source.segments, key=lambda one: one.start) if one.start <= day]
        return counts[-1] if counts else 0
    if isinstance(source, facts.Changes):
        instants = {
            midnight(day),
            *(one.at for one in source.changes if midnight(day) <= one.at < midnight(day + ONE_DAY)),
        }
        return max(source.count_before + sum(one.change for one in source.changes if one.at <= at) for at in instants)
    if isinstance(source, Reported):
        number = (day - known.month.start).days
        told = [count for count in source.daily[: number + 1] if count is not None]
        return told[-1] if told else source.known_before or 0
    if isinstance(source, facts.Blocks):
        held = [one for one in source.blocks if is_on(one.start, one.end, day)]
        return len({one.first + offset for one in held for offset in range(one.size)})
    if isinstance(source, facts.RoutedNumbers):
        held_numbers = [one for one in source.numbers if is_on(one.start, one.end, day)]
        return len({one.e164 for one in held_numbers if "fax:" in " ".join((one.destination, *one.reaches))})
    raise AssertionError(source)


def is_on(start: date | None, end: date | None, day: date) -> bool:
    return (start or date.min) <= day < (end or date.max)


def floor_of(known: facts.AccountMonth) -> int:
    start, first = known.order.start, known.month.start
    is_first = (start.year, (start.month - 1) // 3) >= (first.year, (first.month - 1) // 3)
    opening = known.order.users if is_first else known.quarter_opening or 0
    tenth = Fraction(opening, 10)
    allowed = {
        Decrease.MIN_ONE: max(1, tenth.__floor__()),
        Decrease.STRICT: tenth.__floor__(),
        Decrease.CEIL: tenth.__ceil__(),
    }
    return max(0, opening - allowed[known.readings.decrease])


def price_of(known: facts.AccountMonth, element: str, day: date) -> Price:
    if element in known.order.prices:
        return known.order.prices[element]
    in_force = None
    for version in sorted(known.price_book.versions, key=lambda version: version.valid_from):
        if version.valid_from <= day:
            in_force = version.prices[element]
    assert in_force is not None
    return in_force


def month_price(price: Price, count: int) -> Fraction:
    """Unit by unit."""
    if price.model is PriceModel.PACKAGE:
        assert price.size is not None
        packages = len(range(0, count, price.size))
        return packages * Fraction(price.package_price or 0)
    total = Fraction(0)
    for number in range(1, count + 1):
        reached = number if price.model is PriceModel.GRADUATED else count
        fitting = [tier.unit_price for tier in price.tiers if tier.up_to is None or reached <= tier.up_to]
        total += Fraction(fitting[0] if fitting else price.unit_price or 0)
    return total


def cents(amount: Fraction) -> int:
    """Halves away from zero; amounts here are never negative."""
    return (amount * 100 + Fraction(1, 2)).__floor__()


def stretches(known: facts.AccountMonth, element: str) -> Iterator[tuple[Price, list[date]]]:
    """Runs of service days with an equal price."""
    days: list[date] = []
    for day in service_days(known):
        if days and price_of(known, element, day) != price_of(known, element, days[0]):
            yield price_of(known, element, days[0]), days
            days = []
        days.append(day)
    if days:
        yield price_of(known, element, days[0]), days


def lines_of(known: facts.AccountMonth) -> list[NaiveLine]:
    """The lines of all elements; packs and hours are not calculated here."""
    lines: list[NaiveLine] = []
    for element, source in known.elements.items():
        if not service_days(known):
            continue
        if isinstance(source, Recording):
            lines += recording_lines(known, element, source)
        else:
            lines += element_lines(known, element, counts(known, element, source))
    return sorted(lines, key=lambda line: (line.element, line.start))


def counts(known: facts.AccountMonth, element: str, source: facts.CountSource) -> Mapping[date, int]:
    least = floor_of(known) if element == "users" and known.service == "bt" else 0
    return {day: max(least, count_on(source, known, day)) for day in service_days(known)}


def element_lines(known: facts.AccountMonth, element: str, by_day: Mapping[date, int]) -> Iterator[NaiveLine]:
    first = next(iter(by_day))
    if not price_of(known, element, first).is_prorated:
        if any(by_day.values()):
            amount = month_price(price_of(known, element, first), max(by_day.values()))
            yield line(known, element, list(by_day), amount)
        return
    for price, days in stretches(known, element):
        if any(by_day[day] for day in days):
            total = sum((month_price(price, by_day[day]) for day in days), Fraction(0))
            yield line(known, element, days, total / len(days_of_month(known)))


def recording_lines(known: facts.AccountMonth, element: str, source: Recording) -> Iterator[NaiveLine]:
    if source.recordings:
        for price, days in stretches(known, element):
            gb = sum((Fraction(source.daily_gb[day.day - 1] or 0) for day in days), Fraction(0))
            thousandths = (gb / len(days_of_month(known)) * 1000 + Fraction(1, 2)).__floor__()
            yield line(known, element, days, Fraction(thousandths, 1000) * Fraction(price.unit_price or 0))


def line(known: facts.AccountMonth, element: str, days: list[date], amount: Fraction) -> NaiveLine:
    pct = known.partner_discount_pct if known.order.discount_pct is None else known.order.discount_pct
    gross = cents(amount)
    discount = cents(Fraction(gross, 100) * Fraction(pct) / 100)
    return NaiveLine(element, days[0], days[-1] + ONE_DAY, gross, discount)


def in_cents(amount: Decimal) -> int:
    assert amount == amount.quantize(Decimal("0.01"))
    return int(amount * 100)
