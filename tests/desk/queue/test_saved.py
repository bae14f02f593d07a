"""Filters of the queue under a name, and acts on many tickets at once: each in its own house, each told of.

Terms: general.7
"""

from typing import Any
from uuid import uuid4

import pytest

from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from support.desk.models import DeskView, QueueEntry
from support.models import Entry, Ticket
from support.organising import assign_ticket, tag_ticket
from support.services import move_ticket
from tests.cast import ALPHA, ANNA, BETA, DIRECT, ERIK, SOFIE, Member, client_for, person_of
from tests.desk.incidents.playing import heard, joined, noted, published
from tests.desk.queue.acts import QUEUE, at_house, entry_of, listed, work_path
from tests.support.playing import CRITICAL, OPEN, opened

pytestmark = pytest.mark.usefixtures("contracts")

SAVE = "/admin/desk/queue/views/save/"


def kept(name: str = "Urgences", query: str = "critical=yes", *, by: Member = ERIK, **more: str) -> DeskView:
    """Keep a filter by the button."""
    client_for(by).post(SAVE, {"name": name, "query": query, **more})
    with acting(PUBLIC, OPERATOR):
        return DeskView.objects.get(name=name, user_id=by.id)


def given(ticket: Ticket, member: Member = ERIK, *, schema: str = ALPHA) -> None:
    """Give a ticket to somebody of the desk."""
    with acting(schema, OPERATOR):
        person = person_of(member, schema=schema)
        assign_ticket(ticket_id=ticket.pk, agent_id=member.id, person=person, at=OPEN)


def act(name: str, *tickets: Ticket, by: Member = ERIK, **answers: str) -> Any:
    """Tick tickets and run an act on them, its words included; return the page that tells."""
    chosen = [str(entry_of(one).pk) for one in tickets]
    confirmed = {"confirmed": "1", **answers} if answers else {}
    return client_for(by).post(QUEUE, {"action": name, "_selected_action": chosen, **confirmed}, follow=True)


def fresh(ticket: Ticket, *, schema: str = ALPHA) -> Ticket:
    """Return the ticket as the database has it."""
    with acting(schema, OPERATOR):
        return Ticket.objects.get(pk=ticket.pk)


# ---------- Saved views ----------
def test_a_filter_is_kept_under_a_name_and_stands_above_the_list() -> None:
    view = kept(query="page=2&critical=yes&p=3")
    assert view.query == "critical=yes"
    page = listed()
    assert 'href="?critical=yes"' in page
    assert "Urgences" in page
    assert "Urgences" not in listed(by=ANNA)


def test_a_shared_view_is_everybodys_and_only_its_owner_removes_it() -> None:
    view = kept(is_shared="1")
    assert "Urgences" in listed(by=ANNA)
    remove = f"/admin/desk/queue/views/{view.pk}/remove/"
    assert client_for(ANNA).post(remove).status_code == 404
    assert client_for(ERIK).post(remove).status_code == 302
    assert client_for(ERIK).post(remove).status_code == 302
    assert "Urgences" not in listed(by=ANNA)


@pytest.mark.parametrize(("name", "query"), [("", "critical=yes"), ("Tout", ""), ("Tout", "o=3"), ("x" * 61, "q=a")])
def test_a_view_needs_a_name_and_a_filter(name: str, query: str) -> None:
    client_for(ERIK).post(SAVE, {"name": name, "query": query})
    with acting(PUBLIC, OPERATOR):
        assert not DeskView.objects.exists()


def test_the_same_name_takes_the_new_filter() -> None:
    assert kept().pk == kept(query="agent=me").pk
    with acting(PUBLIC, OPERATOR):
        assert DeskView.objects.get().query == "agent=me"


# ---------- Filters ----------
def test_the_queue_narrows_by_agent_tag_incident_category_and_wait() -> None:
    mine, hers, free = opened(), at_house(BETA), at_house(DIRECT)
    given(mine)
    given(hers, ANNA, schema=BETA)
    with acting(ALPHA, OPERATOR):
        erik = person_of(ERIK, schema=ALPHA)
        tag_ticket(ticket_id=mine.pk, tags=["fibre"], person=erik, at=OPEN)
        move_ticket(ticket_id=mine.pk, status="waiting_client", person=erik, at=OPEN)
    incident = published()
    joined(free, incident, schema=DIRECT)
    shown = {
        "agent=me": {mine},
        "agent=nobody": {free},
        "agent=anybody": {mine, hers},
        "tag=fibre": {mine},
        "waiting=waiting_client": {mine},
        "waiting=us": {hers, free},
        f"incident={incident.pk}": {free},
        "incident=any": {free},
        "incident=none": {mine, hers},
        "incident=x": {mine, hers, free},
        "category=other": {mine, hers, free},
        "category=billing": set(),
    }
    homes = {mine: ALPHA, hers: BETA, free: DIRECT}
    for query, expected in shown.items():
        page = listed(query)
        assert {one for one, schema in homes.items() if work_path(one, schema=schema) in page} == expected, query


