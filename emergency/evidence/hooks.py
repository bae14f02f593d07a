"""What departments beside this one know of a number: they give it through here, and are imported by nobody.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias
from uuid import UUID

from extranet.terms.evidence import Fact

if TYPE_CHECKING:
    from extranet.accounts.people import Person

# Of a client's blocks, the tickets that a person may see, opened until an instant, that name one: number, opened at,
# never their words.
Tickets: TypeAlias = Callable[["Person", UUID, Sequence[UUID], datetime], Sequence[Fact]]
_tickets: list[Tickets] = []


def give_tickets(function: Tickets) -> None:
    """Have `function` asked for the tickets that name blocks."""
    _tickets[:] = [function]


def tickets_about(person: "Person", client_id: UUID, holding_ids: Sequence[UUID], until: datetime) -> list[Fact]:
    """Return the tickets of a client that name its blocks and that the person may see; none while nobody gives any."""
    return [fact for function in _tickets for fact in function(person, client_id, holding_ids, until)]
