"""Who owes an answer to whom, what it waits for, and what counts as one: pure, over the words of a ticket.

Two levels, each with a clock of its own: the partner towards its client, the operator towards whoever asked it.

Terms: general.7, general.8
"""

from collections.abc import Sequence
from typing import Final

from support.models import Audience, Level, Side, Ticket
from support.permissions import requester_of
from support.rules import Event, Result

LEVELS: Final[dict[Result, Level]] = {
    Result.OPERATOR_DESK: Level.OPERATOR,
    Result.QUEUE: Level.OPERATOR,
    Result.PAGE_ON_CALL: Level.OPERATOR,
    Result.PARTNER_DESK: Level.PARTNER,
    Result.PARTNER_CONTACT: Level.PARTNER,
}
# Somebody is called: from then on every minute counts, open or not.
CALLING: Final = frozenset({Result.PAGE_ON_CALL, Result.PARTNER_CONTACT})
# What was answered before stays answered; any other judgement asks for an answer anew.
KEEPS_ANSWER: Final = frozenset({Event.DOWNGRADED})


def level_of(route: str) -> Level | None:
    """Return the level that has a ticket; None for what was refused."""
    return LEVELS.get(Result(route))


def pauses(status: str, level: str) -> bool:
    """Return whether the clock of a level stands still while a ticket is in a state.

    Terms: general.8
    Reading: nobody is held to time that depends on the client or on a third party. While the operator waits for
    the partner its own clock stands still; the partner's goes on: its client waits for it.
    """
    if status == Ticket.Status.WAITING_PARTNER:
        return level == Level.OPERATOR
    return status in (Ticket.Status.WAITING_CLIENT, Ticket.Status.WAITING_THIRD_PARTY)


def is_real_time(result: str) -> bool:
    """Return whether every minute counts: for what is critical and somebody is called.

    Terms: general.7
    Reading: a critical ticket that waits in the queue, because its partner has no tested contact, has the clock of
    the queue: open minutes from the next opening.
    """
    return Result(result) in CALLING


def answers(side: Side, audience: Audience, ticket: Ticket) -> Sequence[Level]:
    """Return the levels that a message gives their answer.

    Terms: general.7
    Reading: an answer is what its asker can read. The operator's word to everybody answers a client, whoever was to
    answer it; its word to the partner alone answers a partner that asked. A partner answers its client.
    """
    if audience == Audience.OPERATOR:
        return ()
    if side is Side.OPERATOR:
        if audience == Audience.EVERYBODY:
            return (Level.OPERATOR, Level.PARTNER)
        return (Level.OPERATOR,) if requester_of(ticket) is Side.PARTNER else ()
    if side is Side.PARTNER and audience == Audience.EVERYBODY and ticket.opened_by_side == Side.CLIENT:
        return (Level.PARTNER,)
    return ()


def waits_for(side: Side, ticket: Ticket, *, has_partner: bool) -> frozenset[str]:
    """Return the waiting states in which whoever helps may put a ticket.

    `has_partner`: whether a partner stands between; a direct client has none.

    Terms: general.7
    Reading: nobody makes a ticket wait for themselves. The operator that helps a partner's client may wait for
    either; once the partner took the ticket over, it asks the partner.
    """
    status, requester = Ticket.Status, requester_of(ticket)
    if side is Side.OPERATOR:
        states = {status.WAITING_THIRD_PARTY}
        states.add(status.WAITING_PARTNER if requester is Side.PARTNER else status.WAITING_CLIENT)
        if has_partner and requester is Side.CLIENT:
            states.add(status.WAITING_PARTNER)
        return frozenset(states)
    if side is Side.PARTNER and requester is Side.CLIENT:
        return frozenset({status.WAITING_CLIENT, status.WAITING_THIRD_PARTY})
    return frozenset()


def ends_waiting(side: Side, ticket: Ticket) -> bool:
    """Return whether a word of a side ends the waiting: it comes from whoever was waited for, or from who asked.

    Terms: general.7
    Reading: a word does not end the waiting for a third party; whoever helps says when that is over.
    """
    if side not in (Side.CLIENT, Side.PARTNER):
        return False
    if ticket.status == Ticket.Status.WAITING_PARTNER:
        return True
    return ticket.status == Ticket.Status.WAITING_CLIENT and (side is Side.CLIENT or requester_of(ticket) is side)
