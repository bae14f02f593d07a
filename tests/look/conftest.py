"""The look is tested without a database: the hours of the support clock are given."""

from datetime import datetime

import pytest

from support.desk.rules.hours import Calendar
from support.desk.templatetags import support_clock
from tests.desk.hours.stage import CALENDAR


@pytest.fixture(autouse=True)
def _hours(monkeypatch: pytest.MonkeyPatch) -> None:
    def given(_at: datetime) -> Calendar:
        return CALENDAR

    monkeypatch.setattr(support_clock, "calendar_in_force", given)
