"""Months, prices and facts of all shapes, for properties."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from billing.rules import facts
from billing.rules.counts import Change, Reported, Segment
from billing.rules.days import Days, month_of
from billing.rules.numbers import NumberBlock, RoutedNumber
from billing.rules.prices import Price, PriceBook, PriceModel, PriceVersion, Tier
from billing.rules.readings import Decrease, Readings
from billing.rules.recording import Recording
from billing.rules.vat import Vat, VatCategory
from extranet.catalogue.families import Family
from extranet.times import day_start

MONTHS: Final = tuple(month_of(date(year, month, 1)) for year in (2026, 2028) for month in (1, 2, 3, 4, 10, 12))
VATS: Final = (
    Vat(VatCategory.STANDARD, Decimal(21)),
    Vat(VatCategory.STANDARD, Decimal(6)),
    Vat(VatCategory.OUTSIDE_SCOPE, None),
)
ELEMENTS: Final = ("users", "numbers", "virtual_faxes", "conference_rooms", "shared_voicemail", "handset", "recording")

counts = st.integers(0, 40)
amounts = st.integers(0, 200_000).map(lambda units: Decimal(units) / 10_000)
discounts = st.sampled_from([Decimal(pct) for pct in ("0", "10", "12.5", "33.33", "100")])


@st.composite
def priced(draw: DrawFn, *, is_simple: bool = False) -> Price:
    """A price; `is_simple`: per unit and prorated."""
    model = PriceModel.PER_UNIT if is_simple else draw(st.sampled_from(PriceModel))
    if model is PriceModel.PER_UNIT:
        return Price(model, unit_price=draw(amounts), is_prorated=is_simple or draw(st.booleans()))
    if model is PriceModel.PACKAGE:
        return Price(model, size=draw(st.integers(1, 12)), package_price=draw(amounts))
    bounds = sorted(draw(st.sets(st.integers(1, 30), max_size=3)))
    return Price(model, tiers=tuple(Tier(bound, draw(amounts)) for bound in (*bounds, None)))


@st.composite
def segments(draw: DrawFn, month: Days) -> facts.Segments:
    """Counts that change on some days, from before the month or within it."""
    first = draw(st.integers(-5, 3))
    starts = sorted({first, *draw(st.sets(st.integers(0, month.count - 1), max_size=5))})
    return facts.Segments(tuple(Segment(month.start + timedelta(days=start), draw(counts)) for start in starts))


def _instants(month: Days) -> SearchStrategy[datetime]:
    days = st.integers(0, month.count - 1).map(lambda number: day_start(month.start + timedelta(days=number)))
    offsets = st.sampled_from([-1, 0, 1, 3600, 7200, 43_200])
    return st.tuples(days, offsets).map(lambda pair: pair[0] + timedelta(seconds=pair[1]))


@st.composite
def changes(draw: DrawFn, month: Days) -> facts.Changes:
    """Changes at, before and after midnight that never take the count below zero."""
    made = draw(st.lists(st.builds(Change, _instants(month), st.integers(-3, 3)), max_size=8))
    fall = sum(min(0, change.change) for change in made)
    return facts.Changes(draw(counts) - fall, tuple(made))


@st.composite
def reported(draw: DrawFn, month: Days) -> Reported:
    """Daily counts with gaps that are bridged."""
    daily: list[int | None] = [*draw(st.lists(counts, min_size=month.count, max_size=month.count))]
    for start in draw(st.sets(st.integers(0, month.count - 1), max_size=3)):
        if None not in daily[max(0, start - 1) : start + 4]:
            daily[start : start + 3] = [None] * len(daily[start : start + 3])
    return Reported(tuple(daily), known_before=draw(counts))


def _bounds(month: Days) -> SearchStrategy[tuple[date | None, date | None]]:
    starts = st.none() | st.integers(-3, month.count + 2).map(lambda number: month.start + timedelta(days=number))
    return st.tuples(starts, starts)


def blocks(month: Days) -> SearchStrategy[facts.Blocks]:
    """Blocks that overlap."""
    firsts, sizes = st.integers(3_225_550_000, 3_225_550_020), st.sampled_from([1, 10])
    one = st.builds(lambda first, size, bounds: NumberBlock(first, size, *bounds), firsts, sizes, _bounds(month))
    return st.lists(one, max_size=4).map(lambda held: facts.Blocks(tuple(held)))


def faxes(month: Days) -> SearchStrategy[facts.RoutedNumbers]:
    """Numbers that reach a fax, or not."""
    places = st.sampled_from(["fax:1", "user:7", "ivr:1"])
    one = st.builds(
        lambda e164, destination, reaches, bounds: RoutedNumber(e164, destination, tuple(reaches), *bounds),
        st.sampled_from(["+3225550000", "+3225550001", "+3225550002"]),
        places,
        st.lists(places, max_size=2),
        _bounds(month),
    )
    return st.lists(one, max_size=4).map(lambda held: facts.RoutedNumbers(tuple(held)))


def recordings(month: Days) -> SearchStrategy[Recording]:
    """GB with three decimals on every day."""
    volumes = st.integers(0, 99_999).map(lambda mb: Decimal(mb) / 1000)
    daily = st.lists(volumes, min_size=month.count, max_size=month.count).map(tuple)
    return st.builds(Recording, st.integers(0, 3), daily)


@st.composite
def account_months(draw: DrawFn) -> facts.AccountMonth:
    """Any account in any month that can be billed; packs and hours are left to their own tests."""
    month = draw(st.sampled_from(MONTHS))
    dates = st.integers(-40, month.count).map(lambda number: month.start + timedelta(days=number))
    plain_source = segments(month) | changes(month) | reported(month)
    elements: dict[str, facts.Source] = {
        "users": draw(plain_source),
        "numbers": draw(blocks(month)),
        "virtual_faxes": draw(faxes(month)),
        "shared_voicemail": draw(plain_source),
        "handset": draw(plain_source),
        "recording": draw(recordings(month)),
    }
    starts = {date(2025, 1, 1), *draw(st.sets(dates, max_size=2))}
    versions = [PriceVersion(start, draw(price_lists())) for start in sorted(starts)]
    end = draw(st.none() | dates)
    ordered = draw(st.dictionaries(st.sampled_from(["users", "numbers"]), priced(is_simple=True), max_size=1))
    discount = draw(st.none() | discounts)
    return facts.AccountMonth(
        service=Family.BT,
        month=month,
        order=facts.Order(draw(dates | st.just(date(2025, 5, 1))), end, draw(counts), ordered, discount),
        price_book=PriceBook(tuple(versions)),
        vat=draw(st.sampled_from(VATS)),
        elements=elements,
        partner_discount_pct=draw(discounts),
        quarter_opening=draw(counts),
        vat_by_element=draw(st.dictionaries(st.sampled_from(ELEMENTS), st.sampled_from(VATS), max_size=2)),
        readings=Readings(decrease=draw(st.sampled_from(Decrease))),
    )


@st.composite
def price_lists(draw: DrawFn) -> dict[str, Price]:
    """A complete version: handsets are not prorated, recordings have a price per GB."""
    prices = {element: draw(priced(is_simple=True) | priced()) for element in ("numbers", "virtual_faxes")}
    prices = {element: price for element, price in prices.items() if price.is_prorated}
    simple = {element: draw(priced(is_simple=True)) for element in ELEMENTS}
    tiered = draw(priced())
    handset = Price(PriceModel.PER_UNIT, unit_price=draw(amounts), is_prorated=False)
    users = tiered if tiered.is_prorated else simple["users"]
    return {**simple, **prices, "users": users, "handset": handset}
