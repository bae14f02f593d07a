"""Answers: still right, changed meanwhile, or no longer a question. An answer never edits the registry.

Stand in the partner's schema. Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from emergency.models import Reconfirmation
from emergency.reconfirming.climbing import end_mirror
from emergency.reconfirming.declared import Declared, declared_of
from emergency.reconfirming.selectors import visible_reconfirmations
from emergency.registry.hooks import after_declaring
from emergency.registry.models import Reason, Registration, Side
from emergency.registry.services import check_declarer, side_of
from extranet.accounts.models import User
from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Stale
from extranet.look import formats
from extranet.tenancy.context import current_schema

LONGEST_NOTE: Final = 300
LONGEST_ADDRESS: Final = 600
ANSWER_FIELDS: Final = (
    "answered_at",
    "outcome",
    "answered_by_id",
    "answered_by_name",
    "answered_by_side",
    "answered_address",
    "answer_note",
)
Outcome = Reconfirmation.Outcome


@dataclass(frozen=True)
class Answer:
    """An answer of a person, or of what happened: `person_id` None is the house itself."""

    outcome: Reconfirmation.Outcome
    person_id: UUID | None
    name: str
    side: str
    address: str = ""
    note: str = ""


@transaction.atomic
def answer(
    *, reconfirmation_id: UUID, outcome: str, shown: str = "", note: str = "", person: Person, at: datetime
) -> Reconfirmation:
    """Answer a question: `confirmed`, still exactly right, or `void` with the reason `note`.

    `shown`: the stamp of what the page said is declared; another one now is Stale, so that nobody confirms what they
    did not see. The same answer of the same person again changes nothing. An address is changed by declaring it.
    Raises Reconfirmation.DoesNotExist, NotAllowed, InvalidInput, IllegalMove for a question answered otherwise, Stale.

    Terms: telavox.7, bt.14, sip.4
    """
    check_declarer(person)
    visible = visible_reconfirmations(person).select_for_update(of=("self",))
    question: Reconfirmation = visible.get(pk=reconfirmation_id)
    if not question.is_open:
        return _same(question, outcome, person)
    known = declared_of([question])[question.pk]
    if outcome == Outcome.CONFIRMED:
        _check_confirmed(known, shown)
    elif outcome == Outcome.VOID:
        _check_void(note, person)
    else:
        sentence = _("Répondez « toujours exacte », ou changez l’adresse sur sa page.")
        raise InvalidInput(sentence, code="outcome_unknown")
    given = Answer(
        Outcome(outcome),
        person.user.pk,
        person.user.name,
        side_of(person),
        known.line[:LONGEST_ADDRESS],
        note.strip() if outcome == Outcome.VOID else "",
    )
    _write([question], given, actor=person.user, at=at)
    return question


def may_void(person: Person) -> bool:
    """Whether the person may say that a question is no question: the partner and staff, never who was asked.

    At the house of direct clients only staff may.
    """
    return not person.is_client


def _check_confirmed(known: Declared, shown: str) -> None:
    if not known.is_whole:
        sentence = _("Il n’y a rien à confirmer : une adresse manque. Déclarez-la d’abord.")
        raise InvalidInput(sentence, code="nothing_declared")
    if known.stamp != shown:
        sentence = _("Ce qui est déclaré a changé depuis que cette page est ouverte. Relisez, puis confirmez.")
        raise Stale(sentence, code="declared_has_changed")


def _check_void(note: str, person: Person) -> None:
    if not may_void(person):
        sentence = _("Confirmez l’adresse ou changez-la ; seuls le partenaire et l’opérateur classent une question.")
        raise NotAllowed(sentence, code="may_not_void")
    if not 3 <= len(note.strip()) <= LONGEST_NOTE:
        sentence = _("Dites en quelques mots pourquoi la question est sans objet (%(most)s signes au plus).")
        raise InvalidInput(
            _("La question reste ouverte."), code="reason_missing", fields={"note": sentence % {"most": LONGEST_NOTE}}
        )


def _same(question: Reconfirmation, outcome: str, person: Person) -> Reconfirmation:
    """Return a question that this person answered so already. Raises IllegalMove for any other answer."""
    if question.outcome == outcome and question.answered_by_id == person.user.pk:
        return question
    sentence = _("%(name)s a déjà répondu le %(at)s : %(outcome)s. Relisez la page.")
    facts = {
        "name": question.answered_by_name,
        "at": formats.instant(question.answered_at) if question.answered_at else "",
        "outcome": question.get_outcome_display(),
    }
    raise IllegalMove(sentence % facts, code="already_answered")


def _write(rows: Sequence[Reconfirmation], given: Answer, *, actor: User | None, at: datetime) -> None:
    for row in rows:
        row.answered_at, row.outcome, row.answered_address = at, given.outcome, given.address
        row.answered_by_id, row.answered_by_name = given.person_id, given.name[:150]
        row.answered_by_side, row.answer_note = given.side, given.note
    Reconfirmation.objects.bulk_update(rows, ANSWER_FIELDS)
    end_mirror(rows, at)
    with audit.together():
        for row in rows:
            facts = {
                "outcome": row.outcome,
                "address": row.answered_address,
                "note": row.answer_note,
                "side": row.answered_by_side,
                "block": row.holding_id,
            }
            changes = {name: fact for name, fact in facts.items() if fact}
            audit.record(actor=actor, act="reconfirmation.answered", target=row, at=at, changes=changes)


# ---------- Answered by what happened ----------
@after_declaring
def answer_declared(rows: Sequence[Registration]) -> None:
    """Answer what was asked about blocks whose address is declared anew: changed, by whoever declared, at once.

    In the transaction of the declaration, so that a block is never asked about what was just said. A correction of
    the past, and what a cut carries over, answer nothing.

    Terms: telavox.7, bt.14, sip.4
    """
    newest = {row.holding_id: row for row in rows if row.valid.upper is None and row.partner == current_schema()}
    if not newest:
        return
    asked = open_of(holding_ids=newest)
    for question in asked:
        row = newest[question.holding_id] if question.holding_id else None
        if row is None:
            continue
        given = Answer(
            Outcome.CHANGED,
            row.author_id,
            row.author_name,
            row.author_side,
            row.address.facts.line[:LONGEST_ADDRESS],
            str(Reason(row.reason).label),
        )
        actor = User.objects.filter(pk=row.author_id).first()
        _write([question], given, actor=actor, at=row.recorded.lower)


def open_of(
    *, holding_ids: Iterable[UUID] = (), site_ids: Iterable[UUID] = (), device_ids: Iterable[UUID] = ()
) -> list[Reconfirmation]:
    """Return the open questions about things, locked in the order of their ids; one statement for each kind asked."""
    found: list[Reconfirmation] = []
    for name, ids in (("holding_id", holding_ids), ("site", site_ids), ("device", device_ids)):
        wanted = list(ids)
        if wanted:
            rows = Reconfirmation.objects.select_for_update().filter(**{f"{name}__in": wanted})
            found += rows.filter(answered_at__isnull=True).order_by("id")
    return found


@transaction.atomic
def answer_changed(
    *, site_ids: Iterable[UUID] = (), device_ids: Iterable[UUID] = (), person: Person, at: datetime
) -> int:
    """Answer what was asked about sites and devices of which somebody has just said something new; return how many.

    Called by their own acts, in the same transaction.

    Terms: telavox.7, bt.14, sip.4
    """
    rows = open_of(site_ids=site_ids, device_ids=device_ids)
    if rows:
        given = Answer(Outcome.CHANGED, person.user.pk, person.user.name, side_of(person))
        _write(rows, given, actor=person.user, at=at)
    return len(rows)


def void_all(rows: Sequence[Reconfirmation], note: str, *, at: datetime) -> None:
    """End questions about what is gone, in the house's own name. The caller holds their locks.

    Terms: telavox.7, bt.14, sip.4
    """
    if rows:
        _write(rows, Answer(Outcome.VOID, None, "", Side.OPERATOR, note=note), actor=None, at=at)
