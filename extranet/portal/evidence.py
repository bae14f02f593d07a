"""What a pack of evidence reads of tickets: the departments stand side by side, and neither imports the other."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from extranet.terms.evidence import Fact, instant
from support.models import Ticket


def tickets_naming(client_id: UUID, holding_ids: Sequence[UUID], until: datetime) -> list[Fact]:
    """Return the tickets of a client that name one of its blocks, opened until an instant: never their words.

    Terms: telavox.7, bt.14, sip.4
    """
    rows = Ticket.objects.filter(client_id=client_id, numbers__holding_id__in=list(holding_ids), opened_at__lte=until)
    found = rows.order_by("opened_at", "number").values_list("number", "opened_at").distinct()
    return [{"number": number, "opened_at": instant(at)} for number, at in found]
