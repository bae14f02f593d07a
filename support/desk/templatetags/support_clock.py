"""`{% support_clock %}`: whether support is open now, on every page, sign-in and admin included."""

from typing import Any

import structlog
from django import template
from django.db import DatabaseError
from django.template.context import Context
from django.utils import timezone

from extranet.accounts.permissions import Right
from extranet.errors import Refusal
from extranet.look.addresses import address
from support.desk.calendars import calendar_in_force
from support.desk.wording import Clock, clock_at

register = template.Library()
log = structlog.get_logger("support.desk.clock")


@register.inclusion_tag("desk/_clock.html", takes_context=True)
def support_clock(context: Context) -> dict[str, Any]:
    """Draw the support clock; a link for whoever may read more. One query.

    Terms: general.7
    """
    return {"clock": _clock(), "url": _link_of(context.get("request"))}


def _clock() -> Clock | None:
    """Return what the clock says. Nothing while the database is away: an error page must still come."""
    at = timezone.now()
    try:
        return clock_at(calendar_in_force(at), at)
    except (DatabaseError, Refusal):
        log.warning("no support clock", exc_info=True)
        return None


def _link_of(request: Any) -> str:
    """Return where the clock leads: staff to the calendar, others to their tickets, strangers nowhere."""
    person = getattr(request, "person", None)
    if person is None:
        return ""
    if person.is_staff and not request.mount:
        return address("admin:desk_calendarversion_changelist")
    return address("support:list-tickets") if person.may(Right.READ_TICKETS) else ""
