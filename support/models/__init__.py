"""Tickets: what was asked, every word exchanged, every routing decision; and what people at work keep beside them.

Terms: general.7, general.8
"""

from support.models.hit import TicketDevice, TicketSite
from support.models.tickets import (
    Audience,
    Entry,
    RoutingDecision,
    Side,
    SupportProfile,
    Ticket,
    TicketCounter,
    TicketNumbers,
)
from support.models.work import Intervention
from support.models.working import (
    Attachment,
    AttachmentContent,
    Clarification,
    Level,
    SavedReply,
    SavedView,
    TicketClock,
    TicketDraft,
    TicketLink,
    TicketPause,
    Watcher,
)

__all__ = [
    "Attachment",
    "AttachmentContent",
    "Audience",
    "Clarification",
    "Entry",
    "Intervention",
    "Level",
    "RoutingDecision",
    "SavedReply",
    "SavedView",
    "Side",
    "SupportProfile",
    "Ticket",
    "TicketClock",
    "TicketCounter",
    "TicketDevice",
    "TicketDraft",
    "TicketLink",
    "TicketNumbers",
    "TicketPause",
    "TicketSite",
    "Watcher",
]
