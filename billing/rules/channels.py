"""How many simultaneous calls an account may hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from billing.rules.days import Days, Run, clipped, cut
from billing.rules.packs import Pack
from billing.rules.readings import ChannelRounding

CLAUSE: Final = "bt.11d"
# Up to and with this number of users, quarters of a channel for each; beyond, one quarter.
BANDS: Final = ((2, 8), (5, 4), (10, 2))
QUARTERS: Final = 4


class CapacityBasis(StrEnum):
    """What decides the capacity."""

    FORMULA = "formula"
    PACKS = "packs"
    NO_SERVICE = "no_service"


@dataclass(frozen=True, slots=True)
class Capacity:
    """The channels of an account; `raw`: what the formula gave before it was rounded, None with packs."""

    channels: int
    basis: CapacityBasis
    raw: Decimal | None = None
    clause: str = CLAUSE


@dataclass(frozen=True, slots=True)
class CapacityRun:
    """A capacity that holds from `start` up to `end`."""

    start: date
    end: date
    capacity: Capacity


def quarter_channels(users: int) -> int:
    """Return four times the channels of `users` billed users, before rounding. Raises ValueError when negative.

    Terms: bt.11d
    """
    if users < 0:
        raise ValueError("users are counted from zero")
    total, below = 0, 0
    for up_to, quarters in BANDS:
        if users <= up_to:
            return total + (users - below) * quarters
        total += (up_to - below) * quarters
        below = up_to
    return total + users - below


def capacity(
    users: int, pack_limits: Sequence[tuple[int, int | None]] = (), rounding: ChannelRounding = ChannelRounding.UP
) -> Capacity:
    """Return the simultaneous calls that an account with `users` billed users may hold.

    `pack_limits`: quantity and channel limit of each active pack, None where a pack limits nothing.
    Raises ValueError for negative users.

    Terms: bt.11d, bt.11i
    Reading: the bands are graduated and the total is rounded up once; a flat reading would give eleven users
    fewer channels than two. Any active pack that limits channels replaces the formula by the sum of
    quantity × limit.
    """
    limited = [quantity * limit for quantity, limit in pack_limits if limit is not None and quantity > 0]
    if limited:
        return Capacity(sum(limited), CapacityBasis.PACKS)
    quarters = quarter_channels(users)
    rounded = quarters // QUARTERS if rounding is ChannelRounding.DOWN else -(-quarters // QUARTERS)
    return Capacity(rounded, CapacityBasis.FORMULA, Decimal(quarters) / QUARTERS)


def capacity_runs(
    billed: Sequence[Run], packs: Sequence[Pack], month: Days, rounding: ChannelRounding = ChannelRounding.UP
) -> tuple[CapacityRun, ...]:
    """Return the channels of every day of `month`; none outside the service days that `billed` covers.

    Terms: bt.11d, bt.11i
    """
    limiting = [pack for pack in packs if pack.channel_limit is not None]
    bounds = [bound for run in billed for bound in (run.start, run.end)]
    bounds += [bound for pack in limiting for bound in (pack.start, pack.end) if bound is not None]
    result: list[CapacityRun] = []
    for days in cut(month, bounds):
        held = _capacity_on(billed, limiting, days, rounding)
        if result and result[-1].capacity.channels == held.channels and result[-1].capacity.basis == held.basis:
            result[-1] = CapacityRun(result[-1].start, days.end, result[-1].capacity)
        else:
            result.append(CapacityRun(days.start, days.end, held))
    return tuple(result)


def _capacity_on(billed: Sequence[Run], limiting: Sequence[Pack], days: Days, rounding: ChannelRounding) -> Capacity:
    users = clipped(billed, days.start, days.end)
    if not users:
        return Capacity(0, CapacityBasis.NO_SERVICE)
    active = [(pack.quantity, pack.channel_limit) for pack in limiting if pack.is_active_on(days.start)]
    return capacity(users[0].count, active, rounding)
