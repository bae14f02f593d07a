"""By which number a ticket is found among those a person sees, and what merging one into another would do.

Terms: general.7
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from extranet.accounts.people import Person
from support.models import Ticket
from support.organising.merging import why_not
from support.selectors import visible_tickets

MOST_PROPOSED: Final = 10


def ticket_numbered(number: str, person: Person) -> Ticket | None:
    """Return the ticket of a number, however it is typed, among those the person sees.

    Terms: general.7
    """
    typed = re.fullmatch(r"(?:T\s*-?\s*)?(20\d\d)\s*-\s*0*(\d{1,6})", number.strip(), re.IGNORECASE)
    if typed is None:
        return None
    return visible_tickets(person).filter(number=f"T-{typed[1]}-{int(typed[2]):05d}").first()


def choice_of(ticket: Ticket, person: Person, *, sought: str) -> Mapping[str, Any]:
    """Return what the page of merging shows: the ticket sought, why it may not go on for this one, and others.

    `into` is None for a number of no ticket the person sees, and for the ticket itself (`is_same`).

    Terms: general.7
    """
    sought = sought.strip()
    found = ticket_numbered(sought, person) if sought else None
    is_same = found is not None and found.pk == ticket.pk
    into = None if is_same else found
    proposed = visible_tickets(person).filter(client=ticket.client, closed_at__isnull=True)
    return {
        "ticket": ticket,
        "sought": sought,
        "into": into,
        "is_same": is_same,
        "refusal": why_not(ticket, into) if into is not None else "",
        "proposed": proposed.exclude(pk=ticket.pk).order_by("-changed_at")[:MOST_PROPOSED],
    }
