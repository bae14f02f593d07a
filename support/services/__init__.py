"""Writes about tickets: open, write, raise, hand over, downgrade, move, judge at closing. In the partner's schema.

Every act locks the ticket, asks who may, judges by the server's instant, adds to the record and enqueues. A page
posts an id of its own or the revision it showed, so that a double click does once what was asked once.
"""

from support.judging import Asked, Judgement, weigh, weigh_again
from support.services.closing import judge_at_closing
from support.services.handing import hand_back, hand_over
from support.services.lowering import downgrade_ticket
from support.services.moving import acknowledge_ticket, move_ticket, note_page_acknowledged
from support.services.opening import judge, open_ticket, open_ticket_for
from support.services.rising import escalate_ticket, raise_ground
from support.services.writing import add_message, attach_call

__all__ = [
    "Asked",
    "Judgement",
    "acknowledge_ticket",
    "add_message",
    "attach_call",
    "downgrade_ticket",
    "escalate_ticket",
    "hand_back",
    "hand_over",
    "judge",
    "judge_at_closing",
    "move_ticket",
    "note_page_acknowledged",
    "open_ticket",
    "open_ticket_for",
    "raise_ground",
    "weigh",
    "weigh_again",
]
