"""The times in force at an instant, with the working days of the calendar of support.

Terms: telavox.7, bt.14, sip.4
"""

from dataclasses import dataclass
from datetime import datetime

from emergency.reconfirming.rules import WorkingDays, due_after, working_days_of
from emergency.registry.models import Side
from emergency.registry.pace import Pace, pace_in_force
from support.desk.calendars import calendar_of, version_in_force


@dataclass(frozen=True)
class Clockwork:
    """The times of re-confirmation and the working days in force at an instant."""

    pace: Pace
    is_working: WorkingDays

    def due(self, side: Side, since: datetime) -> datetime:
        """Return until when a question that came to a side at `since` waits there."""
        return due_after(since, self.pace.days_at(side), self.is_working)


def clockwork(at: datetime) -> Clockwork:
    """Return what is in force at `at`; two statements.

    Terms: telavox.7, bt.14, sip.4
    """
    version = version_in_force(at)
    return Clockwork(pace_in_force(at), working_days_of(calendar_of(version) if version else None))
