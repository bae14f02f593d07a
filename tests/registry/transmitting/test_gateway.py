"""Messages by HTTP: refused, slow, twice, out of order, unanswered; in order about one number, never more said.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest

from emergency.registry.models import Transmission
from emergency.registry.transmitting.channels.base import NotTaken
from emergency.registry.transmitting.channels.gateway import GatewayChannel
from emergency.registry.transmitting.sending import LONGEST_WAIT, MOST_ATTEMPTS, claim, wait_after
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.contracts import FIRST, hold
from tests.registry.acts import declare, numbered
from tests.registry.cutting import MIDDLE, carve, move, split
from tests.registry.transmitting.replaying import heard
from tests.registry.transmitting.sending import STATE, collect_all, later, message, send_all, states
from tests.registry.transmitting.stand_in import TOKEN, Emergency

pytestmark = pytest.mark.django_db


def test_a_message_that_is_acknowledged_with_a_reference_is_so_at_once(there: Emergency) -> None:
    declare(hold(), numbered(1))
    assert send_all() == 1
    sent = message()
    assert (sent.state, sent.reference, sent.way) == (STATE.ACKNOWLEDGED, f"R-{sent.sequence}", "http")
    assert sent.sent_at is not None
    assert sent.acknowledged_at is not None
    assert there.posts == [{"id": str(sent.pk), "sequence": sent.sequence, **sent.content}]
    assert there.keys == [str(sent.pk)]
    assert send_all(after=timedelta(days=1)) == 0


@pytest.mark.parametrize("answer", [(202, None), (202, {"reference": "R"}), (200, None), (200, {"status": "pending"})])
def test_what_is_only_taken_is_sent_and_not_acknowledged(there: Emergency, answer: tuple[int, None]) -> None:
    there.answers = [answer]
    declare(hold(), numbered(1))
    send_all()
    assert states() == [STATE.SENT]
    assert message().acknowledged_at is None


@pytest.mark.parametrize("body", [None, {}, {"reference": "  "}, {"error": "sequence out of order"}])
def test_a_conflict_without_a_word_or_a_reference_is_not_acknowledged(there: Emergency, body: Any) -> None:
    there.answers = [(409, body)]
    declare(hold(), numbered(1))
    send_all()
    assert (message().state, message().acknowledged_at) == (STATE.SENT, None)


@pytest.mark.parametrize("status", [200, 409, 422])
def test_texts_of_the_other_side_that_no_database_keeps_stop_nothing(there: Emergency, status: int) -> None:
    hostile = {"reference": "R\0-\ud800" + "9" * 5000, "error": "no\0 such\n street" + "!" * 5000}
    there.answers = [(status, hostile), (status, {**hostile, "status": "refused"})]
    declare(hold(), numbered(1))
    declare(hold(FIRST + 200, FIRST + 209), numbered(2))
    assert send_all() == 2
    assert states() == [STATE.FAILED if status == 422 else STATE.ACKNOWLEDGED, STATE.FAILED]
    assert "\0" not in message(1).error


def test_what_was_taken_is_asked_about_until_it_is_acknowledged(there: Emergency) -> None:
    there.answers = [(202, None)]
    declare(hold(), numbered(1))
    send_all()
    assert collect_all(after=timedelta()) == 0, "nobody asks at once"
    collect_all()
    assert states() == [STATE.SENT]
    there.statuses[str(message().pk)] = {"status": "acknowledged", "reference": "R-7"}
    collect_all(after=timedelta(minutes=5))
    assert (message().state, message().reference) == (STATE.ACKNOWLEDGED, "R-7")


def test_what_the_other_side_never_heard_of_is_sent_again(there: Emergency) -> None:
    there.answers = [(202, None)]
    declare(hold(), numbered(1))
    send_all()
    there.kept.clear()
    collect_all()
    assert states() == [STATE.QUEUED]
    send_all(after=timedelta(minutes=3))
    assert states() == [STATE.ACKNOWLEDGED]
    assert len(set(there.keys)) == 1


def test_a_later_refusal_is_a_failure_with_its_reason(there: Emergency) -> None:
    there.answers = [(202, None)]
    declare(hold(), numbered(1))
    send_all()
    there.statuses[str(message().pk)] = {"status": "refused", "error": "no such street"}
    collect_all()
    assert (message().state, message().error) == (STATE.FAILED, "no such street")


@pytest.mark.parametrize("status", [400, 404, 422])
def test_a_message_that_is_refused_fails_at_once(there: Emergency, status: int) -> None:
    there.answers = [(status, {"status": "refused", "error": "bad street"})]
    declare(hold(), numbered(1))
    send_all()
    assert (message().state, message().error) == (STATE.FAILED, f"HTTP {status} bad street")
    assert send_all(after=timedelta(days=1)) == 0


@pytest.mark.parametrize("status", [401, 403, 408, 429, 500, 503, 301])
def test_a_try_that_did_not_arrive_is_repeated_later(there: Emergency, status: int) -> None:
    there.answers = [(status, None)]
    declare(hold(), numbered(1))
    send_all()
    assert (message().state, message().attempts) == (STATE.QUEUED, 1)
    assert message().error
    assert send_all() == 0, "not at once"
    send_all(after=timedelta(minutes=1))
    assert states() == [STATE.ACKNOWLEDGED]
    assert message().error == ""


def test_after_the_last_try_a_message_has_failed(there: Emergency) -> None:
    there.answers = [(503, None)] * MOST_ATTEMPTS
    declare(hold(), numbered(1))
    for day in range(MOST_ATTEMPTS):
        send_all(after=timedelta(days=day))
    assert (message().state, message().attempts) == (STATE.FAILED, MOST_ATTEMPTS)
    assert message().failed_at is not None
    assert send_all(after=timedelta(days=99)) == 0


def test_each_try_waits_longer_an_hour_at_most() -> None:
    waits = [wait_after(attempt) for attempt in range(1, 20)]
    assert all(earlier <= later for earlier, later in pairwise(waits))
    assert waits[-1] == LONGEST_WAIT


def test_a_gateway_that_hangs_is_left_after_its_time_and_tried_again(there: Emergency) -> None:
    there.may_answer.clear()
    declare(hold(), numbered(1))
    impatient = GatewayChannel(there.url, TOKEN, timeout=0.2)
    send_all(channel=impatient)
    assert (message().state, message().error[:11]) == (STATE.QUEUED, "ReadTimeout")
    there.may_answer.set()
    send_all(after=timedelta(hours=1))
    assert states() == [STATE.ACKNOWLEDGED], "known there already counts as acknowledged"
    assert len(there.posts) == 2
    assert len(there.kept) == 1


def test_nobody_at_the_other_end_is_a_failed_try(there: Emergency) -> None:
    declare(hold(), numbered(1))
    send_all(channel=GatewayChannel("http://127.0.0.1:9/v1", TOKEN, timeout=1))
    assert (message().state, message().error[:12]) == (STATE.QUEUED, "ConnectError")


def test_a_worker_that_dies_while_it_sends_leaves_the_message_to_the_next_once_its_lease_is_over(
    there: Emergency,
) -> None:
    declare(hold(), numbered(1))
    with acting(PUBLIC, OPERATOR):
        (claimed,) = claim(limit=1, way="http", at=later())
    there.take({"id": str(claimed.pk), "sequence": claimed.sequence, **claimed.content}, str(claimed.pk))
    assert send_all() == 0, "the lease holds"
    send_all(after=timedelta(minutes=5))
    assert states() == [STATE.ACKNOWLEDGED]
    assert there.places() == ["1"]


# ---------- In order ----------
def test_about_one_number_a_message_waits_until_the_earlier_one_is_acknowledged(there: Emergency) -> None:
    block = hold()
    there.answers = [(202, None)]
    declare(block, numbered(1))
    declare(block, numbered(2))
    assert send_all() == 1
    assert states() == [STATE.SENT, STATE.QUEUED]
    there.statuses[str(message().pk)] = {"status": "acknowledged", "reference": "R"}
    collect_all()
    send_all()
    assert states() == [STATE.ACKNOWLEDGED, STATE.ACKNOWLEDGED]
    assert there.places() == ["1", "2"]


def test_other_numbers_do_not_wait_for_one_that_failed(there: Emergency) -> None:
    block, other = hold(), hold(FIRST + 200, FIRST + 209)
    there.answers = [(422, None)]
    declare(block, numbered(1))
    carve(block, FIRST + 42, numbered(2))
    declare(other, numbered(3))
    send_all()
    assert states() == [STATE.FAILED, STATE.QUEUED, STATE.ACKNOWLEDGED]


def test_after_a_split_each_half_goes_its_own_way(there: Emergency) -> None:
    block = hold()
    declare(block, numbered(1))
    left, right = split(block)
    send_all(most=1)
    there.answers = [(503, None)]
    move(left, facts=numbered(5))
    move(right, facts=numbered(6))
    send_all()
    assert [int(one.numbers.lower) for one in heard() if one.state == STATE.QUEUED] == [MIDDLE, MIDDLE]
    assert there.places() == ["1", "5"]


def test_what_another_worker_claims_is_not_claimed_twice() -> None:
    declare(hold(), numbered(1))
    declare(hold(FIRST + 200, FIRST + 209), numbered(2))
    with acting(PUBLIC, OPERATOR):
        first, second = (claim(limit=1, way="http", at=later()) for _worker in range(2))
        assert {one.pk for one in (*first, *second)} == set(Transmission.objects.values_list("pk", flat=True))
        assert claim(limit=1, way="http", at=later()) == []


def test_a_gateway_that_does_not_know_our_token_took_nothing(there: Emergency) -> None:
    with pytest.raises(NotTaken, match="HTTP 401"):
        GatewayChannel(there.url, "another token").send([{"id": str(uuid4()), "sequence": 1}])
    assert not there.posts
