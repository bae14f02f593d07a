"""The alarm: what failed, or was not acknowledged in time, is told to staff once.

Terms: telavox.7, bt.14, sip.4
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Min, Q

from emergency.registry.models import Transmission
from emergency.registry.transmitting.channels.choosing import is_set_up
from extranet.outbox.services import enqueue

MAIL: Final = "registry.mail_transmissions_late"
State = Transmission.State


@dataclass(frozen=True)
class Standing:
    """How the messages to the emergency side stand. `late`: not acknowledged in time; `failed` are counted apart."""

    queued: int
    sent: int
    failed: int
    late: int
    oldest_at: datetime | None
    is_set_up: bool

    @property
    def faults(self) -> list[str]:
        """What is wrong, for a monitor: in English, without a word about whose numbers."""
        found = []
        if not self.is_set_up and self.queued:
            found.append(f"no channel is set up, {self.queued} messages wait")
        if self.failed:
            found.append(f"{self.failed} messages failed")
        if self.late:
            found.append(f"{self.late} messages are not acknowledged in time")
        return found


def standing(at: datetime) -> Standing:
    """Return how messages of all partners stand at `at`. Stands in `public` as the operator."""
    on_its_way = Transmission.objects.filter(state__in=(State.QUEUED, State.SENT, State.FAILED)).order_by()
    counts = on_its_way.aggregate(
        queued=Count("pk", filter=Q(state=State.QUEUED)),
        sent=Count("pk", filter=Q(state=State.SENT)),
        failed=Count("pk", filter=Q(state=State.FAILED)),
        late=Count("pk", filter=_late(at)),
        oldest_at=Min("queued_at"),
    )
    return Standing(**counts, is_set_up=is_set_up())


@transaction.atomic
def raise_alarm(*, at: datetime) -> int:
    """Ask for one mail to staff about messages that failed or are late, each told once; return how many there are.

    Without any way set up lateness is no accident: the cockpit says so all the time, and no mail does.

    Terms: telavox.7, bt.14, sip.4
    """
    condition = Q(state=State.FAILED) | _late(at) if is_set_up() else Q(state=State.FAILED)
    rows = Transmission.objects.select_for_update(skip_locked=True).filter(condition, alarmed_at__isnull=True)
    ids = list(rows.order_by("sequence").values_list("pk", flat=True))
    if ids:
        Transmission.objects.filter(pk__in=ids).update(alarmed_at=at)
        enqueue(MAIL, len(ids), str(ids[0]))
    return len(ids)


def _late(at: datetime) -> Q:
    limit = at - timedelta(minutes=settings.TRANSMIT_ALARM_MINUTES)
    return Q(state__in=(State.QUEUED, State.SENT), queued_at__lte=limit)
