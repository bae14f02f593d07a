"""Several tickets at once: each by itself, and what was not done is said with its reason."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from extranet.errors import InvalidInput, NotAllowed
from support.models import Ticket
from support.organising import assign_ticket
from support.organising.bulk import MOST_AT_ONCE, Act, Outcome, Pick, act_on_all
from support.services import move_ticket
from tests.cast import ALICE, ALPHA, BOB, CHARLIE, DORA, FATOU, Member, client_for, person_of, place
from tests.support.pages import shown
from tests.support.playing import CRITICAL, OPEN, opened, wrote


def picks(*tickets: Ticket) -> list[Pick]:
    return [Pick(one.pk, one.revision) for one in tickets]


def acted(act: Act, *tickets: Ticket, by: Member = BOB, text: str = "C’est réglé.", tags: str = "lot") -> list[Outcome]:
    return act_on_all(picks(*tickets), act, person=person_of(by), at=OPEN, text=text, tags=[tags])


def test_what_cannot_be_done_is_listed_and_the_rest_is_done(at_alpha: None) -> None:
    """Terms: general.7"""
    plain, changed, urgent, over = opened(), opened(), opened(CRITICAL), opened()
    wrote(Ticket.objects.get(pk=changed.pk), by=DORA)
    move_ticket(ticket_id=over.pk, status="closed", person=person_of(DORA), at=OPEN)
    over.refresh_from_db()
    unknown = Ticket(pk=uuid4(), revision=1)
    outcomes = acted(Act.RESOLVE, plain, changed, urgent, over, unknown)
    reasons = [one.reason for one in outcomes]
    assert reasons[0] == ""
    assert "a changé depuis" in reasons[1]
    assert "critique" in reasons[2]
    assert "est clos" in reasons[3]
    assert "Vous ne le voyez pas" in reasons[4]
    assert [one.label for one in outcomes[:4]] == [plain.number, changed.number, urgent.number, over.number]
    plain.refresh_from_db()
    assert plain.status == Ticket.Status.RESOLVED
    assert plain.entries.filter(text="C’est réglé.").count() == 1
    for ticket in (changed, urgent, over):
        assert not ticket.entries.filter(text="C’est réglé.").exists()


def test_twice_is_once(at_alpha: None) -> None:
    ticket = opened()
    acted(Act.CLOSE, ticket)
    assert [one.reason for one in acted(Act.CLOSE, ticket)] == [""]
    assert ticket.entries.filter(text="C’est réglé.").count() == 1


def test_closing_ones_own_resolved_tickets_opens_none_of_them_again(at_alpha: None) -> None:
    ticket = opened(by=BOB, client_id=None)
    move_ticket(ticket_id=ticket.pk, status="resolved", person=person_of(BOB), at=OPEN)
    ticket.refresh_from_db()
    assert [one.reason for one in acted(Act.CLOSE, ticket)] == [""]
    ticket.refresh_from_db()
    assert (ticket.status, ticket.reopenings) == (Ticket.Status.CLOSED, 0)
    assert ticket.entries.filter(text="C’est réglé.").count() == 1


def test_taking_leaves_to_others_what_they_took_and_tags_are_added(at_alpha: None) -> None:
    mine, theirs = opened(), opened()
    assign_ticket(ticket_id=theirs.pk, agent_id=ALICE.id, person=person_of(ALICE), at=OPEN)
    outcomes = acted(Act.TAKE, mine, theirs)
    assert [bool(one.reason) for one in outcomes] == [False, True]
    assert ALICE.name in outcomes[1].reason
    acted(Act.TAG, mine, theirs)
    assert list(Ticket.objects.values_list("partner_tags", flat=True)) == [["lot"], ["lot"]]


def test_nothing_begins_without_tickets_or_words_or_with_too_many(at_alpha: None) -> None:
    ticket = opened()
    refusals: tuple[Callable[[], object], ...] = (
        lambda: acted(Act.TAKE),
        lambda: acted(Act.RESOLVE, ticket, text="  "),
        lambda: acted(Act.TAG, ticket, tags=" "),
        lambda: act_on_all([Pick(uuid4(), 1)] * (MOST_AT_ONCE + 1), Act.TAKE, person=person_of(BOB), at=OPEN),
    )
    for refused in refusals:
        with pytest.raises(InvalidInput):
            refused()
    for member in (DORA, FATOU):
        with pytest.raises(NotAllowed):
            acted(Act.CLOSE, ticket, by=member)
    ticket.refresh_from_db()
    assert ticket.is_open


def test_another_partners_ticket_is_unknown_whatever_is_posted(at_alpha: None) -> None:
    ticket = opened()
    page = client_for(CHARLIE).post("/tickets/act/", {"act": "take", "pick": f"{ticket.pk}:1"})
    assert ticket.number not in shown(page)
    assert "Vous ne le voyez pas" in shown(page)


def test_the_list_acts_on_what_is_ticked_and_keeps_its_filter(at_alpha: None) -> None:
    one, two, urgent = opened(subject="Un"), opened(subject="Deux"), opened(CRITICAL)
    bob = client_for(BOB)
    page = shown(bob.get("/tickets/"))
    assert f'value="{one.pk}:{one.revision}"' in page
    ticked = [f"{ticket.pk}:{ticket.revision}" for ticket in (one, two)]
    posted = {"act": "take", "pick": ticked, "query": "show=open&evil=1"}
    response = bob.post("/tickets/act/", posted)
    assert response["Location"] == "/tickets/?show=open"
    assert "C’est fait pour 2 tickets." in shown(bob.get(response["Location"]))
    place(ALPHA)
    fresh = [f"{ticket.pk}:{ticket.revision}" for ticket in Ticket.objects.filter(pk__in=(one.pk, urgent.pk))]
    result = shown(bob.post("/tickets/act/", {"act": "close", "pick": fresh, "text": "Fini."}))
    assert "1 ticket est resté comme il était." in result
    assert "Il est critique" in result
    for wrong in ({}, {"act": "x"}, {"act": "take"}, {"act": "take", "pick": "x"}):
        assert bob.post("/tickets/act/", wrong).status_code == 302
