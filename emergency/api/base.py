"""What every call about numbers shares: the block it is about, and what the terms refuse told as such."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final, TypeVar
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from emergency.api.finding import gather
from emergency.api.presenting import block_shown
from emergency.registry.selectors import with_missing
from extranet.accounts.permissions import Right
from extranet.api import describing
from extranet.api.base import Call
from extranet.api.errors import Changed, Malformed
from extranet.errors import InvalidInput, Stale
from extranet.numbering.errors import NumberRefused
from extranet.numbering.models import Holding
from extranet.numbering.reading import read_number
from extranet.numbering.selectors import visible_holdings

READS: Final[Mapping[str, Right]] = {"GET": Right.READ_NUMBERS}
DECLARES: Final[Mapping[str, Right]] = {"POST": Right.DECLARE_ADDRESSES}
REASONS: Final[Mapping[int, str]] = {
    **describing.REASONS,
    409: "It is not in a state that allows it; or a block changed since the revision in the body (`current`).",
    412: "The block changed since the revision in `If-Match`; `current` is what it is now.",
    422: "The terms refuse it, `errors` names the fields; or the key of idempotency served for something else.",
}
Overtaking = TypeVar("Overtaking", bound=Changed)


class NumbersCall(Call):
    """A call about numbers and their addresses."""

    def handle_exception(self, exc: Exception) -> HttpResponse:
        """Tell what is well said, and refused by the terms, as 422; what is not well said stays 400."""
        told = super().handle_exception(exc)
        if isinstance(exc, InvalidInput) and not isinstance(exc, Malformed):
            told.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return told

    def holding(self, holding_id: UUID) -> Holding:
        """Return a block the key sees, with `missing_count`. Raises Http404."""
        return get_object_or_404(with_missing(visible_holdings(self.person, timezone.now())), pk=holding_id)

    def blocks(self, holding_ids: Iterable[UUID]) -> list[dict[str, Any]]:
        """Return blocks as the key sees them now, by number."""
        visible = visible_holdings(self.person, timezone.now()).filter(pk__in=list(holding_ids))
        holdings = list(with_missing(visible).order_by("numbers"))
        gathered = gather(holdings)
        return [block_shown(one, gathered) for one in holdings]

    def changed(self, refusal: Stale, holding_ids: Iterable[UUID], *, told: type[Overtaking]) -> Overtaking:
        """Return the refusal of an act decided on an older reading, with the blocks as they are now."""
        return told(str(refusal), code=refusal.code, current=self.blocks(holding_ids))


def answers(shape: Any, **more: Any) -> dict[tuple[int, str], Any]:
    """Return the answers of a call about numbers, as `describing.answers`."""
    return describing.answers(shape, reasons=REASONS, **more)


def number_of(text: str, field: str) -> int:
    """Return the number that a text says. Raises NumberRefused at its field."""
    try:
        return read_number(text).number
    except NumberRefused as refusal:
        raise refusal.at(field) from refusal
