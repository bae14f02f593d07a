"""Acts by key: once, on the revision that was read, in the name of the key."""

from uuid import uuid4

import pytest

from extranet.accounts.models import Role
from support.models import Audience, Entry, Side, Ticket
from support.rules import FirstLine
from tests.cast import ALICE, SIBLING
from tests.support.api.calls import Caller, client_key, code_of, key, of
from tests.support.playing import CALL_BACK, NIGHT, escalated, helping, opened

pytestmark = pytest.mark.usefixtures("at_alpha")
WORSE = {"ground": "no_incoming", "call_back_number": CALL_BACK, "place": "Accueil"}


def at_the_partner() -> Ticket:
    """Return a client's ticket that its partner answers first."""
    helping(FirstLine.PARTNER)
    return opened()


def revision(ticket: Ticket) -> str:
    """Return what `If-Match` takes now."""
    ticket.refresh_from_db()
    return f'"{ticket.revision}"'


# ---------- Messages ----------
def test_a_message_is_written_once_in_the_name_of_the_key() -> None:
    ticket, issued = opened(), key()
    caller = Caller(issued)
    said = {"text": "Bonjour.", "audience": "partner"}
    first, second = (caller.post(of(ticket, "messages"), said, idempotency_key="m-1") for _time in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert second["Idempotent-Replay"] == "true"
    assert first.json() == second.json()
    entry = Entry.objects.get(text="Bonjour.")
    assert (entry.author_id, entry.author_name) == (issued.token.pk, "CRM (API)")
    assert (entry.author_side, entry.audience) == (Side.PARTNER, Audience.PARTNER)


def test_another_text_under_the_same_key_is_refused() -> None:
    ticket, caller = opened(), Caller(key())
    caller.post(of(ticket, "messages"), {"text": "Un."}, idempotency_key="m-1")
    for other in ({"text": "Deux."}, {"text": "Un.", "audience": "partner"}):
        answer = caller.post(of(ticket, "messages"), other, idempotency_key="m-1")
        assert code_of(answer) == (422, "idempotency_key_reused")
    assert Entry.objects.filter(text="Un.").count() == 1


def test_the_same_key_of_idempotency_writes_on_two_tickets() -> None:
    caller = Caller(key())
    for ticket in (opened(), opened()):
        assert caller.post(of(ticket, "messages"), {"text": "Un."}, idempotency_key="m-1").status_code == 201


def test_the_id_of_somebody_elses_entry_is_refused() -> None:
    ticket, chosen = opened(), str(uuid4())
    Caller(key()).post(of(ticket, "messages"), {"text": "Un.", "id": chosen})
    answer = Caller(key()).post(of(ticket, "messages"), {"text": "Un.", "id": chosen})
    assert code_of(answer) == (409, "entry_id_used")


def test_a_clients_key_writes_to_no_thread_it_does_not_read() -> None:
    ticket, caller = opened(), Caller(client_key())
    for audience, status in (("partner", 403), ("operator", 400)):
        answer = caller.post(of(ticket, "messages"), {"text": "x", "audience": audience}, idempotency_key="m")
        assert answer.status_code == status
    question = caller.post(of(ticket, "messages"), {"text": "x", "is_question": True}, idempotency_key="m")
    assert code_of(question) == (403, "may_not_write")
    assert Entry.objects.count() == 2


# ---------- Moves ----------
@pytest.mark.parametrize("act", ["resolve", "close"])
def test_a_move_is_made_on_the_revision_that_was_read(act: str) -> None:
    ticket, caller = opened(), Caller(client_key())
    read = caller.get(of(ticket))["ETag"]
    caller.post(of(ticket, "messages"), {"text": "Encore."}, idempotency_key="m")
    assert code_of(caller.post(of(ticket, act))) == (428, "if_match_missing")
    assert code_of(caller.post(of(ticket, act), if_match="last")) == (400, "if_match_invalid")
    assert code_of(caller.post(of(ticket, act), if_match=read)) == (412, "ticket_changed")
    done = caller.post(of(ticket, act), if_match=revision(ticket))
    assert (done.status_code, done.json()["state"]) == (200, {"resolve": "resolved", "close": "closed"}[act])
    assert done["ETag"] == revision(ticket)
    # Twice is once, whatever was read.
    assert caller.post(of(ticket, act), if_match=read)["ETag"] == done["ETag"]


def test_a_star_acts_whatever_happened_since() -> None:
    assert Caller(client_key()).post(of(opened(), "resolve"), if_match="*").json()["state"] == "resolved"


def test_a_resolved_ticket_is_opened_again_and_a_closed_one_is_not() -> None:
    ticket, caller = opened(), Caller(client_key())
    caller.post(of(ticket, "resolve"), if_match="*")
    assert caller.post(of(ticket, "reopen"), if_match="*").json()["state"] == "reopened"
    caller.post(of(ticket, "close"), if_match="*")
    assert caller.post(of(ticket, "reopen"), if_match="*").status_code == 409
    assert code_of(caller.post(of(ticket, "messages"), {"text": "x"}, idempotency_key="m")) == (409, "ticket_closed")


def test_a_partners_key_takes_its_clients_ticket_up_once() -> None:
    ticket, caller = at_the_partner(), Caller(key())
    assert code_of(caller.post(of(ticket, "acknowledge"), if_match='"999"')) == (412, "ticket_changed")
    first = caller.post(of(ticket, "acknowledge"), if_match=revision(ticket))
    assert first.json()["state"] == "acknowledged"
    ticket.refresh_from_db()
    assert ticket.acknowledged_by_name == "CRM (API)"
    again = caller.post(of(ticket, "acknowledge"), if_match='"1"')
    assert (again.status_code, again["ETag"]) == (200, first["ETag"])


def test_who_asks_does_not_take_up() -> None:
    assert code_of(Caller(client_key()).post(of(at_the_partner(), "acknowledge"))) == (403, "right_missing")
    assert code_of(Caller(key(Role.FINANCE)).post(of(opened(), "acknowledge"))) == (403, "right_missing")


def test_a_partners_key_escalates_once() -> None:
    """Terms: general.7"""
    ticket, caller = at_the_partner(), Caller(key())
    assert code_of(caller.post(of(ticket, "escalate"), if_match='"999"')) == (412, "ticket_changed")
    first = caller.post(of(ticket, "escalate"))
    assert first.json()["escalated_at"]
    assert caller.post(of(ticket, "escalate"), if_match='"1"')["ETag"] == first["ETag"]
    assert ticket.decisions.count() == 2


def test_what_is_not_the_partners_is_not_escalated() -> None:
    ticket = at_the_partner()
    escalated(ticket, by=ALICE, at=NIGHT)
    assert code_of(Caller(client_key()).post(of(ticket, "escalate"))) == (403, "right_missing")


def test_what_is_critical_does_not_wait_for_a_fresh_reading() -> None:
    """Terms: general.7"""
    ticket, caller = opened(), Caller(client_key())
    told = caller.post(of(ticket, "raise-ground"), WORSE, if_match='"999"')
    assert (told.status_code, told.json()["is_critical"]) == (200, True)
    assert caller.post(of(ticket, "raise-ground"), WORSE).json()["revision"] == told.json()["revision"]
    assert ticket.decisions.count() == 2


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("messages", {"text": "x", "id": str(uuid4())}),
        ("resolve", {}),
        ("close", {}),
        ("reopen", {}),
        ("raise-ground", WORSE),
    ],
)
def test_no_act_reaches_a_siblings_ticket(act: str, said: dict[str, str]) -> None:
    ticket = opened()
    answer = Caller(client_key(client_id=SIBLING)).post(of(ticket, act), said, if_match="*")
    assert code_of(answer) == (404, "not_found")
    before = ticket.revision
    ticket.refresh_from_db()
    assert ticket.revision == before
