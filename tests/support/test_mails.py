"""Mails about tickets: to whom, in which words and language, and never what their reader may not see."""

from dataclasses import replace

import pytest
from django.core import mail

from extranet.accounts.models import Membership, User
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from support.models import Audience, Ticket
from support.rules import FirstLine
from support.services import downgrade_ticket, hand_back, move_ticket
from tests.cast import ALICE, ALPHA, BOB, DIRECT, DIRECT_CLIENT, DORA, ERIK, FATOU, GITA, Member, person_of, place
from tests.contracts import hold
from tests.outbox.postman import deliver_everything
from tests.support.playing import (
    CALL_BACK,
    CRITICAL,
    FAILING_112,
    NIGHT,
    OPEN,
    OPERATOR_NAME,
    QUESTION,
    escalated,
    helping,
    opened,
    raised,
    wrote,
)

NO_BREAK = "\N{NO-BREAK SPACE}"


def delivered(schema: str = ALPHA) -> dict[str, mail.EmailMessage]:
    """Make all deliveries, those that they ask for too; return the mails by reader."""
    mail.outbox.clear()
    while deliver_everything():
        pass
    place(schema)
    return {message.to[0]: message for message in mail.outbox}


def text(message: mail.EmailMessage) -> str:
    return f"{message.subject}\n{message.body}".replace(NO_BREAK, " ")


def speaks(member: Member, language: str) -> None:
    with acting(PUBLIC, OPERATOR):
        User.objects.filter(pk=member.id).update(language=language)
    place(ALPHA)


# ---------- Receipt ----------
def test_the_writer_gets_a_receipt_in_the_partners_name(at_alpha: None) -> None:
    ticket = opened(CRITICAL)
    sent = delivered()
    assert list(sent) == [DORA.email]
    message = sent[DORA.email]
    assert message.from_email.startswith("Alpha <")
    assert message.reply_to == ["support@alpha.example"]
    for words in (ticket.number, "Plus d’appels", CALL_BACK, "Alpha a reçu ce ticket", f"/tickets/{ticket.pk}/"):
        assert words in text(message), words
    assert "http://alpha.test:8000/" in text(message)
    assert OPERATOR_NAME not in text(message)


def test_in_the_language_of_the_writer(at_alpha: None) -> None:
    speaks(DORA, "nl")
    opened(replace(QUESTION, language="nl"))
    assert delivered()[DORA.email].extra_headers["Content-Language"] == "nl"


def test_a_direct_client_knows_the_operator(at_direct: None) -> None:
    opened(by=GITA, client_id=DIRECT_CLIENT)
    assert f"{OPERATOR_NAME} a reçu ce ticket" in text(delivered(DIRECT)[GITA.email])


def test_who_was_removed_since_gets_nothing(at_alpha: None) -> None:
    opened()
    with acting(PUBLIC, OPERATOR):
        Membership.objects.filter(user_id=DORA.id).delete()
    assert not delivered()


# ---------- The partner ----------
def test_the_emergency_contact_reads_first_whom_to_call_back_and_where(at_alpha: None) -> None:
    """Terms: general.7"""
    helping()
    block = hold()
    place(ALPHA)
    ticket = opened(CRITICAL, at=NIGHT, holding_ids=(block.pk,))
    message = delivered()["garde@alpha.example"]
    assert message.extra_headers["Content-Language"] == "nl"
    assert CALL_BACK in message.subject
    assert CALL_BACK in message.body.splitlines()[0]
    for words in ("Delta Conseil", "+32 2 226 88 00 – 99", "Accueil", ticket.number, DORA.name):
        assert words in text(message), words
    assert f"/tickets/{ticket.pk}/escalate-ticket/" in message.body


def test_a_failing_112_is_told_without_asking_to_take_it_over(at_alpha: None) -> None:
    """Terms: general.7"""
    helping()
    ticket = opened(FAILING_112)
    sent = delivered()
    assert "garde@alpha.example" in sent
    assert "/escalate-ticket/" not in sent["garde@alpha.example"].body
    assert {ALICE.email, BOB.email} <= set(sent)
    assert FATOU.email not in sent
    assert ticket.number in sent[BOB.email].subject


def test_a_first_line_partners_people_hear_of_each_ticket_in_their_language(at_alpha: None) -> None:
    helping(FirstLine.PARTNER)
    speaks(BOB, "de")
    opened()
    sent = delivered()
    assert set(sent) == {DORA.email, ALICE.email, BOB.email}
    assert sent[BOB.email].extra_headers["Content-Language"] == "de"
    assert sent[ALICE.email].extra_headers["Content-Language"] == "fr"


