"""Reminders of the notice, in the morning; the rule says to whom. Stand in the partner's schema.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from emergency.acknowledging.rules import EVERY, MOST_REMINDERS, is_morning, is_reminder_due
from emergency.acknowledging.services import REMINDED, send_link
from emergency.models import Acknowledgement
from extranet.audit import services as audit


def remind_people(*, at: datetime) -> int:
    """Remind everybody who is due at `at`; return how many. Doing it twice reminds nobody twice.

    Terms: telavox.7, bt.14, sip.4
    """
    if not is_morning(at):
        return 0
    return sum(_remind(pk, at=at) for pk in candidates(at).values_list("pk", flat=True))


def candidates(at: datetime) -> QuerySet[Acknowledgement]:
    """Return who may be due: the rule decides, a clock change makes a week an hour shorter or longer."""
    about = at - EVERY + (EVERY / 7)
    waiting = Acknowledgement.objects.filter(
        acknowledged_at__isnull=True, withdrawn_at__isnull=True, campaign__closed_at__isnull=True,
        reminders__lt=MOST_REMINDERS,
    )  # fmt: skip
    return waiting.filter(Q(reminded_at__isnull=True, asked_at__lt=about) | Q(reminded_at__lt=about)).order_by("pk")


@transaction.atomic
def _remind(acknowledgement_id: UUID, *, at: datetime) -> bool:
    """Remind one person if they are still due: another worker may have done it, or they have read meanwhile."""
    rows = Acknowledgement.objects.select_for_update(of=("self",), skip_locked=True).select_related("campaign")
    row = rows.filter(pk=acknowledgement_id).first()
    if row is None or row.acknowledged_at or row.withdrawn_at or row.campaign.closed_at:
        return False
    if not is_reminder_due(asked_at=row.asked_at, reminders=row.reminders, reminded_at=row.reminded_at, at=at):
        return False
    row.reminders += 1
    send_link(row, kind=REMINDED, at=at)
    facts = {"person": row.person_email, "reminder": row.reminders}
    audit.record(actor=None, act="notice.reminded", target=row, at=at, changes=facts)
    return True
