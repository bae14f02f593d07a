"""The same call twice: done once, also at the same instant; forgotten long after; never another key's."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from emergency.registry.models import Registration
from extranet.accounts.calls import KEPT, begin_call
from extranet.accounts.models import KeyedCall
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting, house_connection
from tests.cast import ALPHA, BETA, CHARLIE, place
from tests.contracts import hold
from tests.emergency.api.calls import address, of, say, tag
from tests.registry.acts import SAINTES
from tests.support.api.calls import Caller, code_of, key
from tests.support.test_double_click import at_once


def twice(*calls: Any) -> list[Any]:
    """Make two calls at the same instant."""

    def made(call: Any) -> Any:
        try:
            return call()
        finally:
            connections.close_all()

    return list(at_once(*(lambda call=call: made(call) for call in calls)))


def test_a_declaration_posted_twice_at_once_is_made_once(committed_db: None) -> None:
    block, caller = hold(), Caller(key())
    sent = {"if_match": tag(block), "idempotency_key": "crm-1"}
    answers = twice(*[lambda: say(caller, block, headers=sent)] * 2)
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert sorted(one.headers.get("Idempotent-Replay", "") for one in answers) == ["", "true"]
    with acting(ALPHA, PARTNER):
        assert Registration.objects.count() == 1


def test_of_two_editors_at_once_one_declares_and_the_other_is_told_what_it_is_now(committed_db: None) -> None:
    block, caller = hold(), Caller(key())
    read = {"if_match": tag(block)}
    answers = twice(
        lambda: say(caller, block, headers=read), lambda: say(caller, block, SAINTES, headers=read)
    )  # fmt: skip
    assert sorted(one.status_code for one in answers) == [201, 412]
    won, lost = sorted(answers, key=lambda one: one.status_code)
    (current,) = lost.json()["current"]
    assert current["present"][0]["id"] == won.json()["registration"]["id"]


def test_two_contents_under_one_key_at_once_make_one_and_refuse_the_other(committed_db: None) -> None:
    block, caller = hold(), Caller(key())
    sent = {"if_match": tag(block), "idempotency_key": "crm-1"}
    answers = twice(
        lambda: say(caller, block, headers=sent), lambda: say(caller, block, SAINTES, headers=sent)
    )  # fmt: skip
    assert sorted(one.status_code for one in answers) == [201, 422]


@pytest.mark.django_db
def test_a_call_is_forgotten_long_after_and_its_key_serves_again() -> None:
    block, caller = hold(), Caller(key())
    say(caller, block, headers={"idempotency_key": "crm-1"})
    with acting(PUBLIC, OPERATOR):
        KeyedCall.objects.update(at=timezone.now() - KEPT - timedelta(seconds=1))
    assert say(caller, block, SAINTES, headers={"idempotency_key": "crm-1"}).status_code == 201


@pytest.mark.django_db
def test_a_house_reads_the_calls_of_its_own_keys_only() -> None:
    issued, others = key(), key(by=CHARLIE)
    for schema, one in ((ALPHA, issued), (BETA, others)):
        with acting(schema, PARTNER):
            begin_call(token=one.token, act="/x", key="1", digest="", at=timezone.now())
    house_connection().go(ALPHA, PARTNER)
    assert [one.partner for one in KeyedCall.objects.all()] == [ALPHA]


@pytest.mark.django_db
def test_a_call_that_was_refused_leaves_nothing() -> None:
    block = hold()
    place(ALPHA, PARTNER)
    body = {"address": {**address(), "street": ""}}
    answer = Caller(key()).post(of(block, "registrations"), body, if_match=tag(block), idempotency_key=str(uuid4()))
    assert code_of(answer)[0] == 422
    assert not KeyedCall.objects.exists()
