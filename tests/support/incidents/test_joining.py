"""A ticket joins a known incident and hears what is new of it, once, and nothing of any other ticket.

Terms: general.7
"""

import re

import pytest

from extranet.errors import IllegalMove, NotAllowed
from extranet.outbox.models import Message
from extranet.outbox.services import deliver
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from support.chain import verify
from support.desk.models import Incident, QueueEntry
from support.entries import link_of
from support.incidents import banner_for, banner_of, join_incident, leave_incident, tell_update
from support.models import Entry, Ticket
from support.services import move_ticket
from tests.cast import ALICE, ALPHA, BETA, BOB, DIRECT, DORA, EMIL, ERIK, client_for, person_of
from tests.desk.incidents.playing import NEWS, TEXTS, delivered, ended, heard, joined, noted, published, told
from tests.desk.queue.acts import at_house
from tests.support.playing import OPEN, opened

pytestmark = pytest.mark.usefixtures("contracts")


# ---------- Joining ----------
def test_a_joined_ticket_says_so_in_its_own_language() -> None:
    incident = published()
    ticket = opened(language="nl")
    joined(ticket, incident)
    (entry,) = heard(ticket)
    assert (entry.event, entry.text, entry.audience) == ("incident_joined", TEXTS["nl"], "everybody")
    with acting(PUBLIC, OPERATOR):
        assert QueueEntry.objects.get(ticket_id=ticket.pk).incident_id == incident.pk


def test_joining_twice_is_once() -> None:
    incident, ticket = published(), opened()
    joined(ticket, incident)
    joined(ticket, incident)
    assert len(heard(ticket)) == 1


def test_whoever_asks_joins_their_own_ticket_and_no_other() -> None:
    incident, ticket = published(), opened()
    with acting(ALPHA, PARTNER):
        with pytest.raises(Ticket.DoesNotExist):
            join_incident(ticket_id=ticket.pk, incident_id=incident.pk, person=person_of(EMIL), at=OPEN)
        assert (
            join_incident(ticket_id=ticket.pk, incident_id=incident.pk, person=person_of(DORA), at=OPEN).incident_id
            == incident.pk
        )


def test_an_incident_that_is_not_published_or_is_over_joins_nothing() -> None:
    ticket, hidden, over = opened(), noted(), published()
    ended(over)
    with pytest.raises(IllegalMove, match="Publiez"):
        joined(ticket, hidden)
    with pytest.raises(IllegalMove, match="terminé"):
        joined(ticket, over)
    with acting(ALPHA, PARTNER), pytest.raises(Incident.DoesNotExist):
        join_incident(ticket_id=ticket.pk, incident_id=hidden.pk, person=person_of(DORA), at=OPEN)


def test_a_ticket_is_taken_out_again_by_who_works_it() -> None:
    incident, ticket = published(), opened()
    joined(ticket, incident)
    with acting(ALPHA, PARTNER), pytest.raises(NotAllowed):
        leave_incident(ticket_id=ticket.pk, person=person_of(DORA), at=OPEN)
    with acting(ALPHA, PARTNER):
        assert leave_incident(ticket_id=ticket.pk, person=person_of(BOB), at=OPEN).incident_id is None
    told(incident)
    delivered()
    assert [one.event for one in heard(ticket)] == ["incident_joined", "incident_left"]


# ---------- Telling ----------
def test_an_update_reaches_every_joined_open_ticket_of_every_partner_once() -> None:
    incident = published()
    mine, theirs, direct, closed = opened(), at_house(BETA), at_house(DIRECT), opened()
    apart = opened()
    for ticket, schema in ((mine, ALPHA), (theirs, BETA), (direct, DIRECT), (closed, ALPHA)):
        joined(ticket, incident, schema=schema)
    with acting(ALPHA, OPERATOR):
        erik = person_of(ERIK, schema=ALPHA)
        move_ticket(ticket_id=closed.pk, status="closed", person=erik, at=OPEN)
    told(incident)
    delivered()
    for ticket, schema in ((mine, ALPHA), (theirs, BETA), (direct, DIRECT)):
        assert [one.text for one in heard(ticket, schema=schema)] == [TEXTS["fr"], NEWS["fr"]]
    assert len(heard(closed)) == 1
    assert heard(apart) == []


def test_an_update_is_mailed_as_a_message_is() -> None:
    incident, ticket = published(), opened()
    joined(ticket, incident)
    told(incident)
    delivered()
    entry = heard(ticket)[-1]
    with acting(ALPHA, OPERATOR):
        assert Message.objects.filter(name="support.tell_message", args=[str(entry.pk)]).count() == 1


