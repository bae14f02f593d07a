"""The page of a ticket costs the same however many follow it or belong to it."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.models import Ticket
from support.organising import link_tickets, tag_ticket, watch
from tests.cast import ALICE, ALPHA, BOB, DENIS, DORA, FATOU, client_for, person_of, place
from tests.support.playing import OPEN, opened


def test_the_page_costs_the_same_whatever_belongs_to_it(at_alpha: None) -> None:
    ticket, alice = opened(by=DENIS), person_of(ALICE)
    browsers = [client_for(member) for member in (BOB, DORA)]

    def costs() -> list[int]:
        counted = []
        for browser in browsers:
            with CaptureQueriesContext(connection) as context:
                assert browser.get(f"/tickets/{ticket.pk}/").status_code == 200
            counted.append(len(context))
        place(ALPHA)
        return counted

    def belongs(other: Ticket) -> None:
        link_tickets(ticket_id=ticket.pk, other_id=other.pk, person=alice, at=OPEN)

    costs()
    belongs(opened())
    watch(ticket_id=ticket.pk, user_id=DORA.id, person=alice, at=OPEN)
    before = costs()
    for number in range(5):
        belongs(opened(subject=f"Sujet {number}"))
    for member in (ALICE, BOB, FATOU):
        watch(ticket_id=ticket.pk, user_id=member.id, person=alice, at=OPEN)
    tag_ticket(ticket_id=ticket.pk, tags=["un", "deux", "trois"], person=alice, at=OPEN)
    assert costs() == before
