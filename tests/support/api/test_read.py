"""Reading tickets by key: what the key's role sees, and not a word more."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from extranet.accounts.models import Role
from support.models import Audience, Ticket
from tests.cast import ALICE, CLIENT, DENIS, DORA, ERIK, SIBLING
from tests.contracts import subscribe
from tests.support.api.calls import TICKETS, Caller, client_key, code_of, key, of
from tests.support.playing import CRITICAL, OPEN, QUESTION, opened, wrote

pytestmark = pytest.mark.usefixtures("at_alpha")
SECRETS = ("Entre nous.", "Note du desk.", ERIK.name)


def told_ticket() -> Ticket:
    """Return a client's ticket in which everybody wrote something to everybody who may read."""
    ticket = opened()
    wrote(ticket, by=ALICE, audience=Audience.PARTNER, text="Entre nous.")
    wrote(ticket, by=ERIK, audience=Audience.OPERATOR, text="Note du desk.")
    wrote(ticket, by=ERIK, text="Voici la réponse.")
    return ticket


def everything(caller: Caller, ticket: Ticket) -> str:
    """Return all that a key reads of a ticket."""
    paths = [TICKETS, of(ticket), of(ticket, "decisions"), of(ticket, "receipt")]
    answers = [caller.get(path) for path in paths]
    assert [one.status_code for one in answers] == [200] * 4
    return " ".join(one.content.decode("utf-8") for one in answers)


def test_a_clients_key_reads_neither_the_partners_thread_nor_notes_nor_names_of_the_desk() -> None:
    read = everything(Caller(client_key()), told_ticket())
    assert "Voici la réponse." in read
    assert not [one for one in SECRETS if one in read]


def test_a_partners_key_reads_its_thread_and_never_a_note_of_the_desk() -> None:
    read = everything(Caller(key()), told_ticket())
    assert "Entre nous." in read
    assert "Note du desk." not in read


def test_the_receipt_shows_what_is_hidden_by_its_digest_alone() -> None:
    """Terms: general.7"""
    ticket = told_ticket()
    told = Caller(client_key()).get(of(ticket, "receipt")).json()
    entries = list(ticket.entries.order_by("position"))
    assert [one["digest"] for one in told["entries"]] == [one.digest for one in entries]
    assert [one["is_hidden"] for one in told["entries"]] == [one.audience != "everybody" for one in entries]
    assert (told["digest"], told["is_intact"], told["broken_at"]) == (entries[-1].digest, True, None)


def test_decisions_come_with_their_facts_and_clauses() -> None:
    """Terms: general.7, general.8"""
    ticket = opened(CRITICAL)
    decision = ticket.decisions.get()
    told = Caller(key()).get(of(ticket, "decisions")).json()["decisions"]
    assert len(told) == 1
    for name in ("party", "is_under_contract", "ground", "first_line", "calendar_version", "is_in_hours", "result"):
        assert told[0][name] == getattr(decision, name), name
    assert told[0]["clauses"] == decision.clauses


def test_each_role_lists_what_it_sees() -> None:
    subscribe("alpha", SIBLING)
    mine, theirs = opened(by=DORA), opened(by=DENIS)
    sibling = opened(by=ALICE, client_id=SIBLING)
    listed: dict[str, Any] = {}
    for name, issued in (
        ("technician", key()),
        ("client", client_key()),
        ("sibling", client_key(client_id=SIBLING)),
        ("user", client_key(Role.CLIENT_USER)),
    ):
        listed[name] = {one["id"] for one in Caller(issued).get(TICKETS).json()["tickets"]}
    assert listed == {
        "technician": {str(one.pk) for one in (mine, theirs, sibling)},
        "client": {str(one.pk) for one in (mine, theirs)},
        "sibling": {str(sibling.pk)},
        "user": set(),
    }


@pytest.mark.parametrize("part", ["", "decisions", "receipt"])
def test_a_siblings_ticket_is_not_there(part: str) -> None:
    ticket = opened()
    assert code_of(Caller(client_key(client_id=SIBLING)).get(of(ticket, part))) == (404, "not_found")
    assert code_of(Caller(key()).get(of(Ticket(pk=uuid4()), part))) == (404, "not_found")


def test_a_list_is_narrowed_and_goes_on_where_it_stopped() -> None:
    tickets = [opened(QUESTION, subject=f"n° {number}", at=OPEN + timedelta(minutes=number)) for number in range(5)]
    caller, found, cursor = Caller(key()), [], None
    for _page in range(5):
        page = caller.get(TICKETS, limit=2, **({"cursor": cursor} if cursor else {})).json()
        found += [one["id"] for one in page["tickets"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == [str(one.pk) for one in tickets]
    since = caller.get(TICKETS, changed_since=(OPEN + timedelta(minutes=3)).isoformat()).json()["tickets"]
    assert [one["id"] for one in since] == found[3:]
    assert len(caller.get(TICKETS, state="open", client=str(CLIENT)).json()["tickets"]) == 5
    assert not caller.get(TICKETS, state="closed").json()["tickets"]
    assert not caller.get(TICKETS, client=str(SIBLING)).json()["tickets"]


def test_tickets_changed_at_one_instant_are_listed_once_each() -> None:
    tickets = {str(opened(subject=f"n° {number}").pk) for number in range(3)}
    caller, found, cursor = Caller(key()), [], ""
    while cursor is not None:
        page = caller.get(TICKETS, limit=1, **({"cursor": cursor} if cursor else {})).json()
        found += [one["id"] for one in page["tickets"]]
        cursor = page["next_cursor"]
    assert len(found) == 3
    assert set(found) == tickets


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"state": "lost"}, "invalid"),
        ({"client": "x"}, "invalid"),
        ({"limit": "0"}, "invalid"),
        ({"limit": "201"}, "invalid"),
        ({"changed_since": "yesterday"}, "invalid"),
        ({"words": "x"}, "invalid"),
        ({"cursor": "nothing"}, "cursor_invalid"),
        ({"cursor": "é"}, "cursor_invalid"),
        ({"cursor": "MjAyNi0wMS0wMXx4"}, "cursor_invalid"),
    ],
)
def test_a_list_that_makes_no_sense_is_refused(query: dict[str, str], code: str) -> None:
    assert code_of(Caller(key()).get(TICKETS, **query)) == (400, code)
