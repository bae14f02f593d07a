"""Who gets a file, and how: those who read its entry, always as a download in a sandbox; 404 for anybody else."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from extranet.tenancy.context import OWNER, acting
from support.files import check_contents, keep
from support.models import Attachment, AttachmentContent, Audience, Ticket
from support.services import add_message
from tests.cast import (
    ALICE,
    ALPHA,
    BOB,
    CHARLIE,
    DENIS,
    DORA,
    EMIL,
    ERIK,
    GITA,
    Member,
    anonymous,
    client_for,
    person_of,
)
from tests.support.files.making import LOG, PDF
from tests.support.playing import OPEN, opened


def sent(
    ticket: Ticket, *, by: Member = DORA, audience: Audience = Audience.EVERYBODY, name: str = "é a.pdf"
) -> Attachment:
    """Return a file sent with a message."""
    person, page_id = person_of(by, schema=ALPHA if by is ERIK else None), uuid4()
    content = PDF if name.endswith("pdf") else LOG
    kept = keep(check_contents([(name, content)]), page_id=page_id, person=person, at=OPEN)[0]
    add_message(ticket_id=ticket.pk, text="Voir.", audience=audience, person=person, at=OPEN, attachment_ids=[kept.pk])
    kept.refresh_from_db()
    return kept


def path(file: Attachment) -> str:
    return f"/tickets/{file.ticket_id}/files/{file.pk}/"


def test_a_file_comes_as_a_download_in_a_sandbox(at_alpha: None) -> None:
    """Terms: general.7"""
    file = sent(opened())
    response = client_for(DORA).get(path(file))
    assert response.content == PDF
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%C3%A9%20a.pdf"
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("audience", "by", "readers", "strangers"),
    [
        (Audience.EVERYBODY, DORA, (DORA, ALICE, BOB), (DENIS, EMIL)),
        (Audience.PARTNER, ALICE, (ALICE, BOB), (DORA, DENIS, EMIL)),
        (Audience.OPERATOR, ERIK, (), (ALICE, BOB, DORA, DENIS, EMIL)),
    ],
)
def test_who_reads_the_entry_reads_its_file(
    at_alpha: None, audience: Audience, by: Member, readers: tuple[Member, ...], strangers: tuple[Member, ...]
) -> None:
    """Terms: general.7"""
    file = sent(opened(), by=by, audience=audience)
    assert {one.name: client_for(one).get(path(file)).status_code for one in readers} == {
        one.name: 200 for one in readers
    }
    assert {one.name: client_for(one).get(path(file)).status_code for one in strangers} == {
        one.name: 404 for one in strangers
    }
    assert client_for(ERIK).get(f"/at/{ALPHA}{path(file)}").status_code == 200


def test_another_house_finds_nothing(at_alpha: None) -> None:
    file = sent(opened())
    assert client_for(CHARLIE).get(path(file)).status_code == 404
    assert client_for(GITA).get(path(file)).status_code == 404
    assert anonymous(ALPHA).get(path(file)).status_code == 302


def test_a_file_is_found_under_its_own_ticket_only(at_alpha: None) -> None:
    file, other = sent(opened()), opened(subject="Une autre")
    assert client_for(DORA).get(f"/tickets/{other.pk}/files/{file.pk}/").status_code == 404


def test_an_unsent_file_is_nobodys_to_read(at_alpha: None) -> None:
    ticket = opened()
    kept = keep(check_contents([("a.log", LOG)]), page_id=uuid4(), person=person_of(DORA), at=OPEN)[0]
    assert client_for(DORA).get(f"/tickets/{ticket.pk}/files/{kept.pk}/").status_code == 404


def test_a_file_that_was_tampered_with_is_not_given(at_alpha: None) -> None:
    """Terms: general.7"""
    file = sent(opened())
    with acting(ALPHA, OWNER):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE support_attachmentcontent DISABLE TRIGGER content_frozen")
        AttachmentContent.objects.filter(pk=file.pk).update(content=PDF + b"!")
    response = client_for(DORA).get(path(file))
    assert response.status_code == 400
    assert b"%PDF" not in response.content


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_bytes_of_a_sent_file_never_change(at_alpha: None, act: str) -> None:
    """Terms: general.7"""
    contents = AttachmentContent.objects.filter(pk=sent(opened()).pk)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        contents.update(content=b"x") if act == "update" else contents.delete()


def test_a_file_blanked_by_law_is_gone(at_alpha: None) -> None:
    file = sent(opened())
    with acting(ALPHA, OWNER):
        Attachment.objects.filter(pk=file.pk).update(blanked_at=OPEN)
    assert client_for(DORA).get(path(file)).status_code == 404
    assert "effacé comme la loi le demande" in client_for(DORA).get(f"/tickets/{file.ticket_id}/").content.decode()
