"""Messages as files: written whole, answered by files that are read back, whatever they hold.

Terms: telavox.7, bt.14, sip.4
"""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import Settings

from emergency.registry.transmitting.channels.folder import FolderChannel
from tests.contracts import FIRST, hold
from tests.registry.acts import declare, numbered
from tests.registry.transmitting.sending import STATE, collect_all, message, send_all, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """The folder that files are exchanged through."""
    settings.TRANSMIT_FOLDER = str(tmp_path / "exchange")
    return tmp_path / "exchange"


def written(folder: Path) -> list[dict[str, Any]]:
    """Return the messages of all files, in order."""
    paths = sorted((folder / "messages").iterdir())
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def answer(folder: Path, *lines: object, name: str = "1.jsonl") -> None:
    """Put an answer file there, as the other side does."""
    (folder / "answers").mkdir(parents=True, exist_ok=True)
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    (folder / "answers" / name).write_text(text, encoding="utf-8")


def acknowledged(place: int = 0) -> dict[str, str]:
    """Return the line that acknowledges a message."""
    return {"id": str(message(place).pk), "status": "acknowledged", "reference": f"R-{place}"}


def test_messages_that_may_leave_go_in_one_file_in_their_order(folder: Path) -> None:
    for place in range(3):
        declare(hold(FIRST + 200 * place, FIRST + 200 * place + 9), numbered(place + 1))
    assert send_all() == 3
    assert states() == [STATE.SENT] * 3
    assert [one["address"]["house_number"] for one in written(folder)] == ["1", "2", "3"]
    assert [one["id"] for one in written(folder)] == [str(message(place).pk) for place in range(3)]
    assert [path.suffix for path in (folder / "messages").iterdir()] == [".jsonl"], "one file, nothing half written"


def test_two_messages_about_one_number_never_share_a_file(folder: Path) -> None:
    block = hold()
    declare(block, numbered(1))
    declare(block, numbered(2))
    assert send_all() == 1
    answer(folder, acknowledged())
    collect_all()
    send_all()
    assert states() == [STATE.ACKNOWLEDGED, STATE.SENT]
    assert len(list((folder / "messages").iterdir())) == 2


def test_an_answer_file_acknowledges_or_refuses_and_is_put_aside(folder: Path) -> None:
    declare(hold(), numbered(1))
    declare(hold(FIRST + 200, FIRST + 209), numbered(2))
    send_all()
    refused = {"id": str(message(1).pk), "status": "refused", "error": "no such street"}
    answer(folder, refused, acknowledged())
    assert collect_all() == 2
    assert states() == [STATE.ACKNOWLEDGED, STATE.FAILED]
    assert (message().reference, message(1).error) == ("R-0", "no such street")
    assert [path.name for path in (folder / "answers" / "read").iterdir()] == ["1.jsonl"]
    assert not list((folder / "answers").glob("*.jsonl"))


def test_an_answer_that_comes_twice_changes_nothing_more(folder: Path) -> None:
    declare(hold(), numbered(1))
    send_all()
    for name in ("1.jsonl", "2.jsonl"):
        answer(folder, acknowledged(), name=name)
        collect_all()
    answer(folder, {"id": str(message().pk), "status": "refused"}, name="3.jsonl")
    collect_all()
    assert states() == [STATE.ACKNOWLEDGED]


def test_an_answer_about_a_message_whose_sending_was_not_noted_counts(folder: Path) -> None:
    declare(hold(), numbered(1))
    answer(folder, acknowledged())
    collect_all()
    assert states() == [STATE.ACKNOWLEDGED]
    assert message().sent_at is not None


NESTED = "[" * 200_000


@pytest.mark.parametrize(
    "line", ["nonsense", "[]", NESTED, '{"id": 5, "status": "acknowledged"}', '{"status": "refused"}']
)
def test_what_is_no_answer_is_kept_for_people_and_the_rest_counts(folder: Path, line: str) -> None:
    declare(hold(), numbered(1))
    send_all()
    answer(folder, line, {"id": str(uuid4()), "status": "acknowledged"}, acknowledged())
    collect_all()
    assert states() == [STATE.ACKNOWLEDGED]
    assert [path.name for path in (folder / "answers" / "unread").iterdir()] == ["1.jsonl"]


def test_a_file_that_is_no_text_is_kept_for_people(folder: Path) -> None:
    (folder / "answers").mkdir(parents=True)
    (folder / "answers" / "1.jsonl").write_bytes(b"\xff\xfe\x00")
    assert collect_all() == 0
    assert (folder / "answers" / "unread" / "1.jsonl").exists()


def test_a_folder_that_cannot_be_written_is_a_failed_try(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    declare(hold(), numbered(1))
    send_all(channel=FolderChannel(tmp_path / "taken"))
    assert (message().state, message().attempts) == (STATE.QUEUED, 1)
    assert message().error


def test_the_same_messages_written_twice_are_one_file(folder: Path) -> None:
    declare(hold(), numbered(1))
    sent = {"id": str(message().pk), "sequence": message().sequence}
    for _time in range(2):
        FolderChannel(folder).send([sent])
    assert written(folder) == [sent]


def test_other_messages_between_the_same_two_are_never_written_over_earlier_ones(folder: Path) -> None:
    sent = [{"id": str(uuid4()), "sequence": sequence} for sequence in (1, 2, 3)]
    FolderChannel(folder).send(sent)
    FolderChannel(folder).send([sent[0], sent[2]])
    assert sorted(one["sequence"] for one in written(folder)) == [1, 1, 2, 3, 3]


def test_a_reference_that_no_database_keeps_does_not_stop_the_answers_after_it(folder: Path) -> None:
    declare(hold(), numbered(1))
    declare(hold(FIRST + 200, FIRST + 209), numbered(2))
    send_all()
    answer(folder, {**acknowledged(), "reference": "R\0\ud800" + "9" * 500}, acknowledged(1))
    collect_all()
    assert states() == [STATE.ACKNOWLEDGED] * 2
