"""Windows of a day as people write them: "08:30-12:00, 13:00-18:00". Wall time, half-open, whole minutes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final, TypeAlias

MINUTES_OF_A_DAY: Final = 24 * 60
# A narrow dash is what keyboards have; texts copied from documents have longer ones.
WRITTEN_WINDOW: Final = re.compile(r"(\d{1,2})[:hH](\d{2})\s*[-–—]\s*(\d{1,2})[:hH](\d{2})", re.ASCII)
LAST_MINUTE: Final = 59


class Fault(StrEnum):
    """Why windows cannot stand."""

    NOT_A_WINDOW = "not_a_window"
    NOT_A_TIME = "not_a_time"
    ENDS_BEFORE_START = "ends_before_start"
    OVERLAP = "overlap"


class WindowsRefused(ValueError):
    """Windows that cannot stand; `written` is the part to correct."""

    def __init__(self, fault: Fault, written: str) -> None:
        super().__init__(f"{fault}: {written}")
        self.fault = fault
        self.written = written


@dataclass(frozen=True, order=True)
class Window:
    """Open from `opens` until just before `closes`: minutes of the wall clock; 1440 is the midnight that ends a day."""

    opens: int
    closes: int

    def __str__(self) -> str:
        return f"{_clock(self.opens)}-{_clock(self.closes)}"


Windows: TypeAlias = tuple[Window, ...]
ALL_DAY: Final[Windows] = (Window(0, MINUTES_OF_A_DAY),)


def read_windows(text: str) -> Windows:
    """Return the windows of a text, in order; none for an empty one. Raises WindowsRefused."""
    parts = [part.strip() for part in re.split(r"[,;]", text)]
    if parts == [""]:
        return ()
    return in_order(_window(part) for part in parts)


def in_order(windows: Iterable[Window]) -> Windows:
    """Return windows sorted, those that touch kept apart. Raises WindowsRefused when two overlap."""
    ordered = tuple(sorted(windows))
    for earlier, later in pairwise(ordered):
        if later.opens < earlier.closes:
            raise WindowsRefused(Fault.OVERLAP, f"{earlier}, {later}")
    return ordered


def written_windows(windows: Sequence[Window]) -> str:
    """Return windows as `read_windows` reads them; empty when closed."""
    return ", ".join(str(window) for window in windows)


def windows_from_json(pairs: Sequence[Sequence[str]]) -> Windows:
    """Return windows stored as ["08:30", "18:00"]. Raises WindowsRefused."""
    return in_order(_window(f"{opens}-{closes}") for opens, closes in pairs)


def windows_to_json(windows: Sequence[Window]) -> list[list[str]]:
    """Return windows as they are stored."""
    return [[_clock(window.opens), _clock(window.closes)] for window in windows]


def _window(part: str) -> Window:
    found = WRITTEN_WINDOW.fullmatch(part)
    if found is None:
        raise WindowsRefused(Fault.NOT_A_WINDOW, part)
    from_hour, from_minute, to_hour, to_minute = (int(digits) for digits in found.groups())
    opens, closes = from_hour * 60 + from_minute, to_hour * 60 + to_minute
    if max(from_minute, to_minute) > LAST_MINUTE or max(opens, closes) > MINUTES_OF_A_DAY:
        raise WindowsRefused(Fault.NOT_A_TIME, part)
    if closes <= opens:
        raise WindowsRefused(Fault.ENDS_BEFORE_START, part)
    return Window(opens, closes)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
