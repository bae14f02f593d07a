"""A file of addresses: shown, read another way, written whole or refused whole, dropped, emptied.

Stand in the partner's schema.

Terms: telavox.7, bt.14, sip.4
Reading: a file is one declaration: where one row cannot be declared, none is. Rows change whole blocks: a file never
cuts one, because a cut changes what other pages, sites and caller IDs point to, and asks its own questions.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from emergency.importing.assessing import Assessment, Piece, assess, blocks_named, counts_of
from emergency.importing.cells import Fault, Row
from emergency.importing.collecting import uncollected
from emergency.importing.decoding import Encoding, Separator, check_file, decoded, guess_encoding, guess_separator
from emergency.importing.selectors import rows_of, table_of, visible_imports
from emergency.importing.telling import tell_readers
from emergency.models import AddressImport
from emergency.registry.declaring import Declaring, declare_all
from emergency.registry.models import Registration
from emergency.registry.services import check_declarer
from emergency.registry.transmitting.queueing import together as messages_together
from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.errors import IllegalMove, InvalidInput, Stale
from extranet.filetypes import clean_name
from extranet.numbering.models import Holding, Sheet
from extranet.numbering.services import Locked, clock, lock_blocks
from extranet.outbox import services as outbox
from extranet.partners.models import LANGUAGES

State = AddressImport.State
# A file of more rows is written by the worker: its page may be left meanwhile.
ROWS_AT_ONCE: Final = 1_000
# Of the faults so many are kept for the page; the file to download has them all.
FAULTS_KEPT: Final = 500
KEPT_FOR: Final = timedelta(days=30)
WRITE: Final = "emergency.write_import"
# What a look at the file changes; never its content.
NOTED: Final = (
    "encoding", "separator", "rows", "changed", "verdicts", "faults", "revisions", "counts", "refusal", "state",
    "decided_at",
)  # fmt: skip


@dataclass(frozen=True)
class SentFile:
    """A file as it was sent."""

    name: str
    content: bytes


class BlocksChanged(Stale):
    """Somebody changed blocks of the file since it was shown; `blocks` names them."""

    def __init__(self, blocks: Sequence[Holding]) -> None:
        names = ", ".join(str(block) for block in blocks[:10])
        more = _(" et d’autres") if len(blocks) > 10 else ""
        sentence = _("Rien n’est écrit : %(blocks)s a changé depuis que le fichier vous a été montré. Relisez-le.")
        super().__init__(sentence % {"blocks": f"{names}{more}"}, code="blocks_changed")
        self.blocks = tuple(blocks)


class _Refused(Exception):
    """A file cannot be written: what was written of it is undone."""

    def __init__(self, assessment: Assessment) -> None:
        super().__init__("refused")
        self.assessment = assessment


# ---------- Shown ----------
@uncollected()
@transaction.atomic
def preview(
    *,
    file: SentFile,
    person: Person,
    at: datetime,
    encoding: Encoding | None = None,
    separator: Separator | None = None,
) -> AddressImport:
    """Keep a file and what it would do: encoding and separator are guessed unless they are given.

    A file with faults is kept refused, with its report. Raises NotAllowed, InvalidInput for what is no table.

    Terms: telavox.7, bt.14, sip.4
    """
    check_declarer(person)
    check_file(file.content)
    spoken = person.user.language
    kept = AddressImport(
        file_name=clean_name(file.name, "csv"),
        sha256=sha256(file.content).hexdigest(),
        size=len(file.content),
        content=file.content,
        encoding=encoding or guess_encoding(file.content),
        language=spoken if spoken in dict(LANGUAGES[:3]) else "fr",
        created_at=at,
        created_by_id=person.user.pk,
        created_by_name=person.user.name,
        client_id=person.client_id if person.is_client else None,
    )
    kept.separator = separator or _guessed_separator(kept)
    _look(kept, person, at)
    kept.save(force_insert=True)
    changes = {"file": kept.file_name, "sha256": kept.sha256, "rows": kept.rows, "state": kept.state}
    audit.record(actor=person.user, act="import.shown", target=kept, at=at, changes=changes)
    return kept


@uncollected()
@transaction.atomic
def look_again(
    *, import_id: UUID, encoding: Encoding, separator: Separator, person: Person, at: datetime
) -> AddressImport:
    """Read a file anew, another way or as things stand now; nothing is written.

    Raises AddressImport.DoesNotExist, NotAllowed, IllegalMove once it is decided.

    Terms: telavox.7, bt.14, sip.4
    """
    check_declarer(person)
    kept = visible_imports(person).select_for_update().get(pk=import_id)
    _check_there(kept)
    if kept.state != State.SHOWN:
        kept.move_to(State.SHOWN, at=None)
    kept.encoding, kept.separator = encoding, separator
    _look(kept, person, at)
    kept.save(update_fields=NOTED)
    return kept


def _guessed_separator(kept: AddressImport) -> Separator:
    try:
        return guess_separator(decoded(bytes(kept.content or b""), Encoding(kept.encoding)))
    except InvalidInput:
        return Separator.SEMICOLON


def _look(kept: AddressImport, person: Person, at: datetime) -> None:
    """Read the file and note what it would do now; refuse it when it cannot be read or has a fault."""
    kept.rows, kept.changed, kept.verdicts, kept.faults, kept.revisions, kept.counts = 0, 0, "", [], {}, {}
    kept.refusal = ""
    try:
        table = table_of(kept)
    except InvalidInput as refusal:
        kept.refusal = refusal.message
        kept.faults = [asdict(Fault(0, "", "", refusal.code, refusal.message))]
        kept.counts = {"faults": 1}
        kept.move_to(State.REFUSED, at=at)
        return
    rows = rows_of(kept, table)
    holdings = list(blocks_named(rows, person, at))
    _note(kept, assess(rows, holdings, now=clock()))
    sheets = Sheet.objects.filter(pk__in=[one.pk for one in holdings]).values_list("pk", "revision")
    kept.revisions = {str(pk): revision for pk, revision in sheets}
    if kept.faults:
        kept.move_to(State.REFUSED, at=at)


def _note(kept: AddressImport, assessment: Assessment) -> None:
    """Note what a file does, row by row."""
    kept.rows = len(assessment.rows)
    kept.verdicts = assessment.verdicts
    kept.counts = {**counts_of(kept.verdicts), "faults": len(assessment.faults)}
    kept.faults = [asdict(one) for one in assessment.faults[:FAULTS_KEPT]]
    kept.changed = len({piece.holding.pk for piece in assessment.changes})


def _check_there(kept: AddressImport) -> None:
    if kept.content is None:
        sentence = _("Ce fichier n’est plus gardé. Envoyez-le de nouveau.")
        raise IllegalMove(sentence, code="import_emptied")


# ---------- Written ----------
def ask_to_write(*, import_id: UUID, person: Person, at: datetime) -> AddressImport:
    """Write a file now, or have the worker do so when it is long; asked twice, it is written once.

    Raises as `write_import`.

    Terms: telavox.7, bt.14, sip.4
    """
    check_declarer(person)
    if visible_imports(person).only("rows").get(pk=import_id).rows <= ROWS_AT_ONCE:
        return write_import(import_id=import_id, person=person, at=at)
    with transaction.atomic():
        kept = visible_imports(person).select_for_update().get(pk=import_id)
        if kept.state in (State.QUEUED, State.WRITTEN):
            return kept
        _check_there(kept)
        kept.move_to(State.QUEUED, at=at)
        kept.save(update_fields=["state", "decided_at"])
        outbox.enqueue(WRITE, str(kept.pk), str(person.user.pk))
    return kept


def write_import(*, import_id: UUID, person: Person, at: datetime) -> AddressImport:
    """Declare every row of a file in one transaction, or none: a fault refuses it and is kept with it.

    Rows that say what holds already change nothing, and a file that is written is written once, so that a double
    click and a second tab are harmless. Each reader gets one mail once committed. Raises AddressImport.DoesNotExist,
    NotAllowed, IllegalMove, BlocksChanged when somebody changed a block since the file was shown.

    Terms: telavox.7, bt.14, sip.4
    """
    check_declarer(person)
    try:
        with uncollected(), transaction.atomic(), messages_together(), audit.together(), outbox.together():
            return _written(import_id, person, at)
    except _Refused as refused:
        return _refused(import_id, refused.assessment, person, at)


def _written(import_id: UUID, person: Person, at: datetime) -> AddressImport:
    kept = visible_imports(person).select_for_update().get(pk=import_id)
    if kept.state == State.WRITTEN:
        return kept
    _check_there(kept)
    kept.move_to(State.WRITTEN, at=at)
    rows = rows_of(kept, table_of(kept))
    locked, assessment = _locked(rows, person, at)
    if assessment.faults:
        raise _Refused(assessment)
    _check_revisions(kept, locked, assessment.changes)
    _note(kept, assessment)
    declared = _declared(locked, assessment, person, at)
    kept.save(update_fields=NOTED)
    counted = {name: kept.counts[name] for name in ("new", "changed", "review", "same", "empty")}
    changes = {"file": kept.file_name, "sha256": kept.sha256, "rows": kept.rows, "blocks": kept.changed, **counted}
    audit.record(actor=person.user, act="import.written", target=kept, at=at, changes=changes)
    tell_readers(kept, declared)
    return kept


def _locked(rows: Sequence[Row], person: Person, at: datetime) -> tuple[dict[UUID, Locked], Assessment]:
    """Lock the blocks of rows in the order of their ids, then see what the rows do now.

    Raises BlocksChanged for those that somebody cut or took back while we waited for their lock.
    """
    named = blocks_named(rows, person, at).order_by().values_list("pk", flat=True)
    locked = {one.holding.pk: one for one in lock_blocks(named)}
    held = [one.holding for one in locked.values()]
    gone = [one for one in held if one.released_at is not None]
    if gone:
        raise BlocksChanged(sorted(gone, key=lambda one: one.first))
    now = next((one.instant for one in locked.values()), None) or clock()
    return locked, assess(rows, held, now=now)


def _check_revisions(kept: AddressImport, locked: dict[UUID, Locked], changes: Sequence[Piece]) -> None:
    """Raise BlocksChanged when a block that the file would change is not as it was shown."""
    wanted = {piece.holding.pk: piece.holding for piece in changes}
    changed = [holding for pk, holding in wanted.items() if kept.revisions.get(str(pk)) != locked[pk].sheet.revision]
    if changed:
        raise BlocksChanged(sorted(changed, key=lambda one: one.first))


def _declared(locked: dict[UUID, Locked], assessment: Assessment, person: Person, at: datetime) -> list[Registration]:
    """Declare what is new, and return what holds from now on or from a coming instant."""
    wanted = [
        Declaring(locked[piece.holding.pk], piece.judgement, piece.turn.row.effective, piece.turn.until)
        for piece in assessment.changes
    ]
    said = declare_all(declaring=wanted, person=person, at=at, standing=assessment.standing)
    return [one.row for one in said if one.is_new and isinstance(one.row, Registration)]


@transaction.atomic
def _refused(import_id: UUID, assessment: Assessment, person: Person, at: datetime) -> AddressImport:
    """Keep the report of a file that could not be written."""
    kept = visible_imports(person).select_for_update().get(pk=import_id)
    kept.move_to(State.REFUSED, at=at)
    _note(kept, assessment)
    kept.changed = 0
    kept.save(update_fields=NOTED)
    changes = {"file": kept.file_name, "sha256": kept.sha256, "faults": kept.counts["faults"]}
    audit.record(actor=person.user, act="import.refused", target=kept, at=at, changes=changes)
    return kept


@transaction.atomic
def refuse_import(*, import_id: UUID, reason: str, at: datetime) -> None:
    """Note that the worker could not write a file, and why: blocks changed meanwhile, or the right was taken away."""
    kept = AddressImport.objects.select_for_update().get(pk=import_id)
    kept.move_to(State.REFUSED, at=at)
    kept.refusal = reason[:300]
    kept.save(update_fields=["state", "decided_at", "refusal"])
    changes = {"file": kept.file_name, "sha256": kept.sha256, "reason": kept.refusal}
    audit.record(actor=None, act="import.refused", target=kept, at=at, changes=changes)


# ---------- Dropped, emptied ----------
@transaction.atomic
def drop_import(*, import_id: UUID, person: Person, at: datetime) -> AddressImport:
    """Give a file up; dropping it twice is harmless. Raises AddressImport.DoesNotExist, NotAllowed, IllegalMove."""
    check_declarer(person)
    kept = visible_imports(person).select_for_update().get(pk=import_id)
    if kept.state == State.DROPPED:
        return kept
    kept.move_to(State.DROPPED, at=at)
    kept.content = None
    kept.save(update_fields=["state", "decided_at", "content"])
    audit.record(actor=person.user, act="import.dropped", target=kept, at=at, changes={"file": kept.file_name})
    return kept


@transaction.atomic
def empty_imports(*, at: datetime) -> int:
    """Forget the content of files sent more than thirty days ago; what nobody decided is dropped. Safe to run again.

    What was declared stays in the registry; of the file its name, size and fingerprint stay.
    """
    old = AddressImport.objects.filter(created_at__lt=at - KEPT_FOR, content__isnull=False)
    pending = old.filter(state__in=[State.SHOWN, State.REFUSED]).select_for_update()
    for kept in pending.defer("content", "faults", "revisions"):
        kept.move_to(State.DROPPED, at=at)
        kept.save(update_fields=["state", "decided_at"])
    return old.exclude(state=State.QUEUED).update(content=None)
