"""Where work billed by time stands, and what may be done to it: pure.

Terms: general.3, general.6
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

CONTEST_DAYS: Final = 60
LONGEST_WORK: Final = 24 * 60


class State(StrEnum):
    """Where an intervention stands."""

    TO_DECIDE = "to_decide"
    TO_ANNOUNCE = "to_announce"
    ANNOUNCED = "announced"
    WORKED = "worked"
    CONTESTED = "contested"
    WAIVED = "waived"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What is done to an intervention, by staff but for the contest."""

    DECIDE = "decide"
    ANNOUNCE = "announce"
    NOTE = "note"
    CONTEST = "contest"
    SETTLE = "settle"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Standing:
    """What has happened to an intervention. `is_automatic`: it is billed without a decision.

    `noted_on`: the Brussels day on which the minutes were noted.
    """

    is_automatic: bool
    is_decided: bool = False
    is_waived: bool = False
    is_announced: bool = False
    noted_on: date | None = None
    is_contested: bool = False
    is_settled: bool = False
    is_withdrawn: bool = False


def state_of(standing: Standing) -> State:
    """Return where an intervention stands.

    Terms: general.3, general.6
    Reading: what is contested and not settled is not billed; what was waived, at first or on a contest, never is.
    """
    if standing.is_withdrawn:
        return State.WITHDRAWN
    if standing.is_waived:
        return State.WAIVED
    if standing.is_contested and not standing.is_settled:
        return State.CONTESTED
    if standing.noted_on is not None:
        return State.WORKED
    if standing.is_announced:
        return State.ANNOUNCED
    return State.TO_ANNOUNCE if standing.is_automatic or standing.is_decided else State.TO_DECIDE


def acts_on(standing: Standing, today: date) -> frozenset[Act]:
    """Return what may be done to an intervention on a Brussels day, whoever does it.

    Terms: general.3, general.6
    Reading: it is announced before work starts, so minutes are noted only afterwards. It is contested once, from its
    announcement until 60 days after its minutes were noted. It is withdrawn until it is worked.
    """
    state, is_worked = state_of(standing), standing.noted_on is not None
    if state in (State.WITHDRAWN, State.WAIVED):
        return frozenset()
    possible = {
        Act.DECIDE: state is State.TO_DECIDE,
        Act.ANNOUNCE: state is State.TO_ANNOUNCE,
        Act.NOTE: standing.is_announced and not is_worked,
        Act.CONTEST: standing.is_announced and not standing.is_contested and is_contestable(standing.noted_on, today),
        Act.SETTLE: state is State.CONTESTED,
        Act.WITHDRAW: not is_worked,
    }
    return frozenset(act for act, is_open in possible.items() if is_open)


def is_contestable(noted_on: date | None, today: date) -> bool:
    """Return whether work may still be contested: until the sixtieth day after its minutes were noted.

    Terms: general.6
    """
    return noted_on is None or today <= last_day_to_contest(noted_on)


def last_day_to_contest(noted_on: date) -> date:
    """Return the last Brussels day on which work may be contested.

    Terms: general.6
    """
    return noted_on + timedelta(days=CONTEST_DAYS)
