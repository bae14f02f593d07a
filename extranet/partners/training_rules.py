"""Whether a training counts on a day. No database, no clock.

Terms: general.3
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

SOON: Final = timedelta(days=60)


class TrainingState(StrEnum):
    """What a training is on a day."""

    VALID = "valid"
    EXPIRES_SOON = "expires_soon"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Period:
    """The days of a training: followed, last valid day, and the day it was withdrawn, if it was."""

    given_on: date
    expires_on: date
    withdrawn_on: date | None = None


def state_on(period: Period, day: date) -> TrainingState:
    """Return what a training is on `day`.

    Terms: general.3
    Reading: valid from the day of the course to the last day written down, both included. A withdrawal counts from
    its own day on and does not reach back: who was trained when installing stays so.
    """
    if period.withdrawn_on is not None and period.withdrawn_on <= day:
        return TrainingState.WITHDRAWN
    if day < period.given_on:
        return TrainingState.NOT_YET
    if day > period.expires_on:
        return TrainingState.EXPIRED
    return TrainingState.EXPIRES_SOON if period.expires_on - day <= SOON else TrainingState.VALID


def is_valid_on(period: Period, day: date) -> bool:
    """Return whether a training counts for an installation on `day`.

    Terms: general.3
    """
    return state_on(period, day) in (TrainingState.VALID, TrainingState.EXPIRES_SOON)
