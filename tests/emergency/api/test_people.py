"""Who was asked to read the notice, and which addresses are to be said again: read and answered by key.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from emergency.acknowledging.people import Asked
from emergency.acknowledging.services import ask_people
from emergency.models import Reconfirmation
from emergency.registry.models import Side
from extranet.accounts.models import Role
from extranet.numbering.models import Holding
from extranet.tenancy.context import PARTNER, acting
from tests.cast import ALICE, ALPHA, BETA, CHARLIE, CLIENT, SIBLING, person_of
from tests.contracts import hold
from tests.emergency.api.calls import ROOT, faults_of
from tests.registry.acts import declare
from tests.support.api.calls import Caller, client_key, code_of, key

pytestmark = pytest.mark.usefixtures("at_alpha")
PEOPLE: Final = f"{ROOT}/acknowledgements"
QUESTIONS: Final = f"{ROOT}/reconfirmations"
ANSWER: Final = f"{QUESTIONS}/{{reconfirmation_id}}/answer"


def asked(client_id: UUID = CLIENT, email: str = "hugo@delta.example") -> None:
    """Ask somebody of a client to read the notice."""
    at = timezone.now()
    due_on = (at + timedelta(days=20)).date()
    with acting(ALPHA, PARTNER):
        people = [Asked("Hugo Henry", email, "fr")]
        ask_people(client_id=client_id, people=people, due_on=due_on, person=person_of(ALICE), at=at)


def question(block: Holding) -> Reconfirmation:
    """Ask about a block because of its age."""
    at = timezone.now()
    return Reconfirmation.objects.create(
        client_id=block.client_id,
        holding_id=block.pk,
        numbers=str(block),
        reason=Reconfirmation.Reason.AGE,
        opened_at=at,
        level=Side.CLIENT,
        level_since=at,
        due_at=at + timedelta(days=9),
    )


def reply(caller: Caller, one: Reconfirmation, **said: Any) -> Any:
    """Answer a question."""
    return caller.post(f"{QUESTIONS}/{one.pk}/answer", said)


def test_people_who_were_asked_are_read_by_whoever_reads_people_there() -> None:
    asked()
    asked(SIBLING, "irma@sibling.example")

    def names(caller: Caller, **query: str) -> list[str]:
        answer = caller.get(PEOPLE, **query)
        assert not faults_of(answer, "get", PEOPLE)
        return [one["person_email"] for one in answer.json()["acknowledgements"]]

    assert names(Caller(key())) == ["hugo@delta.example", "irma@sibling.example"]
    assert names(Caller(key()), client=str(CLIENT)) == ["hugo@delta.example"]
    assert names(Caller(client_key())) == ["hugo@delta.example"]
    assert names(Caller(client_key()), client=str(SIBLING)) == []
    assert names(Caller(key(by=CHARLIE), schema=BETA)) == []
    assert code_of(Caller(client_key(Role.CLIENT_USER)).get(PEOPLE)) == (403, "right_missing")


def test_a_question_is_answered_on_what_was_read_and_once() -> None:
    block = hold()
    declare(block)
    one, caller = question(block), Caller(client_key())
    (read,) = caller.get(QUESTIONS).json()["reconfirmations"]
    assert (read["block_id"], read["reason"], read["outcome"]) == (str(block.pk), "age", "")
    stale = reply(caller, one, outcome="confirmed", stamp="another")
    assert code_of(stale) == (409, "declared_has_changed")
    assert stale.json()["current"][0]["stamp"] == read["stamp"]
    done, again = (reply(caller, one, outcome="confirmed", stamp=read["stamp"]) for _time in range(2))
    assert (done.status_code, done.json()["outcome"], done.json()["answered_by_name"]) == (
        200,
        "confirmed",
        "CRM (API)",
    )
    assert again.json() == done.json()
    assert not [fault for answer in (stale, done) for fault in faults_of(answer, "post", ANSWER)]
    assert caller.get(QUESTIONS).json()["reconfirmations"] == []
    everything = caller.get(QUESTIONS, state="all")
    assert len(everything.json()["reconfirmations"]) == 1
    assert not faults_of(everything, "get", QUESTIONS)


def test_a_question_of_a_sibling_is_not_there_and_a_user_answers_none() -> None:
    block = hold()
    declare(block)
    one = question(block)
    for stranger in (Caller(client_key(client_id=SIBLING)), Caller(key(by=CHARLIE), schema=BETA)):
        assert stranger.get(QUESTIONS).json()["reconfirmations"] == []
        assert code_of(reply(stranger, one, outcome="void", note="Rien à dire")) == (404, "not_found")
    assert code_of(reply(Caller(client_key(Role.CLIENT_USER)), one, outcome="confirmed")) == (403, "right_missing")
    assert code_of(reply(Caller(client_key()), one, outcome="void", note="Non")) == (403, "may_not_void")
    assert code_of(reply(Caller(key()), one, outcome="changed")) == (400, "invalid")
    assert code_of(reply(Caller(key()), Reconfirmation(pk=uuid4()), outcome="confirmed")) == (404, "not_found")
