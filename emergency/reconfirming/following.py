"""Questions about blocks that were cut, joined or taken back go on with what became of them, or end.

Stand in the partner's schema. Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from emergency.models import Reconfirmation
from emergency.reconfirming.answering import void_all
from emergency.reconfirming.opening import keep_opened
from emergency.reconfirming.watching import held_now, same_numbers
from emergency.registry.models import Registration
from extranet.clients.models import Device, Site
from extranet.numbering.models import Holding


@transaction.atomic
def follow(*, at: datetime) -> int:
    """Let open questions about what is gone end, those about numbers that live on in other blocks go on there.

    A block that goes on keeps the day of the question and the level it stands at, unless its address was declared
    since. Returns how many questions ended.

    Terms: telavox.7, bt.14, sip.4
    """
    rows = Reconfirmation.objects.select_for_update(skip_locked=True, of=("self",))
    asked = list(rows.filter(answered_at__isnull=True).select_related("site", "device"))
    blocks = [one for one in asked if one.holding_id]
    ended = Holding.objects.in_bulk([one.holding_id for one in blocks])
    gone = [one for one in blocks if one.holding_id and ended[one.holding_id].released_at is not None]
    things = _things_gone(asked)
    if not gone and not things:
        return 0
    _go_on(gone, ended, at)
    void_all([*gone, *things], _("Ce dont il s’agissait n’existe plus sous cette forme."), at=at)
    return len(gone) + len(things)


def _things_gone(asked: Sequence[Reconfirmation]) -> list[Reconfirmation]:
    sites = set(
        Site.objects.filter(pk__in=[one.site_id for one in asked if one.site_id], closed_at__isnull=False).values_list(
            "pk", flat=True
        )
    )
    devices = set(
        Device.objects.filter(
            pk__in=[one.device_id for one in asked if one.device_id], retired_at__isnull=False
        ).values_list("pk", flat=True)
    )
    return [one for one in asked if one.site_id in sites or one.device_id in devices]


def _go_on(gone: Sequence[Reconfirmation], ended: dict[UUID, Holding], at: datetime) -> None:
    if not gone:
        return
    heirs = list(held_now(at).filter(client_id__in={one.client_id for one in gone}))
    said = _declared_last(heirs)
    rows = [
        _heir_of(question, block)
        for question in gone
        if question.holding_id
        for block in same_numbers(heirs, ended[question.holding_id])
        if block.pk not in said or said[block.pk] <= question.opened_at
    ]
    keep_opened(rows, at)


def _declared_last(blocks: Sequence[Holding]) -> dict[UUID, datetime]:
    rows = Registration.objects.filter(holding__in=[one.pk for one in blocks], recorded__upper_inf=True)
    return dict(rows.order_by("declared_at").values_list("holding_id", "declared_at"))


def _heir_of(question: Reconfirmation, block: Holding) -> Reconfirmation:
    return Reconfirmation(
        id=uuid4(),
        client_id=question.client_id,
        holding_id=block.pk,
        numbers=str(block),
        reason=question.reason,
        ticket_id=question.ticket_id,
        ticket_number=question.ticket_number,
        opened_at=question.opened_at,
        level=question.level,
        level_since=question.level_since,
        due_at=question.due_at,
        reminded_at=question.reminded_at,
    )
