"""What a file would do, row by row, read in a few questions however many rows it has; nothing is written.

The rules are those of the page: `judged_all`, `check_effective`, `holding_row`.

Terms: telavox.7, bt.14, sip.4
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.utils.translation import gettext as _

from emergency.importing.cells import Fault, Row, fault
from emergency.importing.columns import Column
from emergency.importing.rules import Blocks, Turn, Verdict, in_turn, overlapping, strongest
from emergency.registry.declaring import KnownNow, holding_row, known_and_waiting
from emergency.registry.judging import Judgement
from emergency.registry.models import Registration, Review
from emergency.registry.places import judged_all
from emergency.registry.rules import check_effective
from emergency.registry.timeline import Area, overlaps
from extranet.accounts.people import Person
from extranet.numbering.models import Holding
from extranet.numbering.selectors import visible_holdings


@dataclass(frozen=True)
class Piece:
    """What a row says of one block, and what that does."""

    turn: Turn
    holding: Holding
    judgement: Judgement
    verdict: Verdict

    @property
    def is_change(self) -> bool:
        """Whether something would be written."""
        return self.verdict in (Verdict.NEW, Verdict.CHANGED, Verdict.REVIEW)


@dataclass(frozen=True)
class Assessment:
    """What a file would do, and what is known of the blocks that it names."""

    rows: tuple[Row, ...]
    pieces: tuple[Piece, ...]
    faults: tuple[Fault, ...]
    standing: KnownNow

    @property
    def verdicts(self) -> str:
        """The letter of each row."""
        wrong = {one.line for one in self.faults}
        found: dict[int, list[Verdict]] = {}
        for piece in self.pieces:
            found.setdefault(piece.turn.row.line, []).append(piece.verdict)
        letters = [
            Verdict.FAULT if row.line in wrong else strongest(found.get(row.line, [Verdict.EMPTY])) for row in self.rows
        ]
        return "".join(letter.value for letter in letters)

    @property
    def changes(self) -> list[Piece]:
        """What would be written."""
        return [piece for piece in self.pieces if piece.is_change]


def counts_of(verdicts: str) -> dict[str, int]:
    """Return how many rows have each verdict."""
    counted = Counter(verdicts)
    return {verdict.name.lower(): counted[verdict.value] for verdict in Verdict}


def blocks_named(rows: Iterable[Row], person: Person, at: datetime) -> QuerySet[Holding]:
    """Return the blocks that the person sees and that hold a number of these rows."""
    ranges = ",".join(f"[{row.block.first},{row.block.last}]" for row in rows if row.block is not None)
    named = Func(
        F("numbers"),
        Value(f"{{{ranges}}}"),
        template="(%(expressions)s::int8multirange)",
        arg_joiner=" && ",
        output_field=BooleanField(),
    )
    return visible_holdings(person, at).alias(is_named=named).filter(is_named=True)


def assess(rows: Sequence[Row], holdings: Iterable[Holding], *, now: datetime) -> Assessment:
    """Return what rows would do to the blocks that they may name, as things stand at `now`.

    Terms: telavox.7, bt.14, sip.4
    """
    blocks = Blocks(holdings)
    faults = [one for row in rows for one in row.faults]
    faults += overlapping(rows)
    wrong = {one.line for one in faults}
    by_block: dict[UUID, tuple[Holding, list[Row]]] = {}
    for row in rows:
        under, against = blocks.under(row)
        if against is not None and row.line not in wrong:
            faults.append(against)
        for holding in under if row.facts is not None else ():
            by_block.setdefault(holding.pk, (holding, []))[1].append(row)
    standing = known_and_waiting(holding for holding, _rows in by_block.values())
    pieces, more = _pieces(by_block.values(), standing, now)
    return Assessment(tuple(rows), tuple(pieces), tuple(_once([*faults, *more])), standing)


def _once(faults: Iterable[Fault]) -> list[Fault]:
    """Return faults by line, each once: a row of several blocks is judged for each."""
    return sorted(dict.fromkeys(faults), key=lambda one: one.line)


def _pieces(
    named: Iterable[tuple[Holding, list[Row]]], standing: KnownNow, now: datetime
) -> tuple[list[Piece], list[Fault]]:
    asked = [(turn, holding) for holding, rows in named for turn in in_turn(rows)]
    judgements = judged_all([(turn.row.facts, holding) for turn, holding in asked if turn.row.facts is not None])
    known, waiting = standing.known, standing.waiting
    pieces: list[Piece] = []
    faults: list[Fault] = []
    for (turn, holding), judgement in zip(asked, judgements, strict=True):
        against = _against(turn, judgement)
        verdict = Verdict.FAULT
        if not against:
            verdict = _verdict(turn, holding, judgement, known.get(holding.pk, ()), waiting.get(holding.pk), now)
            against = _too_late(turn, holding, verdict, now)
        faults += against
        pieces.append(Piece(turn, holding, judgement, Verdict.FAULT if against else verdict))
    return pieces, faults


def _against(turn: Turn, judgement: Judgement) -> list[Fault]:
    """Return what the rules say against the address of a row, each beside its cell."""
    typed: Mapping[str, str] = vars(turn.row.facts)
    return [
        fault(turn.row, one.field, typed.get(one.field, ""), one.code, str(one.sentence))
        for one in judgement.objections
    ]


def _verdict(
    turn: Turn,
    holding: Holding,
    judgement: Judgement,
    known: Sequence[Registration],
    waiting: Review | None,
    now: datetime,
) -> Verdict:
    effective, until, facts = turn.row.effective, turn.until, judgement.facts
    if until is not None and until <= now:
        return Verdict.SAME  # a later row of the file holds already
    since = effective or now
    if holding_row(holding, facts, known, since=since, until=until) is not None:
        return Verdict.SAME
    if waiting is not None and waiting.address.facts == facts and waiting.effective == effective:
        return Verdict.SAME
    if judgement.doubts:
        return Verdict.REVIEW
    area = Area(holding.first, holding.last + 1, since, until)
    return Verdict.CHANGED if any(overlaps(row.area, area) for row in known) else Verdict.NEW


def _too_late(turn: Turn, holding: Holding, verdict: Verdict, now: datetime) -> list[Fault]:
    """Return what is said against the instant of a row that changes something, and against two that must wait."""
    row = turn.row
    if verdict is Verdict.SAME:
        return []
    if verdict is Verdict.REVIEW and not turn.is_alone:
        sentence = _("Cette adresse est à relire par l’opérateur : gardez une seule ligne pour ce bloc.")
        return [fault(row, Column.EFFECTIVE, "", "review_alone", sentence)]
    if row.effective is None:
        return []
    objections = check_effective(row.effective, now=now, held_since=holding.held.lower)
    return [fault(row, Column.EFFECTIVE, row.effective.isoformat(), one.code, str(one.sentence)) for one in objections]
