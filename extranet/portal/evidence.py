"""What a pack of evidence reads of tickets: the departments stand side by side, and neither imports the other."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from extranet.accounts.people import Person
from extranet.terms.evidence import Fact, instant
from support.selectors import visible_tickets


def tickets_naming(person: Person, client_id: UUID, holding_ids: Sequence[UUID], until: datetime) -> list[Fact]:
    """Return the tickets of a client that name one of its blocks, opened until an instant: never their words.

    A client's user learns of their own tickets only, as everywhere.

    Terms: telavox.7, bt.14, sip.4
    """
    seen = visible_tickets(person).select_related(None)
    rows = seen.filter(client_id=client_id, numbers__holding_id__in=list(holding_ids), opened_at__lte=until)
    found = rows.order_by("opened_at", "number").values_list("number", "opened_at").distinct()
    return [{"number": number, "opened_at": instant(at)} for number, at in found]
