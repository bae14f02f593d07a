"""Adding to what is said: messages, and calls that only reinforce a ticket."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.errors import InvalidInput, NotAllowed, Stale
from extranet.outbox.services import JSON, enqueue
from support.asking import LONGEST_TEXT
from support.clocks import note_answer, note_state
from support.desk.paging.services import close_pages
from support.entries import Line, append, author_of, last_entry
from support.files import bind
from support.levels import answers, ends_waiting
from support.models import Audience, Entry, Ticket
from support.permissions import (
    READS,
    audiences_of,
    is_answering,
    is_asking,
    may_take,
    may_work,
    requester_of,
    side_of,
    waiting_state,
)
from support.services.locking import locked_ticket, require_open, require_writer
from support.services.relocating import note_move
from support.services.reopening import reopen

CALL_ATTACHED: Final = "call_attached"


@transaction.atomic
def add_message(
    *,
    ticket_id: UUID,
    text: str,
    audience: Audience,
    person: Person,
    at: datetime,
    entry_id: UUID | None = None,
    is_question: bool = False,
    attachment_ids: Sequence[UUID] = (),
) -> Entry:
    """Add a message for an audience; once committed, tell whoever waits for it.

    `entry_id` comes from the page: a double click writes once. `is_question`: the helper waits for the requester.
    A helper's answer takes the ticket up; a word of the requester ends the waiting, or opens a resolved ticket again.
    Raises Ticket.DoesNotExist, NotAllowed, IllegalMove for a closed ticket, InvalidInput, Stale.

    Terms: general.7
    """
    ticket = locked_ticket(ticket_id, person)
    known = Entry.objects.filter(pk=entry_id).first() if entry_id else None
    if known is not None:
        return _same(known, ticket, person)
    require_writer(person, ticket)
    require_open(ticket)
    if audience not in audiences_of(person):
        raise NotAllowed(_("Écrivez à ceux qui lisent ce ticket avec vous."), code="audience_not_yours")
    key = entry_id or uuid4()
    files = bind(attachment_ids, entry_id=key, ticket=ticket, person=person)
    line = Line(audience, text=checked_text(text), facts={"files": files} if files else {}, id=key)
    entry = append(ticket, [line], author=author_of(person), at=at, after=last_entry(ticket))[0]
    moved = _move_by(ticket, audience, person, is_question=is_question, at=at)
    said = note_move(ticket, text, audience, at=at)
    changes: Mapping[str, object] = {"audience": audience, "position": entry.position}
    audit.record(actor=person.user, act="ticket.written", target=ticket, at=at, changes=changes)
    save_changed(ticket, at, "last_entry_at", "last_entry_side", *moved, *said)
    enqueue("support.tell_message", str(entry.pk))
    return entry


@transaction.atomic
def attach_call(
    *, ticket_id: UUID, text: str, audience: Audience, person: Person, at: datetime, entry_id: UUID | None = None
) -> Entry:
    """Attach a phone call or an e-mail to a ticket: it reinforces it, and starts no clock, pages nobody, moves nothing.

    Raises Ticket.DoesNotExist, NotAllowed, IllegalMove for a closed ticket, InvalidInput, Stale.

    Terms: general.7
    """
    ticket = locked_ticket(ticket_id, person)
    known = Entry.objects.filter(pk=entry_id).first() if entry_id else None
    if known is not None:
        return _same(known, ticket, person)
    if not may_work(person) or audience not in audiences_of(person):
        raise NotAllowed(_("Qui répond aux tickets joint les appels."), code="may_not_write")
    require_open(ticket)
    facts: dict[str, JSON] = {}
    line = Line(audience, text=checked_text(text), event=CALL_ATTACHED, facts=facts, id=entry_id or uuid4())
    entry = append(ticket, [line], author=author_of(person), at=at, after=last_entry(ticket))[0]
    audit.record(actor=person.user, act="ticket.call_attached", target=ticket, at=at)
    save_changed(ticket, at, *note_move(ticket, text, audience, at=at))
    return entry


def checked_text(text: str) -> str:
    """Return a text without the space around it. Raises InvalidInput when nothing is left, or too much."""
    written = text.strip()
    if not written:
        sentence = _("Écrivez d’abord votre message.")
    elif len(written) > LONGEST_TEXT:
        sentence = _("Raccourcissez : %(most)s caractères au plus.") % {"most": LONGEST_TEXT}
    else:
        return written
    raise InvalidInput(sentence, code="text", fields={"text": sentence})


def save_changed(ticket: Ticket, at: datetime, *fields: str) -> None:
    """Save what an act changed, under the next revision; pauses and clocks follow another state."""
    ticket.revision += 1
    ticket.changed_at = at
    if "status" in fields:
        dates = ("resolved_at", "closed_at", "reopenings", "third_party")
        fields = (*fields, *dates, *note_state(ticket, at=at))
    ticket.save(update_fields=[*fields, "revision", "changed_at"])


def take_up(ticket: Ticket, *, name: str, at: datetime) -> tuple[str, ...]:
    """Note who takes a ticket up; return the fields to save. Who took it up first stays."""
    fields: tuple[str, ...] = ()
    if ticket.status in (Ticket.Status.NEW, Ticket.Status.REOPENED):
        ticket.move_to(Ticket.Status.ACKNOWLEDGED, at=at)
        fields = ("status",)
    if ticket.acknowledged_at is None:
        ticket.acknowledged_at, ticket.acknowledged_by_name = at, name
        fields = (*fields, "acknowledged_at", "acknowledged_by_name")
    return fields


def _move_by(ticket: Ticket, audience: Audience, person: Person, *, is_question: bool, at: datetime) -> tuple[str, ...]:
    """Move a ticket as a message moves it; return the fields to save."""
    side, status = side_of(person), Ticket.Status
    if audience != Audience.OPERATOR:
        ticket.last_entry_at, ticket.last_entry_side = at, side
    answered = note_answer(ticket, answers(side, audience, ticket), at=at)
    if ends_waiting(side, ticket):
        ticket.move_to(status.ACKNOWLEDGED, at=at)
        return ("status", *answered)
    if is_asking(side, ticket):
        if ticket.status != status.RESOLVED:
            return answered
        return tuple(dict.fromkeys((*answered, *reopen(ticket, person, at=at))))
    fields = answered
    if is_answering(side, audience, ticket):
        fields = (*fields, *take_up(ticket, name=person.user.name, at=at))
        end_pages(ticket, person, at=at)
    # A question waits only for whoever can read it, and only on the desk that has the ticket.
    is_heard = may_take(side, ticket) and audience in READS[requester_of(ticket)]
    if is_question and is_heard and ticket.status != waiting_state(ticket):
        if ticket.status == status.RESOLVED:
            reopen(ticket, person, at=at)
        ticket.move_to(waiting_state(ticket), at=at)
        fields = (*fields, "status")
    return tuple(dict.fromkeys(fields))


def end_pages(ticket: Ticket, person: Person, *, at: datetime) -> None:
    """End the calls of the night for a ticket that somebody at work has in hand."""
    close_pages(partner=person.schema, ticket_id=ticket.pk, at=at)


def _same(known: Entry, ticket: Ticket, person: Person) -> Entry:
    """Return the entry a double click wrote. Raises Stale when the id is another's."""
    if (known.ticket_id, known.author_id) != (ticket.pk, person.user.pk):
        raise Stale(_("Cette page a déjà servi : rechargez le ticket."), code="entry_id_used")
    return known
