"""Moves of a ticket: taken up, waiting, resolved, closed, opened again; and the answer of the night."""

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.errors import IllegalMove, InvalidInput, NotAllowed
from extranet.outbox.services import enqueue
from support.clocks import note_answer
from support.contracts import partner_here
from support.desk.models import Page
from support.entries import Author, Line, append, author_of, last_entry
from support.levels import answers, waits_for
from support.models import Audience, Level, Side, Ticket
from support.permissions import is_asking, may_take, may_work, side_of
from support.services.locking import locked_ticket, require_fresh, require_open, require_writer
from support.services.reopening import reopen
from support.services.writing import end_pages, save_changed, take_up

TAKEN_UP: Final = "acknowledged"
PAGE_ANSWERED: Final = "page_acknowledged"
# What a requester may do alone; the rest is for who helps.
_REQUESTERS_MOVES: Final = frozenset(
    {Ticket.Status.CLOSED, Ticket.Status.ACKNOWLEDGED, Ticket.Status.REOPENED, Ticket.Status.RESOLVED}
)
_ENDS: Final = frozenset({Ticket.Status.RESOLVED, Ticket.Status.CLOSED})
# Moves by which nobody takes a ticket up.
_KEPT: Final = _ENDS | {Ticket.Status.REOPENED}
LONGEST_THIRD_PARTY: Final = 100


@transaction.atomic
def acknowledge_ticket(*, ticket_id: UUID, person: Person, at: datetime) -> Ticket:
    """Take a ticket up. Twice is once: the first stays. The calls of the night for it end.

    Raises Ticket.DoesNotExist, NotAllowed, IllegalMove.

    Terms: general.7
    Reading: taking up what is critical is its first answer: whoever does calls back. Anything else is answered by
    a message.
    """
    ticket = locked_ticket(ticket_id, person)
    if not may_work(person):
        raise NotAllowed(_("Qui répond aux tickets les prend en charge."), code="may_not_write")
    require_open(ticket)
    if ticket.acknowledged_at is not None and ticket.status != Ticket.Status.REOPENED:
        return ticket
    if not may_take(side_of(person), ticket):
        sentence = _("Le ticket %(number)s attend l’opérateur : lui seul le prend en charge.")
        raise IllegalMove(sentence % {"number": ticket.number}, code="not_yours_to_take")
    fields = take_up(ticket, name=person.user.name, at=at)
    if ticket.is_critical:
        level = Level.OPERATOR if side_of(person) is Side.OPERATOR else Level.PARTNER
        fields = (*fields, *note_answer(ticket, [level], at=at))
    end_pages(ticket, person, at=at)
    line = Line(Audience.EVERYBODY, event=TAKEN_UP)
    append(ticket, [line], author=author_of(person), at=at, after=last_entry(ticket))
    audit.record(actor=person.user, act="ticket.acknowledged", target=ticket, at=at)
    save_changed(ticket, at, *fields)
    return ticket


@transaction.atomic
def move_ticket(
    *,
    ticket_id: UUID,
    status: str,
    person: Person,
    at: datetime,
    revision: int | None = None,
    third_party: str = "",
) -> Ticket:
    """Move a ticket to a state: waiting for somebody, resolved, closed, or opened again. Twice is once.

    `third_party`: whom it waits for, asked for with that state. Raises Ticket.DoesNotExist, InvalidInput, NotAllowed,
    IllegalMove, NotUnderContract, Stale when the page showed another revision.

    Terms: general.7
    """
    ticket = locked_ticket(ticket_id, person)
    require_writer(person, ticket)
    if ticket.status == status:
        return ticket
    require_fresh(ticket, revision)
    _require_mover(ticket, status, person)
    before, side = ticket.status, side_of(person)
    line = Line(Audience.EVERYBODY, event=str(status), facts={"before": before})
    if status == Ticket.Status.WAITING_THIRD_PARTY:
        line = replace(line, facts={"before": before, "third_party": _third_party(third_party)})
    fields: tuple[str, ...] = ("status",)
    if status == Ticket.Status.RESOLVED:
        fields = (*fields, *note_answer(ticket, answers(side, Audience.EVERYBODY, ticket), at=at))
    if status == Ticket.Status.REOPENED:
        fields = (*fields, *reopen(ticket, person, at=at))
    else:
        ticket.move_to(status, at=at)
    ticket.third_party = str(line.facts.get("third_party", ""))
    if status not in _KEPT and not is_asking(side, ticket) and may_take(side, ticket):
        fields = (*fields, *take_up(ticket, name=person.user.name, at=at))
    if status in _ENDS or "acknowledged_at" in fields:
        end_pages(ticket, person, at=at)
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
    # Judged again since, it asks anew: the older answer stays in the record and takes nothing up.
    if ticket.is_open and not ticket.decisions.filter(at__gt=at).exists():
        fields = (
            *take_up(ticket, name=page.acknowledged_by_name, at=at),
            *note_answer(ticket, [Level.OPERATOR], at=at),
        )
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
    if status in Ticket.WAITING:
        _require_waiter(ticket, status, person)
    is_untaken = ticket.status == Ticket.Status.NEW or (
        ticket.status == Ticket.Status.REOPENED and not may_take(side_of(person), ticket)
    )
    if status == Ticket.Status.ACKNOWLEDGED and is_untaken:
        sentence = _("Prenez le ticket %(number)s en charge, ou répondez-y.")
        raise IllegalMove(sentence % {"number": ticket.number}, code="not_by_hand")


def _require_waiter(ticket: Ticket, status: str, person: Person) -> None:
    """Refuse to wait for whom this side does not wait for, and on what another desk has. Raises IllegalMove."""
    if not may_take(side_of(person), ticket):
        sentence = _("Le ticket %(number)s attend l’opérateur : lui seul dit qui doit agir maintenant.")
        raise IllegalMove(sentence % {"number": ticket.number}, code="not_yours_to_take")
    is_for_partner = status == Ticket.Status.WAITING_PARTNER
    has_partner = not (is_for_partner and side_of(person) is Side.OPERATOR and partner_here().is_house)
    if status not in waits_for(side_of(person), ticket, has_partner=has_partner):
        sentence = _("Le ticket %(number)s n’attend pas celui-là : choisissez qui doit agir maintenant.")
        raise IllegalMove(sentence % {"number": ticket.number}, code="not_to_wait_for")


def _third_party(name: str) -> str:
    """Return the name of a third party, as written. Raises InvalidInput."""
    written = " ".join(name.split())
    if written and len(written) <= LONGEST_THIRD_PARTY:
        return written
    sentence = _("Nommez le tiers que l’on attend, par exemple un opérateur ou un installateur.")
    raise InvalidInput(sentence, code="third_party", fields={"third_party": sentence})
