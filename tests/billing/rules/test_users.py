"""Who counts as a user, how far their number may fall, and the channels they bring.

Terms: bt.11d, bt.11i
"""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.rules.channels import CapacityBasis, capacity, capacity_runs, quarter_channels
from billing.rules.days import Run, month_of
from billing.rules.packs import Pack
from billing.rules.quarter import OpeningSource, allowance, billed_users, openings, quarter_floor
from billing.rules.readings import ChannelRounding, Decrease, Readings
from billing.rules.users import (
    FREE_DEVICES,
    Anomaly,
    Declaration,
    DeclaredUser,
    Occupants,
    Profile,
    Room,
    UserReason,
    count_devices,
    count_users,
)

ADMINISTRATOR, SUPERVISOR = Profile.ADMINISTRATOR, Profile.SUPERVISOR


@pytest.mark.parametrize(
    ("user", "users", "anomaly"),
    [
        (DeclaredUser(devices=("desk", "softphone", "softphone")), 1, None),
        (DeclaredUser(), 1, None),
        (DeclaredUser(is_hot_desking=True), 1, None),
        (DeclaredUser(ADMINISTRATOR), 1, None),
        (DeclaredUser(ADMINISTRATOR, is_without_service=True), 0, None),
        (DeclaredUser(SUPERVISOR, is_without_service=True, count=3), 0, None),
        (DeclaredUser(is_without_service=True), 1, Anomaly.NO_SERVICE_NOT_POSSIBLE),
        (DeclaredUser(SUPERVISOR, is_without_service=True, devices=("desk",)), 1, Anomaly.NO_SERVICE_WITH_DEVICE),
        (DeclaredUser(ADMINISTRATOR, is_without_service=True, is_hot_desking=True), 1, Anomaly.NO_SERVICE_HOT_DESKING),
        (DeclaredUser(count=12), 12, None),
    ],
)
def test_a_person_counts_once_whatever_the_devices(user: DeclaredUser, users: int, anomaly: Anomaly | None) -> None:
    counted = count_users(Declaration(users=(user,)))
    assert counted.users == users
    assert counted.anomalies == ((anomaly,) if anomaly else ())


@pytest.mark.parametrize("phones", [0, 1, 3])
def test_phones_of_a_room_count_unless_its_people_are_users_elsewhere(phones: int) -> None:
    counts = {
        occupants: count_users(Declaration(rooms=(Room("stock", occupants, phones),))).users for occupants in Occupants
    }
    assert counts == {Occupants.NON_USERS: phones, Occupants.MIXED: phones, Occupants.USERS: 0}


def test_a_room_has_no_fewer_than_no_phones() -> None:
    with pytest.raises(ValueError, match="room"):
        Room("stock", Occupants.MIXED, -1)


def test_free_devices_are_free_and_any_other_is_flagged_but_not_billed() -> None:
    counted = count_users(Declaration(unlinked_devices=(*sorted(FREE_DEVICES), "desk")))
    assert counted.users == 0
    assert counted.anomalies == (Anomaly.UNLINKED_DEVICE,)
    assert [entry.reason for entry in counted.entries][-2:] == [UserReason.FREE_DEVICE, UserReason.UNLINKED_DEVICE]


def test_the_same_platform_id_counts_once() -> None:
    karl = DeclaredUser(platform_id="42")
    counted = count_users(Declaration(users=(karl, karl, DeclaredUser(), DeclaredUser())))
    assert counted.users == 3
    assert counted.entries[1].reason is UserReason.ALREADY_COUNTED


def test_devices_of_a_claim_leave_out_the_free_ones_and_rooms_of_users() -> None:
    declaration = Declaration(
        users=(DeclaredUser(devices=("desk", "fax"), count=2),),
        rooms=(Room("meeting", Occupants.USERS, 4), Room("stock", Occupants.NON_USERS, 3)),
        unlinked_devices=("pager", "desk"),
    )
    assert count_devices(declaration) == 2 + 3 + 1


