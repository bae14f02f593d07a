"""Wall times of Brussels: once, twice, or never."""

from datetime import UTC, datetime

import pytest

from support.desk.rules.hours import Ambiguous, Nonexistent, parse_wall


def test_an_ordinary_wall_time_is_one_instant() -> None:
    assert parse_wall("2026-06-05T16:00") == datetime(2026, 6, 5, 14, tzinfo=UTC)
    assert parse_wall(datetime(2026, 1, 5, 8, 30)) == datetime(2026, 1, 5, 7, 30, tzinfo=UTC)  # noqa: DTZ001


def test_a_time_with_its_offset_is_an_instant_already() -> None:
    assert parse_wall("2026-10-25T02:30:00+01:00") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("wall", ["2026-10-25T02:00", "2026-10-25T02:30", "2026-10-25T02:59:59"])
def test_the_hour_that_comes_back_must_be_told_apart(wall: str) -> None:
    read = parse_wall(wall)
    assert isinstance(read, Ambiguous)
    assert (read.second - read.first).total_seconds() == 3600


@pytest.mark.parametrize("wall", ["2026-03-29T02:00", "2026-03-29T02:30", "2026-03-29T02:59:59"])
def test_the_hour_that_is_skipped_does_not_exist(wall: str) -> None:
    assert isinstance(parse_wall(wall), Nonexistent)


@pytest.mark.parametrize("wall", ["2026-10-25T01:59:59", "2026-10-25T03:00", "2026-03-29T01:59:59", "2026-03-29T03:00"])
def test_the_edges_of_both_nights_are_ordinary(wall: str) -> None:
    assert isinstance(parse_wall(wall), datetime)


def test_what_is_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="Invalid"):
        parse_wall("demain")
