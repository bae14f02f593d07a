"""Sending the steps of a kind: claim one, commit, send, mark.

A worker killed between provider and mark leaves a claimed row. Once the lease has passed it is sent again under
the same id, so that a mailbox or a gateway keeps one.

Terms: general.7
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F, Q

from support.desk.models import Page, PageStep
from support.desk.paging.rounds import bring_forward
from support.desk.paging.rules import LEASE, retry_after
from support.desk.paging.wording import page_message
from support.desk.providers.choosing import provider_for

log = structlog.get_logger("support.desk.paging")

Clock = Callable[[], datetime]


def send_next(*, kind: str, clock: Clock) -> bool:
    """Send the step of a kind that waits longest; return whether there was one. Stands in no transaction.

    `clock`: read before the step is claimed and after its provider has answered.
    """
    step = claim_step(kind=kind, at=clock())
    if step is None:
        return False
    try:
        provider_for(kind).send(step, page_message(step))
    except Exception as failure:  # noqa: BLE001 - a fault of one step must be kept, and not stop the others
        keep_failure(step_id=step.pk, error=str(failure) or type(failure).__name__, at=clock())
    else:
        mark_sent(step_id=step.pk, at=clock())
    return True


@transaction.atomic
def claim_step(*, kind: str, at: datetime) -> PageStep | None:
    """Take the next step of a kind that is due and that nobody is sending; None when there is none.

    A step that failed waits behind those never tried: an old trouble does not delay a new page.
    """
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=at)
    step = (
        PageStep.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("page")
        .filter(free, kind=kind, due_at__lte=at, sent_at__isnull=True, dropped_at__isnull=True)
        .filter(page__status=Page.Status.OPEN)
        .order_by(F("claimed_until").asc(nulls_first=True), "due_at", "pk")
        .first()
    )
    if step is None:
        return None
    step.claimed_until = at + LEASE
    step.attempts += 1
    step.save(update_fields=("claimed_until", "attempts"))
    return step


def mark_sent(*, step_id: UUID, at: datetime) -> None:
    """Note that the provider took a step; also when its page was answered meanwhile: it did go out."""
    PageStep.objects.filter(pk=step_id, sent_at__isnull=True).update(
        sent_at=at, claimed_until=None, dropped_at=None, last_error=""
    )


def keep_failure(*, step_id: UUID, error: str, at: datetime) -> None:
    """Keep why a step did not go out, and when it is tried again. `due_at` stays: a monitor sees its age.

    When nothing of its round went out, the next round is due at once.
    """
    step = PageStep.objects.get(pk=step_id)
    PageStep.objects.filter(pk=step_id, sent_at__isnull=True).update(
        last_error=error[:500], claimed_until=at + retry_after(step.attempts)
    )
    bring_forward(step_id=step_id, at=at)
    log.error("page step not sent", step=str(step_id), kind=step.kind, error=error, attempts=step.attempts)
