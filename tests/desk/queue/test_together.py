"""Several people of the desk on one ticket: whose it is, who looks, and what came in while somebody wrote.

Terms: general.7
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisGone

from extranet.tenancy.context import OPERATOR, acting
from support.models import Audience, Entry, Ticket
from support.staff_presence import SHOWN_FOR, note_presence, others_at
from tests.cast import ALPHA, ANNA, BETA, DIRECT, DORA, ERIK, SOFIE, Member, client_for, person_of
from tests.desk.incidents.playing import heard, published
from tests.desk.queue.acts import at_house, work_path
from tests.support.playing import CRITICAL, OPEN, opened, wrote

pytestmark = pytest.mark.usefixtures("contracts")


def page_of(ticket: Ticket, *, by: Member = ERIK, schema: str = ALPHA) -> str:
    """Return the page as a member of staff sees it."""
    return str(client_for(by).get(work_path(ticket, schema=schema)).content.decode())


def post(ticket: Ticket, act: str, *, by: Member = ERIK, schema: str = ALPHA, **posted: Any) -> Any:
    """Post to an act of the ticket."""
    return client_for(by).post(work_path(ticket, act, schema=schema), posted)


def fresh(ticket: Ticket, *, schema: str = ALPHA) -> Ticket:
    """Return the ticket as the database has it."""
    with acting(schema, OPERATOR):
        return Ticket.objects.get(pk=ticket.pk)


def last(ticket: Ticket) -> int:
    """Return the position of the newest entry, as a page shows it."""
    with acting(ALPHA, OPERATOR):
        return int(Entry.objects.filter(ticket=ticket).order_by("-position").values_list("position", flat=True)[0])


def texts(ticket: Ticket) -> list[str]:
    """Return what is said on a ticket."""
    with acting(ALPHA, OPERATOR):
        return list(Entry.objects.filter(ticket=ticket).order_by("position").values_list("text", flat=True))


# ---------- Whose ----------
def test_a_ticket_is_claimed_given_and_released() -> None:
    ticket = opened()
    assert "Ce ticket n’est à personne." in page_of(ticket)
    post(ticket, "assign", agent="me")
    assert fresh(ticket).desk_agent_id == ERIK.id
    post(ticket, "assign", agent=str(ANNA.id), revision=fresh(ticket).revision)
    assert fresh(ticket).desk_agent_name == ANNA.name
    post(ticket, "assign", agent="", revision=fresh(ticket).revision)
    assert fresh(ticket).desk_agent_id is None


def test_a_colleague_is_not_replaced_unseen() -> None:
    ticket = opened()
    seen = fresh(ticket).revision
    post(ticket, "assign", agent="me", by=ANNA)
    page = client_for(ERIK).post(work_path(ticket, "assign"), {"agent": "me", "revision": seen}, follow=True)
    assert f"{ANNA.name} a déjà le ticket" in page.content.decode()
    assert fresh(ticket).desk_agent_id == ANNA.id


@pytest.mark.parametrize("agent", [str(SOFIE.id), str(DORA.id), "x"])
def test_only_who_works_tickets_is_given_one(agent: str) -> None:
    ticket = opened()
    post(ticket, "assign", agent=agent, revision=fresh(ticket).revision)
    assert fresh(ticket).desk_agent_id is None


def test_tags_and_incident_are_kept_beside_the_ticket() -> None:
    ticket, incident = opened(), published()
    post(ticket, "tag", tags="fibre, Proximus", revision=fresh(ticket).revision)
    assert fresh(ticket).desk_tags == ["fibre", "Proximus"]
    post(ticket, "incident", incident=str(incident.pk))
    assert fresh(ticket).incident_id == incident.pk
    assert incident.title in page_of(ticket)
    post(ticket, "incident")
    assert fresh(ticket).incident_id is None
    assert len(heard(ticket)) == 2
    assert post(ticket, "incident", incident=str(uuid4())).status_code == 404


# ---------- Waiting ----------
def test_it_waits_for_the_client_the_partner_or_a_third_party_by_name() -> None:
    ticket = opened()
    waits: list[tuple[str, dict[str, Any]]] = [
        ("waiting_client", {}),
        ("waiting_partner", {}),
        ("waiting_third_party", {"third_party": "Proximus"}),
    ]
    for status, more in waits:
        post(ticket, "wait", status=status, revision=fresh(ticket).revision, **more)
        assert fresh(ticket).status == status
    assert fresh(ticket).third_party == "Proximus"


@pytest.mark.parametrize("posted", [{"status": "resolved"}, {"status": ""}, {"status": "waiting_third_party"}])
def test_a_wait_without_its_name_or_of_another_state_is_refused(posted: dict[str, Any]) -> None:
    ticket = opened()
    post(ticket, "wait", revision=fresh(ticket).revision, **posted)
    assert fresh(ticket).status == Ticket.Status.NEW


def test_buttons_name_whom_it_can_wait_for() -> None:
    assert "Attendre Alpha" in page_of(opened())
    direct = page_of(at_house(DIRECT), schema=DIRECT)
    assert "Attendre Gamma Bois" in direct
    assert direct.count("/wait/") == 2


# ---------- Who looks ----------
def test_a_colleague_with_the_same_ticket_open_is_named_and_said_to_write() -> None:
    ticket = opened()
    assert "a aussi ce ticket" not in page_of(ticket)
    assert f"{ERIK.name} a aussi ce ticket sous les yeux" in page_of(ticket, by=ANNA)
    post(ticket, "presence", by=ANNA, writing="1")
    answer = post(ticket, "presence").content.decode()
    assert f"{ANNA.name} est en train d’écrire" in answer
    assert ERIK.name not in answer


def test_presence_ends_after_half_a_minute_and_stays_in_its_house() -> None:
    ticket, now = opened(), timezone.now()
    with acting(ALPHA, OPERATOR):
        erik, anna = person_of(ERIK, schema=ALPHA), person_of(ANNA, schema=ALPHA)
        note_presence(ticket_id=ticket.pk, person=anna, is_writing=True, at=now)
        (seen,) = others_at(ticket_id=ticket.pk, person=erik, at=now)
        assert (seen.name, seen.is_writing) == (ANNA.name, True)
        assert others_at(ticket_id=ticket.pk, person=erik, at=now + SHOWN_FOR) == []
        note_presence(ticket_id=ticket.pk, person=anna, is_writing=False, at=now + timedelta(seconds=20))
        (seen,) = others_at(ticket_id=ticket.pk, person=erik, at=now + SHOWN_FOR)
        assert not seen.is_writing
    with acting(BETA, OPERATOR):
        assert others_at(ticket_id=ticket.pk, person=erik, at=now) == []


def test_without_redis_nobody_is_shown_and_the_ticket_is_worked(monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = opened()

    def gone(*_arguments: object, **_options: object) -> None:
        raise RedisGone("gone")

    for name in ("get", "set", "get_many"):
        monkeypatch.setattr(f"support.staff_presence.cache.{name}", gone)
    assert "Prendre pour moi" in page_of(ticket, by=ANNA)
    assert post(ticket, "presence").status_code == 200


def test_an_open_page_is_told_that_something_came_in() -> None:
    ticket = opened()
    seen = last(ticket)
    assert "a changé" not in post(ticket, "presence", seen=seen).content.decode()
    wrote(ticket, by=DORA, text="Encore ceci.")
    assert "Le ticket a changé" in post(ticket, "presence", seen=seen).content.decode()


# ---------- Crossing answers ----------
def test_what_came_in_is_read_before_an_answer_is_sent_and_the_text_is_kept() -> None:
    ticket, entry = opened(), str(uuid4())
    seen = last(ticket)
    wrote(ticket, by=DORA, text="C’est réparé, merci.")
    posted: dict[str, Any] = {"audience": Audience.EVERYBODY, "text": "Essayez ceci.", "entry": entry}
    response = post(ticket, "answer", seen=seen, **posted)
    assert response.status_code == 409
    page = response.content.decode()
    assert page.count("C’est réparé, merci.") == 2
    assert ">Essayez ceci.</textarea>" in page
    assert "Confirmer : Répondre à" in page
    assert "Essayez ceci." not in texts(ticket)
    assert post(ticket, "answer", seen=last(ticket), **posted).status_code == 302
    assert texts(ticket)[-1] == "Essayez ceci."


def test_of_two_answers_with_the_same_reading_the_second_is_asked_again() -> None:
    ticket = opened(CRITICAL)
    seen = last(ticket)
    assert post(ticket, "answer", seen=seen, audience="everybody", text="Une.", by=ANNA).status_code == 302
    assert post(ticket, "answer", seen=seen, audience="everybody", text="Deux.").status_code == 409
    assert texts(ticket)[-1] == "Une."


def test_ones_own_words_and_a_double_click_are_not_asked_about() -> None:
    ticket, entry = opened(), str(uuid4())
    seen = last(ticket)
    assert post(ticket, "answer", seen=seen, audience="operator", text="Une note.").status_code == 302
    posted: dict[str, Any] = {"audience": "everybody", "text": "Voici.", "entry": entry, "seen": seen}
    assert post(ticket, "answer", **posted).status_code == 302
    wrote(ticket, by=DORA, text="Et encore.")
    assert post(ticket, "answer", **posted).status_code == 302
    assert texts(ticket).count("Voici.") == 1


def test_an_act_of_a_colleague_is_told_by_its_name() -> None:
    ticket = opened()
    seen = last(ticket)
    post(ticket, "move", status="resolved", revision=fresh(ticket).revision, by=ANNA)
    page = post(ticket, "answer", seen=seen, audience="everybody", text="Voici.").content.decode()
    assert "<p>Résolu</p>" in page


# ---------- Neighbours ----------
def test_the_page_leads_to_the_ticket_before_and_after_over_all_partners() -> None:
    second, third, first = opened(), at_house(DIRECT, at=OPEN + timedelta(minutes=1)), at_house(BETA, CRITICAL)
    page = page_of(second)
    assert f'rel="prev" href="{work_path(first, schema=BETA)}"' in page
    assert f'rel="next" href="{work_path(third, schema=DIRECT)}"' in page
