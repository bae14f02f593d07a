"""Questions about addresses, opened and answered as the house and its people do; time is moved, never waited for."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from emergency.models import Reconfirmation
from emergency.reconfirming.declared import declared_of
from emergency.reconfirming.services import Asking, answer, open_all
from emergency.registry.models import OverdueAddress
from extranet.clients.models import Device, Site
from extranet.numbering.models import Holding
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from tests.cast import ALICE, ALPHA, STAFF, Member, person_of

Reason = Reconfirmation.Reason
DAY: Final = timedelta(days=1)


def ask(thing: Holding | Site | Device, reason: str = Reason.AGE, *, at: datetime | None = None) -> Reconfirmation:
    """Ask about one thing."""
    kind = {Holding: "holding", Site: "site", Device: "device"}[type(thing)]
    schema = thing.partner if isinstance(thing, Holding) else ALPHA
    with acting(schema, PARTNER):
        asking = Asking(thing.client_id, Reason(reason), **{kind: thing})  # type: ignore[arg-type]
        (opened,) = open_all([asking], at=at or timezone.now())
        return opened


def asked(schema: str = ALPHA) -> list[Reconfirmation]:
    """Return every question of a partner, oldest first."""
    with acting(schema, PARTNER):
        rows = Reconfirmation.objects.select_related("client", "site", "device", "device__site")
        return list(rows.order_by("opened_at", "numbers", "id"))


def now(question: Reconfirmation, schema: str = ALPHA) -> Reconfirmation:
    """Return the question as it stands."""
    with acting(schema, PARTNER):
        return Reconfirmation.objects.get(pk=question.pk)


def stamp_of(question: Reconfirmation, schema: str = ALPHA) -> str:
    """Return what a page of the question would post."""
    with acting(schema, PARTNER):
        row = Reconfirmation.objects.select_related("site", "device", "device__site").get(pk=question.pk)
        return declared_of([row])[row.pk].stamp


def give(
    question: Reconfirmation,
    outcome: str = "confirmed",
    *,
    by: Member = ALICE,
    schema: str = ALPHA,
    at: datetime | None = None,
    **how: Any,
) -> Reconfirmation:
    """Answer a question, from the page as it stands unless `shown` says otherwise."""
    shown = how.pop("shown", None)
    there = schema if by in STAFF else by.schema
    said = stamp_of(question, schema) if shown is None else shown
    with acting(there, OPERATOR if by in STAFF else PARTNER):
        return answer(
            reconfirmation_id=question.pk,
            outcome=outcome,
            shown=said,
            person=person_of(by, schema=there),
            at=at or timezone.now(),
            **how,
        )


def at_operator() -> list[tuple[str, UUID]]:
    """Return what staff see over all partners: partner and client of each open question."""
    with acting(PUBLIC, OPERATOR):
        rows = OverdueAddress.objects.filter(ended_at__isnull=True)
        return [(row.partner, row.client_id) for row in rows.order_by("reached_at", "partner")]
