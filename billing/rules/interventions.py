"""Work billed by time: when it is billed, and how its time is counted."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Ground(StrEnum):
    """Why the work was done. `OWN`: a partner's own hours, which go on its own invoices."""

    UNTRAINED_INSTALLER = "untrained_installer"
    CLIENT_CAUSE = "client_cause"
    OUTSIDE_DUTY = "outside_duty"
    OWN = "own"


class StaffDecision(StrEnum):
    """What staff decided, with a recorded reason."""

    BILL = "bill"
    WAIVE = "waive"


class Billability(StrEnum):
    """Whether work is billed."""

    AUTOMATIC = "automatic"
    OPTIONAL_STAFF_DECISION = "optional_staff_decision"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Intervention:
    """Work on a day, linked to its ticket. Raises ValueError for negative minutes, or an increment of none.

    `key`: whatever its owner knows it by. `increment_minutes`: as it was announced; None: the setting in force.
    """

    ticket: str
    on: date
    minutes: int
    ground: Ground
    decision: StaffDecision | None = None
    key: str | None = None
    increment_minutes: int | None = None

    def __post_init__(self) -> None:
        if self.minutes < 0:
            raise ValueError("work lasts some minutes, or none")
        if self.increment_minutes is not None and self.increment_minutes < 1:
            raise ValueError("an increment lasts a minute or more")


@dataclass(frozen=True, slots=True)
class BillableWork:
    """Whether an intervention is billed, how many increments of `increment_minutes`, and under which clause."""

    is_billed: bool
    billability: Billability
    increments: int
    increment_minutes: int
    clause: str


CLAUSES: Final = {
    Ground.UNTRAINED_INSTALLER: "general.3",
    Ground.CLIENT_CAUSE: "general.6",
    Ground.OUTSIDE_DUTY: "general.6",
    Ground.OWN: "general.6",
}


def billability(ground: Ground) -> Billability:
    """Return whether work on this ground is billed by itself, by a decision of staff, or never.

    Terms: general.3, general.6
    Reading: work that follows from an installation by an untrained person *is* billed; corrective work and
    work outside the operator's duty *may* be, when staff decided so; a partner's own hours never are.
    """
    if ground is Ground.UNTRAINED_INSTALLER:
        return Billability.AUTOMATIC
    return Billability.NEVER if ground is Ground.OWN else Billability.OPTIONAL_STAFF_DECISION


def started_increments(minutes: int, increment_minutes: int) -> int:
    """Return how many increments were started; zero minutes start none.

    Terms: general.3, general.6
    """
    return -(-minutes // increment_minutes)


def billable_work(work: Intervention, increment_minutes: int) -> BillableWork:
    """Return whether and how an intervention is billed.

    Terms: general.3, general.6
    Reading: time is rounded up per intervention, in started 15 minutes (setting); the increment that was announced
    before the work beats a setting that changed since.
    """
    kind = billability(work.ground)
    increment_minutes = work.increment_minutes or increment_minutes
    increments = started_increments(work.minutes, increment_minutes)
    is_decided = kind is Billability.OPTIONAL_STAFF_DECISION and work.decision is StaffDecision.BILL
    is_billed = increments > 0 and (kind is Billability.AUTOMATIC or is_decided)
    return BillableWork(is_billed, kind, increments, increment_minutes, CLAUSES[work.ground])
