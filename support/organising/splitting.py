"""A second question inside a ticket becomes a ticket of its own, which quotes where it comes from.

Terms: general.7
"""

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.errors import InvalidInput, Stale
from extranet.look import formats
from extranet.outbox.services import JSON
from support.asking import LONGEST_SUBJECT
from support.contracts import partner_here
from support.entries import Line, append, author_of, last_entry
from support.judging import Asked
from support.models import Audience, Entry, Side, Ticket, TicketLink
from support.organising.events import SPLIT_FROM, SPLIT_TO, naming
from support.presenting import author_shown
from support.rules import Result
from support.selectors import visible_entries
from support.services.locking import locked_ticket, require_writer
from support.services.opening import open_ticket
from support.services.writing import save_changed
from support.telling import reader_of

# A quotation, not a copy: the whole stays where it was written.
LONGEST_QUOTE: Final = 2_000


@transaction.atomic
def split_ticket(
    *,
    ticket_id: UUID,
    entry_id: UUID,
    new_ticket_id: UUID,
    subject: str,
    person: Person,
    at: datetime,
    told: Result | None = None,
) -> Ticket:
    """Open a ticket about one message of another: judged as any new one, at this instant, on no critical ground.

    `new_ticket_id` comes from the page: a double click opens one. `told`: what the person read before, where the
    page said it. Both records name the other. Raises Ticket.DoesNotExist, Entry.DoesNotExist for one the person does
    not read, NotAllowed, NotUnderContract, InvalidInput, OutcomeChanged, Stale.

    Terms: general.7
    Reading: whoever splits asks; what a partner asks about its client is between it and the operator.
    """
    ticket = locked_ticket(ticket_id, person)
    require_writer(person, ticket)
    entry = visible_entries(person, ticket).get(pk=entry_id)
    if TicketLink.objects.filter(ticket_id=new_ticket_id, other=ticket, kind=TicketLink.Kind.SPLIT).exists():
        return Ticket.objects.get(pk=new_ticket_id)
    _require_unused(new_ticket_id)
    _require_text(entry, subject)
    asked = replace(asked_of_split(ticket, entry, subject=subject, person=person), told=told)
    new = open_ticket(ticket_id=new_ticket_id, asked=asked, person=person, at=at)
    link = TicketLink(
        ticket=new, other=ticket, kind=TicketLink.Kind.SPLIT, created_at=at, created_by_name=person.user.name
    )
    link.save(force_insert=True)
    facts: dict[str, JSON] = {"entry": str(entry.pk), "position": entry.position}
    for one, event, named in ((ticket, SPLIT_TO, new), (new, SPLIT_FROM, ticket)):
        line = Line(Audience.EVERYBODY, event=event, facts={**naming(named), **facts})
        append(one, [line], author=author_of(person), at=at, after=last_entry(one))
        save_changed(one, at)
    changes = {"from": ticket.number, "position": entry.position}
    audit.record(actor=person.user, act="ticket.split", target=new, at=at, changes=changes)
    return new


def asked_of_split(ticket: Ticket, entry: Entry, *, subject: str, person: Person) -> Asked:
    """Return what a split asks: the message quoted, with who wrote it as the person may know them."""
    partner = partner_here()
    names = {
        "number": ticket.number,
        "author": author_shown(
            entry.author_name, Side(entry.author_side), reader=reader_of(person, partner), partner=partner
        ),
        "at": formats.instant(entry.at),
    }
    head = _("Issu du ticket %(number)s, message de %(author)s du %(at)s :") % names
    quoted = entry.text if len(entry.text) <= LONGEST_QUOTE else f"{entry.text[:LONGEST_QUOTE]}…"
    lines = "\n".join(f"> {line}" for line in quoted.splitlines())
    return Asked(
        client_id=ticket.client_id,
        family=ticket.family,
        subject=subject,
        text=f"{head}\n\n{lines}",
        language=ticket.language,
    )


def _require_unused(new_ticket_id: UUID) -> None:
    """Refuse an id of another ticket. Raises Stale."""
    if Ticket.objects.filter(pk=new_ticket_id).exists():
        raise Stale(_("Cette page a déjà servi. Recommencez depuis le ticket."), code="ticket_id_used")


def _require_text(entry: Entry, subject: str) -> None:
    """Refuse what quotes nothing, or has no subject. Raises InvalidInput."""
    faults = {}
    if not entry.text:
        faults["entry"] = _("Choisissez un message : une décision ou un changement d’état ne se sépare pas.")
    if not subject.strip():
        faults["subject"] = _("Donnez un sujet, en quelques mots.")
    elif len(subject) > LONGEST_SUBJECT:
        faults["subject"] = _("Raccourcissez : %(most)s caractères au plus.") % {"most": LONGEST_SUBJECT}
    if faults:
        raise InvalidInput(_("Rien n’est encore envoyé."), code="split", fields=faults)
