"""Reports become ranges of days, and accounts get their names.

Terms: telavox.4, bt.11
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from extranet.audit.models import AuditEvent
from extranet.catalogue.families import Family
from extranet.errors import IllegalMove, InvalidInput, NotAllowed
from extranet.ordering.models import Subscription
from extranet.partners.models import PlatformAccount
from extranet.platforms.errors import ReportRefused
from extranet.platforms.models import Count, ReportedDay, Source
from extranet.platforms.rules import OLDEST_DAYS, Report
from extranet.platforms.services import open_account, record_reports
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from tests.cast import ALICE, ALPHA, ANNA, BETA, BETA_CLIENT, ERIK, SIBLING, SOFIE, Member, user_of
from tests.contracts import subscribe
from tests.platforms.acts import ACCOUNT, NOW, TODAY, days_of, on, opened, ranges, report, told

pytestmark = pytest.mark.django_db
DAY: Final = timedelta(days=1)
Told = list[tuple[date, dict[str, int]]]


# ---------- Ranges ----------
def test_days_that_count_the_same_are_one_range() -> None:
    """Terms: telavox.4, bt.11"""
    one = opened()
    for day in (on(3), on(1), on(2)):
        report(one, day, {"bt-user": 12})
    assert ranges(one) == [("bt-user", on(1), on(4), 12)]
    assert days_of(one) == [on(1), on(2), on(3)]


def test_a_day_nobody_reported_is_a_hole() -> None:
    """Terms: telavox.4, bt.11"""
    one = opened()
    for day in (on(1), on(3)):
        report(one, day, {"bt-user": 12})
    assert ranges(one) == [("bt-user", on(1), on(2), 12), ("bt-user", on(3), on(4), 12)]
    report(one, on(2), {"bt-user": 12})
    assert ranges(one) == [("bt-user", on(1), on(4), 12)]


def test_what_a_report_does_not_name_is_zero_that_day() -> None:
    """Terms: telavox.4, bt.11"""
    one = opened()
    for day, counts in ((on(1), {"bt-user": 2, "bt-fax": 1}), (on(2), {"bt-user": 2}), (on(3), {"bt-fax": 0})):
        report(one, day, counts)
    assert ranges(one) == [("bt-fax", on(1), on(2), 1), ("bt-user", on(1), on(3), 2)]
    assert days_of(one) == [on(1), on(2), on(3)]


def test_the_highest_report_of_a_day_counts_and_cuts_the_range() -> None:
    """Terms: telavox.4, bt.11"""
    one = opened()
    for number in range(1, 10):
        report(one, on(number), {"bt-user": 5})
    recorded = report(one, on(5), {"bt-user": 7})
    cut = [("bt-user", on(1), on(5), 5), ("bt-user", on(5), on(6), 7), ("bt-user", on(6), on(10), 5)]
    assert ranges(one) == cut
    assert told(recorded) == (False, {"bt-user"}, {"bt-user": 7})
    lower = report(one, on(5), {"bt-user": 3, "bt-fax": 0})
    assert ranges(one) == cut
    assert told(lower) == (False, set(), {"bt-user": 7})


def test_the_rest_of_a_range_keeps_where_it_came_from() -> None:
    one = opened()
    for number in (1, 2, 3):
        report(one, on(number), {"bt-user": 5}, at=NOW - DAY)
    report(one, on(2), {"bt-user": 6})
    with acting(ALPHA, PARTNER):
        rows = list(Count.objects.order_by("days").values_list("source", "received_at"))
    assert rows == [(Source.API, NOW - DAY), (Source.API, NOW), (Source.API, NOW - DAY)]


def test_an_answer_names_everything_the_day_counts() -> None:
    one = opened()
    first = report(one, on(1), {"bt-fax": "1.5"})
    second = report(one, on(1), {"bt-user": 2})
    assert told(first) == (True, {"bt-fax"}, {"bt-fax": Decimal("1.5")})
    assert told(second) == (False, {"bt-user"}, {"bt-fax": Decimal("1.5"), "bt-user": 2})
    with acting(ALPHA, PARTNER):
        assert ReportedDay.objects.get().reports == 2


@given(
    st.lists(
        st.tuples(
            st.integers(0, 5).map(lambda number: on(2) + number * DAY),
            st.dictionaries(st.sampled_from(("bt-user", "bt-fax")), st.integers(0, 2)),
        ),
        min_size=1,
        max_size=6,
    ),
    st.data(),
)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_reports_in_any_order_and_more_than_once_end_the_same(said: Told, chosen: st.DataObject) -> None:
    """Terms: telavox.4, bt.11"""
    one, two, three = (subscribe() for _number in range(3))
    for day, counts in said:
        report(one, day, counts)
    for day, counts in chosen.draw(st.permutations([*said, *said])):
        report(two, day, counts)
    together = [
        Report(three.pk, day, {element: Decimal(quantity) for element, quantity in counts.items()})
        for day, counts in said
    ]
    with acting(ALPHA, PARTNER):
        record_reports(reports=together, source=Source.CSV, at=NOW)
    assert ranges(one) == ranges(two) == ranges(three)
    assert days_of(one) == days_of(two) == days_of(three)


def test_many_accounts_cost_as_many_queries_as_one(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    accounts = [subscribe() for _number in range(20)]
    for known in (accounts[:1], accounts[1:]):
        reports = [Report(one.pk, on(2), {"bt-user": Decimal(2)}) for one in known]
        with acting(ALPHA, PARTNER):
            record_reports(reports=reports[:1], source=Source.CSV, at=NOW)
            with django_assert_num_queries(11):
                record_reports(
                    reports=[*reports, Report(known[0].pk, on(3), {"bt-user": Decimal(2)})], source=Source.CSV, at=NOW
                )
    assert all(ranges(one) for one in accounts)


# ---------- Refusals ----------
@pytest.mark.parametrize(
    ("day", "counts", "code"),
    [
        (TODAY + DAY, {}, "day_in_future"),
        (date(2025, 12, 31), {}, "day_before_start"),
        (on(10), {}, "day_after_end"),
        (on(2), {"bt-usr": 1}, "element_unknown"),
        (on(2), {"telavox-plus": 1}, "element_of_other_service"),
        (on(2), {"bt-user": -1}, "quantity_below_zero"),
        (on(2), {"bt-user": "0.0001"}, "quantity_too_precise"),
    ],
)
def test_what_cannot_be_is_refused_whole(day: date, counts: dict[str, int | str], code: str) -> None:
    """Terms: telavox.4, bt.11"""
    one = opened(ends_on=on(10))
    report(one, on(2), {"bt-user": 4})
    with pytest.raises(ReportRefused) as caught:
        report(one, day, {"bt-user": 9, **counts})
    assert caught.value.code == code
    assert ranges(one) == [("bt-user", on(2), on(3), 4)]
    assert days_of(one) == [on(2)]


def test_a_report_is_not_older_than_four_hundred_days() -> None:
    one = opened()
    late = NOW + timedelta(days=OLDEST_DAYS)
    report(one, TODAY, {"bt-user": 1}, at=late)
    with pytest.raises(ReportRefused) as caught:
        report(one, TODAY - DAY, {"bt-user": 1}, at=late)
    assert caught.value.code == "day_too_old"


def test_today_is_a_day_in_brussels() -> None:
    one = opened()
    just_after_midnight = NOW.replace(hour=23, minute=30)
    report(one, TODAY + DAY, {"bt-user": 1}, at=just_after_midnight)
    assert days_of(one) == [TODAY + DAY]


def test_of_several_reports_all_or_none_are_recorded() -> None:
    one, two = opened(), opened("BT-0413", client_id=SIBLING)
    reports = [Report(one.pk, on(2), {"bt-user": Decimal(1)}), Report(two.pk, on(2), {"bt-usr": Decimal(-1)})]
    with acting(ALPHA, PARTNER), pytest.raises(ReportRefused) as caught:
        record_reports(reports=reports, source=Source.CSV, at=NOW)
    assert [fault.code for fault in caught.value.faults] == ["element_unknown", "quantity_below_zero"]
    assert "1 autre erreur" in str(caught.value).replace("\N{NO-BREAK SPACE}", " ")
    assert ranges(one) == ranges(two) == []


def test_an_account_of_another_partner_is_not_there() -> None:
    theirs = opened(schema=BETA, client_id=BETA_CLIENT)
    with pytest.raises(Subscription.DoesNotExist):
        report(theirs, on(2), {"bt-user": 1})
    assert ranges(theirs, schema=BETA) == []


# ---------- Accounts ----------
def open_for(one: Subscription, account: str, *, by: Member = ERIK, schema: str = ALPHA) -> Subscription:
    """Open an account as somebody of staff would."""
    with acting(schema, OPERATOR):
        return open_account(subscription_id=one.pk, account=account, actor=user_of(by), at=NOW)


def test_an_account_is_opened_with_its_way() -> None:
    """Terms: telavox.4, bt.11"""
    one = opened()
    with acting(PUBLIC, OPERATOR):
        way = PlatformAccount.objects.get(pk=ACCOUNT)
        event = AuditEvent.objects.get(act="account.opened")
    assert (way.partner_id, way.subscription_id, way.family) == (ALPHA, one.pk, Family.BT)
    assert (way.opened_at, way.opened_by_name) == (NOW, ERIK.name)
    assert one.account == ACCOUNT
    assert (event.partner, event.target_id, event.changes) == (ALPHA, str(one.pk), {"account": ["", ACCOUNT]})
    open_for(one, ACCOUNT)
    with acting(PUBLIC, OPERATOR):
        assert AuditEvent.objects.filter(act="account.opened").count() == 1


def test_an_account_is_one_subscriptions_over_all_partners() -> None:
    opened()
    for schema, client_id in ((ALPHA, SIBLING), (BETA, BETA_CLIENT)):
        other = subscribe(schema, client_id)
        with pytest.raises(InvalidInput, match="chez Alpha") as caught:
            open_for(other, ACCOUNT, schema=schema)
        assert caught.value.code == "account_taken"


def test_an_account_named_without_a_way_is_not_given_twice() -> None:
    one, other = subscribe(), subscribe(client_id=SIBLING)
    with acting(ALPHA, OPERATOR):
        Subscription.objects.filter(pk=one.pk).update(account=ACCOUNT)
    with pytest.raises(InvalidInput) as caught:
        open_for(other, ACCOUNT)
    assert caught.value.code == "account_taken"
    open_for(one, ACCOUNT)
    with acting(PUBLIC, OPERATOR):
        assert PlatformAccount.objects.get().subscription_id == one.pk


def test_a_name_is_corrected_until_the_first_report() -> None:
    one = opened()
    open_for(one, "BT-0413", by=ANNA)
    with acting(PUBLIC, OPERATOR):
        assert PlatformAccount.objects.get().account == "BT-0413"
    report(one, on(2), {})
    with pytest.raises(IllegalMove) as caught:
        open_for(one, ACCOUNT)
    assert caught.value.code == "account_has_counts"
    open_for(one, "BT-0413")


@pytest.mark.parametrize("name", ["", " ", "BT 1", "BT/1", "a" * 41, "é"])
def test_a_name_fits_an_address(name: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        open_for(subscribe(), name)
    assert caught.value.code == "account_name"


@pytest.mark.parametrize("somebody", [SOFIE, ALICE])
def test_only_support_and_administrators_open_accounts(somebody: Member) -> None:
    with pytest.raises(NotAllowed):
        open_for(subscribe(), ACCOUNT, by=somebody)


def test_what_is_not_here_gets_no_account() -> None:
    theirs = subscribe(BETA, BETA_CLIENT)
    with acting(ALPHA, OPERATOR):
        for subscription_id in (theirs.pk, uuid4()):
            with pytest.raises(Subscription.DoesNotExist):
                open_account(subscription_id=subscription_id, account=ACCOUNT, actor=user_of(ERIK), at=NOW)
