"""Questions nobody answered climb: from client to partner to operator, each level with its own working days.

Stand in the partner's schema. Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from emergency.models import Reconfirmation
from emergency.reconfirming.pacing import clockwork
from emergency.reconfirming.people import duty_of
from emergency.reconfirming.rules import next_side
from emergency.registry.models import OverdueAddress, Side
from extranet.audit import services as audit
from extranet.tenancy.context import current_schema


@transaction.atomic
def climb(*, at: datetime) -> int:
    """Let the questions whose days are over climb one level each; return how many did.

    Run twice it does nothing the second time: a question that climbed has new days. Raises nothing.

    Terms: telavox.7, bt.14, sip.4
    """
    late = Reconfirmation.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        answered_at__isnull=True, due_at__lte=at
    )
    rows = list(late.exclude(level=Side.OPERATOR).select_related("client", "site", "device").order_by("id"))
    if not rows:
        return 0
    duty = duty_of(row.client_id for row in rows)
    works = clockwork(at)
    with audit.together():
        for row in rows:
            before = Side(row.level)
            row.level = next_side(before, has_partner=duty.has_partner) or before
            row.level_since, row.due_at = at, works.due(Side(row.level), at)
            changes = {"level": [before.value, row.level], "due": row.due_at, "block": row.holding_id}
            audit.record(actor=None, act="reconfirmation.climbed", target=row, at=at, changes=changes)
    Reconfirmation.objects.bulk_update(rows, ["level", "level_since", "due_at"])
    mirror([row for row in rows if row.level == Side.OPERATOR], {row.client_id: row.client.name for row in rows})
    return len(rows)


def mirror(rows: Sequence[Reconfirmation], names: Mapping[UUID, str]) -> None:
    """Show staff, over all partners, the questions that stand at the operator; `names` are those of the clients."""
    OverdueAddress.objects.bulk_create(
        [
            OverdueAddress(
                id=row.pk,
                partner=current_schema(),
                client_id=row.client_id,
                client_name=names[row.client_id],
                about=str(row)[:120],
                reason=row.reason,
                opened_at=row.opened_at,
                reached_at=row.level_since,
                due_at=row.due_at,
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )


def end_mirror(rows: Sequence[Reconfirmation], at: datetime) -> None:
    """Take answered questions from the operator's list; they stay in it as ended."""
    reached = [row.pk for row in rows if row.level == Side.OPERATOR]
    if reached:
        OverdueAddress.objects.filter(pk__in=reached, ended_at__isnull=True).update(ended_at=at)