# ---------- Messages ----------
def test_an_answer_reaches_the_opener_without_the_operators_name(at_alpha: None) -> None:
    ticket = opened()
    delivered()
    wrote(ticket, by=ERIK, text="Essayez maintenant.")
    sent = delivered()
    assert list(sent) == [DORA.email]
    assert "Essayez maintenant." in text(sent[DORA.email])
    assert "Support Alpha" in text(sent[DORA.email])
    for name in (ERIK.name, OPERATOR_NAME):
        assert name not in text(sent[DORA.email])


def test_what_is_between_partner_and_operator_never_reaches_the_client(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened()
    delivered()
    wrote(ticket, by=ERIK, audience=Audience.PARTNER, text="Entre nous.")
    sent = delivered()
    assert set(sent) == {ALICE.email, BOB.email}
    assert ERIK.name in text(sent[ALICE.email])
    wrote(ticket, by=ERIK, audience=Audience.OPERATOR, text="Note.")
    assert not delivered()


def test_a_clients_word_reaches_the_partner_that_stands_between(at_alpha: None) -> None:
    helping()
    ticket = opened(CRITICAL, at=NIGHT)
    escalated(ticket, by=ALICE)
    delivered()
    wrote(ticket, by=DORA, text="Toujours rien.")
    assert set(delivered()) == {ALICE.email, BOB.email}
    wrote(ticket, by=BOB, text="On s’en occupe.")
    assert set(delivered()) == {DORA.email}


def test_at_the_operator_a_clients_word_troubles_nobody_at_the_partner(at_alpha: None) -> None:
    ticket = opened()
    delivered()
    wrote(ticket, by=DORA, text="Encore ceci.")
    assert not delivered()


def test_the_opener_hears_that_it_is_resolved_by_somebody_else(at_alpha: None) -> None:
    ticket = opened()
    delivered()
    move_ticket(ticket_id=ticket.pk, status="resolved", person=person_of(ERIK, schema=ALPHA), at=OPEN)
    assert "résolu" in text(delivered()[DORA.email])
    move_ticket(ticket_id=ticket.pk, status="closed", person=person_of(DORA), at=OPEN)
    assert not delivered()
    assert Ticket.objects.get().status == "closed"


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_no_mail_promises_a_time(at_alpha: None, language: str) -> None:
    """Terms: general.8"""
    helping()
    speaks(DORA, language)
    opened(replace(FAILING_112, language=language), at=NIGHT)
    for message in delivered().values():
        for word in ("garanti", "guarantee", "gegarandeerd", "Garantie"):
            assert word not in text(message)


# ---------- What the operator decides ----------
def test_the_partner_reads_that_a_ticket_is_handed_back_and_why(at_alpha: None) -> None:
    helping()
    ticket = opened()
    delivered()
    hand_back(ticket_id=ticket.pk, reason="C’est votre routeur.", person=person_of(ERIK, schema=ALPHA), at=OPEN)
    sent = delivered()
    said = text(sent[ALICE.email])
    assert f"{OPERATOR_NAME} vous a rendu le ticket {ticket.number}" in said
    assert "C’est votre routeur." in said
    assert "a ouvert le ticket" not in said
    assert DORA.email not in sent


def test_at_night_the_emergency_contact_reads_why_a_ticket_is_handed_back(at_alpha: None) -> None:
    helping()
    ticket = opened(CRITICAL)
    delivered()
    hand_back(ticket_id=ticket.pk, reason="C’est votre routeur.", person=person_of(ERIK, schema=ALPHA), at=NIGHT)
    said = text(delivered()["garde@alpha.example"])
    assert said.splitlines()[1].endswith(CALL_BACK)
    assert "C’est votre routeur." in said


def test_partner_and_client_read_that_a_ticket_is_downgraded(at_alpha: None) -> None:
    ticket = opened(CRITICAL)
    delivered()
    person = person_of(ERIK, schema=ALPHA)
    downgrade_ticket(ticket_id=ticket.pk, reason="Un seul poste.", person=person, at=OPEN, is_abuse=True)
    sent = delivered()
    for member in (ALICE, DORA):
        assert "Un seul poste." in text(sent[member.email])
        assert "usage abusif du canal critique" in text(sent[member.email])
        assert "a ouvert le ticket" not in text(sent[member.email])
    assert f"{OPERATOR_NAME} a déclassé le ticket {ticket.number}" in text(sent[ALICE.email])
    assert OPERATOR_NAME not in text(sent[DORA.email])


def test_the_partner_reads_what_happened_to_a_ticket_and_not_that_it_was_opened(at_alpha: None) -> None:
    helping(FirstLine.PARTNER)
    ticket = opened()
    delivered()
    raised(ticket, by=DORA, at=OPEN)
    said = text(delivered()[ALICE.email])
    assert "est devenu critique" in said
    assert "a ouvert le ticket" not in said
