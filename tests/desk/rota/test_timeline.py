"""Versions and overrides over a stretch of time: shifts in order, and the holes as people say them."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from support.desk.rota.timeline import Version, Watch, gaps, shifts, version_at, watcher_at
from support.desk.rules.hours import Calendar
from support.desk.rules.rota import Handover, Override, Shift
from support.desk.rules.windows import Window

A, B = UUID(int=1), UUID(int=2)
START = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAY = timedelta(days=1)
HOURS = Calendar(number=1, weekly=((Window(510, 1080),),) * 5 + ((), ()))


def version(number: int, starts_at: datetime, *members: UUID) -> Version:
    """A rota handed over on Mondays at nine."""
    return Version(number, Handover(starts_at, 0, time(9), members))


def test_the_highest_number_that_has_started_is_in_force() -> None:
    watch = Watch((version(1, START, A), version(3, START + DAY, B), version(2, START + 2 * DAY, A)))
    assert version_at(watch, START - DAY) is None
    numbers = [getattr(version_at(watch, START + n * DAY), "number", None) for n in range(3)]
    assert numbers == [1, 3, 3]
    assert watcher_at(watch, START + 2 * DAY) == B


def test_shifts_join_over_versions_of_the_same_person() -> None:
    watch = Watch((version(1, START, A), version(2, START + DAY, A), version(3, START + 2 * DAY, B)))
    assert shifts(watch, START, START + 3 * DAY) == (
        Shift(A, START, START + 2 * DAY),
        Shift(B, START + 2 * DAY, START + 3 * DAY),
    )


def test_nights_in_a_row_without_anybody_are_one_stretch() -> None:
    watch = Watch((version(1, START + 4 * DAY, A),))
    (gap,) = gaps(watch, {A}, HOURS, START, START + 10 * DAY)
    # From Monday's closing until the start on Friday, which falls into the hours of support.
    assert (gap.starts_at, gap.ends_at) == (
        datetime(2026, 11, 23, 17, tzinfo=UTC),
        datetime(2026, 11, 27, 7, 30, tzinfo=UTC),
    )


def test_two_holes_with_a_shift_between_them_are_two() -> None:
    night = Override(B, START + DAY, START + 2 * DAY, START)
    watch = Watch((version(1, START + 3 * DAY, A),), (night,))
    assert len(gaps(watch, {A, B}, HOURS, START, START + 5 * DAY)) == 2


def test_a_shift_of_somebody_unreachable_covers_nothing() -> None:
    watch = Watch((version(1, START, A),), (Override(B, START + DAY, START + 2 * DAY, START),))
    (gap,) = gaps(watch, {A}, HOURS, START, START + 10 * DAY)
    assert (gap.starts_at, gap.ends_at) == (START + DAY + timedelta(hours=9), START + 2 * DAY - timedelta(minutes=30))
    assert gaps(watch, {A, B}, HOURS, START, START + 10 * DAY) == ()
