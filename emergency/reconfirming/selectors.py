"""Reads of questions about addresses, narrowed by person.

Stand in the partner's schema. Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from emergency.models import Reconfirmation
from extranet.accounts.people import Person
from extranet.clients.selectors import own_client_id
from extranet.numbering.models import Holding


def visible_reconfirmations(person: Person) -> QuerySet[Reconfirmation]:
    """Return the questions a person may see, answered ones too: a client's people those of their client only."""
    rows = Reconfirmation.objects.select_related("client", "site", "device", "device__site")
    return rows.filter(client_id=own_client_id(person)) if person.is_client else rows


def open_for(person: Person) -> QuerySet[Reconfirmation]:
    """Return the questions a person may see that nobody answered, the most urgent first.

    Terms: telavox.7, bt.14, sip.4
    """
    return visible_reconfirmations(person).filter(answered_at__isnull=True).order_by("due_at", "id")


def overdue(rows: QuerySet[Reconfirmation], at: datetime) -> QuerySet[Reconfirmation]:
    """Return, of open questions, those that climbed past a level, or whose last day is over."""
    return rows.filter(Q(level_since__gt=F("opened_at")) | Q(due_at__lte=at))


def open_about(holding: Holding) -> list[Reconfirmation]:
    """Return the open questions about a block, oldest first.

    Terms: telavox.7, bt.14, sip.4
    """
    return list(Reconfirmation.objects.filter(holding_id=holding.pk, answered_at__isnull=True).order_by("opened_at"))


def asked_since(holdings: Iterable[Holding]) -> dict[UUID, datetime]:
    """Return, by block, since when its address is to be confirmed again; a block that is not asked about is left out.

    Terms: telavox.7, bt.14, sip.4
    """
    ids = [holding.pk for holding in holdings]
    rows = Reconfirmation.objects.filter(holding_id__in=ids, answered_at__isnull=True).order_by("-opened_at")
    return {row.holding_id: row.opened_at for row in rows if row.holding_id}
