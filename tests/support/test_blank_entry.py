"""A text taken out by law: it goes, its digest stays, the chain verifies, and the record says who, when and why."""

from datetime import timedelta
from typing import Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from extranet.audit.models import AuditEvent
from extranet.errors import IllegalMove, InvalidInput, NotAllowed
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC, acting
from support.blanking import BLANKED, BlankReason, blank_entry
from support.chain import is_blanked, verify
from support.contracts import partner_here
from support.entries import link_of
from support.files import check_uploads, keep
from support.models import Attachment, AttachmentContent, Audience, Entry, Ticket
from support.receipts import receipt_of
from support.rules import Party
from support.selectors import visible_entries
from tests.cast import ALICE, ALPHA, ANNA, DORA, ERIK, SOFIE, Member, client_for, person_of, place, user_of
from tests.support.playing import OPEN, opened, wrote

pytestmark = pytest.mark.usefixtures("at_alpha")
LATER: Final = OPEN + timedelta(days=3)
SECRET: Final = "Mon mot de passe est 1234."


def blanked(entry: Entry, *, by: Member = ANNA, reason: str = BlankReason.ERASURE) -> Entry:
    """Take a text out, as staff under the mount do."""
    with acting(ALPHA, OPERATOR):
        return blank_entry(entry_id=entry.pk, reason=reason, actor=user_of(by), at=LATER)


def chain_of(ticket: Ticket) -> int | None:
    """Return where the chain of a ticket breaks; None when it holds."""
    return verify(link_of(entry) for entry in ticket.entries.order_by("position"))


def test_the_text_goes_and_the_chain_still_verifies() -> None:
    """Terms: general.7"""
    ticket = opened()
    entry = wrote(ticket, by=DORA, text=SECRET)
    wrote(ticket, by=ALICE, text="Merci.")
    gone = blanked(entry)
    assert (gone.text, gone.digest, gone.text_digest) == ("", entry.digest, entry.text_digest)
    assert is_blanked(link_of(gone))
    assert chain_of(ticket) is None
    assert not [one for one in Entry.objects.values_list("text", "facts") if SECRET in str(one)]


def test_the_record_says_who_when_and_why_to_those_who_read_the_text() -> None:
    """Terms: general.7"""
    ticket = opened()
    entry = wrote(ticket, by=ALICE, audience=Audience.PARTNER, text=SECRET)
    blanked(entry)
    event = ticket.entries.get(event=BLANKED)
    assert (event.author_id, event.author_name, event.at) == (ANNA.id, ANNA.name, LATER)
    assert (event.text, event.audience) == ("", Audience.PARTNER)
    assert event.facts == {"position": 3, "entry": str(entry.pk), "reason": "erasure", "files": 0}
    assert not visible_entries(person_of(DORA), ticket).filter(pk=event.pk).exists()
    with acting(PUBLIC, OPERATOR):
        audited = AuditEvent.objects.get(act="ticket.text_blanked")
    assert (audited.actor_id, audited.partner) == (ANNA.id, ALPHA)
    assert SECRET not in str(audited.changes)


def test_the_receipt_says_so_without_a_name_of_the_desk_to_a_client() -> None:
    ticket = opened()
    blanked(wrote(ticket, by=DORA, text=SECRET))
    lines = receipt_of(
        ticket,
        list(ticket.entries.order_by("position")),
        audiences=(Audience.EVERYBODY,),
        reader=Party.PARTNER_CLIENT,
        partner=partner_here(),
    )
    assert "effacé comme la loi le demande" in lines[2].text
    assert "entrée 3" in lines[3].what
    assert "RGPD" in lines[3].what
    assert ANNA.name not in str(lines)


def test_twice_is_once() -> None:
    ticket = opened()
    entry = wrote(ticket, by=DORA, text=SECRET)
    for _time in range(2):
        blanked(entry)
    assert ticket.entries.filter(event=BLANKED).count() == 1


