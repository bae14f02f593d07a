"""Whether what was told is what is known: the registry beside a replay of all messages, window by window.

Queues what was never told, as addresses that were declared before there were messages; mends what should never be.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange

from emergency.registry.models import Registration, Transmission
from emergency.registry.transmitting.changes import Said, Told, changes, replayed
from emergency.registry.transmitting.content import told_of
from emergency.registry.transmitting.queueing import Owner, queue, said_by
from extranet.numbering.models import Holding, Sheet
from extranet.numbering.services import clock

BLOCKS: Final = 500
TRIES: Final = 5
_BOUNDS: Final = """
    SELECT first FROM (
        SELECT lower(numbers) AS first, row_number() OVER (ORDER BY lower(numbers)) AS place FROM numbering_holding
    ) AS block WHERE (place - 1) %% %s = 0 ORDER BY first
"""


@dataclass(frozen=True)
class Window:
    """The numbers [first, end) that are compared together."""

    first: int
    end: int


def windows(blocks: int = BLOCKS) -> list[Window]:
    """Return all numbers that are or were held, in windows of so many blocks. Stands in `public` as the operator."""
    with connection.cursor() as cursor:
        cursor.execute(_BOUNDS, [blocks])
        firsts = sorted({int(row[0]) for row in cursor.fetchall()})
    return [Window(first, end) for first, end in zip(firsts, [*firsts[1:], 10**15], strict=True)]


def missing(window: Window, at: datetime, *, counts_cancelled: bool) -> list[Told]:
    """Return the messages that would make what was told what is known, from `at` on.

    `counts_cancelled`: what staff cancelled counts as told, for they settled it otherwise.

    Terms: telavox.7, bt.14, sip.4
    """
    rows = Transmission.objects.filter(numbers__overlap=_range(window)).order_by("sequence")
    if not counts_cancelled:
        rows = rows.exclude(state=Transmission.State.CANCELLED)
    told = [_clipped(told_of(row), window) for row in rows.iterator()]
    known = [said_by(row) for row in _known(window, at)]
    return changes(replayed(told), [_cut(said, window) for said in known], at)


def count_missing(*, at: datetime) -> int:
    """Return how many messages are missing in all. Stands in `public` as the operator."""
    return sum(len(missing(window, at, counts_cancelled=False)) for window in windows())


def queue_missing() -> int:
    """Queue what was never told; return how many messages. Stands in `public` as the operator; safe to repeat."""
    return sum(_mended(window) for window in _suspects())


def _suspects() -> Iterator[Window]:
    for window in windows():
        if missing(window, clock(), counts_cancelled=True):
            yield window


def _mended(window: Window) -> int:
    """Queue what is missing in a window; one whose blocks are cut again and again waits for the next time."""
    for _try in range(TRIES):
        queued = _mended_at_once(window)
        if queued is not None:
            return queued
    return 0


@transaction.atomic
def _mended_at_once(window: Window) -> int | None:
    """Queue what is missing, with all blocks locked: no act is half seen. None: one was begun while we waited."""
    blocks = _blocks(window)
    list(Sheet.objects.select_for_update().filter(pk__in=[one.pk for one in blocks]).order_by("pk"))
    instant = clock()
    told = missing(window, instant, counts_cancelled=True)
    rows = {row.pk: row for row in _known(window, instant)}
    if [one.pk for one in _blocks(window)] != [one.pk for one in blocks]:
        return None
    owners = {one.pk: Owner(one.partner, one.client_id) for one in blocks}
    return len(queue(told, rows, owners, at=instant))


def _blocks(window: Window) -> list[Holding]:
    return list(Holding.objects.filter(numbers__overlap=_range(window)).order_by("pk"))


def _known(window: Window, at: datetime) -> list[Registration]:
    rows = Registration.objects.filter(
        numbers__overlap=_range(window), recorded__upper_inf=True, valid__overlap=DateTimeTZRange(at, None)
    )
    return list(rows.select_related("address"))


def _range(window: Window) -> NumericRange:
    return NumericRange(window.first, window.end)


def _clipped(told: Told, window: Window) -> Told:
    return replace(told, first=max(told.first, window.first), end=min(told.end, window.end))


def _cut(said: Said, window: Window) -> Said:
    area = replace(said.area, first=max(said.area.first, window.first), end=min(said.area.end, window.end))
    return replace(said, area=area)
