"""E-mails only reinforce: attached to a ticket the sender may see, else a draft to confirm. S2."""

import io
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail as outgoing
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from extranet.partners.models import Partner
from extranet.tenancy.context import OWNER, acting
from support import inbound
from support.asking_mails import mail_draft, mail_stranger
from support.chain import verify
from support.drafts import MOST_DRAFTS, save_draft
from support.entries import link_of
from support.files import check_contents, keep
from support.inbound import Outcome, receive
from support.mail_reading import read_mail
from support.models import Attachment, Audience, Side, Ticket, TicketClock, TicketDraft
from support.services import judge, move_ticket, open_ticket
from tests.cast import ALICE, ALPHA, DENIS, DORA, EMIL, ERIK, Member, client_for, person_of, place
from tests.support.files.making import HTML, PDF
from tests.support.inbound.making import SUPPORT, written
from tests.support.pages import NEW, shown
from tests.support.playing import NIGHT, OPEN, QUESTION, asked_for, opened, pages


def came(raw: bytes, *, at: datetime = OPEN) -> Outcome:
    """Take a mail in as the command does."""
    place(ALPHA)
    return receive(read_mail(raw), partner=Partner.objects.get(schema_name=ALPHA), at=at)


def reinforced(ticket: Ticket, **more: object) -> bytes:
    return written(subject=f"Re: Ticket {ticket.number}", **more)  # type: ignore[arg-type]


