"""Areas of numbers and time: what is left, what is taken, nothing twice and nothing lost."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emergency.registry.timeline import Area, covers, overlaps, remains

START: Final = datetime(2026, 1, 1, tzinfo=UTC)
DAYS: Final = 6
NUMBERS: Final = 6


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def points(area: Area) -> set[tuple[int, int]]:
    """Return the numbers and days of an area, the day after the last one standing for without an end."""
    return {
        (number, at)
        for number in range(area.first, area.end)
        for at in range(DAYS + 1)
        if area.since <= day(at) and (area.until is None or day(at) < area.until)
    }


def areas() -> st.SearchStrategy[Area]:
    spans = st.tuples(st.integers(0, NUMBERS), st.integers(0, NUMBERS)).filter(lambda pair: pair[0] < pair[1])
    times = st.tuples(st.integers(0, DAYS), st.integers(0, DAYS)).filter(lambda pair: pair[0] < pair[1])
    return st.builds(
        lambda span, time, is_open: Area(span[0], span[1], day(time[0]), None if is_open else day(time[1])),
        spans,
        times,
        st.booleans(),
    )


@given(areas(), areas())
def test_parts_and_what_is_taken_are_the_whole_each_once(area: Area, taken: Area) -> None:
    parts = remains(area, taken)
    found = [point for part in parts for point in points(part)]
    assert len(found) == len(set(found))
    assert set(found) == points(area) - points(taken)
    assert all(part.first < part.end and (part.until is None or part.since < part.until) for part in parts)


@given(areas(), areas())
def test_overlapping_and_covering_are_what_the_points_say(one: Area, other: Area) -> None:
    assert overlaps(one, other) == overlaps(other, one) == bool(points(one) & points(other))
    assert covers(one, other) == (points(other) <= points(one) and (one.until is None or other.until is not None))


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        (Area(0, 10, day(2)), [Area(0, 10, day(0), day(2))]),
        (Area(0, 10, day(0)), []),
        (Area(10, 20, day(0)), [Area(0, 10, day(0))]),
        (Area(4, 5, day(0)), [Area(0, 4, day(0)), Area(5, 10, day(0))]),
        (Area(4, 5, day(2)), [Area(0, 4, day(0)), Area(5, 10, day(0)), Area(4, 5, day(0), day(2))]),
        (Area(0, 10, day(1), day(2)), [Area(0, 10, day(0), day(1)), Area(0, 10, day(2))]),
    ],
)
def test_ec_24_ec_30_cuts_of_a_block(taken: Area, left: list[Area]) -> None:
    assert list(remains(Area(0, 10, day(0)), taken)) == left
