"""A ticket goes from one desk to the other: its partner takes it to the operator, or the operator hands it back.

Terms: general.7
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.errors import IllegalMove, NotAllowed
from support.clocks import follow_judgement
from support.contracts import partner_here
from support.entries import Line, append, author_of, last_entry
from support.judging import Judgement, weigh_again
from support.models import Audience, Level, Side, Ticket
from support.permissions import may_hand_back, may_work, side_of
from support.rules import Event, Ground
from support.services.deciding import decide, require_contract
from support.services.locking import locked_ticket, require_fresh, require_open
from support.services.rising import escalate_ticket
from support.services.writing import checked_text, end_pages, save_changed


@transaction.atomic
def hand_over(
    *,
    ticket_id: UUID,
    to: Level,
    reason: str,
    person: Person,
    at: datetime,
    revision: int | None = None,
    call_back_number: str = "",
) -> Ticket:
    """Hand a client's ticket to the other desk: see `escalate_ticket` and `hand_back`. Twice is once.

    Terms: general.7
    """
    if to == Level.OPERATOR:
        return escalate_ticket(
            ticket_id=ticket_id, call_back_number=call_back_number, person=person, at=at, reason=reason
        )
    return hand_back(ticket_id=ticket_id, reason=reason, person=person, at=at, revision=revision)


@transaction.atomic
def hand_back(*, ticket_id: UUID, reason: str, person: Person, at: datetime, revision: int | None = None) -> Ticket:
    """Give a client's ticket to its partner, who reads why; its people are told, at night its contact too.

    Twice is once. The reason is a message to the partner alone. Raises Ticket.DoesNotExist, NotAllowed, InvalidInput
    without a reason, IllegalMove for what is no partner's client's, fails at 112, or is critical where the partner
    has no tested contact, NotUnderContract, Stale.

    Terms: general.7
    Reading: what the operator hands back is the partner's to answer: the operator's clock ends, the partner's starts
    with this judgement. Emergency calls that fail stay with the operator until they are downgraded.
    """
    ticket = locked_ticket(ticket_id, person)
    if side_of(person) is not Side.OPERATOR or not may_work(person):
        raise NotAllowed(_("Le desk de l’opérateur rend un ticket à son partenaire."), code="may_not_hand_back")
    require_open(ticket)
    if _is_handed_back(ticket):
        return ticket
    require_fresh(ticket, revision)
    why = checked_text(reason)
    _require_partners(ticket, person)
    ticket.escalated_at = None
    judgement = weigh_again(ticket, event=Event.HANDED_BACK, ground=Ground(ticket.ground), at=at)
    require_contract(judgement)
    _require_reachable(ticket, judgement)
    if ticket.status != Ticket.Status.NEW:
        ticket.move_to(Ticket.Status.NEW, at=at)
    ticket.acknowledged_at, ticket.acknowledged_by_name = None, ""
    decision, line = decide(ticket, judgement, page_facts={})
    decision.save(force_insert=True)
    lines = [line, Line(Audience.PARTNER, text=why)]
    append(ticket, lines, author=author_of(person), at=at, after=last_entry(ticket))
    end_pages(ticket, person, at=at)
    fields = ("status", "acknowledged_at", "acknowledged_by_name", "escalated_at", "route", "clock_starts_at")
    changes = {"route": ticket.route, "reason": why}
    audit.record(actor=person.user, act="ticket.handed_back", target=ticket, at=at, changes=changes)
    save_changed(ticket, at, *fields, *follow_judgement(ticket, judgement))
    return ticket


def _is_handed_back(ticket: Ticket) -> bool:
    """Return whether the newest thing decided about a ticket was to hand it back: a second click changes nothing."""
    newest = ticket.decisions.order_by("-at").first()
    return newest is not None and newest.event == Event.HANDED_BACK and ticket.status == Ticket.Status.NEW


def _require_partners(ticket: Ticket, person: Person) -> None:
    """Refuse what is not to be handed back. Raises IllegalMove."""
    if not may_hand_back(person, ticket, is_house=partner_here().is_house):
        sentence = _("Le ticket %(number)s n’est pas d’un client d’un partenaire, ou est déjà chez lui : répondez-y.")
        raise IllegalMove(sentence % {"number": ticket.number}, code="not_to_hand_back")
    if ticket.ground == Ground.EMERGENCY_CALLS_FAIL:
        sentence = _("Le 112 échoue : ce ticket reste à l’opérateur. Déclassez-le d’abord si ce n’est plus le cas.")
        raise IllegalMove(sentence, code="emergency_stays")


def _require_reachable(ticket: Ticket, judgement: Judgement) -> None:
    """Refuse to give what is critical to a partner that nobody could reach at night. Raises IllegalMove."""
    if ticket.is_critical and not judgement.facts.is_partner_contact_tested:
        sentence = _("%(partner)s n’a pas de contact d’urgence essayé : gardez ce ticket critique, ou déclassez-le.")
        facts = {"partner": judgement.standing.partner.display_name}
        raise IllegalMove(sentence % facts, code="no_tested_contact")
