"""An answer of the desk that does not cross another: what came in meanwhile is read before it is sent.

Terms: general.7
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.errors import Stale
from support import services
from support.models import Audience, Entry, Ticket
from support.services.locking import locked_ticket

# What a reader of the desk need not read again before answering: their own bookkeeping.
QUIET: Final = frozenset({"tagged", "linked", "unlinked"})


class Overtaken(Stale):
    """Somebody else wrote or acted since the page was read. `entries`: what, oldest first; nothing was sent."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        sentence = _("Le ticket a changé pendant que vous écriviez : lisez ce qui suit, puis confirmez l’envoi.")
        super().__init__(sentence, code="overtaken")
        self.entries = entries


@transaction.atomic
def answer(
    *,
    ticket_id: UUID,
    text: str,
    audience: Audience,
    person: Person,
    at: datetime,
    entry_id: UUID | None,
    is_question: bool,
    seen: int | None,
    attachment_ids: Sequence[UUID] = (),
) -> Entry:
    """Add a message unless somebody else added to the ticket after the entry at position `seen`.

    `seen` None: the page did not say what it showed. The ticket is locked first, so that of two answers at the same
    instant the second one always sees the first. A double click sends once. Raises Overtaken, and what
    `add_message` raises.

    Terms: general.7
    """
    ticket = locked_ticket(ticket_id, person)
    is_sent = entry_id is not None and Entry.objects.filter(pk=entry_id).exists()
    if seen is not None and not is_sent:
        newer = newer_than(ticket, seen, person)
        if newer:
            raise Overtaken(newer)
    return services.add_message(
        ticket_id=ticket_id,
        text=text,
        audience=audience,
        person=person,
        at=at,
        entry_id=entry_id,
        is_question=is_question,
        attachment_ids=attachment_ids,
    )


def newer_than(ticket: Ticket, seen: int, person: Person) -> list[Entry]:
    """Return what others added to a ticket behind a position, oldest first."""
    later = ticket.entries.filter(position__gt=seen).exclude(event__in=QUIET)
    return list(later.exclude(author_id=person.user.pk).order_by("position"))
