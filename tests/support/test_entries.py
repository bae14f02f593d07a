"""The record of a ticket: nothing said is unsaid, by anybody, and the chain holds over the real rows. S3."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, acting
from support.chain import verify
from support.entries import link_of
from support.models import Audience, Entry, RoutingDecision, Ticket
from tests.cast import ALICE, ALPHA, DORA, ERIK, place
from tests.support.playing import CALL_BACK, CRITICAL, NIGHT, OPEN, escalated, helping, opened, raised, wrote

STATEMENTS = (
    "UPDATE support_entry SET text = 'autre'",
    "DELETE FROM support_entry",
    "TRUNCATE support_entry",
    "UPDATE support_routingdecision SET result = 'queue'",
    "DELETE FROM support_routingdecision",
    "UPDATE support_ticketnumbers SET address = ''",
)


def long_story() -> Ticket:
    """Return a ticket with every kind of entry."""
    helping()
    ticket = opened()
    wrote(ticket, by=ALICE, audience=Audience.PARTNER, text="Entre nous.")
    wrote(ticket, by=ERIK, audience=Audience.OPERATOR, text="Note.")
    wrote(ticket, by=ERIK, text="Réponse, avec des accents : é, ’, 中文.")
    raised(ticket)
    escalated(ticket, by=ALICE, at=NIGHT + timedelta(minutes=5))
    return ticket


@pytest.mark.parametrize("role", [PARTNER, OPERATOR, OWNER])
@pytest.mark.parametrize("statement", STATEMENTS)
def test_nobody_changes_what_was_said_or_decided(at_alpha: None, role: str, statement: str) -> None:
    """Terms: general.7"""
    opened(CRITICAL)
    with acting(ALPHA, role), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    place(ALPHA)
    assert Entry.objects.get(position=2).text == "Plus rien ne sonne."


def test_the_chain_holds_over_a_long_story(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = long_story()
    entries = list(ticket.entries.order_by("position"))
    assert [entry.position for entry in entries] == list(range(1, len(entries) + 1))
    assert verify(link_of(entry) for entry in entries) is None
    assert RoutingDecision.objects.count() == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", "autre"),
        ("author_name", "Bob Bastin"),
        ("audience", "everybody"),
        ("at", OPEN + timedelta(microseconds=1)),
        ("facts", {"a": 1}),
        ("kind", "event"),
    ],
)
def test_a_changed_column_breaks_the_chain_there(at_alpha: None, name: str, value: object) -> None:
    """Terms: general.7"""
    entries = list(long_story().entries.order_by("position"))
    setattr(entries[2], name, value)
    assert verify(link_of(entry) for entry in entries) == 3


def test_entries_of_two_tickets_cannot_be_exchanged(at_alpha: None) -> None:
    one, other = opened(), opened()
    assert verify([link_of(one.entries.get(position=1)), link_of(other.entries.get(position=2))]) == 2


def test_the_same_words_never_have_the_same_digest(at_alpha: None) -> None:
    first, second = (wrote(opened(), by=DORA, text="Oui.") for _ in range(2))
    assert first.text_digest != second.text_digest
    assert CALL_BACK not in first.digest
