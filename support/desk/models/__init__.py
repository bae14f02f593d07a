"""The operator's desk: hours, rota, pages, and the queue over all partners.

Terms: general.7, general.8
"""

from support.desk.models.core import (
    CalendarDay,
    CalendarVersion,
    ContactWay,
    Heartbeat,
    Page,
    PageStep,
    Rota,
    RotaMember,
    RotaOverride,
    WayKind,
)
from support.desk.models.night import Drill, HandoverNote, OutsideContact, PagingAlarm, PagingChain, RotaFeed, Swap
from support.desk.models.queue import UNSOLVED, Aim, DeskReply, DeskView, Incident, IncidentUpdate, QueueEntry

__all__ = [
    "UNSOLVED",
    "Aim",
    "CalendarDay",
    "CalendarVersion",
    "ContactWay",
    "DeskReply",
    "DeskView",
    "Drill",
    "HandoverNote",
    "Heartbeat",
    "Incident",
    "IncidentUpdate",
    "OutsideContact",
    "Page",
    "PageStep",
    "PagingAlarm",
    "PagingChain",
    "QueueEntry",
    "Rota",
    "RotaFeed",
    "RotaMember",
    "RotaOverride",
    "Swap",
    "WayKind",
]
