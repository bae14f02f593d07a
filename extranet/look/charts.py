"""Charts drawn on the server: bars side by side, whose table says the same to whoever does not see them.

Abscissas are percentages and heights pixels, so that a chart takes the width it is given and its words keep their size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from extranet.look import formats

HEIGHT: Final = 176
BASE: Final = 150
TOP: Final = 24
# From so many slots on, every other label is left out where the chart is narrow; from so many, figures above bars.
MANY: Final = 6
TOO_MANY: Final = 16


@dataclass(frozen=True)
class Series:
    """One figure a slot. `is_open`: drawn as an outline, beside a full one."""

    name: str
    values: Sequence[int]
    is_open: bool = False


@dataclass(frozen=True)
class Bar:
    """A rectangle: percentages across, pixels down."""

    x: str
    width: str
    y: int
    height: int
    is_open: bool


@dataclass(frozen=True)
class Label:
    """Words at a place. `is_spare`: left out where the chart is narrow; `is_value`: a figure above its bar."""

    x: str
    y: int
    text: str
    is_spare: bool
    is_value: bool


@dataclass(frozen=True)
class BarChart:
    """A chart ready to draw. `key` names it on its page; `desc` says in words what the bars show."""

    key: str
    title: str
    desc: str
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    height: int = HEIGHT
    base: int = BASE


def bar_chart(*, key: str, title: str, desc: str, names: Sequence[str], series: Sequence[Series]) -> BarChart:
    """Return bars for each of `names`, one a series. Raises ValueError when a series has not one figure a name."""
    if any(len(one.values) != len(names) for one in series):
        raise ValueError("a series has one figure a name")
    highest = max((value for one in series for value in one.values), default=0)
    bars, labels = [], []
    for place, name in enumerate(names):
        is_spare = len(names) > MANY and place % _stride(len(names)) != 0
        labels.append(Label(_percent(place * 2 + 1, len(names) * 2), HEIGHT - 8, name, is_spare, is_value=False))
        for number, one in enumerate(series):
            bar = _bar(one, place, number, slots=len(names), series=len(series), highest=highest)
            bars.append(bar)
            if len(names) <= TOO_MANY and one.values[place]:
                parts = 2 * len(series) + 1
                middle = _percent(place * parts + 2 * number + 1.5, parts * len(names))
                text = formats.quantity(one.values[place])
                labels.append(Label(middle, bar.y - 6, text, len(names) > MANY, is_value=True))
    return BarChart(key, title, desc, tuple(bars), tuple(labels))


def _bar(one: Series, place: int, number: int, *, slots: int, series: int, highest: int) -> Bar:
    """Return a bar: a slot is cut into two parts a series and one of air."""
    parts = (2 * series + 1) * slots
    left = place * (2 * series + 1) + 2 * number + 0.5
    height = round((BASE - TOP) * one.values[place] / highest) if highest else 0
    return Bar(_percent(left, parts), _percent(2, parts), BASE - height, height, one.is_open)


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.2f}%"


def _stride(slots: int) -> int:
    return 2 if slots <= TOO_MANY else 4
