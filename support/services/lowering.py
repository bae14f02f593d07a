"""What was called critical and is not: downgraded by staff, with a reason that everybody of the ticket reads.

Terms: general.7
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.errors import IllegalMove, NotAllowed
from extranet.outbox.services import enqueue
from support.clocks import follow_judgement, note_answer
from support.entries import Line, append, author_of, last_entry
from support.judging import weigh_again
from support.levels import answers, level_of
from support.models import Audience, Side, Ticket
from support.permissions import may_work, side_of
from support.rules import Event, Ground
from support.services.deciding import decide, require_contract
from support.services.locking import locked_ticket, require_fresh, require_open
from support.services.writing import checked_text, end_pages, save_changed

PUT_DOWN: Final = ("status", "acknowledged_at", "acknowledged_by_name")
FIELDS: Final = ("ground", "downgraded_at", "route", "clock_starts_at", "last_entry_at", "last_entry_side")


@transaction.atomic
def downgrade_ticket(
    *,
    ticket_id: UUID,
    reason: str,
    person: Person,
    at: datetime,
    revision: int | None = None,
    is_abuse: bool = False,
) -> Ticket:
    """Take the critical ground from a ticket: judged at this instant, the calls of the night end. Twice is once.

    The reason is a message to everybody; whoever asked and the partner are told. `is_abuse`: noted as an abuse of
    the critical channel, said so in the record; it is counted and blocks nothing. Raises Ticket.DoesNotExist,
    NotAllowed, InvalidInput without a reason, IllegalMove for what is not critical, is resolved, or fails at 112 and
    nobody has taken up yet, NotUnderContract, Stale.

    Terms: general.7
    Reading: from then on the ticket is like any other; outside hours it waits for the next opening. Where it goes
    to the other desk, nobody there has it in hand yet. Whoever asked
    may say again that it is critical. Emergency calls that fail are heard by somebody first.
    """
    ticket = locked_ticket(ticket_id, person)
    if side_of(person) is not Side.OPERATOR or not may_work(person):
        raise NotAllowed(_("Le desk de l’opérateur déclasse un ticket critique."), code="may_not_downgrade")
    require_open(ticket)
    if ticket.downgraded_at is not None and not ticket.is_critical:
        return ticket
    require_fresh(ticket, revision)
    why = checked_text(reason)
    _require_lowerable(ticket)
    judgement = weigh_again(ticket, event=Event.DOWNGRADED, ground=Ground.NONE, at=at)
    require_contract(judgement)
    has_moved = level_of(ticket.route) != level_of(judgement.result)
    before, ticket.ground, ticket.downgraded_at = ticket.ground, Ground.NONE, at
    answered = note_answer(ticket, answers(Side.OPERATOR, Audience.EVERYBODY, ticket), at=at)
    decision, line = decide(ticket, judgement, page_facts={})
    decision.save(force_insert=True)
    facts = {**line.facts, "before": before, "is_abuse": is_abuse}
    said = [
        Line(line.audience, event=line.event, facts=facts),
        Line(Audience.EVERYBODY, text=_told(why, ticket, is_abuse=is_abuse)),
    ]
    if has_moved:
        _put_down(ticket, at=at)
    added = append(ticket, said, author=author_of(person), at=at, after=last_entry(ticket))
    ticket.last_entry_at, ticket.last_entry_side = at, Side.OPERATOR
    end_pages(ticket, person, at=at)
    changes = {"ground": [before, Ground.NONE], "route": ticket.route, "reason": why, "is_abuse": is_abuse}
    audit.record(actor=person.user, act="ticket.downgraded", target=ticket, at=at, changes=changes)
    moved = PUT_DOWN if has_moved else ()
    save_changed(ticket, at, *FIELDS, *moved, *answered, *follow_judgement(ticket, judgement))
    enqueue("support.tell_message", str(added[-1].pk))
    return ticket


def _put_down(ticket: Ticket, *, at: datetime) -> None:
    """Have a ticket that goes to another desk wait there for somebody: who had it in hand has it no more."""
    if ticket.status != Ticket.Status.NEW:
        ticket.move_to(Ticket.Status.NEW, at=at)
    ticket.acknowledged_at, ticket.acknowledged_by_name = None, ""


def _told(why: str, ticket: Ticket, *, is_abuse: bool) -> str:
    """Return what whoever asked reads, in the language of the ticket: the reason, and that an abuse is noted.

    Terms: general.7
    """
    if not is_abuse:
        return why
    with override(ticket.language):
        notice = _(
            "Noté comme usage abusif du canal critique. Rien n’est bloqué : un problème critique passe toujours."
        )
    return f"{why}\n\n{notice}"


def _require_lowerable(ticket: Ticket) -> None:
    """Refuse what cannot be downgraded. Raises IllegalMove."""
    facts = {"number": ticket.number}
    if not ticket.is_critical or ticket.status not in Ticket.UNSOLVED:
        sentence = _("Le ticket %(number)s n’est pas une urgence critique en cours : il n’y a rien à déclasser.")
        raise IllegalMove(sentence % facts, code="not_critical")
    if ticket.ground == Ground.EMERGENCY_CALLS_FAIL and ticket.acknowledged_at is None:
        sentence = _("Le 112 échoue : prenez d’abord le ticket %(number)s en charge et rappelez le demandeur.")
        raise IllegalMove(sentence % facts, code="emergency_unheard")
