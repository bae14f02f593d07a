"""A resolved ticket opened again: by a word of whoever asked, or by who helps.

Terms: general.7
"""

from datetime import datetime

from extranet.accounts.people import Person
from extranet.audit import services as audit
from support.clocks import follow_judgement
from support.entries import append, author_of, last_entry
from support.judging import weigh_again
from support.models import Side, Ticket
from support.permissions import may_take, side_of
from support.rules import Event, Ground
from support.services.deciding import decide, page_facts_of, require_contract, with_partner


def reopen(ticket: Ticket, person: Person, *, at: datetime) -> tuple[str, ...]:
    """Open a resolved ticket again, in the act under way; return the fields to save.

    What is critical and comes back from anybody but who helps is judged at this instant, as if it had just become
    critical: nobody has it in hand any more, and at night somebody is called. Raises NotUnderContract.

    Terms: general.7
    Reading: who helps and opens it again has it in hand, nobody is called; a partner between its client and the
    operator does not help. A client's word on a ticket that its
    partner had taken over is the client's own request: the partner decides again.
    """
    ticket.move_to(Ticket.Status.REOPENED, at=at)
    side = side_of(person)
    if not ticket.is_critical or may_take(side, ticket):
        return ("status",)
    if side is Side.CLIENT:
        ticket.escalated_at = None
    judgement = weigh_again(ticket, event=Event.REOPENED, ground=Ground(ticket.ground), at=at)
    require_contract(judgement)
    ticket.acknowledged_at, ticket.acknowledged_by_name = None, ""
    decision, line = decide(ticket, judgement, page_facts=with_partner(page_facts_of(ticket), judgement))
    decision.save(force_insert=True)
    append(ticket, [line], author=author_of(person), at=at, after=last_entry(ticket))
    followed = follow_judgement(ticket, judgement)
    changes = {"ground": ticket.ground, "route": ticket.route}
    audit.record(actor=person.user, act="ticket.reopened", target=ticket, at=at, changes=changes)
    fields = ("status", "acknowledged_at", "acknowledged_by_name", "escalated_at", "route", "clock_starts_at")
    return (*fields, *followed)
