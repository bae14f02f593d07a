"""Tickets that belong together, on the desk: linked and unlinked by number, merged into one, read by all of staff.

Terms: general.7
"""

from typing import Any

import pytest

from extranet.tenancy.context import OPERATOR, acting
from support.models import Ticket, TicketLink
from tests.cast import ALPHA, BETA, ERIK, SOFIE, Member, client_for
from tests.desk.queue.acts import at_house, work_path
from tests.support.playing import CRITICAL, opened

pytestmark = pytest.mark.usefixtures("contracts")


def page_of(ticket: Ticket, act: str = "work", *, by: Member = ERIK, **asked: Any) -> str:
    """Return a page of the ticket as a member of staff sees it."""
    response = client_for(by).get(work_path(ticket, act), asked)
    assert response.status_code == 200
    return str(response.content.decode())


def post(ticket: Ticket, act: str, *, by: Member = ERIK, **posted: Any) -> Any:
    """Post to an act of the ticket, and follow to the page that says what it did."""
    return client_for(by).post(work_path(ticket, act), posted, follow=True)


def fresh(ticket: Ticket) -> Ticket:
    """Return the ticket as the database has it."""
    with acting(ALPHA, OPERATOR):
        return Ticket.objects.select_related("merged_into").get(pk=ticket.pk)


def links() -> int:
    """Return how many links stand at Alpha."""
    with acting(ALPHA, OPERATOR):
        return TicketLink.objects.filter(removed_at__isnull=True).count()


# ---------- Links ----------
def test_two_tickets_are_linked_and_linking_twice_is_once() -> None:
    first, second = opened(subject="Un"), opened(subject="Deux")
    for _time in range(2):
        page = post(first, "link", other=second.number).content.decode()
        assert f"{first.number} et {second.number} sont liés." in page
    assert links() == 1
    assert f'<a href="{work_path(second)}">{second.number}, Deux</a>' in page
    assert f'<a href="{work_path(first)}">{first.number}, Un</a>' in page_of(second)


def test_a_link_is_taken_away_and_twice_is_once() -> None:
    first, second = opened(), opened()
    post(first, "link", other=second.number)
    for _time in range(2):
        assert "Le lien est retiré." in post(second, "unlink", other=str(first.pk)).content.decode()
    assert links() == 0


def test_a_ticket_of_another_partner_is_not_found() -> None:
    ticket = opened()
    for _more in range(2):
        foreign = at_house(BETA)
    assert foreign.number != ticket.number
    assert "Aucun ticket de ce numéro" in post(ticket, "link", other=foreign.number).content.decode()
    assert "Aucun ticket de ce numéro" in page_of(ticket, "merge", into=foreign.number)
    assert post(ticket, "unlink", other=str(foreign.pk)).status_code == 404
    assert post(ticket, "merge", into=str(foreign.pk)).status_code == 404
    assert links() == 0


def test_a_ticket_is_not_linked_to_itself() -> None:
    ticket = opened()
    assert "C’est ce ticket même" in post(ticket, "link", other=ticket.number).content.decode()
    assert links() == 0


def test_a_closed_ticket_is_still_linked_and_no_longer_merged() -> None:
    first, second = opened(), opened()
    post(first, "move", status="closed", revision=fresh(first).revision)
    assert "sont liés" in post(first, "link", other=second.number).content.decode()
    assert work_path(first, "merge") not in page_of(first)
    refused = client_for(ERIK).get(work_path(first, "merge"), follow=True)
    assert f"Le ticket {first.number} est clos." in refused.content.decode()


# ---------- Merging ----------
def test_the_page_says_what_merging_will_do_before_it_does() -> None:
    first, second = opened(), opened(subject="Deux")
    page = page_of(first, "merge")
    assert f'href="?into={second.number}"' in page
    page = page_of(first, "merge", into=second.number)
    assert f"{first.number} est clos, la suite est dans {second.number}, « Deux »." in page
    assert fresh(first).is_open


def test_what_is_merged_closes_and_each_page_names_the_other() -> None:
    first, second = opened(subject="Un"), opened(subject="Deux")
    posted: dict[str, Any] = {"into": str(second.pk), "revision": fresh(first).revision}
    page = post(first, "merge", **posted).content.decode()
    assert f"{first.number} est clos : la suite est ici, dans {second.number}." in page
    assert f'Réuni ici <a href="{work_path(first)}">{first.number}, Un</a>' in page
    done = fresh(first)
    assert (done.status, done.merged_into_id) == (Ticket.Status.CLOSED, second.pk)
    for reader in (ERIK, SOFIE):
        page = page_of(first, by=reader)
        assert f"Ce ticket est réuni avec {second.number}, « Deux » : la suite est là." in page
        assert f'href="{work_path(second)}"' in page
    post(first, "merge", **posted)
    assert fresh(first).revision == done.revision


def test_merging_is_refused_with_its_reason_before_and_after() -> None:
    urgent, question = opened(CRITICAL), opened()
    reason = f"{urgent.number} est plus urgent"
    page = page_of(urgent, "merge", into=question.number)
    assert reason in page
    assert "Ce qui va se passer" not in page
    revision = fresh(urgent).revision
    assert reason in post(urgent, "merge", into=str(question.pk), revision=revision).content.decode()
    assert fresh(urgent).merged_into is None


def test_what_changed_since_the_page_was_read_is_not_merged() -> None:
    first, second = opened(), opened()
    seen = fresh(first).revision
    post(first, "assign", agent="me")
    post(first, "merge", into=str(second.pk), revision=seen)
    assert fresh(first).merged_into is None


# ---------- Who ----------
@pytest.mark.parametrize("act", ["link", "unlink", "merge"])
def test_staff_who_only_read_link_and_merge_nothing(act: str) -> None:
    first, second = opened(), opened()
    assert post(first, act, by=SOFIE, other=str(second.pk), into=str(second.pk)).status_code == 403
    assert links() == 0
    page = page_of(first, by=SOFIE)
    assert work_path(first, act) not in page


def test_another_ticket_is_noted_for_whoever_asked() -> None:
    ticket = opened()
    page = page_of(ticket)
    assert f"?caller={ticket.opened_by_id}&amp;client={ticket.client_id}" in page
    assert f"Noter un ticket pour {ticket.opened_by_name}" in page
    assert "Noter un ticket pour" not in page_of(ticket, by=SOFIE)
