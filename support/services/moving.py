"""Moves of a ticket: taken up, waiting, resolved, closed, opened again; and the answer of the night."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.errors import IllegalMove, NotAllowed
from extranet.outbox.services import enqueue
from support.desk.models import Page
from support.entries import Author, Line, append, author_of, last_entry
from support.models import Audience, Side, Ticket
from support.permissions import is_asking, may_take, may_work, side_of
from support.services.locking import locked_ticket, require_fresh, require_open, require_writer
from support.services.writing import end_pages, save_changed, take_up

TAKEN_UP: Final = "acknowledged"
PAGE_ANSWERED: Final = "page_acknowledged"
# What a requester may do alone; the rest is for who helps.
_REQUESTERS_MOVES: Final = frozenset(
    {Ticket.Status.CLOSED, Ticket.Status.ACKNOWLEDGED, Ticket.Status.REOPENED, Ticket.Status.RESOLVED}
)
_ENDS: Final = frozenset({Ticket.Status.RESOLVED, Ticket.Status.CLOSED})


@transaction.atomic
def acknowledge_ticket(*, ticket_id: UUID, person: Person, at: datetime) -> Ticket:
    """Take a ticket up. Twice is once: the first stays. The calls of the night for it end.

    Raises Ticket.DoesNotExist, NotAllowed, IllegalMove.

    Terms: general.7
    """
    ticket = locked_ticket(ticket_id, person)
    if not may_work(person):
        raise NotAllowed(_("Qui répond aux tickets les prend en charge."), code="may_not_write")
    require_open(ticket)
    if ticket.acknowledged_at is not None:
        return ticket
    if not may_take(side_of(person), ticket):
        sentence = _("Le ticket %(number)s attend l’opérateur : lui seul le prend en charge.")
        raise IllegalMove(sentence % {"number": ticket.number}, code="not_yours_to_take")
    fields = take_up(ticket, name=person.user.name, at=at)
    end_pages(ticket, person, at=at)
    line = Line(Audience.EVERYBODY, event=TAKEN_UP)
    append(ticket, [line], author=author_of(person), at=at, after=last_entry(ticket))
    audit.record(actor=person.user, act="ticket.acknowledged", target=ticket, at=at)
    save_changed(ticket, at, *fields)
    return ticket


@transaction.atomic
def move_ticket(*, ticket_id: UUID, status: str, person: Person, at: datetime, revision: int | None = None) -> Ticket:
    """Move a ticket to a state: waiting for the requester, resolved, closed, or taken up again. Twice is once.

    Raises Ticket.DoesNotExist, NotAllowed, IllegalMove, Stale when the page showed another revision.

    Terms: general.7
    """
    ticket = locked_ticket(ticket_id, person)
    require_writer(person, ticket)
    if ticket.status == status:
        return ticket
    require_fresh(ticket, revision)
    _require_mover(ticket, status, person)
    before = ticket.status
    ticket.move_to(status, at=at)
    fields: tuple[str, ...] = ("status", "resolved_at", "closed_at")
    if status not in _ENDS and not is_asking(side_of(person), ticket) and may_take(side_of(person), ticket):
        fields = (*fields, *take_up(ticket, name=person.user.name, at=at))
    if status in _ENDS or "acknowledged_at" in fields:
        end_pages(ticket, person, at=at)
    line = Line(Audience.EVERYBODY, event=str(status), facts={"before": before})
    append(ticket, [line], author=author_of(person), at=at, after=last_entry(ticket))
    changes = {"status": [before, status]}
    audit.record(actor=person.user, act="ticket.moved", target=ticket, at=at, changes=changes)
    save_changed(ticket, at, *dict.fromkeys(fields))
    enqueue("support.tell_move", str(ticket.pk), str(status), str(person.user.pk))
    return ticket


@transaction.atomic
def note_page_acknowledged(page_id: UUID) -> Ticket:
    """Note on a ticket that the person called at night took it up, when they did. Twice is once.

    The desk asks for it in the partner's schema once a page is answered.

    Terms: general.7
    """
    page = Page.objects.get(pk=page_id)
    if page.acknowledged_at is None:
        raise IllegalMove(_("Cet appel attend encore une réponse."), code="page_open")
    ticket = locked_ticket(page.ticket_id)
    at = page.acknowledged_at
    facts = {"page": str(page.pk)}
    if ticket.entries.filter(event=PAGE_ANSWERED, facts__page=str(page.pk)).exists():
        return ticket
    author = Author(page.acknowledged_by_id, page.acknowledged_by_name, Side.OPERATOR)
    line = Line(Audience.EVERYBODY, event=PAGE_ANSWERED, facts=facts)
    append(ticket, [line], author=author, at=at, after=last_entry(ticket))
    fields: tuple[str, ...] = ()
    if ticket.is_open:
        fields = take_up(ticket, name=page.acknowledged_by_name, at=at)
    audit.record(actor=None, act="ticket.page_acknowledged", target=ticket, at=at, changes=facts)
    save_changed(ticket, at, *fields)
    return ticket


def _require_mover(ticket: Ticket, status: str, person: Person) -> None:
    """Refuse a move that is not this person's to make. Raises NotAllowed, IllegalMove."""
    if status == Ticket.Status.NEW:
        sentence = _("Un ticket redevient nouveau quand il devient critique ou qu’un partenaire le reprend.")
        raise IllegalMove(sentence, code="not_by_hand")
    if status not in _REQUESTERS_MOVES and not may_work(person):
        raise NotAllowed(_("Qui répond aux tickets fait attendre le demandeur."), code="may_not_write")
    if status == Ticket.Status.ACKNOWLEDGED and ticket.status == Ticket.Status.NEW:
        sentence = _("Prenez le ticket %(number)s en charge, ou répondez-y.")
        raise IllegalMove(sentence % {"number": ticket.number}, code="not_by_hand")
