"""Instants as people type them: an hour that does not exist, or exists twice, is never decided for them."""

from datetime import UTC, datetime

import pytest

from emergency.registry.instants import InstantRefused, Turn, read_instant, read_wall
from extranet.times import readings_of

SKIPPED = datetime(2027, 3, 28, 2, 30)  # noqa: DTZ001 - a clock on a wall
TWICE = datetime(2026, 10, 25, 2, 30)  # noqa: DTZ001


def test_an_ordinary_hour_is_one_instant() -> None:
    assert read_wall(datetime(2026, 7, 1)) == datetime(2026, 6, 30, 22, tzinfo=UTC)  # noqa: DTZ001
    assert read_wall(datetime(2026, 12, 1, 8, 30), Turn.SECOND) == datetime(2026, 12, 1, 7, 30, tzinfo=UTC)  # noqa: DTZ001


def test_an_hour_that_is_skipped_is_refused_with_one_that_exists() -> None:
    assert readings_of(SKIPPED) == ()
    with pytest.raises(InstantRefused) as refused:
        read_wall(SKIPPED, Turn.FIRST)
    assert refused.value.code == "wall_time_missing"
    assert "02:30 n’existe pas" in refused.value.message
    assert "3\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30" in refused.value.message


def test_an_hour_that_is_there_twice_asks_which() -> None:
    first, second = readings_of(TWICE)
    assert (first, second) == (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    )
    with pytest.raises(InstantRefused) as refused:
        read_wall(TWICE)
    assert refused.value.code == "wall_time_twice"
    assert (read_wall(TWICE, Turn.FIRST), read_wall(TWICE, Turn.SECOND)) == (first, second)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-06-30T23:59:59+02:00", datetime(2026, 6, 30, 21, 59, 59, tzinfo=UTC)),
        ("2026-06-30T21:59:59Z", datetime(2026, 6, 30, 21, 59, 59, tzinfo=UTC)),
        ("2026-06-30 23:59", datetime(2026, 6, 30, 21, 59, tzinfo=UTC)),
        (" 2026-07-01 ", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        ("2026-10-25T02:30+01:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ],
)
def test_with_an_offset_or_on_a_belgian_wall(text: str, expected: datetime) -> None:
    assert read_instant(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("hier", "instant_unreadable"),
        ("", "instant_unreadable"),
        ("30/06/2026", "instant_unreadable"),
        ("2026-02-30", "instant_unreadable"),
        ("2026-10-25 02:30", "wall_time_twice"),
        ("2027-03-28 02:30", "wall_time_missing"),
    ],
)
def test_what_is_no_instant_or_could_be_two_is_refused(text: str, code: str) -> None:
    with pytest.raises(InstantRefused) as refused:
        read_instant(text)
    assert refused.value.code == code


def test_of_two_both_are_named_as_they_can_be_typed() -> None:
    with pytest.raises(InstantRefused) as refused:
        read_instant("2026-10-25 02:30")
    assert "2026-10-25T02:30:00+02:00" in refused.value.message
    assert "2026-10-25T02:30:00+01:00" in refused.value.message
