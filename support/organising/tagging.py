"""Tags: words of one desk for its own order. Clients neither see nor set them.

Terms: general.7
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Func
from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.errors import InvalidInput
from support.models import Side, Ticket
from support.organising.locking import require_worker
from support.permissions import side_of
from support.selectors import visible_tickets
from support.services.locking import locked_ticket, require_fresh
from support.services.writing import save_changed

LONGEST_TAG: Final = 30
MOST_TAGS: Final = 10
MOST_SUGGESTED: Final = 100


@transaction.atomic
def tag_ticket(
    *, ticket_id: UUID, tags: Sequence[str], person: Person, at: datetime, revision: int | None = None
) -> Ticket:
    """Give a ticket exactly these tags, on the person's side. Twice is once; a closed ticket may be tagged too.

    Raises Ticket.DoesNotExist, NotAllowed, InvalidInput, Stale.
    """
    ticket = locked_ticket(ticket_id, person)
    require_worker(person)
    return _tagged(ticket, cleaned(tags), person=person, at=at, revision=revision)


@transaction.atomic
def add_tags(*, ticket_id: UUID, tags: Sequence[str], person: Person, at: datetime) -> Ticket:
    """Add tags to those a ticket has. Twice is once. Raises Ticket.DoesNotExist, NotAllowed, InvalidInput."""
    ticket = locked_ticket(ticket_id, person)
    require_worker(person)
    return _tagged(ticket, cleaned([*getattr(ticket, tags_field(person)), *tags]), person=person, at=at, revision=None)


def cleaned(tags: Iterable[str]) -> list[str]:
    """Return tags without space around them, each once whatever its case, in order. Raises InvalidInput.

    >>> cleaned([" VoIP ", "voip", "Fax  lourd"])
    ['Fax lourd', 'VoIP']
    """
    found: dict[str, str] = {}
    for tag in tags:
        written = " ".join(tag.replace(",", " ").split())
        if written:
            found.setdefault(written.casefold(), written)
    if len(found) > MOST_TAGS or any(len(one) > LONGEST_TAG for one in found.values()):
        sentence = _("Dix étiquettes au plus, de trente caractères au plus chacune.")
        raise InvalidInput(sentence, code="tags", fields={"tags": sentence})
    return [found[key] for key in sorted(found)]


def tags_used(person: Person) -> list[str]:
    """Return the tags that the person's side uses, to suggest them; none for a client."""
    if side_of(person) is Side.CLIENT:
        return []
    tags = visible_tickets(person).order_by().values_list(Func(F(tags_field(person)), function="unnest"), flat=True)
    return sorted(tags.distinct()[:MOST_SUGGESTED], key=str.casefold)


def tags_field(person: Person) -> str:
    """Return the field that holds the tags of a person's side."""
    return "desk_tags" if side_of(person) is Side.OPERATOR else "partner_tags"


def _tagged(ticket: Ticket, tags: list[str], *, person: Person, at: datetime, revision: int | None) -> Ticket:
    field = tags_field(person)
    before = getattr(ticket, field)
    if before == tags:
        return ticket
    require_fresh(ticket, revision)
    setattr(ticket, field, tags)
    audit.record(actor=person.user, act="ticket.tagged", target=ticket, at=at, changes={field: [before, tags]})
    save_changed(ticket, at, field)
    return ticket
