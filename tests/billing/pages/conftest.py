"""What the tests of pages start from: a day in April, after March was billed."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from billing.ledger.models import Invoice
from tests.billing.pages import books

NOON_OF_20_APRIL = datetime(2026, 4, 20, 10, tzinfo=UTC)


@pytest.fixture
def in_april(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be noon in Brussels on 20 April 2026."""
    monkeypatch.setattr(timezone, "now", lambda: NOON_OF_20_APRIL)


@pytest.fixture
def march(in_april: None) -> Invoice:
    """Give Alpha its invoice of March: Delta's telephony and Epsilon's trunk."""
    return books.issued_march()
