"""Rota versions and overrides laid one over the other: who is on call at an instant, and over a stretch. Pure.

Terms: general.7
Reading: a version replaces those before it from its start on, also one that was to start later: whoever
published it last had seen them all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from uuid import UUID

from support.desk.rules.hours import Calendar, Span
from support.desk.rules.rota import Handover, Override, Shift, coverage_gaps, on_call, shifts_between


@dataclass(frozen=True)
class Version:
    """A rota as published."""

    number: int
    handover: Handover[UUID]


@dataclass(frozen=True)
class Watch:
    """Every version and override that says something about the time looked at."""

    versions: tuple[Version, ...] = ()
    overrides: tuple[Override[UUID], ...] = ()


def version_at(watch: Watch, at: datetime) -> Version | None:
    """Return the version in force: the newest of those that have started."""
    started = [version for version in watch.versions if version.handover.starts_at <= at]
    return max(started, key=lambda version: version.number, default=None)


def watcher_at(watch: Watch, at: datetime) -> UUID | None:
    """Return who is on call at an instant; None when nobody is."""
    return on_call(_handover_at(watch, at), watch.overrides, at)


def shifts(watch: Watch, start: datetime, end: datetime) -> tuple[Shift[UUID], ...]:
    """Return who is on call between two instants, in order; a stretch without anybody is left out."""
    starts = {version.handover.starts_at for version in watch.versions}
    edges = sorted(at.astimezone(UTC) for at in {start, end, *(at for at in starts if start < at < end)})
    joined: list[Shift[UUID]] = []
    for since, until in pairwise(edges):
        for shift in shifts_between(_handover_at(watch, since), watch.overrides, since, until):
            last = joined[-1] if joined else None
            if last is not None and (last.member, last.ends_at) == (shift.member, shift.starts_at):
                joined[-1] = Shift(last.member, last.starts_at, shift.ends_at)
            else:
                joined.append(shift)
    return tuple(joined)


def gaps(
    watch: Watch, reachable: Iterable[UUID], calendar: Calendar, start: datetime, end: datetime
) -> tuple[Span, ...]:
    """Return the stretches outside hours in which nobody who can be reached is on call.

    Nights that follow each other without a shift between them are one stretch: that is how people say it.

    Terms: general.7
    """
    known = frozenset(reachable)
    covering = [shift for shift in shifts(watch, start, end) if shift.member in known]
    return _joined(coverage_gaps(covering, calendar, start, end), covering)


def both(first: Sequence[Shift[UUID]], second: Sequence[Shift[UUID]]) -> tuple[Shift[UUID], ...]:
    """Return the stretches in which one person is on call in both layers, in order.

    Terms: general.7
    """
    found = [
        Shift(one.member, max(one.starts_at, other.starts_at), min(one.ends_at, other.ends_at))
        for one in first
        for other in second
        if one.member == other.member and one.starts_at < other.ends_at and other.starts_at < one.ends_at
    ]
    return tuple(sorted(found, key=lambda shift: shift.starts_at))


def _handover_at(watch: Watch, at: datetime) -> Handover[UUID] | None:
    version = version_at(watch, at)
    return None if version is None else version.handover


def _joined(found: Sequence[Span], covering: Sequence[Shift[UUID]]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for gap in found:
        last = joined[-1] if joined else None
        is_alone = last is not None and not any(
            shift.starts_at < gap.starts_at and shift.ends_at > last.ends_at for shift in covering
        )
        if last is not None and is_alone:
            joined[-1] = Span(last.starts_at, gap.ends_at)
        else:
            joined.append(gap)
    return tuple(joined)
