"""Reminders: one mail a day to each reader, about everything that waits for them.

Stand in the partner's schema. What was sent is a row of that day, so that running twice sends once.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from emergency.models import Reconfirmation, Reminder
from emergency.reconfirming.pacing import clockwork
from emergency.reconfirming.people import duty_of
from emergency.reconfirming.rules import is_daytime, is_time_to_write, reminder_is_due
from emergency.reconfirming.watching import held_now
from emergency.registry.models import Side
from emergency.registry.selectors import lacking, with_missing
from emergency.registry.telling import Reader
from extranet.numbering.models import Holding
from extranet.outbox.services import JSON, enqueue, together
from extranet.times import brussels_day, day_start

MAIL_ASKED: Final = "emergency.mail_reconfirmations"
MAIL_UNCOVERED: Final = "emergency.mail_uncovered"
# So many are named in a mail; the page has them all.
LISTED: Final = 20


@transaction.atomic
def remind_asked(*, at: datetime) -> int:
    """Ask for one mail to each reader about the questions that stand at them; return how many mails.

    Each question is told when it comes to a level, then again every few working days, on the morning of one.

    Terms: telavox.7, bt.14, sip.4
    """
    works = clockwork(at)
    if not is_time_to_write(at, works.is_working):
        return 0
    waiting = Reconfirmation.objects.select_for_update(of=("self",)).filter(answered_at__isnull=True)
    rows = [
        row
        for row in waiting.exclude(level=Side.OPERATOR).order_by("due_at", "id")
        if reminder_is_due(
            level_since=row.level_since,
            reminded_at=row.reminded_at,
            at=at,
            days=works.pace.reminder_days,
            is_working=works.is_working,
        )
    ]
    duty = duty_of({row.client_id for row in rows})
    told = _told_today(Reminder.Kind.RECONFIRM, at)
    letters: dict[Reader, list[UUID]] = {}
    for row in rows:
        readers = [one for one in duty.readers_at(row.level, row.client_id) if one.email.lower() not in told]
        for reader in readers:
            letters.setdefault(reader, []).append(row.pk)
        row.reminded_at = at if readers else row.reminded_at
    Reconfirmation.objects.bulk_update(rows, ["reminded_at"])
    return _send(MAIL_ASKED, Reminder.Kind.RECONFIRM, letters, at)


@transaction.atomic
def remind_uncovered(*, at: datetime) -> int:
    """Ask for one mail to each reader about numbers without an address; return how many mails.

    On the day they begin, then on each working day until they are declared.

    Terms: telavox.7, bt.14, sip.4
    Reading: a block that begins later that day is told in a mail of its own; from the next working day on it is one
    of the list.
    """
    works = clockwork(at)
    blocks = list(lacking(with_missing(held_now(at), at)).order_by("numbers"))
    if not blocks:
        return 0
    today = day_start(brussels_day(at))
    readers = _readers_of(blocks)
    sent = 0
    if is_time_to_write(at, works.is_working):
        told = _told_today(Reminder.Kind.UNCOVERED, at)
        letters = {reader: ids for reader, ids in readers.items() if reader.email.lower() not in told}
        sent = _send(MAIL_UNCOVERED, Reminder.Kind.UNCOVERED, letters, at)
        readers = {reader: ids for reader, ids in readers.items() if reader not in letters}
    new = {one.pk for one in blocks if max(one.held.lower, one.allocated_at) >= today}
    return sent + (_send_of_new(readers, new, at) if is_daytime(at) else 0)


def _readers_of(blocks: Sequence[Holding]) -> dict[Reader, list[UUID]]:
    duty = duty_of({one.client_id for one in blocks})
    letters: dict[Reader, list[UUID]] = {}
    for one in blocks:
        for reader in duty.everybody(one.client_id):
            letters.setdefault(reader, []).append(one.pk)
    return letters


def _send_of_new(readers: Mapping[Reader, Sequence[UUID]], new: Iterable[UUID], at: datetime) -> int:
    """Tell readers of blocks that begin today and that no mail of today named."""
    fresh = set(new)
    rows = Reminder.objects.filter(kind=Reminder.Kind.UNCOVERED)
    known = set(rows.filter(holding_id__in=fresh).values_list("email", "holding_id"))
    morning = {row.email: row.asked_at for row in rows.filter(on=brussels_day(at), holding_id__isnull=True)}
    begun = {one.pk: max(one.held.lower, one.allocated_at) for one in Holding.objects.filter(pk__in=fresh)}
    letters: dict[Reader, list[UUID]] = {}
    for reader, ids in readers.items():
        email = reader.email.lower()
        news = [
            pk
            for pk in ids
            if pk in fresh and (email, pk) not in known and (email not in morning or morning[email] < begun[pk])
        ]
        if news:
            letters[reader] = news
    Reminder.objects.bulk_create(
        [
            Reminder(
                kind=Reminder.Kind.UNCOVERED,
                on=brussels_day(at),
                email=reader.email.lower(),
                holding_id=pk,
                things=1,
                asked_at=at,
            )
            for reader, news in letters.items()
            for pk in news
        ]
    )
    _ask(MAIL_UNCOVERED, letters)
    return len(letters)


def _told_today(kind: Reminder.Kind, at: datetime) -> set[str]:
    rows = Reminder.objects.filter(kind=kind, on=brussels_day(at), holding_id__isnull=True)
    return set(rows.values_list("email", flat=True))


def _send(name: str, kind: Reminder.Kind, letters: Mapping[Reader, Sequence[UUID]], at: datetime) -> int:
    """Keep one row for each reader of the day, and ask for their mails; a second row of the day is refused."""
    Reminder.objects.bulk_create(
        [
            Reminder(kind=kind, on=brussels_day(at), email=reader.email.lower(), things=len(ids), asked_at=at)
            for reader, ids in letters.items()
        ]
    )
    _ask(name, letters)
    return len(letters)


def _ask(name: str, letters: Mapping[Reader, Sequence[UUID]]) -> None:
    with together():
        for reader, ids in letters.items():
            listed: list[JSON] = [str(pk) for pk in ids[:LISTED]]
            enqueue(name, reader.email, reader.name, reader.language, reader.side.value, listed, len(ids))
