"""Who works on a ticket: one agent for each desk, and no claim is lost."""

import pytest

from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Stale
from support.models import Audience, Ticket
from support.organising import assign_ticket
from support.services import move_ticket
from tests.cast import (
    ALICE,
    ALPHA,
    BOB,
    CHARLIE,
    DORA,
    EMIL,
    ERIK,
    FATOU,
    SOFIE,
    STAFF,
    Member,
    client_for,
    person_of,
    place,
)
from tests.support.pages import shown
from tests.support.playing import OPEN, opened


def assigned(ticket: Ticket, to: Member | None, *, by: Member, revision: int | None = None) -> Ticket:
    person = person_of(by, schema=ALPHA if by in STAFF else None)
    return assign_ticket(ticket_id=ticket.pk, agent_id=to.id if to else None, person=person, at=OPEN, revision=revision)


def test_each_desk_has_an_agent_of_its_own(at_alpha: None) -> None:
    ticket = opened()
    assigned(ticket, BOB, by=ALICE)
    done = assigned(ticket, ERIK, by=ERIK)
    assert (done.partner_agent_name, done.desk_agent_name) == (BOB.name, ERIK.name)
    audiences = dict(ticket.entries.filter(event="assigned").values_list("author_name", "audience"))
    assert audiences == {ALICE.name: Audience.PARTNER, ERIK.name: Audience.OPERATOR}
    released = assigned(ticket, None, by=ALICE, revision=done.revision)
    assert (released.partner_agent_id, released.partner_agent_name, released.desk_agent_id) == (None, "", ERIK.id)


@pytest.mark.parametrize("stranger", [FATOU, DORA, CHARLIE, ERIK])
def test_only_who_answers_tickets_there_gets_one(at_alpha: None, stranger: Member) -> None:
    ticket = opened()
    with pytest.raises(InvalidInput, match="Choisissez-en une de la liste"):
        assigned(ticket, stranger, by=ALICE)
    with pytest.raises(InvalidInput):
        assigned(ticket, SOFIE, by=ERIK)


def test_who_does_not_work_tickets_assigns_none(at_alpha: None) -> None:
    ticket = opened()
    for member in (FATOU, DORA):
        with pytest.raises(NotAllowed):
            assigned(ticket, ALICE, by=member)
    with pytest.raises(Ticket.DoesNotExist):
        assigned(ticket, EMIL, by=EMIL)


def test_twice_is_once(at_alpha: None) -> None:
    ticket = opened()
    first = assigned(ticket, BOB, by=BOB)
    assert assigned(ticket, BOB, by=BOB).revision == first.revision
    assert ticket.entries.filter(event="assigned").count() == 1


def test_what_somebody_took_meanwhile_is_not_taken_unseen(at_alpha: None) -> None:
    ticket = opened()
    shown_revision = ticket.revision
    assigned(ticket, BOB, by=BOB, revision=shown_revision)
    for revision in (shown_revision, None):
        with pytest.raises(Stale, match=f"{BOB.name} a déjà le ticket"):
            assigned(ticket, ALICE, by=ALICE, revision=revision)
    person = person_of(ALICE)
    taken = assign_ticket(ticket_id=ticket.pk, agent_id=ALICE.id, person=person, at=OPEN, instead_of=BOB.id)
    assert taken.partner_agent_name == ALICE.name


def test_a_closed_ticket_is_nobodys_work(at_alpha: None) -> None:
    ticket = opened()
    move_ticket(ticket_id=ticket.pk, status="closed", person=person_of(DORA), at=OPEN)
    with pytest.raises(IllegalMove):
        assigned(ticket, BOB, by=BOB)


def test_a_client_reads_who_of_its_partner_helps_and_nothing_of_the_operators_agent(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened()
    assigned(ticket, BOB, by=BOB)
    assigned(ticket, ERIK, by=ERIK)
    page = shown(client_for(DORA).get(f"/tickets/{ticket.pk}/"))
    assert BOB.name in page
    assert ERIK.name not in page
    assert "Me le confier" not in page


def test_the_pages_button_takes_it_and_says_who_has_it(at_alpha: None) -> None:
    ticket = opened()
    alice, bob = client_for(ALICE), client_for(BOB)
    path = f"/tickets/{ticket.pk}/"
    assert "Me le confier" in shown(bob.get(path))
    posted = {"agent": "me", "revision": ticket.revision}
    assert f"est confié à {BOB.name}" in shown(bob.post(path + "assign/", posted, follow=True))
    assert f"{BOB.name} a déjà le ticket" in shown(alice.post(path + "assign/", posted, follow=True))
    place(ALPHA)
    ticket.refresh_from_db()
    assert ticket.partner_agent_id == BOB.id
    released = {"agent": "", "revision": ticket.revision}
    assert "n’est plus confié à personne" in shown(alice.post(path + "assign/", released, follow=True))
