"""Tickets that belong together: both named to who sees both, and to nobody else."""

import pytest

from extranet.errors import InvalidInput, NotAllowed
from support.chain import verify
from support.entries import link_of
from support.models import Ticket, TicketLink
from support.organising import link_tickets, unlink_tickets
from support.organising.linking import links_of
from tests.cast import ALICE, ALPHA, BOB, DENIS, DORA, EMIL, SIBLING, client_for, person_of, place
from tests.contracts import subscribe
from tests.support.pages import shown
from tests.support.playing import OPEN, opened


@pytest.fixture
def two(at_alpha: None) -> tuple[Ticket, Ticket]:
    """A ticket of each of two clients."""
    subscribe(client_id=SIBLING)
    place(ALPHA)
    return opened(subject="de Dora"), opened(by=EMIL, client_id=SIBLING, subject="d’Emil, secret")


def linked(first: Ticket, second: Ticket) -> TicketLink:
    return link_tickets(ticket_id=first.pk, other_id=second.pk, person=person_of(ALICE), at=OPEN)


def test_a_link_stands_on_both_and_twice_is_once(two: tuple[Ticket, Ticket]) -> None:
    first, second = two
    assert linked(first, second) == linked(second, first)
    alice = person_of(ALICE)
    assert [one.other for one in links_of(first, alice)] == [second]
    assert [one.other for one in links_of(second, alice)] == [first]
    for ticket in two:
        entries = list(ticket.entries.order_by("position"))
        assert [one.event for one in entries].count("linked") == 1
        assert verify(link_of(one) for one in entries) is None


def test_a_client_never_sees_a_link_to_a_ticket_it_does_not_see(two: tuple[Ticket, Ticket]) -> None:
    """Terms: general.7"""
    first, second = two
    linked(first, second)
    assert links_of(first, person_of(DORA)) == []
    dora = client_for(DORA)
    for page in (f"/tickets/{first.pk}/", f"/tickets/{first.pk}/receipt/"):
        seen = shown(dora.get(page))
        assert second.number not in seen
        assert "secret" not in seen
    page = shown(client_for(ALICE).get(f"/tickets/{first.pk}/"))
    assert f"Lié au ticket {second.number}, « d’Emil, secret »" in page


def test_a_client_sees_a_link_between_two_of_its_own(at_alpha: None) -> None:
    first, second = opened(subject="un"), opened(by=DENIS, subject="deux")
    linked(first, second)
    assert [one.other for one in links_of(first, person_of(DORA))] == [second]
    assert links_of(second, person_of(DENIS)) == []


def test_a_link_is_taken_back_and_made_again(two: tuple[Ticket, Ticket]) -> None:
    first, second = two
    linked(first, second)
    for _time in range(2):
        unlink_tickets(ticket_id=second.pk, other_id=first.pk, person=person_of(BOB), at=OPEN)
    assert links_of(first, person_of(ALICE)) == []
    linked(first, second)
    assert TicketLink.objects.filter(removed_at__isnull=True).count() == 1


def test_who_may_not_or_sees_only_one_links_nothing(two: tuple[Ticket, Ticket]) -> None:
    first, second = two
    with pytest.raises(NotAllowed):
        link_tickets(ticket_id=first.pk, other_id=second.pk, person=person_of(DORA), at=OPEN)
    with pytest.raises(InvalidInput):
        linked(first, first)
    assert not TicketLink.objects.exists()


def test_the_page_links_by_number(two: tuple[Ticket, Ticket]) -> None:
    first, second = two
    path, alice = f"/tickets/{first.pk}/", client_for(ALICE)
    assert "sont liés" in shown(alice.post(path + "link/", {"other": "t-2026-2"}, follow=True))
    assert "Aucun ticket de ce numéro" in shown(alice.post(path + "link/", {"other": "T-2026-00099"}, follow=True))
    assert "C’est ce ticket même" in shown(alice.post(path + "link/", {"other": first.number}, follow=True))
    assert "Le lien est retiré" in shown(alice.post(path + "unlink/", {"other": str(second.pk)}, follow=True))
