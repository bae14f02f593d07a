"""What makes a ticket weigh more: it became critical, or its partner takes it over. Judged again, at that instant."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.errors import IllegalMove, InvalidInput
from extranet.outbox.services import JSON
from support.asking import CRITICAL, LONGEST_PLACE, critical_faults, read_call_back
from support.clocks import follow_judgement
from support.entries import Line, append, author_of, last_entry
from support.hits import is_located
from support.judging import Judgement, weigh_again
from support.models import Audience, Ticket
from support.permissions import may_escalate
from support.rules import Event, Ground
from support.services.deciding import decide, page_facts_of, require_contract, with_partner
from support.services.locking import locked_ticket, require_open, require_writer
from support.services.writing import checked_text, save_changed


@transaction.atomic
def raise_ground(
    *, ticket_id: UUID, ground: Ground, call_back_number: str, person: Person, at: datetime, place: str = ""
) -> Ticket:
    """Make a ticket critical, or say that 112 fails too: judged again, as everything critical is, at this instant.

    Twice is once. A ticket that names no block says its `place`. Never refused for an older reading: what is
    critical does not wait. Raises Ticket.DoesNotExist, NotAllowed, IllegalMove, NotUnderContract, InvalidInput.

    Terms: general.7
    """
    ticket = locked_ticket(ticket_id, person)
    require_writer(person, ticket)
    require_open(ticket)
    if ticket.ground == ground:
        return ticket
    _require_worse(ticket, ground)
    _require_reachable(call_back_number, is_located=bool(place.strip()) or is_located(ticket))
    judgement = weigh_again(ticket, event=Event.BECAME_CRITICAL, ground=ground, at=at)
    require_contract(judgement)
    before = ticket.ground
    ticket.ground = ground
    ticket.place = ticket.place or " ".join(place.split())[:LONGEST_PLACE]
    facts: dict[str, JSON] = {"before": before, "place": ticket.place}
    _ask_again(ticket, judgement, call_back_number, facts, person=person, at=at)
    changes = {"ground": [before, ground], "route": ticket.route}
    audit.record(actor=person.user, act="ticket.became_critical", target=ticket, at=at, changes=changes)
    return ticket


@transaction.atomic
def escalate_ticket(
    *, ticket_id: UUID, call_back_number: str, person: Person, at: datetime, reason: str = ""
) -> Ticket:
    """Turn a client's ticket into its partner's own request: a new instant, the same ticket. Twice is once.

    `reason`: a message to the operator that the client does not read; may be empty. Raises Ticket.DoesNotExist,
    IllegalMove when it is not the partner's to take over, NotUnderContract, InvalidInput.

    Terms: general.7
    """
    ticket = locked_ticket(ticket_id, person)
    if ticket.escalated_at is not None and ticket.is_open:
        return ticket
    if not may_escalate(person, ticket):
        sentence = _("Le ticket %(number)s est déjà à l’opérateur, ou n’est pas à reprendre : écrivez-y un message.")
        raise IllegalMove(sentence % {"number": ticket.number}, code="not_to_escalate")
    if ticket.is_critical:
        _require_reachable(call_back_number, is_located=True)
    judgement = weigh_again(ticket, event=Event.ESCALATED_BY_PARTNER, ground=Ground(ticket.ground), at=at)
    require_contract(judgement)
    ticket.escalated_at = at
    if reason.strip():
        said = Line(Audience.PARTNER, text=checked_text(reason))
        append(ticket, [said], author=author_of(person), at=at, after=last_entry(ticket))
    _ask_again(ticket, judgement, call_back_number, {}, person=person, at=at)
    changes = {"route": ticket.route}
    audit.record(actor=person.user, act="ticket.escalated", target=ticket, at=at, changes=changes)
    return ticket


def _ask_again(
    ticket: Ticket, judgement: Judgement, call_back_number: str, facts: dict[str, JSON], *, person: Person, at: datetime
) -> None:
    """Follow a judgement that asks anew: whoever took the ticket up before must take it up again."""
    if call_back_number.strip():
        ticket.call_back_number = read_call_back(call_back_number)
    if ticket.status != Ticket.Status.NEW:
        ticket.move_to(Ticket.Status.NEW, at=at)
    ticket.acknowledged_at, ticket.acknowledged_by_name = None, ""
    decision, line = decide(ticket, judgement, page_facts=with_partner(page_facts_of(ticket), judgement))
    decision.save(force_insert=True)
    said = Line(line.audience, event=line.event, facts={**line.facts, **facts, "call_back_number": call_back_number})
    append(ticket, [said], author=author_of(person), at=at, after=last_entry(ticket))
    save_changed(
        ticket,
        at,
        "ground",
        "place",
        "call_back_number",
        "status",
        "resolved_at",
        "acknowledged_at",
        "acknowledged_by_name",
        "escalated_at",
        "route",
        "clock_starts_at",
        *follow_judgement(ticket, judgement),
    )


def _require_worse(ticket: Ticket, ground: Ground) -> None:
    """Refuse a ground that makes nothing worse. Raises InvalidInput, IllegalMove."""
    if ground not in CRITICAL:
        sentence = _("Choisissez ce qui ne marche plus.")
        raise InvalidInput(sentence, code="ticket", fields={"ground": sentence})
    if ticket.is_critical and ground != Ground.EMERGENCY_CALLS_FAIL:
        sentence = _("Le ticket %(number)s est déjà critique. Écrivez ce qui a changé dans un message.")
        raise IllegalMove(sentence % {"number": ticket.number}, code="already_critical")
    if ticket.ground == Ground.EMERGENCY_CALLS_FAIL:
        sentence = _("Le ticket %(number)s est déjà au plus urgent.")
        raise IllegalMove(sentence % {"number": ticket.number}, code="already_critical")


def _require_reachable(call_back_number: str, *, is_located: bool) -> None:
    """Refuse what nobody could act on at night. Raises InvalidInput."""
    faults = critical_faults(call_back_number, is_located=is_located)
    if faults:
        raise InvalidInput(_("Rien n’est encore envoyé."), code="ticket", fields=faults)
