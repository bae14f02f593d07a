"""The hand-over: a note from whoever had the watch, and a mail to whoever takes it.

Terms: general.7
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.models import User
from extranet.audit import services as audit
from extranet.errors import InvalidInput, NotAllowed
from extranet.outbox.services import enqueue
from support.desk.models import HandoverNote, Heartbeat
from support.desk.rota.selectors import LAYERS, watch_between
from support.desk.rota.timeline import shifts

MAIL = "desk.mail_handover"
LONGEST_TEXT: Final = 4000
# A note older than this says nothing about tonight.
NOTE_LIFE: Final = timedelta(days=14)
NOTES_SHOWN: Final = 5
SEEN: Final = "handover"
# After a longer stand-still, whoever took the watch then has long known it.
LOOK_BACK: Final = timedelta(days=1)


@transaction.atomic
def write_note(*, note_id: UUID, text: str, actor: User, at: datetime) -> HandoverNote:
    """Add a note for the next person on call. Never changed; the same `note_id` adds it once.

    Raises NotAllowed for who is not staff, InvalidInput.

    Terms: general.7
    """
    if not actor.is_staff:
        raise NotAllowed(_("La garde est assurée par le personnel de l’opérateur."), code="watch_is_for_staff")
    text = text.strip()
    if not text or len(text) > LONGEST_TEXT:
        sentence = _("Écrivez une note de %(most)s caractères au plus.") % {"most": LONGEST_TEXT}
        raise InvalidInput(sentence, code="note_refused", fields={"text": sentence})
    fresh = HandoverNote(pk=note_id, author_id=actor.pk, author_name=actor.name, written_at=at, text=text)
    HandoverNote.objects.bulk_create([fresh], ignore_conflicts=True)
    note = HandoverNote.objects.get(pk=note_id)
    if note.author_id == actor.pk and note.written_at == at:
        audit.record(actor=actor, act="handover.written", target=note, at=at)
    return note


def notes_at(at: datetime) -> list[HandoverNote]:
    """Return the notes that still say something, the newest first."""
    recent = HandoverNote.objects.filter(written_at__gt=at - NOTE_LIFE, written_at__lte=at)
    return list(recent.order_by("-written_at")[:NOTES_SHOWN])


@transaction.atomic
def tell_handovers(*, at: datetime) -> int:
    """Ask for a mail to everybody who has taken the watch since this was last asked; return how many.

    Each hand-over is told once, however many workers ask and however often one was killed: how far was looked is
    kept in the transaction that asks for the mails.
    """
    Heartbeat.objects.bulk_create([Heartbeat(name=SEEN, at=at)], ignore_conflicts=True)
    seen = Heartbeat.objects.select_for_update(skip_locked=True).filter(name=SEEN).first()
    if seen is None or seen.at >= at:
        return 0
    since = max(seen.at, at - LOOK_BACK)
    told = 0
    for layer in LAYERS:
        # The last instant counts: a shift that begins now has begun.
        until = at + timedelta(microseconds=1)
        for shift in shifts(watch_between(since, until, layer), since, until):
            if shift.starts_at > since:
                enqueue(MAIL, str(shift.member), layer, shift.starts_at.isoformat())
                told += 1
    Heartbeat.objects.filter(name=SEEN).update(at=at)
    return told
