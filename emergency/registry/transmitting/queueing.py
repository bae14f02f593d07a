"""Queueing messages: whatever closes or writes knowledge notes it here, in the transaction that does so.

Within `together` all notes become messages at its end, so that a block that is cut and carried over says nothing.
Without it each write says at once what it changed: a caller who forgets it sends too much, never too little.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange

from emergency.registry.models import Registration, Transmission
from emergency.registry.transmitting.changes import Said, Told, changes
from emergency.registry.transmitting.content import content_of
from extranet.tenancy.context import current_schema
from extranet.tenancy.inserting import insert_together


@dataclass(frozen=True)
class Owner:
    """Whose a block is: the partner's schema, and its client."""

    partner: str
    client_id: UUID


class _Notes:
    """What an act closed, and on which blocks it wrote, since when."""

    def __init__(self) -> None:
        self.schema = current_schema()
        self.closed: dict[UUID, Registration] = {}
        self.begun: dict[UUID, datetime] = {}

    def add(self, holding_id: UUID, instant: datetime) -> None:
        """Note that the act writes on a block."""
        self.begun[holding_id] = min(instant, self.begun.get(holding_id, instant))

    def is_older(self, row: Registration) -> bool:
        """Whether a row was known before the act."""
        is_older: bool = row.recorded.lower < self.begun[row.holding_id]
        return is_older


_notes: ContextVar[_Notes | None] = ContextVar("transmissions", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Queue the messages about everything written in the block at its end, in the transaction under way.

    A block that raises queues nothing: its whole transaction is undone.
    """
    known = _notes.get()
    if known is not None and known.schema == current_schema():
        yield
        return
    with transaction.atomic(savepoint=False):
        notes = _Notes()
        token = _notes.set(notes)
        try:
            yield
        finally:
            _notes.reset(token)
        _queue(notes)


def note_closed(rows: Iterable[Registration], *, instant: datetime) -> None:
    """Note that newer knowledge replaces rows at `instant`. Stand in `together`."""
    notes = _here()
    for row in rows:
        notes.closed.setdefault(row.pk, row)
        notes.add(row.holding_id, instant)


def note_written(holding_ids: Iterable[UUID], *, instant: datetime) -> None:
    """Note that rows known from `instant` on are written on blocks. Stand in `together`."""
    for holding_id in holding_ids:
        _here().add(holding_id, instant)


def queue(
    told: Sequence[Told], rows: Mapping[UUID, Registration], owners: Mapping[UUID, Owner], *, at: datetime
) -> list[Transmission]:
    """Write messages in their order. `rows`: those they are about. `owners`: whose the blocks are."""
    return insert_together([_made(one, rows, owners, at) for one in told])


def said_by(row: Registration) -> Said:
    """Return what a row says."""
    return Said(row.area, row.address.facts, row.pk, row.holding_id)


def _here() -> _Notes:
    notes = _notes.get()
    if notes is None:
        raise RuntimeError("knowledge changes within together() only")
    return notes


def _queue(notes: _Notes) -> None:
    if not notes.begun:
        return
    since = min(notes.begun.values())
    now_known = Registration.objects.filter(
        holding__in=list(notes.begun), recorded__upper_inf=True, valid__overlap=DateTimeTZRange(since, None)
    )
    known = list(now_known.select_related("address"))
    before = {row.pk: row for row in known if notes.is_older(row)}
    before |= {pk: row for pk, row in notes.closed.items() if notes.is_older(row)}
    told = changes([said_by(row) for row in before.values()], [said_by(row) for row in known], since)
    rows = {row.pk: row for row in known}
    owners = {row.holding_id: Owner(row.partner, row.client_id) for row in (*known, *before.values())}
    queue(told, rows, owners, at=max(notes.begun.values()))


def _made(told: Told, rows: Mapping[UUID, Registration], owners: Mapping[UUID, Owner], at: datetime) -> Transmission:
    row = rows[told.row_id] if told.row_id else None
    owner = owners[told.holding_id]
    return Transmission(
        holding_id=told.holding_id,
        registration=row,
        partner=owner.partner,
        client_id=owner.client_id,
        numbers=NumericRange(told.first, told.end),
        kind=Transmission.Kind.SET if row else Transmission.Kind.WITHDRAW,
        holds_from=told.holds_from,
        content=content_of(told, row),
        queued_at=at,
    )
