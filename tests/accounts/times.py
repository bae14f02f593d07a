"""Instants of the tests of accounts."""

from datetime import UTC, datetime, timedelta
from typing import Final

NOW: Final = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
WEEK: Final = timedelta(days=7)
INSTANT: Final = timedelta(microseconds=1)