# ---------- Acts on many ----------
def test_claiming_takes_what_no_colleague_has_and_says_the_rest() -> None:
    mine, hers, theirs = opened(), opened(), at_house(BETA)
    given(hers, ANNA)
    page = act("claim", mine, hers, theirs).content.decode()
    assert (fresh(mine).desk_agent_id, fresh(theirs, schema=BETA).desk_agent_id) == (ERIK.id, ERIK.id)
    assert fresh(hers).desk_agent_id == ANNA.id
    assert f"{hers.number} : {ANNA.name} a déjà le ticket" in page
    assert "2 tickets faits" in page


def test_an_act_that_needs_words_asks_for_them_beside_the_tickets() -> None:
    mine, theirs = opened(), at_house(BETA, CRITICAL)
    page = act("resolve", mine, theirs).content.decode()
    assert mine.number in page
    assert theirs.number in page
    assert "<textarea" in page
    assert fresh(mine).status == Ticket.Status.NEW
    page = act("resolve", mine, theirs, sentence=" ").content.decode()
    assert "Rien n’est enregistré" in page


def test_resolving_says_the_sentence_on_each_ticket_of_each_house() -> None:
    mine, theirs, closed = opened(), at_house(BETA), opened()
    with acting(ALPHA, OPERATOR):
        move_ticket(ticket_id=closed.pk, status="closed", person=person_of(ERIK, schema=ALPHA), at=OPEN)
    page = act("resolve", mine, closed, theirs, sentence="Le réseau est rétabli.").content.decode()
    for ticket, schema in ((mine, ALPHA), (theirs, BETA)):
        assert fresh(ticket, schema=schema).status == Ticket.Status.RESOLVED
        with acting(schema, OPERATOR):
            assert Entry.objects.filter(ticket=ticket, text="Le réseau est rétabli.").count() == 1
    assert f"{closed.number} : Le ticket {closed.number} est clos" in page


def test_tags_are_added_to_those_a_ticket_has() -> None:
    mine, theirs = opened(), at_house(BETA)
    act("tag", mine, theirs, tags="fibre, Proximus")
    act("tag", mine, tags="urgent")
    assert fresh(mine).desk_tags == ["fibre", "Proximus", "urgent"]
    assert entry_of(theirs).desk_tags == ["fibre", "Proximus"]


def test_tickets_of_several_partners_join_an_incident_at_once() -> None:
    incident, mine, theirs = published(), opened(), at_house(BETA)
    act("join", mine, theirs, incident=str(incident.pk))
    assert (len(heard(mine)), len(heard(theirs, schema=BETA))) == (1, 1)
    with acting(PUBLIC, OPERATOR):
        assert QueueEntry.objects.filter(incident_id=incident.pk).count() == 2
    page = act("join", mine, incident=str(noted().pk)).content.decode()
    assert "Choisissez un incident publié" in page


def test_too_many_at_once_are_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("support.desk.admin.queue_acts.MOST", 1)
    mine, other = opened(), opened()
    assert "Rien n’est fait" in act("claim", mine, other).content.decode()
    assert fresh(mine).desk_agent_id is None


def test_a_ticket_that_is_gone_is_said() -> None:
    mine = opened()
    entry = entry_of(mine)
    with acting(PUBLIC, OPERATOR):
        QueueEntry.objects.filter(pk=entry.pk).update(ticket_id=uuid4())
    chosen = {"action": "claim", "_selected_action": [str(entry.pk)]}
    assert "n’existe plus" in client_for(ERIK).post(QUEUE, chosen, follow=True).content.decode()


def test_finance_has_no_acts() -> None:
    mine = opened()
    assert "Prendre pour moi" not in listed(by=SOFIE)
    act("claim", mine, by=SOFIE)
    assert fresh(mine).desk_agent_id is None