@pytest.mark.parametrize(
    ("opening", "min_one", "strict", "ceil"),
    [
        (0, 1, 0, 0),
        (1, 1, 0, 1),
        (9, 1, 0, 1),
        (10, 1, 1, 1),
        (11, 1, 1, 2),
        (19, 1, 1, 2),
        (20, 2, 2, 2),
        (91, 9, 9, 10),
        (100, 10, 10, 10),
    ],
)
def test_a_quarter_may_fall_by_a_tenth(opening: int, min_one: int, strict: int, ceil: int) -> None:
    found = [allowance(opening, decrease) for decrease in (Decrease.MIN_ONE, Decrease.STRICT, Decrease.CEIL)]
    assert found == [min_one, strict, ceil]


def test_an_opening_is_not_negative() -> None:
    with pytest.raises(ValueError, match="opening"):
        allowance(-1)


@given(st.integers(0, 5000), st.integers(0, 5000), st.sampled_from(Decrease))
def test_billed_is_never_below_configured_nor_far_below_the_opening(
    opening: int, configured: int, decrease: Decrease
) -> None:
    floor = quarter_floor(opening, OpeningSource.PREVIOUS_QUARTER, decrease)
    billed = billed_users(configured, floor)
    assert billed >= configured
    assert opening - billed <= max(1, (opening + 9) // 10)
    assert billed == configured or billed == floor.min_billable


@given(st.integers(1, 300))
def test_with_min_one_every_account_reaches_its_configuration(start: int) -> None:
    billed = openings(start, [0] * 60)
    assert billed == sorted(billed, reverse=True)
    assert openings(start, [0] * 200)[-1] == 0


@pytest.mark.parametrize(
    ("users", "raw", "channels"),
    [
        (0, "0", 0),
        (1, "2", 2),
        (2, "4", 4),
        (3, "5", 5),
        (5, "7", 7),
        (6, "7.5", 8),
        (7, "8", 8),
        (8, "8.5", 9),
        (10, "9.5", 10),
        (11, "9.75", 10),
        (12, "10", 10),
        (13, "10.25", 11),
        (50, "19.5", 20),
        (100, "32", 32),
    ],
)
def test_channels_are_graduated_and_rounded_up_once(users: int, raw: str, channels: int) -> None:
    assert (capacity(users).raw, capacity(users).channels) == (Decimal(raw), channels)


@given(st.integers(0, 5000))
def test_more_users_never_have_fewer_channels(users: int) -> None:
    for rounding in ChannelRounding:
        assert capacity(users, (), rounding).channels <= capacity(users + 1, (), rounding).channels
    assert quarter_channels(users) < quarter_channels(users + 1)


def test_a_negative_number_of_users_has_no_channels() -> None:
    with pytest.raises(ValueError, match="zero"):
        capacity(-1)


def test_any_pack_with_a_limit_replaces_the_formula() -> None:
    assert capacity(50, [(3, 4), (2, None)]).channels == 12
    assert capacity(50, [(2, None)]).basis is CapacityBasis.FORMULA
    assert capacity(0, [(1, 2)]).channels == 2
    assert capacity(50, [(1, 0)]).channels == 0
    assert capacity(50, [(0, 4)]).basis is CapacityBasis.FORMULA
    assert capacity(6, (), ChannelRounding.DOWN).channels == 7


def test_a_limiting_pack_counts_from_its_first_to_its_last_day() -> None:
    month = month_of(date(2026, 3, 1))
    billed = (Run(date(2026, 3, 5), month.end, 6),)
    packs = [Pack("pack_be", 2, 3, date(2026, 3, 10), date(2026, 3, 20)), Pack("pack_eu", 1, None, None, None)]
    runs = capacity_runs(billed, packs, month)
    assert [(run.start.day, run.capacity.channels) for run in runs] == [(1, 0), (5, 8), (10, 6), (20, 8)]
    assert runs[1].capacity.raw == Decimal("7.5")


def test_settings_outside_their_bounds_are_refused() -> None:
    with pytest.raises(ValueError, match="increment"):
        Readings(increment_minutes=0)
