"""Addresses over numbers and time, pure: what is left of a known area when newer knowledge covers a part of it.

Terms: telavox.7, bt.14, sip.4
Reading: at every number and instant exactly one address or none; a change cuts the old area at the very instant
at which the new one begins, so that no gap and no overlap exists.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True)
class Area:
    """Numbers [first, end) during [since, until). No `until`: without an end."""

    first: int
    end: int
    since: datetime
    until: datetime | None = None


def remains(area: Area, taken: Area) -> tuple[Area, ...]:
    """Return the parts of `area` outside `taken`: they do not overlap, and together with it they cover all of it."""
    if not overlaps(area, taken):
        return (area,)
    return tuple(_parts(area, taken))


def outside(area: Area, taken: Iterable[Area]) -> tuple[Area, ...]:
    """Return the parts of `area` outside all of `taken`."""
    parts: tuple[Area, ...] = (area,)
    for one in taken:
        parts = tuple(left for part in parts for left in remains(part, one))
    return parts


def overlaps(one: Area, other: Area) -> bool:
    """Return whether two areas have a number and an instant in common."""
    begins_before_end = other.until is None or one.since < other.until
    ends_after_begin = one.until is None or other.since < one.until
    return one.first < other.end and other.first < one.end and begins_before_end and ends_after_begin


def common(one: Area, other: Area) -> Area | None:
    """Return the numbers and the time that two areas have in common; None when there are none."""
    if not overlaps(one, other):
        return None
    ends = [until for until in (one.until, other.until) if until is not None]
    return Area(
        max(one.first, other.first), min(one.end, other.end), max(one.since, other.since), min(ends) if ends else None
    )


def covers(area: Area, wanted: Area) -> bool:
    """Return whether every number and instant of `wanted` is in `area`."""
    lasts = area.until is None or (wanted.until is not None and wanted.until <= area.until)
    return area.first <= wanted.first and wanted.end <= area.end and area.since <= wanted.since and lasts


def _parts(area: Area, taken: Area) -> Iterator[Area]:
    if area.first < taken.first:
        yield replace(area, end=taken.first)
    if taken.end < area.end:
        yield replace(area, first=taken.end)
    common = replace(area, first=max(area.first, taken.first), end=min(area.end, taken.end))
    if area.since < taken.since:
        yield replace(common, until=taken.since)
    if taken.until is not None and (area.until is None or taken.until < area.until):
        yield replace(common, since=taken.until)
