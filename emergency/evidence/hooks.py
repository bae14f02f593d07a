"""What departments beside this one know of a number: they give it through here, and are imported by nobody.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from extranet.terms.evidence import Fact

# Of a client's blocks, the tickets opened until an instant that name one: number, opened at, never their words.
Tickets: TypeAlias = Callable[[UUID, Sequence[UUID], datetime], Sequence[Fact]]
_tickets: list[Tickets] = []


def give_tickets(function: Tickets) -> None:
    """Have `function` asked for the tickets that name blocks."""
    _tickets[:] = [function]


def tickets_about(client_id: UUID, holding_ids: Sequence[UUID], until: datetime) -> list[Fact]:
    """Return the tickets of a client that name its blocks; none while nobody gives any."""
    return [fact for function in _tickets for fact in function(client_id, holding_ids, until)]
