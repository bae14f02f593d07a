"""The closing of the day: what is critical and nobody took up goes to the night."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from extranet.audit import services as audit
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from support.clocks import follow_judgement
from support.desk.calendars import calendar_in_force
from support.desk.models import QueueEntry
from support.desk.rules.hours import is_open, next_closing
from support.entries import SYSTEM, append, last_entry
from support.judging import weigh_again
from support.models import RoutingDecision, Ticket
from support.rules import Event, Ground, Result
from support.services.deciding import decide, page_facts_of, with_partner
from support.services.locking import locked_ticket
from support.services.writing import save_changed

# Where a ticket waits for the open hours of a day.
IN_HOURS = (Result.OPERATOR_DESK, Result.PARTNER_DESK)


@transaction.atomic
def judge_at_closing(*, ticket_id: UUID, at: datetime) -> RoutingDecision | None:
    """Judge again, as outside hours, a critical ticket that nobody took up before support closed. Twice is once.

    Judged at the instant of the closing, whenever the task comes; None when there is nothing to judge. The database
    refuses a second decision for the same closing.

    Terms: general.7
    """
    ticket = locked_ticket(ticket_id)
    closing = _closing_of(ticket, at)
    if closing is None:
        return None
    judgement = weigh_again(ticket, event=Event.UNACKNOWLEDGED_AT_CLOSING, ground=Ground(ticket.ground), at=closing)
    if judgement.result == Result.REFUSED:
        return None
    decision, line = decide(ticket, judgement, page_facts=with_partner(page_facts_of(ticket), judgement))
    decision.save(force_insert=True)
    append(ticket, [line], author=SYSTEM, at=at, after=last_entry(ticket))
    changes = {"closing": closing, "route": ticket.route}
    audit.record(actor=None, act="ticket.unacknowledged_at_closing", target=ticket, at=at, changes=changes)
    save_changed(ticket, at, "route", "clock_starts_at", *follow_judgement(ticket, judgement))
    return decision


def unacknowledged_at_closing(*, at: datetime) -> list[tuple[str, UUID]]:
    """Return partner and ticket of what is critical and waits for a desk while support is closed.

    Reads the operator's queue: no partner's schema is looked into.
    """
    with acting(PUBLIC, OPERATOR):
        if is_open(calendar_in_force(at), at):
            return []
        waiting = QueueEntry.objects.filter(
            status__in=Ticket.UNSOLVED, acknowledged_at__isnull=True, closed_at__isnull=True, route__in=IN_HOURS
        ).exclude(ground=Ground.NONE)
        return list(waiting.order_by("opened_at").values_list("partner", "ticket_id"))


def _closing_of(ticket: Ticket, at: datetime) -> datetime | None:
    """Return the closing at which a ticket was still critical and not taken up; None when there is none until `at`."""
    is_waiting = ticket.is_critical and ticket.status in Ticket.UNSOLVED and ticket.acknowledged_at is None
    if not is_waiting or ticket.route not in IN_HOURS:
        return None
    newest = ticket.decisions.order_by("-at").first()
    if newest is None:
        return None
    closing = next_closing(calendar_in_force(at), newest.at)
    return closing if closing is not None and closing <= at else None
