"""May this client present this number? Answered from what the client itself holds or held; never who else does.

Stand in the partner's schema. Terms: general.4, sip.5
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models.functions import Now
from django.utils import timezone

from emergency.caller_ids.rules import Known, check_ownership, is_eligible
from extranet.numbering.models import Holding
from extranet.tenancy.context import current_schema


@dataclass(frozen=True)
class Answer:
    """Whether a client may present a number at an instant, with the time for which it holds or held it.

    `since`, `until`: of the time it is about, or of the last one when the answer is no; None when there was none, or
    no end. `is_eligible`: whether an emergency call may present it at all.
    """

    client_id: UUID
    number: int
    at: datetime | None
    may: bool
    code: str
    clauses: tuple[str, ...]
    since: datetime | None
    until: datetime | None
    is_eligible: bool


def may_present(client_id: UUID, number: int, at: datetime | None = None) -> Answer:
    """Return whether a client of the partner we stand in may present a number at `at`.

    A number that nobody holds, that a sibling or that another partner's client holds gets one and the same no.

    Terms: general.4, sip.5
    """
    rows = Holding.objects.filter(partner=current_schema(), client_id=client_id, numbers__contains=number)
    blocks = [block for block in rows.order_by("held") if not block.held.isempty]
    now = list(rows.filter(held__contains=at or Now()))
    held = now[0] if now else None
    said = check_ownership(Known(number, is_held=held is not None, kind=held.kind if held else ""))
    since, until = _period(blocks, held or _last_before(blocks, at))
    return Answer(
        client_id,
        number,
        at,
        said.may,
        said.code,
        said.clauses,
        since,
        until,
        held is not None and is_eligible(held.kind),
    )


def _last_before(blocks: Sequence[Holding], at: datetime | None) -> Holding | None:
    moment = at or timezone.now()
    gone = [block for block in blocks if block.held.upper is not None and block.held.upper <= moment]
    return gone[-1] if gone else None


def _period(blocks: Sequence[Holding], held: Holding | None) -> tuple[datetime | None, datetime | None]:
    """Return from when to when the number was held without a gap: a block that is cut goes on as another."""
    if held is None:
        return None, None
    since, until = held.held.lower, held.held.upper
    for block in reversed(blocks):
        if block.held.upper == since:
            since = block.held.lower
    for block in blocks:
        if until is not None and block.held.lower == until:
            until = block.held.upper
    return since, until
