"""Reports of one account at the same instant, on connections of their own: none is lost, none fails.

Terms: telavox.4, bt.11
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier
from typing import Final, TypeVar
from uuid import uuid4

import pytest
from django.db import IntegrityError, OperationalError, connection
from psycopg.errors import DeadlockDetected, LockNotAvailable

from extranet.errors import InvalidInput, Refusal
from extranet.ordering.models import Subscription
from extranet.partners.models import PlatformAccount
from extranet.platforms import deliveries
from extranet.platforms.deliveries import Delivered, Parcel, deliver_snapshot
from extranet.platforms.errors import Busy
from extranet.platforms.models import Delivery, ReportedDay, Source
from extranet.platforms.reading import Snapshot
from extranet.platforms.rules import Report
from extranet.platforms.services import open_account, record_reports
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from tests.cast import ALPHA, BETA, BETA_CLIENT, ERIK, SIBLING, user_of
from tests.contracts import subscribe
from tests.platforms.acts import ACCOUNT, NOW, days_of, on, opened, ranges, report

T = TypeVar("T")
TOKENS: Final = (uuid4(), uuid4())


def at_once(acts: Sequence[Callable[[], T]]) -> list[T | Refusal]:
    """Run all acts at the same instant and return what each answered, a refusal included."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T | Refusal:
        try:
            with acting(PUBLIC, OPERATOR):
                barrier.wait(timeout=20)
                return act()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def reporting(one: Subscription, day: date, quantity: int) -> Callable[[], bool]:
    """Return the act of reporting a day; it answers whether it was the first."""
    return lambda: report(one, day, {"bt-user": quantity}).is_first


def delivering(key: str, *, day: int = 2, account: str = ACCOUNT, token: int = 0) -> Callable[[], Delivered]:
    """Return the act of delivering a snapshot with three users under a key."""
    parcel = Parcel(TOKENS[token], key, account, Snapshot(on(day), {"bt-user": Decimal(3)}))
    return lambda: deliver_snapshot(parcel=parcel, at=NOW)


def test_one_day_reported_by_many_counts_the_highest_and_is_first_once(committed_db: None) -> None:
    """Terms: telavox.4, bt.11"""
    one = opened()
    answers = at_once([reporting(one, on(5), quantity) for quantity in (3, 9, 1, 4, 9, 2)])
    assert answers.count(True) == 1
    assert ranges(one) == [("bt-user", on(5), on(6), 9)]
    with acting(ALPHA, PARTNER):
        assert ReportedDay.objects.get().reports == 6


def test_neighbouring_days_reported_at_once_become_one_range(committed_db: None) -> None:
    """Terms: telavox.4, bt.11"""
    one = opened()
    answers = at_once([reporting(one, on(number), 5) for number in (4, 2, 6, 3, 5, 1)])
    assert answers == [True] * 6
    assert ranges(one) == [("bt-user", on(1), on(7), 5)]
    assert len(days_of(one)) == 6


def test_files_and_deliveries_that_cross_do_not_wait_for_each_other_in_a_circle(committed_db: None) -> None:
    one, two = opened(), opened("BT-0413", client_id=SIBLING)

    def file(*accounts: Subscription) -> Callable[[], bool]:
        reports = [Report(account.pk, on(3), {"bt-user": Decimal(2)}) for account in accounts]

        def record() -> bool:
            with acting(ALPHA, PARTNER):
                return bool(record_reports(reports=reports, source=Source.CSV, at=NOW))

        return record

    answers = at_once([file(one, two), file(two, one), file(one, two), reporting(two, on(3), 4), file(two, one)])
    assert not [answer for answer in answers if isinstance(answer, Refusal)]
    assert ranges(one) == [("bt-user", on(3), on(4), 2)]
    assert ranges(two) == [("bt-user", on(3), on(4), 4)]


def test_one_key_delivered_many_times_at_once_has_one_effect(committed_db: None) -> None:
    one = opened()
    answers = at_once([delivering("k-1")] * 6)
    given = [answer for answer in answers if isinstance(answer, Delivered)]
    assert len(given) == 6
    assert [answer.is_replay for answer in given].count(False) == 1
    assert all(answer.answer == given[0].answer for answer in given)
    with acting(ALPHA, PARTNER):
        assert Delivery.objects.count() == 1
        assert ReportedDay.objects.get(subscription=one).reports == 1


def test_one_key_with_two_contents_at_once_is_refused_once(committed_db: None) -> None:
    opened(), opened("BT-0413", client_id=SIBLING)
    answers = at_once([delivering("k-1", account=ACCOUNT), delivering("k-1", account="BT-0413")])
    assert sorted(type(answer).__name__ for answer in answers) == ["Delivered", "KeyReused"]
    with acting(ALPHA, PARTNER):
        assert Delivery.objects.count() == ReportedDay.objects.count() == 1


def test_two_keys_of_one_account_and_two_tokens_with_one_key_are_all_recorded(committed_db: None) -> None:
    one = opened()
    acts = [delivering("k-1", day=1), delivering("k-2"), delivering("k-1", day=3, token=1), delivering("k-3", day=4)]
    answers = at_once(acts)
    assert all(isinstance(answer, Delivered) and not answer.is_replay for answer in answers)
    assert ranges(one) == [("bt-user", on(1), on(5), 3)]


# ---------- Accounts ----------
def opening(one: Subscription, account: str, schema: str = ALPHA) -> Callable[[], Subscription]:
    """Return the act of opening an account."""
    actor = user_of(ERIK)

    def act() -> Subscription:
        with acting(schema, OPERATOR):
            return open_account(subscription_id=one.pk, account=account, actor=actor, at=NOW)

    return act


def test_of_two_partners_that_take_one_name_one_gets_it(committed_db: None) -> None:
    ours, theirs = subscribe(), subscribe(BETA, BETA_CLIENT)
    answers = at_once([opening(ours, ACCOUNT), opening(theirs, ACCOUNT, BETA)])
    assert sorted(type(answer).__name__ for answer in answers) == ["InvalidInput", "Subscription"]
    assert {answer.code for answer in answers if isinstance(answer, InvalidInput)} == {"account_taken"}
    with acting(PUBLIC, OPERATOR):
        assert PlatformAccount.objects.count() == 1


def test_two_accounts_that_swap_their_names_do_not_wait_for_each_other(committed_db: None) -> None:
    one, two = opened("BT-1"), opened("BT-2", client_id=SIBLING)
    answers = at_once([opening(one, "BT-2"), opening(two, "BT-1")])
    assert [type(answer).__name__ for answer in answers] == ["InvalidInput", "InvalidInput"]


# ---------- What the database may say ----------
def _failing(times: int, error: Exception, cause: Exception) -> Callable[[], Delivered]:
    left = [times]

    def deliver() -> Delivered:
        if left[0]:
            left[0] -= 1
            raise error from cause
        return Delivered(201, {}, is_replay=False)

    return deliver


def test_a_deadlock_is_tried_once_more_and_then_told() -> None:
    assert deliveries._twice(_failing(1, OperationalError(), DeadlockDetected())).status == 201
    with pytest.raises(Busy) as caught:
        deliveries._twice(_failing(2, OperationalError(), DeadlockDetected()))
    assert caught.value.code == "account_busy"


def test_another_fault_of_the_database_is_not_hidden() -> None:
    for error, cause in ((OperationalError(), LockNotAvailable()), (IntegrityError(), ValueError())):
        with pytest.raises(type(error)):
            deliveries._twice(_failing(1, error, cause))