def test_a_delivery_made_again_tells_nothing_again() -> None:
    incident, ticket = published(), opened()
    joined(ticket, incident)
    update = told(incident)
    delivered()
    with acting(ALPHA, PARTNER):
        assert tell_update(ticket_id=ticket.pk, update_id=update.pk, at=OPEN) is None
    assert len(heard(ticket)) == 2


def test_a_worker_killed_in_the_middle_leaves_the_rest_to_the_next() -> None:
    incident = published()
    tickets = [opened(), opened(), opened()]
    for ticket in tickets:
        joined(ticket, incident)
    delivered()
    told(incident)
    delivered(most=3)  # to the partners, to the tickets of one, to one ticket
    assert sum(len(heard(ticket)) for ticket in tickets) == 4
    delivered()
    assert [len(heard(ticket)) for ticket in tickets] == [2, 2, 2]
    with acting(ALPHA, OPERATOR):
        for ticket in tickets:
            assert verify([link_of(one) for one in Entry.objects.filter(ticket=ticket).order_by("position")]) is None


def test_a_ticket_that_joins_while_an_update_is_told_catches_up() -> None:
    incident, ticket = published(), opened()
    update = told(incident)
    joined(ticket, incident)
    # As when the update had not committed while the ticket read what was known.
    with acting(ALPHA, OPERATOR):
        entry = heard(ticket)[0]
        assert entry.facts["updates"] == [str(update.pk)]
    later = told(incident)
    with acting(ALPHA, PARTNER):
        catch_up = Message.objects.get(name="support.catch_up_incident")
        deliver(message_id=catch_up.pk, at=OPEN)
    assert [one.facts.get("update") for one in heard(ticket)] == [None, str(later.pk)]
    delivered()
    assert len(heard(ticket)) == 2


def test_a_late_ticket_reads_what_was_said_last() -> None:
    incident, ticket = published(), opened()
    told(incident)
    joined(ticket, incident)
    assert heard(ticket)[0].text == f"{TEXTS['fr']}\n\n{NEWS['fr']}"


def test_the_end_is_said_on_all_tickets_and_closes_none() -> None:
    incident, ticket = published(), opened()
    joined(ticket, incident)
    ended(incident)
    delivered()
    assert heard(ticket)[-1].facts["is_last"] is True
    with acting(ALPHA, OPERATOR):
        assert Ticket.objects.get(pk=ticket.pk).status == Ticket.Status.NEW


# ---------- The banner ----------
def test_the_banner_is_for_the_services_that_are_hit() -> None:
    assert banner_for(["bt"], "fr") == ()
    everything, only_sip = published(), published(families=["sip"])
    noted()
    ended(published())
    assert [one.id for one in banner_for(["bt"], "nl")] == [everything.pk]
    assert {one.id for one in banner_for(["sip"], "nl")} == {everything.pk, only_sip.pk}
    assert {one.id for one in banner_for([], "nl")} == {everything.pk, only_sip.pk}
    assert {one.id for one in banner_for(["bt", "meeting"], "nl")} == {everything.pk}
    assert banner_for(["bt"], "nl")[0].text == TEXTS["nl"]


def test_the_banner_of_a_ticket_shows_the_news_and_the_end() -> None:
    incident, ticket = published(), opened()
    assert banner_of(ticket) is None
    ticket = joined(ticket, incident)
    ended(incident)
    banner = banner_of(ticket, "de")
    assert banner is not None
    assert (banner.text, banner.latest) == (TEXTS["de"], NEWS["de"])
    assert banner.ended_at is not None


# ---------- The wall ----------
def test_no_partner_learns_of_another_partners_ticket_through_an_incident() -> None:
    incident = published(title="Panne secrète du fournisseur")
    mine, theirs = opened(), at_house(BETA, subject="Sujet de Beta")
    joined(mine, incident), joined(theirs, incident, schema=BETA)
    told(incident)
    delivered()
    for member in (ALICE, DORA):
        page = client_for(member).get(f"/tickets/{mine.pk}/").content.decode()
        assert TEXTS["fr"] in page
        for secret in ("secrète", theirs.number, "Sujet de Beta", "Beta", str(theirs.pk), str(incident.pk)):
            assert not re.search(rf"\b{re.escape(secret)}\b", page) or secret == mine.number
    with acting(ALPHA, PARTNER):
        assert set(QueueEntry.objects.filter(incident_id=incident.pk).values_list("partner", flat=True)) == {ALPHA}
    for entry in heard(mine):
        assert str(theirs.pk) not in str(entry.facts)
