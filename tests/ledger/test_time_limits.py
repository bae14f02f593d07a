"""A worker whose time is over says so; it is no fault of the account it was at."""

from datetime import date

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from billing.ledger import drafts
from billing.ledger.models import Snapshot
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALPHA
from tests.ledger.playing import USERS, a_run, calculate, contract, freeze, report


def test_an_account_is_not_set_aside_because_the_time_was_over(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    subscription = contract(USERS, starts_on=date(2026, 6, 1))
    report(subscription, date(2026, 6, 1), date(2026, 6, 30), {"bt-user": 10})
    run = a_run(date(2026, 6, 1), ALPHA)
    freeze(run)

    def too_late(facts: object) -> None:
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(drafts, "draft_month", too_late)
    with pytest.raises(SoftTimeLimitExceeded):
        calculate(run)
    monkeypatch.undo()
    assert calculate(run).lines == 1
    with acting(PUBLIC, OPERATOR):
        assert not Snapshot.objects.exclude(parked_reason="").exists()
