"""Files by key: kept, named by a message, read by who reads the message."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from support.models import Attachment
from tests.cast import SIBLING
from tests.support.api.calls import ASKED, TICKETS, Caller, client_key, code_of, key, of
from tests.support.playing import opened

pytestmark = pytest.mark.usefixtures("at_alpha")


def text(content: bytes = b"ligne une\nligne deux\n", name: str = "trace.txt") -> SimpleUploadedFile:
    """Return a file to send."""
    return SimpleUploadedFile(name, content, content_type="text/plain")


def test_a_file_is_kept_once_sent_with_a_message_and_read_by_its_readers() -> None:
    ticket, caller = opened(), Caller(key())
    first, second = (caller.upload([text()], idempotency_key="u-1") for _time in range(2))
    assert (first.status_code, second.status_code) == (201, 201), first.content
    assert first.json() == second.json()
    file = first.json()["files"][0]
    said = {"text": "Voici la trace.", "audience": "partner", "attachment_ids": [file["id"]]}
    entry = caller.post(of(ticket, "messages"), said, idempotency_key="m-1").json()
    assert [one["id"] for one in entry["files"]] == [file["id"]]
    again = caller.post(of(ticket, "messages"), said, idempotency_key="m-1")
    assert again.status_code == 201
    read = caller.get(of(ticket, f"files/{file['id']}"))
    assert (read.status_code, read.content) == (200, b"ligne une\nligne deux\n")
    assert read["Content-Disposition"].startswith("attachment")
    for stranger in (client_key(), client_key(client_id=SIBLING)):
        assert code_of(Caller(stranger).get(of(ticket, f"files/{file['id']}"))) == (404, "not_found")


def test_a_file_opens_with_a_ticket() -> None:
    caller = Caller(client_key())
    file = caller.upload([text()], idempotency_key="u").json()["files"][0]
    told = caller.open({**ASKED, "attachment_ids": [file["id"]]}).json()
    assert [one["id"] for entry in told["entries"] for one in entry["files"]] == [file["id"]]


def test_another_keys_file_is_not_sent() -> None:
    file = Caller(key()).upload([text()], idempotency_key="u").json()["files"][0]
    answer = Caller(key()).open({**ASKED, "attachment_ids": [file["id"]]})
    assert answer.status_code == 400
    assert not Caller(key()).get(TICKETS).json()["tickets"]


def test_what_is_not_a_file_of_tickets_is_refused() -> None:
    caller = Caller(key())
    program = SimpleUploadedFile("a.exe", BytesIO(b"MZ\x00\x01" * 50).getvalue(), content_type="text/plain")
    assert code_of(caller.upload([program], idempotency_key="u")) == (400, "files")
    assert code_of(caller.upload([], idempotency_key="u")) == (400, "files")
    assert code_of(caller.upload([text()])) == (400, "idempotency_key_missing")
    assert not Attachment.objects.exists()


def test_other_files_under_the_same_key_are_refused_and_nothing_more_is_kept() -> None:
    caller = Caller(key())
    first = caller.upload([text()], idempotency_key="u-1")
    for others in ([text(b"tout autre\n")], [text(name="autre.txt")], [text(), text(b"de plus\n", "b.txt")]):
        assert code_of(caller.upload(others, idempotency_key="u-1")) == (422, "idempotency_key_reused")
    again = caller.upload([text()], idempotency_key="u-1")
    assert (again.status_code, again["Idempotent-Replay"], again.json()) == (201, "true", first.json())
    assert Attachment.objects.count() == 1
