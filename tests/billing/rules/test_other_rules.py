"""Numbers, faxes, recordings, packs and hours.

Terms: bt.11e, bt.11g, bt.11i, bt.11j, general.3, general.6
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.rules import facts
from billing.rules.days import Days, month_of
from billing.rules.interventions import (
    Billability,
    Ground,
    Intervention,
    StaffDecision,
    billability,
    billable_work,
    started_increments,
)
from billing.rules.lines import LineReason
from billing.rules.month import Draft, draft_month
from billing.rules.numbers import NumberBlock, RoutedNumber, count_numbers, count_virtual_faxes
from billing.rules.packs import Pack, PackKind, billed_days
from billing.rules.parking import CannotBill, Parked, ParkReason
from billing.rules.prices import Price, PriceBook, PriceModel, PriceVersion, Tier
from billing.rules.readings import Reading, Readings
from billing.rules.recording import Recording, Volume, average_gb, is_billed, volume_runs
from billing.rules.vat import STANDARD
from extranet.catalogue.families import Family

MARCH: Final = month_of(date(2026, 3, 1))


def on(number: int) -> date:
    return date(2026, 3, number)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)), max_size=6))
def test_numbers_of_blocks_count_once(pairs: list[tuple[int, int]]) -> None:
    blocks = [NumberBlock(first, size) for first, size in pairs]
    assert count_numbers(blocks) == len({first + offset for first, size in pairs for offset in range(size)})


def test_a_number_that_reaches_a_fax_counts_once_however_it_gets_there() -> None:
    numbers = [
        RoutedNumber("+3225550001", "fax:a"),
        RoutedNumber("+3225550001", "ivr:1", ("fax:b", "fax:c")),
        RoutedNumber("+3225550002", "ivr:1", ("user:7", "fax:b")),
        RoutedNumber("+3225550003", "user:7"),
    ]
    assert count_virtual_faxes(numbers) == 2


def test_recording_is_billed_from_the_first_recording() -> None:
    assert not is_billed(Recording(0, (Decimal(5),)))
    assert is_billed(Recording(1, (Decimal(0),)))


@pytest.mark.parametrize(
    ("volumes", "days", "average"),
    [([("20", 10), ("51", 21)], 31, "41.000"), ([("0.0005", 31)], 31, "0.001"), ([("1", 1)], 31, "0.032")],
)
def test_volume_is_averaged_over_the_month(volumes: list[tuple[str, int]], days: int, average: str) -> None:
    assert str(average_gb([(Decimal(gb), times) for gb, times in volumes], days)) == average


def test_a_volume_not_reported_is_taken_over_for_three_days() -> None:
    days = Days(on(1), on(6))
    gb = Decimal(2)
    runs = volume_runs(Recording(1, (gb, None, None, None, gb)), "recording", days, days, 3)
    assert runs == (Volume(on(1), on(2), gb), Volume(on(2), on(5), gb, is_assumed=True), Volume(on(5), on(6), gb))
    with pytest.raises(CannotBill) as refusal:
        volume_runs(Recording(1, (gb, None, None, None, None)), "recording", days, days, 3)
    assert refusal.value.parked.day == on(5)


def pack(start: date | None, end: date | None, kind: PackKind = PackKind.MONTHLY, quantity: int = 3) -> Pack:
    return Pack("pack_be", quantity, None, start, end, kind)


SERVICE: Final = Days(on(10), MARCH.end)


@pytest.mark.parametrize(
    ("bought", "days"),
    [
        (pack(on(1), None), SERVICE),
        (pack(on(1), on(11)), Days(on(10), on(11))),
        (pack(on(1), on(10)), None),
        (pack(MARCH.end, None), None),
        (pack(None, None), SERVICE),
        (pack(on(31), None, PackKind.ONCE), Days(on(31), MARCH.end)),
        (pack(on(9), None, PackKind.ONCE), None),
        (pack(None, None, PackKind.ONCE), None),
        (pack(on(10), None, quantity=0), None),
    ],
)
def test_a_pack_is_billed_in_every_month_it_is_active_or_once(bought: Pack, days: Days | None) -> None:
    assert billed_days(bought, SERVICE) == days


def test_packs_are_counted_from_zero() -> None:
    with pytest.raises(ValueError, match="zero"):
        pack(None, None, quantity=-1)


@pytest.mark.parametrize(("minutes", "increments"), [(0, 0), (1, 1), (15, 1), (16, 2), (59, 4), (60, 4), (130, 9)])
def test_started_quarters_of_an_hour_count(minutes: int, increments: int) -> None:
    assert started_increments(minutes, 15) == increments


@pytest.mark.parametrize(
    ("ground", "decision", "is_billed_so", "clause"),
    [
        (Ground.UNTRAINED_INSTALLER, None, True, "general.3"),
        (Ground.UNTRAINED_INSTALLER, StaffDecision.WAIVE, True, "general.3"),
        (Ground.CLIENT_CAUSE, None, False, "general.6"),
        (Ground.CLIENT_CAUSE, StaffDecision.BILL, True, "general.6"),
        (Ground.OUTSIDE_DUTY, StaffDecision.WAIVE, False, "general.6"),
        (Ground.OWN, StaffDecision.BILL, False, "general.6"),
    ],
)
def test_work_is_billed_by_its_ground(
    ground: Ground, decision: StaffDecision | None, is_billed_so: bool, clause: str
) -> None:
    work = billable_work(Intervention("T-1", on(4), 16, ground, decision), 15)
    assert (work.is_billed, work.clause) == (is_billed_so, clause)
    assert not billable_work(Intervention("T-1", on(4), 0, ground, decision), 15).is_billed


def test_only_work_after_an_untrained_installation_is_billed_by_itself() -> None:
    automatic = [ground for ground in Ground if billability(ground) is Billability.AUTOMATIC]
    assert automatic == [Ground.UNTRAINED_INSTALLER]


def test_work_lasts_no_less_than_no_minutes() -> None:
    with pytest.raises(ValueError, match="minutes"):
        Intervention("T-1", on(4), -1, Ground.OWN)


RATE: Final = Price(PriceModel.PER_UNIT, unit_price=Decimal("95.0000"))
PACK: Final = Price(PriceModel.PER_UNIT, unit_price=Decimal("49.0000"))


def account(**prices: Price) -> facts.AccountMonth:
    return facts.AccountMonth(
        service=Family.TELAVOX,
        month=MARCH,
        order=facts.Order(date(2025, 5, 1), end=on(10), discount_pct=Decimal(20)),
        price_book=PriceBook((PriceVersion(date(2025, 1, 1), prices),)),
        vat=STANDARD,
        elements={},
        packs=(pack(on(1), None),),
        interventions=(Intervention("T-1", on(20), 16, Ground.UNTRAINED_INSTALLER),),
    )


def test_a_pack_is_discounted_and_work_done_after_the_end_is_billed_without_discount() -> None:
    draft = draft_month(account(pack_be=PACK, time_and_materials=RATE))
    assert isinstance(draft, Draft)
    packs, work = draft.lines
    assert (packs.charge.gross, packs.charge.discount) == (Decimal(147), Decimal("29.40"))
    assert (work.charge.gross, work.charge.discount) == (Decimal("47.50"), Decimal(0))
    assert [packs.reference, work.reference] == ["2026-03-01", "T-1"]
    assert (work.start, work.charge.quantity, work.reason) == (on(20), Decimal("0.500"), LineReason.UNTRAINED_INSTALLER)
    assert Reading.NEVER_DISCOUNTED in work.readings
    assert Reading.ORDER_DISCOUNT_FIRST in packs.readings
    assert draft.users is None


def test_which_elements_no_discount_touches_is_a_setting() -> None:
    chosen = Readings(undiscounted=frozenset({"pack_be"}))
    draft = draft_month(replace(account(pack_be=PACK, time_and_materials=RATE), readings=chosen))
    assert isinstance(draft, Draft)
    assert [line.discount_pct for line in draft.lines] == [0, 20]


def test_work_needs_the_price_of_an_hour() -> None:
    tiers = Price(PriceModel.VOLUME, tiers=(Tier(None, Decimal(90)),))
    parked = draft_month(account(pack_be=PACK, time_and_materials=tiers))
    assert parked == Parked(ParkReason.NO_HOURLY_RATE, "time_and_materials", on(20), "general.3")
    assert draft_month(account(pack_be=PACK)) == Parked(ParkReason.NO_PRICE, "time_and_materials", on(20), "general.3")
