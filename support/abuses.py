"""How often the critical channel was abused: noted with a downgrade, counted for a year, shown to staff.

It never blocks anything: what is critical always goes through. Terms: general.7
"""

from datetime import datetime, timedelta
from typing import Final

from support.models import Entry, Side, Ticket
from support.rules import Event

COUNTED_FOR: Final = timedelta(days=365)


def count_abuses(ticket: Ticket, *, at: datetime) -> int:
    """Return the abuses noted in a year on other tickets of whoever asks here: its client, else the partner.

    Terms: general.7
    """
    noted = Entry.objects.filter(
        event=Event.DOWNGRADED, facts__is_abuse=True, at__gt=at - COUNTED_FOR, at__lte=at
    ).exclude(ticket=ticket)
    if ticket.client_id is not None:
        return noted.filter(ticket__client=ticket.client_id).count()
    return noted.filter(ticket__opened_by_side=Side.PARTNER, ticket__client=None).count()
