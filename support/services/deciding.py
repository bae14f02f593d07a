"""Following a decision: it is stored with its facts, whoever must know is told, and the record says so.

Terms: general.7
"""

from uuid import UUID, uuid4

from extranet.outbox.services import JSON, enqueue
from support.desk.paging.services import open_page
from support.entries import Line
from support.errors import NotUnderContract
from support.hits import Hit, hit_on
from support.judging import Judgement
from support.models import Audience, RoutingDecision, Ticket
from support.rules import Event, Ground, Party, Result, is_first_line
from support.telling import about_of
from support.wording import told_before

# The operator's own language: the person on call reads it.


def require_contract(judgement: Judgement) -> None:
    """Refuse who is not under contract that day, with the way to sales. Raises NotUnderContract.

    Terms: general.7
    """
    if judgement.result == Result.REFUSED:
        told = told_before(judgement.decision, about_of(judgement, reader=Party(judgement.facts.party)))
        raise NotUnderContract(f"{told.title} {told.why} {told.sentence}", code=NotUnderContract.CODE)


def decide(ticket: Ticket, judgement: Judgement, *, page_facts: dict[str, JSON]) -> tuple[RoutingDecision, Line]:
    """Call and tell whom a decision says; return it with the line that the record must get.

    The ticket takes its route and clock. The caller saves both: a new ticket's row must be there first.

    Terms: general.7
    """
    page_id = None
    if judgement.result == Result.PAGE_ON_CALL:
        page_id = open_page(
            partner=judgement.standing.partner.schema_name,
            ticket_id=ticket.pk,
            ticket_number=ticket.number,
            event=judgement.event,
            facts=page_facts,
            at=judgement.at,
            is_first=judgement.event is Event.OPENED,
        ).pk
    decision = _decision(ticket, judgement, page_id)
    ticket.route, ticket.clock_starts_at = judgement.result, decision.clock_starts_at
    _tell_partner(ticket, judgement)
    return decision, Line(Audience.EVERYBODY, event=judgement.event, facts=_said(decision, judgement))


def page_facts_of(ticket: Ticket, hit: Hit | None = None) -> dict[str, JSON]:
    """Return what the person on call must know, the number to call back first. The ticket names what it says is hit."""
    return {
        "call_back_number": ticket.call_back_number,
        "client": ticket.client_name,
        "ground": ticket.ground,
        **(hit or hit_on(ticket)).facts(),
        "place": ticket.place,
        "subject": ticket.subject,
        "opened_by": ticket.opened_by_name,
        "failed_calls": ticket.failed_calls,
    }


def with_partner(facts: dict[str, JSON], judgement: Judgement) -> dict[str, JSON]:
    """Return the facts of a page with the name of the partner it comes from."""
    return {**facts, "partner": judgement.standing.partner.display_name}


def _decision(ticket: Ticket, judgement: Judgement, page_id: UUID | None) -> RoutingDecision:
    facts, decision = judgement.facts, judgement.decision
    return RoutingDecision(
        pk=uuid4(),
        ticket=ticket,
        at=judgement.at,
        event=judgement.event,
        party=facts.party,
        is_under_contract=facts.is_under_contract,
        ground=facts.ground,
        first_line=facts.first_line,
        is_partner_contact_tested=facts.is_partner_contact_tested,
        calendar_version=judgement.calendar.number,
        is_in_hours=decision.is_in_hours,
        result=decision.result,
        clock_starts_at=decision.clock_starts_at,
        reason=decision.reason,
        clauses=list(decision.clauses),
        page_id=page_id,
    )


def _said(decision: RoutingDecision, judgement: Judgement) -> dict[str, JSON]:
    """Return the decision as the record keeps it, so that the chain covers its facts too."""
    return {
        "decision": str(decision.pk),
        "party": str(decision.party),
        "is_under_contract": decision.is_under_contract,
        "ground": str(decision.ground),
        "first_line": str(decision.first_line),
        "is_partner_contact_tested": decision.is_partner_contact_tested,
        "calendar": decision.calendar_version,
        "is_in_hours": decision.is_in_hours,
        "result": str(decision.result),
        "clock_starts_at": decision.clock_starts_at.isoformat() if decision.clock_starts_at else None,
        "reason": str(decision.reason),
        "clauses": list(decision.clauses),
        "page": str(decision.page_id) if decision.page_id else None,
    }


def _tell_partner(ticket: Ticket, judgement: Judgement) -> None:
    """Tell the partner of its client's ticket: at night its contact, of a failing 112 at any hour, else its people.

    Terms: general.7
    """
    if judgement.facts.party != Party.PARTNER_CLIENT or ticket.escalated_at is not None:
        return
    if judgement.decision.is_partner_told:
        enqueue("support.mail_emergency_contact", str(ticket.pk), str(judgement.event))
    is_112 = judgement.facts.ground == Ground.EMERGENCY_CALLS_FAIL
    is_nobody_told = judgement.is_critical and judgement.result == Result.QUEUE
    is_by_staff = judgement.event in (Event.HANDED_BACK, Event.DOWNGRADED)
    if is_first_line(judgement.facts) or is_112 or is_nobody_told or is_by_staff:
        enqueue("support.tell_partner", str(ticket.pk), str(judgement.event))
