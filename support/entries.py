"""Adding to the record of a ticket. The ticket is locked by whoever calls: its entries have no lock of their own.

Terms: general.7
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid4

from extranet.accounts.people import Person
from extranet.outbox.services import JSON
from support.chain import BEGINNING, Link, digest_of, digest_of_text
from support.models import Audience, Entry, Side, Ticket
from support.permissions import side_of

SALT_BYTES: Final = 16


@dataclass(frozen=True)
class Author:
    """Whoever an entry is from. No id: the system itself, or somebody who is not signed in here."""

    id: UUID | None
    name: str
    side: Side


SYSTEM: Final = Author(None, "", Side.SYSTEM)


@dataclass(frozen=True)
class Line:
    """An entry to add: a message has a text, an event a name and facts."""

    audience: Audience
    text: str = ""
    event: str = ""
    facts: Mapping[str, JSON] = field(default_factory=dict)
    id: UUID = field(default_factory=uuid4)

    @property
    def kind(self) -> Entry.Kind:
        """What the line is."""
        return Entry.Kind.EVENT if self.event else Entry.Kind.MESSAGE


def author_of(person: Person) -> Author:
    """Return a person as the author of an entry."""
    return Author(person.user.pk, person.user.name, side_of(person))


def append(ticket: Ticket, lines: Iterable[Line], *, author: Author, at: datetime, after: Entry | None) -> list[Entry]:
    """Add lines to the record of a ticket behind the entry `after`, its last one; None: it has none yet."""
    position, previous = (after.position, after.digest) if after else (0, BEGINNING)
    added = []
    for line in lines:
        position += 1
        entry = _sealed(ticket, line, author=author, at=at, position=position, previous=previous)
        previous = entry.digest
        added.append(entry)
    return Entry.objects.bulk_create(added)


def last_entry(ticket: Ticket) -> Entry | None:
    """Return the newest entry of a ticket."""
    return ticket.entries.order_by("-position").first()


def link_of(entry: Entry) -> Link:
    """Return an entry as the chain sees it."""
    return Link(
        position=entry.position,
        facts=_facts_of(entry),
        text=entry.text,
        salt=entry.salt,
        text_digest=entry.text_digest,
        previous_digest=entry.previous_digest,
        digest=entry.digest,
    )


def _sealed(ticket: Ticket, line: Line, *, author: Author, at: datetime, position: int, previous: str) -> Entry:
    salt = secrets.token_hex(SALT_BYTES)
    entry = Entry(
        id=line.id,
        ticket=ticket,
        position=position,
        kind=line.kind,
        audience=line.audience,
        at=at,
        author_id=author.id,
        author_name=author.name,
        author_side=author.side,
        event=line.event,
        facts=dict(line.facts),
        text=line.text,
        salt=salt,
        text_digest=digest_of_text(salt, line.text),
        previous_digest=previous,
    )
    entry.digest = digest_of(previous, {**_facts_of(entry), "text_digest": entry.text_digest})
    return entry


def _facts_of(entry: Entry) -> dict[str, JSON]:
    """Return everything said of an entry but its text, the same before it is written and after it is read."""
    return {
        "ticket": str(entry.ticket_id),
        "id": str(entry.pk),
        "position": entry.position,
        "kind": str(entry.kind),
        "audience": str(entry.audience),
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "author_id": str(entry.author_id) if entry.author_id else None,
        "author_name": entry.author_name,
        "author_side": str(entry.author_side),
        "event": entry.event,
        "facts": entry.facts,
    }
