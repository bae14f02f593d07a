"""What billing and pages read of counts.

Terms: telavox.4, bt.11
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from extranet.platforms.selectors import Latest, counts_between, last_report, latest_counts, reported_between
from extranet.tenancy.context import PARTNER, acting
from tests.cast import ALPHA, BETA, BETA_CLIENT, SIBLING
from tests.contracts import subscribe
from tests.platforms.acts import NOW, on, opened, report

pytestmark = pytest.mark.django_db


def test_counts_are_cut_to_the_days_asked_for() -> None:
    """Terms: telavox.4, bt.11"""
    one, silent = opened(), subscribe(client_id=SIBLING)
    for day, quantity in ((on(27, 2), 5), (on(28, 2), 5), (on(1), 5), (on(2), 5), (on(4), 6)):
        report(one, day, {"bt-user": quantity, "bt-fax": 1 if day == on(2) else 0})
    with acting(ALPHA, PARTNER):
        counts = counts_between([one.pk, silent.pk], on(28, 2), on(4))
        days = reported_between([one.pk, silent.pk], on(28, 2), on(4))
    assert counts == {
        one.pk: [("bt-fax", on(2), on(3), Decimal(1)), ("bt-user", on(28, 2), on(3), Decimal(5))],
        silent.pk: [],
    }
    assert days == {one.pk: [on(28, 2), on(1), on(2)], silent.pk: []}


@pytest.mark.parametrize(("start", "end"), [(on(3), on(3)), (on(3), on(2)), (on(5), on(6))])
def test_of_no_days_nothing_is_counted(start: date, end: date) -> None:
    one = opened()
    for number in range(1, 5):
        report(one, on(number), {"bt-user": 5})
    with acting(ALPHA, PARTNER):
        assert counts_between([one.pk], start, end) == {one.pk: []}
        assert reported_between([one.pk], start, end) == {one.pk: []}


def test_what_is_configured_today_is_the_newest_day() -> None:
    one, silent = opened(), subscribe(client_id=SIBLING)
    report(one, on(3), {"bt-user": 7})
    report(one, on(1), {"bt-user": 9, "bt-fax": 1}, at=NOW + timedelta(hours=1))
    with acting(ALPHA, PARTNER):
        assert latest_counts([one.pk, silent.pk]) == {one.pk: Latest(on(3), NOW, {"bt-user": Decimal(7)})}
        newest = last_report(one)
        assert newest is not None
        assert newest.day == on(3)
        assert last_report(silent) is None


def test_a_newest_day_with_nothing_configured_counts_nothing() -> None:
    one = opened()
    report(one, on(1), {"bt-user": 9})
    report(one, on(2), {})
    with acting(ALPHA, PARTNER):
        assert latest_counts([one.pk])[one.pk].counts == {}


def test_another_partners_counts_are_not_read() -> None:
    theirs = opened(schema=BETA, client_id=BETA_CLIENT)
    report(theirs, on(1), {"bt-user": 9}, schema=BETA)
    with acting(ALPHA, PARTNER):
        assert counts_between([theirs.pk], on(1), on(2)) == {theirs.pk: []}
        assert reported_between([theirs.pk], on(1), on(2)) == {theirs.pk: []}
        assert latest_counts([theirs.pk]) == {}


def test_reads_cost_the_same_for_any_number_of_accounts(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    accounts = [subscribe() for _number in range(8)]
    for one in accounts:
        report(one, on(1), {"bt-user": 9})
    ids = [one.pk for one in accounts]
    with acting(ALPHA, PARTNER):
        for asked in (ids[:1], ids):
            with django_assert_num_queries(2):
                counts_between(asked, on(1), on(2))
                reported_between(asked, on(1), on(2))
            with django_assert_num_queries(2):
                latest_counts(asked)
