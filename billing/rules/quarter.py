"""How far the number of users billed may fall within a calendar quarter."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from billing.rules.days import Run, joined
from billing.rules.readings import DECREASE_READINGS, Decrease, Reading

CLAUSE: Final = "bt.11d"
TENTH: Final = 10


class OpeningSource(StrEnum):
    """Where the opening comes from."""

    ORDER_FORM = "order_form"
    PREVIOUS_QUARTER = "previous_quarter"


@dataclass(frozen=True, slots=True)
class QuarterFloor:
    """What at least is billed on every service day of one quarter, and how it was found."""

    opening: int
    source: OpeningSource
    allowance: int
    min_billable: int
    reading: Reading
    clause: str = CLAUSE


def allowance(opening: int, decrease: Decrease = Decrease.MIN_ONE) -> int:
    """Return by how many users a quarter may fall below its opening.

    `opening`: users, zero or more. Raises ValueError when negative.

    Terms: bt.11d
    Reading: ten per cent, rounded down but at least one user; settings: rounded down (`strict`), up (`ceil`).
    """
    if opening < 0:
        raise ValueError("an opening is zero or more users")
    if decrease is Decrease.CEIL:
        return -(-opening // TENTH)
    return opening // TENTH if decrease is Decrease.STRICT else max(1, opening // TENTH)


def quarter_floor(opening: int, source: OpeningSource, decrease: Decrease = Decrease.MIN_ONE) -> QuarterFloor:
    """Return what at least is billed on every day of a quarter that opens with `opening` users billed.

    Terms: bt.11d
    Reading: calendar quarter; the opening is the quantity billed on the last day of the previous quarter, in
    the first quarter the order form's; one allowance a quarter, however many cuts.
    """
    allowed = allowance(opening, decrease)
    return QuarterFloor(opening, source, allowed, max(0, opening - allowed), DECREASE_READINGS[decrease])


def billed_users(configured: int, floor: QuarterFloor) -> int:
    """Return the users billed on a day: those configured, and not fewer than the quarter allows.

    Terms: bt.11d
    Reading: an increase counts at once, without notice; the base is the opening, not the peak.
    """
    return max(configured, floor.min_billable)


def billed_runs(configured: Sequence[Run], floor: QuarterFloor) -> tuple[Run, ...]:
    """Return the users billed on service days; `configured` holds service days only, as ending is no decrease.

    Terms: bt.11d
    """
    if all(run.count >= floor.min_billable for run in configured):
        return tuple(configured)
    return joined(Run(run.start, run.end, billed_users(run.count, floor), run.is_assumed) for run in configured)


def openings(start: int, configured: Sequence[int], decrease: Decrease = Decrease.MIN_ONE) -> list[int]:
    """Return the users billed at the end of each quarter that follows, one for each of `configured`.

    Terms: bt.11d
    """
    billed = []
    for quantity in configured:
        start = billed_users(quantity, quarter_floor(start, OpeningSource.PREVIOUS_QUARTER, decrease))
        billed.append(start)
    return billed
