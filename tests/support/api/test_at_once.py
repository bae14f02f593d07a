"""The same call twice at the same instant, on two connections: done once, and both are told the same."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from extranet.tenancy.context import PARTNER, acting
from support.models import Attachment, Entry, Ticket, TicketCounter
from tests.cast import ALPHA
from tests.support.api.calls import ASKED, CRITICAL, TICKETS, Caller, key, of
from tests.support.playing import under_contract
from tests.support.test_double_click import at_once


@pytest.fixture
def caller(committed_db: None) -> Caller:
    """A key at Alpha, in a database that commits, with a client under contract."""
    under_contract()
    return Caller(key())


def twice(call: Any) -> list[Any]:
    """Make a call twice at the same instant."""

    def made() -> Any:
        try:
            return call()
        finally:
            connections.close_all()

    return list(at_once(made, made))


def test_a_ticket_posted_twice_at_once_is_opened_once(caller: Caller) -> None:
    answers = twice(lambda: caller.post(TICKETS, CRITICAL, idempotency_key="crm-1"))
    assert [one.status_code for one in answers] == [201, 201]
    assert len({one.json()["id"] for one in answers}) == 1
    assert sorted(one.headers.get("Idempotent-Replay", "") for one in answers) == ["", "true"]
    with acting(ALPHA, PARTNER):
        assert Ticket.objects.count() == 1
        assert TicketCounter.objects.get().last == 1


def test_two_requests_under_one_key_at_once_open_one_and_refuse_the_other(caller: Caller) -> None:
    said = iter([ASKED, {**ASKED, "subject": "Tout autre chose"}])
    answers = twice(lambda: caller.post(TICKETS, next(said), idempotency_key="crm-1"))
    assert sorted(one.status_code for one in answers) == [201, 422]
    with acting(ALPHA, PARTNER):
        assert Ticket.objects.count() == 1


def test_a_message_posted_twice_at_once_is_kept_once(caller: Caller) -> None:
    caller.open({**ASKED, "id": str(uuid4())})
    with acting(ALPHA, PARTNER):
        ticket = Ticket.objects.get()
    said = {"text": "Merci"}
    answers = twice(lambda: caller.post(of(ticket, "messages"), said, idempotency_key="m-1"))
    assert [one.status_code for one in answers] == [201, 201]
    with acting(ALPHA, PARTNER):
        assert Entry.objects.filter(text="Merci").count() == 1


def test_a_file_posted_twice_at_once_is_kept_once(caller: Caller) -> None:
    answers = twice(lambda: caller.upload([named()], idempotency_key="u-1"))
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    with acting(ALPHA, PARTNER):
        assert Attachment.objects.count() == 1


def named() -> Any:
    """Return a file as a form sends it."""
    return SimpleUploadedFile("a.log", b"10:00 Plus rien\n")
