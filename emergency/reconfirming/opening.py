"""Questions are opened: each with its reason, once a thing and reason, at whoever has the duty first.

Stand in the partner's schema. Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from emergency.models import Reconfirmation
from emergency.reconfirming.climbing import mirror
from emergency.reconfirming.pacing import clockwork
from emergency.reconfirming.people import duty_of
from emergency.reconfirming.rules import first_side
from emergency.registry.models import Side
from extranet.audit import services as audit
from extranet.clients.models import Client, Device, Site
from extranet.numbering.models import Holding


@dataclass(frozen=True)
class Asking:
    """What is to be asked about: one block, one site or one device, and why. `ticket`: its id and number."""

    client_id: UUID
    reason: Reconfirmation.Reason
    holding: Holding | None = None
    site: Site | None = None
    device: Device | None = None
    ticket: tuple[UUID, str] | None = None

    @property
    def key(self) -> tuple[object, str]:
        """What may be open once: the thing and the reason."""
        thing = self.holding or self.site or self.device
        return (thing.pk if thing else None, str(self.reason))


def open_reconfirmation(*, asking: Asking, at: datetime) -> Reconfirmation | None:
    """Ask about one thing; None when the same is asked already. See `open_all`."""
    return next(iter(open_all([asking], at=at)), None)


@transaction.atomic
def open_all(askings: Sequence[Asking], *, at: datetime) -> list[Reconfirmation]:
    """Ask about things, each at whoever has the duty first, with a day until which; return the questions opened.

    What is asked already for the same reason is left out, whoever asks at the same moment: the database says no.
    Nothing of the registry changes.

    Terms: telavox.7, bt.14, sip.4
    """
    wanted = {asking.key: asking for asking in askings}
    known = _open_keys(list(wanted.values()))
    wanted = {key: asking for key, asking in wanted.items() if key not in known}
    if not wanted:
        return []
    duty = duty_of(asking.client_id for asking in wanted.values())
    works = clockwork(at)
    rows = []
    for asking in wanted.values():
        level = first_side(has_client=duty.may_answer(asking.client_id), has_partner=duty.has_partner)
        rows.append(_row(asking, level, works.due(level, at), at))
    return keep_opened(rows, at)


def _row(asking: Asking, level: Side, due_at: datetime, at: datetime) -> Reconfirmation:
    ticket_id, ticket_number = asking.ticket or (None, "")
    return Reconfirmation(
        id=uuid4(),
        client_id=asking.client_id,
        holding_id=asking.holding.pk if asking.holding else None,
        numbers=str(asking.holding) if asking.holding else "",
        site=asking.site,
        device=asking.device,
        reason=asking.reason,
        ticket_id=ticket_id,
        ticket_number=ticket_number,
        opened_at=at,
        level=level,
        level_since=at,
        due_at=due_at,
    )


def _open_keys(askings: Sequence[Asking]) -> set[tuple[object, str]]:
    things = [asking.key[0] for asking in askings]
    rows = Reconfirmation.objects.filter(answered_at__isnull=True).filter(
        Q(holding_id__in=things) | Q(site__in=things) | Q(device__in=things)
    )
    return {(row.holding_id or row.site_id or row.device_id, row.reason) for row in rows}


def keep_opened(rows: Sequence[Reconfirmation], at: datetime) -> list[Reconfirmation]:
    """Write questions; keep the acts of those that the database took, and what stands at the operator at once."""
    Reconfirmation.objects.bulk_create(rows, ignore_conflicts=True)
    written = set(Reconfirmation.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    opened = [row for row in rows if row.pk in written]
    with audit.together():
        for row in opened:
            facts = {
                "reason": row.reason,
                "block": row.holding_id,
                "ticket": row.ticket_number,
                "level": row.level,
                "due": row.due_at,
            }
            changes = {name: fact for name, fact in facts.items() if fact}
            audit.record(actor=None, act="reconfirmation.opened", target=row, at=at, changes=changes)
    names = dict(Client.objects.filter(pk__in={row.client_id for row in opened}).values_list("pk", "name"))
    mirror([row for row in opened if row.level == Side.OPERATOR], names)
    return opened