def test_files_go_with_their_entry_and_their_digests_stay() -> None:
    """Terms: general.7"""
    ticket, person = opened(), person_of(DORA)
    upload = SimpleUploadedFile("trace.txt", b"ligne une\n", content_type="text/plain")
    kept = keep(check_uploads([upload]), page_id=ticket.pk, person=person, at=OPEN)
    entry = wrote(ticket, by=DORA, text=SECRET, attachment_ids=[kept[0].pk])
    blanked(entry)
    file = Attachment.objects.get()
    assert (file.blanked_at, file.digest) == (LATER, kept[0].digest)
    assert not AttachmentContent.objects.exists()
    assert chain_of(ticket) is None


@pytest.mark.parametrize("somebody", [ERIK, SOFIE, ALICE, DORA])
def test_only_administrators_of_the_operator_blank(somebody: Member) -> None:
    entry = wrote(opened(), by=DORA, text=SECRET)
    with pytest.raises(NotAllowed):
        blanked(entry, by=somebody)
    entry.refresh_from_db()
    assert entry.text == SECRET


def test_without_a_reason_or_a_text_nothing_goes() -> None:
    ticket = opened()
    with pytest.raises(InvalidInput):
        blanked(wrote(ticket, by=DORA, text=SECRET), reason="because")
    first = ticket.entries.get(position=1)
    with pytest.raises(IllegalMove):
        blanked(first)
    assert not ticket.entries.filter(event=BLANKED).exists()


# ---------- The database ----------
@pytest.mark.parametrize("role", [PARTNER, OWNER])
def test_no_other_role_blanks(role: str) -> None:
    """Terms: general.7"""
    entry = wrote(opened(), by=DORA, text=SECRET)
    with acting(ALPHA, role), pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(text="")


CHANGES: Final = {
    "position": "position + 1",
    "kind": "'event'",
    "audience": "'operator'",
    "at": "now()",
    "author_id": "gen_random_uuid()",
    "author_name": "'x'",
    "author_side": "'system'",
    "event": "'x'",
    "facts": "'{\"x\": 1}'",
    "salt": "'x'",
    "text_digest": "'x'",
    "previous_digest": "'x'",
    "digest": "'x'",
    "id": "gen_random_uuid()",
    "ticket_id": "NULL",
}


def test_every_column_of_an_entry_is_guarded() -> None:
    assert {field.column for field in Entry._meta.concrete_fields} == {*CHANGES, "text"}


@pytest.mark.parametrize("column", CHANGES)
def test_nothing_changes_beside_the_text(column: str) -> None:
    """Terms: general.7"""
    opened()
    statement = f"UPDATE support_entry SET text = '', {column} = {CHANGES[column]} WHERE text <> ''"
    with acting(ALPHA, OPERATOR), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


# ---------- The page ----------
def test_an_administrator_is_asked_why_before_a_text_goes() -> None:
    ticket = opened()
    entry = wrote(ticket, by=DORA, text=SECRET)
    path = f"/at/alpha/admin/support/ticket/{ticket.pk}/blank/{entry.pk}/"
    browser = client_for(ANNA)
    page = browser.get(path)
    assert page.status_code == 200
    assert SECRET in page.content.decode()
    assert path in browser.get(f"/at/alpha/admin/support/ticket/{ticket.pk}/change/").content.decode()
    assert browser.post(path, {}).status_code == 200
    assert browser.post(path, {"reason": "court_order"}).status_code == 302
    place(ALPHA)
    entry.refresh_from_db()
    assert entry.text == ""


@pytest.mark.parametrize("somebody", [ERIK, SOFIE])
def test_other_staff_do_not_reach_the_page(somebody: Member) -> None:
    ticket = opened()
    entry = wrote(ticket, by=DORA, text=SECRET)
    path = f"/at/alpha/admin/support/ticket/{ticket.pk}/blank/{entry.pk}/"
    assert client_for(somebody).post(path, {"reason": "court_order"}).status_code == 403
