"""Saved replies: in the language of the ticket, filled in, and kept by the partner's people."""

from typing import Any
from uuid import UUID

import pytest

from extranet.errors import InvalidInput, NotAllowed, Stale
from support.models import SavedReply, Ticket
from support.organising.replies import filled, remove_reply, replies_of, save_reply
from tests.cast import ALICE, ALPHA, BOB, DORA, ERIK, FATOU, Member, client_for, person_of, place
from tests.support.pages import shown
from tests.support.playing import OPEN, opened

REPLY = UUID("5e9140e0-0000-4000-8000-000000000001")
OTHER = UUID("5e9140e0-0000-4000-8000-000000000002")


def saved(
    reply_id: UUID = REPLY, *, by: Member = BOB, title: str = "Merci", revision: int | None = None, **texts: str
) -> SavedReply:
    return save_reply(
        reply_id=reply_id,
        title=title,
        texts=texts or {"fr": "Merci, {client}. Ticket {ticket}.", "nl": "Bedankt."},
        person=person_of(by),
        at=OPEN,
        revision=revision,
    )


def test_it_is_in_the_language_of_the_ticket_else_says_so(at_alpha: None) -> None:
    reply = saved()
    ticket = opened()
    french, dutch, german = (
        filled(reply, Ticket(number=ticket.number, client_name=ticket.client_name, language=code))
        for code in ("fr", "nl", "de")
    )
    assert french.text == f"Merci, {ticket.client_name}. Ticket {ticket.number}."
    assert (dutch.text, dutch.is_other_language) == ("Bedankt.", False)
    assert (german.language, german.is_other_language) == ("fr", True)


def test_what_is_put_in_is_not_looked_through_again(at_alpha: None) -> None:
    reply = saved(fr="{client} {ticket} {other} {{client}}")
    text = filled(reply, Ticket(number="T-1", client_name="{ticket}", language="fr")).text
    assert text == "{ticket} T-1 {other} {{ticket}}"


def test_twice_is_once_and_an_old_page_changes_nothing(at_alpha: None) -> None:
    first = saved()
    assert saved().revision == first.revision
    changed = saved(revision=first.revision, fr="Autre.")
    with pytest.raises(Stale):
        saved(revision=first.revision, fr="Encore autre.")
    assert SavedReply.objects.get().text_fr == changed.text_fr == "Autre."


def test_a_title_is_one_replys_and_free_again_once_removed(at_alpha: None) -> None:
    saved()
    with pytest.raises(InvalidInput, match="Rien n’est enregistré") as refusal:
        saved(OTHER, title="MERCI")
    assert "porte ce titre" in refusal.value.fields["title"]
    for _time in range(2):
        remove_reply(reply_id=REPLY, person=person_of(ALICE), at=OPEN)
    saved(OTHER)
    assert [one.pk for one in replies_of(person_of(BOB))] == [OTHER]
    with pytest.raises(SavedReply.DoesNotExist):
        saved(REPLY, title="Autre titre")


def test_wrong_answers_save_nothing(at_alpha: None) -> None:
    for wrong in ({"title": " "}, {"title": "x" * 81}, {"fr": "  "}, {"fr": "x" * 20_001}):
        answers: dict[str, Any] = {"title": "Bien", "fr": "Bien", **wrong}
        with pytest.raises(InvalidInput):
            saved(**answers)
    for member in (DORA, FATOU):
        with pytest.raises(NotAllowed):
            saved(by=member)
    assert not SavedReply.objects.exists()
    assert not replies_of(person_of(ERIK, schema=ALPHA)).exists()


def test_it_fills_the_box_without_javascript(at_alpha: None) -> None:
    saved(title="Bienvenue", nl="Beste {client}")
    ticket = opened()
    path, bob = f"/tickets/{ticket.pk}/", client_for(BOB)
    page = shown(bob.get(path, {"reply": str(REPLY), "to": "everybody"}))
    assert f">Beste {ticket.client_name}</textarea>" in page
    assert "n’a pas de texte dans la langue du ticket" in page
    assert "Beste" not in shown(bob.get(path, {"reply": "x"}))
    assert "Beste" not in shown(client_for(DORA).get(path, {"reply": str(REPLY)}))
    assert "Bienvenue" not in shown(client_for(DORA).get(path))


def test_the_pages_write_change_and_remove_one(at_alpha: None) -> None:
    bob = client_for(BOB)
    assert "Aucune réponse type" in shown(bob.get("/tickets/replies/"))
    posted = {"reply": str(REPLY), "title": "Merci", "text_fr": "Bien reçu."}
    assert "est enregistrée" in shown(bob.post("/tickets/replies/new/", posted, follow=True))
    path = f"/tickets/replies/{REPLY}/"
    assert "Bien reçu." in shown(bob.get(path))
    bob.post(path, {**posted, "revision": 1, "text_fr": "Bien noté."})
    place(ALPHA)
    assert SavedReply.objects.get().text_fr == "Bien noté."
    assert "est retirée" in shown(bob.post(f"{path}remove/", follow=True))
    assert bob.get(path).status_code == 404
