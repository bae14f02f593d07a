"""Files in a folder: messages are written as JSON lines, answers are read back from another folder.

`<folder>/messages/*.jsonl`: one message a line, in order, each file written whole. `<folder>/answers/*.jsonl`, by the
other side: `{"id", "status": "acknowledged" | "refused", "reference", "error"}` a line. What was read goes to
`answers/read`, what no program can read to `answers/unread`, for people.
"""

import json
import os
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import structlog

from emergency.registry.transmitting.channels.base import Json, NotTaken, Outcome, Reply, reply_of
from emergency.registry.transmitting.content import read_id

log = structlog.get_logger("registry.transmitting")


class FolderChannel:
    """Exchanges files through a folder."""

    way = "folder"
    batch = 500

    def __init__(self, folder: Path) -> None:
        self.messages, self.replies = folder / "messages", folder / "answers"

    def send(self, messages: Sequence[Json]) -> dict[UUID, Reply]:
        """Write the messages as one file: it is there whole, or not at all. Raises NotTaken."""
        lines = "".join(f"{json.dumps(message, ensure_ascii=False)}\n" for message in messages)
        first, last = messages[0]["sequence"], messages[-1]["sequence"]
        # The same messages are the same file; others between the same two are never written over them.
        mark = sha256(lines.encode()).hexdigest()[:8]
        try:
            self.messages.mkdir(parents=True, exist_ok=True)
            _write_whole(self.messages / f"{first:012}-{last:012}-{mark}.jsonl", lines)
        except OSError as error:
            raise NotTaken(f"{type(error).__name__}: {error.strerror}") from error
        return {UUID(message["id"]): Reply(Outcome.TAKEN) for message in messages}

    def answers(self, waiting: Sequence[UUID]) -> Iterator[tuple[UUID, Reply]]:
        """Yield the answers of every file, then put it aside. A file read twice says the same twice."""
        for path in sorted(self.replies.glob("*.jsonl")) if self.replies.is_dir() else ():
            try:
                lines = path.read_text(encoding="utf-8").splitlines()
            except (OSError, UnicodeDecodeError) as error:
                log.error("answers not read", file=path.name, error=str(error))
                _put_aside(path, "unread")
                continue
            is_whole = True
            for line in lines:
                read = _read(line)
                if read is None:
                    is_whole = False
                else:
                    yield read
            if not is_whole:
                log.error("a line of answers is no answer", file=path.name)
            _put_aside(path, "read" if is_whole else "unread")


def _write_whole(path: Path, text: str) -> None:
    """Write a file beside its place and put it there once it is on the disk."""
    beside = path.with_suffix(".new")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _read(line: str) -> tuple[UUID, Reply] | None:
    try:
        body = json.loads(line)
    except (ValueError, RecursionError):
        return None
    reply = reply_of(body)
    answered = read_id(body.get("id")) if isinstance(body, dict) else None
    return (answered, reply) if answered is not None and reply is not None else None


def _put_aside(path: Path, where: str) -> None:
    there = path.parent / where
    there.mkdir(exist_ok=True)
    path.replace(there / path.name)
