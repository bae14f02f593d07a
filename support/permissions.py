"""Who may do what to a ticket, beyond the rights that views declare.

Terms: general.7
"""

from typing import Final

from extranet.accounts.models import STAFF_ROLES, Role
from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from support.models import Audience, Side, Ticket
from support.rules import Ground, Result

# Staff work tickets on the operator's desk; the rights of a partner's host do not name them.
STAFF_AT_WORK: Final = frozenset({Role.STAFF_SUPPORT, Role.STAFF_ADMIN})
# A ticket that went there is the partner's to take.
PARTNERS_OWN: Final = frozenset({Result.PARTNER_DESK, Result.PARTNER_CONTACT})
READS: Final[dict[Side, tuple[Audience, ...]]] = {
    Side.CLIENT: (Audience.EVERYBODY,),
    Side.PARTNER: (Audience.EVERYBODY, Audience.PARTNER),
    Side.OPERATOR: (Audience.EVERYBODY, Audience.PARTNER, Audience.OPERATOR),
}
# From the one who asks to the one who helps.
_DISTANCE: Final = {Side.CLIENT: 0, Side.PARTNER: 1, Side.OPERATOR: 2}


def side_of(person: Person) -> Side:
    """Return on whose behalf a person writes."""
    if person.role in STAFF_ROLES:
        return Side.OPERATOR
    return Side.CLIENT if person.is_client else Side.PARTNER


def audiences_of(person: Person) -> tuple[Audience, ...]:
    """Return the audiences whose entries a person reads, and may write to.

    Terms: general.7
    """
    return READS[side_of(person)]


def may_ask(person: Person) -> bool:
    """Return whether a person opens tickets: partners and clients, never staff for themselves."""
    return side_of(person) is not Side.OPERATOR and person.may(Right.OPEN_TICKETS)


def may_work(person: Person) -> bool:
    """Return whether a person answers what others ask."""
    return person.may(Right.WORK_TICKETS) or person.role in STAFF_AT_WORK


def may_write(person: Person, ticket: Ticket) -> bool:
    """Return whether a person who sees a ticket writes to it: who works tickets, a client on theirs, an opener."""
    if may_work(person):
        return True
    return may_ask(person) and (person.is_client or ticket.opened_by_id == person.user.pk)


def requester_of(ticket: Ticket) -> Side:
    """Return the side that asks: the partner once it took a client's ticket over, else whoever opened it."""
    return Side.PARTNER if ticket.escalated_at is not None else Side(ticket.opened_by_side)


def waiting_state(ticket: Ticket) -> Ticket.Status:
    """Return the state of a ticket whose helper waits for whoever asks."""
    status = Ticket.Status
    return status.WAITING_PARTNER if requester_of(ticket) is Side.PARTNER else status.WAITING_CLIENT


def is_asking(side: Side, ticket: Ticket) -> bool:
    """Return whether a message from a side is one of the requester's."""
    return _DISTANCE[side] <= _DISTANCE[requester_of(ticket)]


def is_answering(side: Side, audience: Audience, ticket: Ticket) -> bool:
    """Return whether a message takes a ticket up: from its helper, and not among the helper's own people only.

    A partner takes up what went to it; what waits at the operator only the operator takes up.
    """
    if side is Side.OPERATOR:
        return audience != Audience.OPERATOR
    return side is Side.PARTNER and audience == Audience.EVERYBODY and may_take(side, ticket)


def may_take(side: Side, ticket: Ticket) -> bool:
    """Return whether a side may take a ticket up: the operator any, a partner what its client asked of it."""
    if side is Side.OPERATOR:
        return True
    return side is Side.PARTNER and not is_asking(side, ticket) and ticket.route in PARTNERS_OWN


def may_hand_back(person: Person, ticket: Ticket, *, is_house: bool) -> bool:
    """Return whether staff may give a ticket to its partner: open, a client's own, at the operator, no direct client's.

    Terms: general.7
    """
    return (
        side_of(person) is Side.OPERATOR
        and may_work(person)
        and not is_house
        and ticket.status in Ticket.UNSOLVED
        and ticket.opened_by_side == Side.CLIENT
        and ticket.route not in PARTNERS_OWN
    )


def may_downgrade(person: Person, ticket: Ticket) -> bool:
    """Return whether staff may take the critical ground from a ticket. Failing 112 must be taken up first.

    Terms: general.7
    """
    is_unheard = ticket.ground == Ground.EMERGENCY_CALLS_FAIL and ticket.acknowledged_at is None
    is_staffs = side_of(person) is Side.OPERATOR and may_work(person)
    return is_staffs and ticket.is_critical and ticket.status in Ticket.UNSOLVED and not is_unheard


def may_escalate(person: Person, ticket: Ticket) -> bool:
    """Return whether a person may turn a ticket into their partner's own: open, a client's, at the partner or queued.

    Terms: general.7
    """
    return (
        side_of(person) is Side.PARTNER
        and person.may(Right.WORK_TICKETS)
        and ticket.is_open
        and ticket.escalated_at is None
        and ticket.opened_by_side == Side.CLIENT
        and ticket.route in (*PARTNERS_OWN, Result.QUEUE)
    )
