"""How many numbers an account holds, and how many of them reach a virtual fax."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from billing.rules.days import Days, Run, cut, joined

FAX_BOX = "fax:"


@dataclass(frozen=True, slots=True)
class NumberBlock:
    """`size` numbers from `first` (E.164 digits, without +), held from `start` until `end`; None: no bound."""

    first: int
    size: int
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class RoutedNumber:
    """Where a number leads, from `start` until `end`. `reaches`: what its calls can reach behind that."""

    e164: str
    destination: str
    reaches: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None

    @property
    def can_reach_fax(self) -> bool:
        """Whether a call to it can end in a virtual fax."""
        return any(place.startswith(FAX_BOX) for place in (self.destination, *self.reaches))


def count_numbers(blocks: Iterable[NumberBlock]) -> int:
    """Return how many different numbers the blocks hold, assigned or not.

    Terms: bt.11j
    Reading: a number that two blocks hold on one day counts once.
    """
    total, last = 0, -1
    for block in sorted(blocks, key=lambda block: block.first):
        first, end = max(block.first, last + 1), block.first + block.size - 1
        total += max(0, end - first + 1)
        last = max(last, end)
    return total


def count_virtual_faxes(numbers: Iterable[RoutedNumber]) -> int:
    """Return how many different numbers can reach a virtual fax, however many faxes each reaches.

    Terms: bt.11e
    Reading: the number counts, not the box; a number that leads to a fax behind a menu counts too.
    """
    return len({number.e164 for number in numbers if number.can_reach_fax})


def block_runs(blocks: Sequence[NumberBlock], days: Days) -> tuple[Run, ...]:
    """Return the numbers held on each of `days`.

    Terms: bt.11j
    """
    return joined(
        Run(part.start, part.end, count_numbers(block for block in blocks if _is_on(block, part.start)))
        for part in cut(days, _bounds(blocks))
    )


def fax_runs(numbers: Sequence[RoutedNumber], days: Days) -> tuple[Run, ...]:
    """Return the virtual faxes of each of `days`.

    Terms: bt.11e
    """
    return joined(
        Run(part.start, part.end, count_virtual_faxes(number for number in numbers if _is_on(number, part.start)))
        for part in cut(days, _bounds(numbers))
    )


def _bounds(held: Sequence[NumberBlock] | Sequence[RoutedNumber]) -> list[date | None]:
    return [bound for one in held for bound in (one.start, one.end)]


def _is_on(held: NumberBlock | RoutedNumber, day: date) -> bool:
    return (held.start is None or held.start <= day) and (held.end is None or day < held.end)
