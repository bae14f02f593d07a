"""Sending messages: claim, commit, send, note. No row is locked while the other side is talked to.

A worker killed in between leaves a claimed row: once its lease has passed it is sent again under the same id, which
the other side keeps once. About one number a message leaves only after all earlier ones were acknowledged or
cancelled; other numbers do not wait for it.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from emergency.registry.models import Transmission
from emergency.registry.transmitting.channels.base import LONGEST_ERROR, Channel, NotTaken, Outcome, Reply
from emergency.registry.transmitting.content import message_of

log = structlog.get_logger("registry.transmitting")

Clock = Callable[[], datetime]
State = Transmission.State
ON_ITS_WAY: Final = (State.QUEUED, State.SENT, State.FAILED)
# Longer than any exchange with the other side.
LEASE: Final = timedelta(minutes=2)
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(hours=1)
MOST_ATTEMPTS: Final = 12
ASK_EVERY: Final = timedelta(minutes=1)
ASKED_AT_ONCE: Final = 50


def send_next(*, channel: Channel, clock: Clock) -> int:
    """Send the messages that may leave now, as many as the way takes at once; return how many were tried.

    Stands in no transaction. `clock`: read before they are claimed and after the other side has answered.
    """
    claimed = claim(limit=channel.batch, way=channel.way, at=clock())
    if not claimed:
        return 0
    said: Mapping[UUID, Reply] = {}
    failure = "no answer about this message"
    try:
        said = channel.send([message_of(one) for one in claimed])
    except NotTaken as error:
        failure = str(error) or type(error).__name__
    at = clock()
    for one in claimed:
        if one.pk in said:
            note_answer(transmission_id=one.pk, reply=said[one.pk], at=at)
        else:
            keep_failure(transmission_id=one.pk, attempt=one.attempts, error=failure, at=at)
    return len(claimed)


@transaction.atomic
def claim(*, limit: int, way: str, at: datetime) -> list[Transmission]:
    """Take the next messages that may leave and that nobody is sending, in their order.

    Terms: telavox.7, bt.14, sip.4
    """
    rows = Transmission.objects.select_for_update(skip_locked=True, of=("self",)).filter(due(at))
    claimed = list(unblocked(rows).order_by("sequence")[:limit])
    for one in claimed:
        one.attempts += 1
        one.next_try_at, one.way = at + LEASE, way
    Transmission.objects.bulk_update(claimed, ["attempts", "next_try_at", "way"])
    return claimed


def due(at: datetime) -> Q:
    """Return the condition of messages that wait and whose next try has come."""
    return Q(state=State.QUEUED) & (Q(next_try_at__isnull=True) | Q(next_try_at__lte=at))


def unblocked(rows: QuerySet[Transmission]) -> QuerySet[Transmission]:
    """Return the messages without an earlier one on its way that shares a number with them."""
    earlier = Transmission.objects.filter(
        sequence__lt=OuterRef("sequence"), numbers__overlap=OuterRef("numbers"), state__in=ON_ITS_WAY
    )
    return rows.filter(~Exists(earlier))


def collect(*, channel: Channel, clock: Clock) -> int:
    """Note what the other side says meanwhile of messages it took; return how many answers there were.

    What was taken by a way that is in force no more is queued for this one: nobody answers there any longer.
    """
    take_back(way=channel.way, at=clock())
    waiting = waiting_for_answer(at=clock())
    heard = 0
    try:
        for answered, reply in channel.answers(waiting):
            note_answer(transmission_id=answered, reply=reply, at=clock())
            heard += 1
    except NotTaken as error:
        log.error("answers not collected", way=channel.way, error=str(error))
    return heard


def take_back(*, way: str, at: datetime) -> int:
    """Queue what another way took and never answered, under the same id; return how many messages.

    Terms: telavox.7, bt.14, sip.4
    """
    elsewhere = Transmission.objects.filter(state=State.SENT, next_try_at__lte=at).exclude(way=way)
    taken = elsewhere.update(state=State.QUEUED, next_try_at=at, error="taken by a way that is in force no more")
    if taken:
        log.warning("messages leave again by another way", way=way, count=taken)
    return taken


@transaction.atomic
def waiting_for_answer(*, at: datetime) -> list[UUID]:
    """Take the messages to ask about now; nobody asks about them again for a while."""
    rows = Transmission.objects.select_for_update(skip_locked=True).filter(state=State.SENT, next_try_at__lte=at)
    taken = list(rows.order_by("next_try_at", "sequence").values_list("pk", flat=True)[:ASKED_AT_ONCE])
    Transmission.objects.filter(pk__in=taken).update(next_try_at=at + ASK_EVERY)
    return taken


# ---------- Noting ----------
@transaction.atomic
def note_answer(*, transmission_id: UUID, reply: Reply, at: datetime) -> None:
    """Note what the other side said of a message. An answer that comes twice, or late, changes nothing more.

    An acknowledgement counts whenever it comes: also for a message whose sending was not noted, or given up.

    Terms: telavox.7, bt.14, sip.4
    """
    row = Transmission.objects.select_for_update().filter(pk=transmission_id, state__in=ON_ITS_WAY).first()
    if row is None:
        log.warning("an answer about no message on its way", transmission=str(transmission_id))
        return
    match reply.outcome:
        case Outcome.ACKNOWLEDGED:
            _step_to_sent(row, at)
            row.move_to(State.ACKNOWLEDGED)
            row.acknowledged_at, row.next_try_at, row.error = at, None, ""
        case Outcome.TAKEN:
            if row.state != State.QUEUED:
                return
            _step_to_sent(row, at)
            row.next_try_at, row.error = at + ASK_EVERY, ""
        case Outcome.REFUSED:
            if row.state == State.FAILED:
                return
            _fail(row, reply.error, at)
        case Outcome.UNKNOWN:
            if row.state != State.SENT:
                return
            row.move_to(State.QUEUED)
            row.next_try_at, row.error = at, "not known there"
    row.reference = reply.reference or row.reference
    _save(row)


@transaction.atomic
def keep_failure(*, transmission_id: UUID, attempt: int, error: str, at: datetime) -> None:
    """Keep why a try did not arrive, and when the next one is; after the last one it is given up, for people.

    `attempt`: which try it was; nothing changes when another one has begun meanwhile.
    """
    rows = Transmission.objects.select_for_update().filter(pk=transmission_id, state=State.QUEUED, attempts=attempt)
    row = rows.first()
    if row is None:
        return
    if attempt >= MOST_ATTEMPTS:
        _fail(row, error, at)
    else:
        row.next_try_at, row.error = at + wait_after(attempt), error[:LONGEST_ERROR]
    _save(row)
    log.error("transmission not sent", transmission=str(transmission_id), error=error, attempt=attempt)


def wait_after(attempt: int) -> timedelta:
    """Return how long the next try waits: twice as long each time, an hour at most."""
    doublings: int = 2 ** min(attempt - 1, 12)
    return min(FIRST_WAIT * doublings, LONGEST_WAIT)


def _step_to_sent(row: Transmission, at: datetime) -> None:
    if row.state == State.FAILED:
        row.move_to(State.QUEUED)
    if row.state == State.QUEUED:
        row.move_to(State.SENT)
        row.sent_at = at


def _fail(row: Transmission, error: str, at: datetime) -> None:
    row.move_to(State.FAILED)
    row.failed_at, row.next_try_at, row.error = at, None, error[:LONGEST_ERROR]


def _save(row: Transmission) -> None:
    row.save(update_fields=["state", "sent_at", "acknowledged_at", "failed_at", "next_try_at", "reference", "error"])


def blocked_by(row: Transmission) -> Sequence[Transmission]:
    """Return the earlier messages that a message waits for."""
    if row.state != State.QUEUED:
        return []
    earlier = Transmission.objects.filter(sequence__lt=row.sequence, numbers__overlap=row.numbers, state__in=ON_ITS_WAY)
    return list(earlier.order_by(F("sequence").asc())[:20])