# ---------- Attached ----------
def test_a_mail_to_a_ticket_reinforces_it_and_changes_nothing_else(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened()
    before = {**Ticket.objects.filter(pk=ticket.pk).values()[0]}
    clocks = list(TicketClock.objects.values())
    assert came(reinforced(ticket), at=NIGHT) is Outcome.ATTACHED
    after = {**Ticket.objects.filter(pk=ticket.pk).values()[0]}
    assert {name for name in before if before[name] != after[name]} <= {"revision", "changed_at", "search", "words"}
    assert list(TicketClock.objects.values()) == clocks
    assert not pages()
    entry = ticket.entries.order_by("position").last()
    assert entry is not None
    assert (entry.event, entry.author_id, entry.author_side) == ("mail_attached", None, Side.CLIENT)
    assert entry.author_name == f"{DORA.name} (e-mail)"
    assert verify(link_of(one) for one in ticket.entries.order_by("position")) is None


def test_it_wakes_no_critical_ticket_at_night(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened()
    came(reinforced(ticket, text="C’est devenu critique, le 112 ne passe plus !"), at=NIGHT)
    assert not pages()
    assert ticket.decisions.count() == 1


def test_its_files_are_attached_and_bad_ones_are_named(at_alpha: None) -> None:
    ticket = opened()
    came(reinforced(ticket, files={"a.pdf": PDF, "mauvais.jpg": HTML}))
    entry = ticket.entries.order_by("position").last()
    assert entry is not None
    assert [one.name for one in Attachment.objects.filter(entry=entry)] == ["a.pdf"]
    assert "Fichiers non repris : mauvais.jpg." in entry.text
    page = shown(client_for(DORA).get(f"/tickets/{ticket.pk}/"))
    assert "appel ou e-mail joint" in page
    assert "a.pdf" in page


def test_the_same_message_is_taken_once(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened()
    assert [came(reinforced(ticket)), came(reinforced(ticket))] == [Outcome.ATTACHED, Outcome.REPEATED]
    assert [came(written(message_id="<2@x>")), came(written(message_id="<2@x>"))] == [Outcome.DRAFTED, Outcome.REPEATED]
    assert (ticket.entries.count(), TicketDraft.objects.count()) == (3, 1)


@pytest.mark.parametrize("sender", [EMIL, DENIS])
def test_a_number_the_sender_does_not_see_attaches_nothing(at_alpha: None, sender: Member) -> None:
    """Terms: general.7"""
    ticket = opened()
    assert came(reinforced(ticket, sender=sender.email)) is Outcome.DRAFTED
    assert ticket.entries.count() == 2


def test_a_partners_mail_about_its_client_stays_between_it_and_the_operator(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened()
    came(reinforced(ticket, sender=ALICE.email))
    entry = ticket.entries.order_by("position").last()
    assert entry is not None
    assert entry.audience == Audience.PARTNER


def test_a_mail_to_a_closed_ticket_is_a_draft(at_alpha: None) -> None:
    ticket = opened()
    move_ticket(ticket_id=ticket.pk, status=Ticket.Status.CLOSED, person=person_of(DORA), at=OPEN, revision=1)
    assert came(reinforced(ticket)) is Outcome.DRAFTED


# ---------- Drafts ----------
def test_a_mail_without_a_ticket_is_a_draft_that_its_author_confirms(at_alpha: None) -> None:
    """Terms: general.7"""
    assert came(written(files={"a.pdf": PDF}), at=NIGHT) is Outcome.DRAFTED
    assert not Ticket.objects.exists()
    assert not pages()
    draft = TicketDraft.objects.get()
    assert (draft.source, draft.owner_id) == (TicketDraft.Source.EMAIL, DORA.id)
    assert asked_for("support.mail_draft") == [[str(draft.pk)]]
    mail_draft(str(draft.pk))
    sent = outgoing.outbox[-1]
    assert sent.to == [DORA.email]
    assert f"draft={draft.pk}" in str(sent.body)
    page = shown(client_for(DORA).get(NEW, {"draft": str(draft.pk)}))
    assert "Plus rien ne sonne à l’accueil." in page
    assert "a.pdf" in page


def test_a_confirmed_mail_is_judged_when_it_is_sent(at_alpha: None) -> None:
    """Terms: general.7"""
    came(written(), at=NIGHT)
    draft = TicketDraft.objects.get()
    # The page judges by the true clock: in or out of hours, whatever the hour this test runs at.
    told = judge(asked=QUESTION, person=person_of(DORA), at=timezone.now()).result
    answers = {"ticket": str(draft.pk), "told": told, "ground": "none", "subject": "S", "text": "T"}
    client_for(DORA).post(NEW, answers)
    with acting(ALPHA, OWNER):
        ticket = Ticket.objects.get()
        assert ticket.pk == draft.pk
        assert ticket.opened_at > NIGHT
        assert TicketDraft.objects.get().ticket_id == ticket.pk


def test_a_partners_mail_asks_for_which_client(at_alpha: None) -> None:
    came(written(sender=ALICE.email))
    draft = TicketDraft.objects.get()
    page = shown(client_for(ALICE).get(NEW, {"draft": str(draft.pk)}))
    assert "Pour quel client ?" in page
    assert f"draft={draft.pk}" in page


# ---------- Senders ----------
def test_an_unknown_sender_is_pointed_to_the_extranet_once(at_alpha: None) -> None:
    """Terms: general.7"""
    raw = written(sender="inconnu@ailleurs.example")
    assert [came(raw), came(raw)] == [Outcome.UNKNOWN_SENDER] * 2
    assert asked_for("support.mail_stranger") == [["inconnu@ailleurs.example"]]
    came(raw, at=OPEN + timedelta(days=2))
    assert len(asked_for("support.mail_stranger")) == 2
    assert not TicketDraft.objects.exists()
    mail_stranger("inconnu@ailleurs.example")
    assert "n’a pas ouvert de ticket" in str(outgoing.outbox[-1].body)
    assert outgoing.outbox[-1].extra_headers["Auto-Submitted"] == "auto-generated"


def test_answers_to_strangers_have_a_limit(at_alpha: None) -> None:
    for number in range(35):
        came(written(sender=f"n{number}@ailleurs.example"))
    assert len(asked_for("support.mail_stranger")) == 30


def test_staff_and_strangers_of_another_house_are_unknown(at_alpha: None) -> None:
    assert came(written(sender=ERIK.email)) is Outcome.UNKNOWN_SENDER
    assert came(written(sender="charlie@beta.example")) is Outcome.UNKNOWN_SENDER


def test_no_loop_our_own_mail_is_never_answered(at_alpha: None) -> None:
    assert came(written(sender="inconnu@x.example", headers={"Auto-Submitted": "auto-generated"})) is Outcome.IGNORED
    assert not asked_for("support.mail_stranger")


def test_a_mail_without_a_message_id_is_taken_once_too(at_alpha: None) -> None:
    raw = written(message_id="")
    assert [came(raw), came(raw)] == [Outcome.DRAFTED, Outcome.REPEATED]


def test_an_empty_mail_is_a_draft_that_says_so(at_alpha: None) -> None:
    came(written(text=None, subject=""))
    assert TicketDraft.objects.get().content["text"] == "(e-mail sans texte)"


def test_our_own_address_is_never_answered(at_alpha: None) -> None:
    with acting("public", OWNER):
        Partner.objects.filter(schema_name=ALPHA).update(support_email=SUPPORT)
    assert came(written(sender=SUPPORT)) is Outcome.IGNORED
    assert not asked_for("support.mail_stranger")


def test_whoever_borrows_an_address_keeps_its_owner_from_nothing(at_alpha: None) -> None:
    """Terms: general.7"""
    for number in range(MOST_DRAFTS + 1):
        came(written(message_id=f"<{number}@x>", text=f"{number}", files={"a.log": f"{number}".encode()}))
    assert TicketDraft.objects.count() == MOST_DRAFTS
    dora, facts = person_of(DORA), {"text": "Mon brouillon"}
    draft = save_draft(draft_id=uuid4(), client=None, content=facts, person=dora, at=OPEN, version="")
    assert draft.source == TicketDraft.Source.FORM
    assert len(keep(check_contents([("b.log", b"10:00 ok\n")]), page_id=draft.pk, person=dora, at=OPEN)) == 1


def test_a_ticket_is_not_filled_by_mail(at_alpha: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbound, "MOST_ATTACHED_A_DAY", 2)
    ticket = opened()
    outcomes = [came(reinforced(ticket, message_id=f"<{number}@x>")) for number in range(3)]
    assert outcomes == [Outcome.ATTACHED, Outcome.ATTACHED, Outcome.DRAFTED]
    assert came(reinforced(ticket, message_id="<9@x>"), at=OPEN + timedelta(days=2)) is Outcome.ATTACHED


def test_a_mail_as_long_as_may_be_with_a_bad_file_is_taken(at_alpha: None) -> None:
    ticket = opened()
    raw = reinforced(ticket, text="a" * 30_000, files={"mauvais.jpg": HTML})
    assert came(raw) is Outcome.ATTACHED
    entry = ticket.entries.order_by("position").last()
    assert entry is not None
    assert entry.text.endswith("Fichiers non repris : mauvais.jpg.")


def test_a_sent_draft_keeps_no_second_copy_of_what_was_written(at_alpha: None) -> None:
    """What is blanked by law in the record stands nowhere else. Terms: general.7"""
    came(written())
    draft = TicketDraft.objects.get()
    open_ticket(ticket_id=draft.pk, asked=QUESTION, person=person_of(DORA), at=OPEN)
    draft.refresh_from_db()
    assert (draft.ticket_id, draft.content) == (draft.pk, {})


# ---------- The command ----------
def piped(monkeypatch: pytest.MonkeyPatch, raw: bytes, *arguments: str) -> str:
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
    call_command("receive_mail", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_finds_the_partner_by_its_address(at_alpha: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with acting("public", OWNER):
        Partner.objects.filter(schema_name=ALPHA).update(support_email=SUPPORT)
    assert "alpha: drafted" in piped(monkeypatch, written())
    assert "alpha: repeated" in piped(monkeypatch, written(), "--at", ALPHA)
    assert "alpha: ignored" in piped(monkeypatch, written(), "--to", "x@alpha.test", "--sender", "")


def test_the_command_says_when_it_knows_no_partner(at_alpha: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with acting("public", OWNER):
        Partner.objects.filter(schema_name=ALPHA).update(support_email="")
    with pytest.raises(CommandError, match="--at"):
        piped(monkeypatch, written())


def test_the_sender_gives_no_right(at_alpha: None) -> None:
    """Terms: general.7"""
    assert replace(read_mail(written()), sender="").sender == ""
    came(written(sender=f"{DORA.name} <{DORA.email.upper()}>"))
    assert TicketDraft.objects.get().owner_id == DORA.id
    assert not Ticket.objects.exists()


def test_a_mail_made_to_break_its_reader_is_refused_for_good(at_alpha: None, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = "".join(f"Content-Type: multipart/mixed; boundary=b{one}\n\n--b{one}\n" for one in range(3000))
    with pytest.raises(CommandError, match="illisible") as refusal:
        piped(monkeypatch, f"From: {DORA.email}\n{deep}\n\nx".encode(), "--at", ALPHA)
    assert refusal.value.returncode == 65


def test_a_fault_of_ours_loses_no_mail_and_tells_the_sender_nothing(
    at_alpha: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_arguments: object, **_more: object) -> None:
        raise KeyError("inside")

    monkeypatch.setattr("support.management.commands.receive_mail.receive", fails)
    with pytest.raises(CommandError, match="plus tard") as refusal:
        piped(monkeypatch, written(), "--at", ALPHA)
    assert refusal.value.returncode == 75
    assert "inside" not in str(refusal.value)
