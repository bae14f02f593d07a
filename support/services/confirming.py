"""What comes by telephone and by e-mail: noted for a caller who confirms, or attached to a ticket it reinforces."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.errors import NotAllowed
from extranet.outbox.services import JSON
from support.entries import Author, Line, append, author_of, last_entry
from support.files import CheckedFile, bind_new
from support.models import Audience, Entry, Side, Ticket
from support.permissions import side_of
from support.services.locking import locked_ticket, require_open, require_writer
from support.services.relocating import note_move
from support.services.writing import checked_text, save_changed

CONFIRMED: Final = "caller_confirmed"
MAIL_ATTACHED: Final = "mail_attached"


@transaction.atomic
def confirm_request(*, ticket_id: UUID, person: Person, at: datetime) -> Ticket:
    """Confirm, as the caller it was noted for, that a ticket is one's own request. Twice does no harm.

    Raises Ticket.DoesNotExist, NotAllowed for anybody else, and for a ticket that its requester opened.

    Terms: general.7
    """
    ticket = locked_ticket(ticket_id, person)
    if ticket.entered_by_id is None or ticket.opened_by_id != person.user.pk:
        raise NotAllowed(_("Celui pour qui le ticket a été noté le confirme."), code="may_not_confirm")
    if ticket.confirmed_at is not None:
        return ticket
    ticket.confirmed_at = at
    line = Line(narrowest_audience(ticket, person), event=CONFIRMED)
    append(ticket, [line], author=author_of(person), at=at, after=last_entry(ticket))
    audit.record(actor=person.user, act="ticket.confirmed", target=ticket, at=at)
    save_changed(ticket, at, "confirmed_at")
    return ticket


@transaction.atomic
def attach_mail(
    *, ticket_id: UUID, text: str, files: Sequence[CheckedFile], person: Person, at: datetime, entry_id: UUID
) -> Entry:
    """Attach an e-mail to a ticket: it reinforces it, and starts no clock, pages nobody, moves nothing.

    `person`: whose address it names. An address is easily forged: the entry says "by e-mail" and has no author of
    ours. The same `entry_id` is once. Raises Ticket.DoesNotExist, NotAllowed, IllegalMove for a closed ticket,
    InvalidInput.

    Terms: general.7
    """
    ticket = locked_ticket(ticket_id, person)
    known = ticket.entries.filter(pk=entry_id).first()
    if known is not None:
        return known
    require_writer(person, ticket)
    require_open(ticket)
    bound = bind_new(files, entry_id=entry_id, ticket=ticket, person=person, at=at) if files else []
    facts: dict[str, JSON] = {"from": person.user.email, **({"files": bound} if bound else {})}
    line = Line(
        narrowest_audience(ticket, person), text=checked_text(text), event=MAIL_ATTACHED, facts=facts, id=entry_id
    )
    author = Author(None, f"{person.user.name} (e-mail)"[:150], side_of(person))
    entry = append(ticket, [line], author=author, at=at, after=last_entry(ticket))[0]
    audit.record(actor=None, act="ticket.mail_attached", target=ticket, at=at, changes={"from": person.user.email})
    save_changed(ticket, at, *note_move(ticket, text, line.audience, at=at))
    return entry


def narrowest_audience(ticket: Ticket, person: Person) -> Audience:
    """Return who reads what names no audience: what a partner says about a client's ticket is not for the client."""
    is_about_client = side_of(person) is Side.PARTNER and ticket.client_id is not None
    return Audience.PARTNER if is_about_client else Audience.EVERYBODY
