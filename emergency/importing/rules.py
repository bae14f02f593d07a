"""What the rows of one file may say together, pure: of which blocks, from when until when, and never twice.

Terms: telavox.7, bt.14, sip.4
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emergency.importing.cells import Fault, Row, fault
from emergency.importing.columns import Column
from extranet.numbering.formats import written, written_block
from extranet.numbering.models import Holding

# An address that is to hold at once comes before any that has a day.
_AT_ONCE: Final = ""


class Verdict(TextChoices):
    """What a row does; its letter is kept for every row of a file."""

    NEW = "n", gettext_lazy("nouvelle adresse")
    CHANGED = "c", gettext_lazy("change l’adresse")
    REVIEW = "r", gettext_lazy("à relire par l’opérateur")
    SAME = "s", gettext_lazy("ne change rien")
    EMPTY = "e", gettext_lazy("pas d’adresse : ne change rien")
    FAULT = "f", gettext_lazy("à corriger")


# Of several blocks under one row, the first of these that any has is said of the row.
_STRONGEST: Final = (Verdict.FAULT, Verdict.REVIEW, Verdict.CHANGED, Verdict.NEW, Verdict.SAME, Verdict.EMPTY)


def strongest(verdicts: Iterable[Verdict]) -> Verdict:
    """Return what is said of a row whose blocks have these verdicts."""
    return min(verdicts, key=_STRONGEST.index)


# ---------- Twice in one file ----------
def overlapping(rows: Sequence[Row]) -> list[Fault]:
    """Return a fault for each row whose numbers another row names too, from the same instant on; both are named.

    Terms: telavox.7, bt.14, sip.4
    Reading: a number has one address at an instant. Two rows about one block from different instants are the
    present address and the one to follow.
    """
    faults: dict[int, Fault] = {}
    by_instant: dict[str, list[tuple[int, int, Row]]] = {}
    for row in rows:
        if row.block is not None and row.facts is not None:
            since = row.effective.isoformat() if row.effective else _AT_ONCE
            by_instant.setdefault(since, []).append((row.block.first, row.block.last, row))
    for group in by_instant.values():
        group.sort(key=lambda one: (one[0], one[1], one[2].line))
        reaching: tuple[int, Row] | None = None
        for first, last, row in group:
            if reaching is not None and first <= reaching[0]:
                for one, other in ((reaching[1], row), (row, reaching[1])):
                    faults.setdefault(one.line, _twice(one, other))
            if reaching is None or last > reaching[0]:
                reaching = (last, row)
    return sorted(faults.values(), key=lambda one: one.line)


def _twice(row: Row, other: Row) -> Fault:
    sentence = _("Ligne %(line)s dit aussi une adresse pour ces numéros. Gardez une des deux lignes.")
    value = written_block(row.block.first, row.block.last) if row.block else ""
    return fault(row, Column.FIRST, value, "overlap_in_file", sentence % {"line": other.line})


# ---------- Of which blocks ----------
class Blocks:
    """The blocks that a person sees, found by number."""

    def __init__(self, holdings: Iterable[Holding]) -> None:
        self._blocks = sorted(holdings, key=lambda one: one.first)
        self._bounds = [(one.first, one.last) for one in self._blocks]
        self._ends = [last for _first, last in self._bounds]

    def under(self, row: Row) -> tuple[tuple[Holding, ...], Fault | None]:
        """Return the whole blocks that a row names, or what is wrong with it.

        Terms: telavox.7, bt.14, sip.4
        Reading: whose another number is, or whether anybody has it, is never said.
        """
        if row.block is None:
            return (), None
        first, last = row.block.first, row.block.last
        found: list[Holding] = []
        place, reached = bisect_left(self._ends, first), first
        while place < len(self._blocks) and self._bounds[place][0] <= last:
            begin, end = self._bounds[place]
            if begin > reached:
                return (), _not_yours(row, reached)
            if begin < first or end > last:
                return (), _part(row, self._blocks[place])
            found.append(self._blocks[place])
            place, reached = place + 1, end + 1
        return (tuple(found), None) if reached == last + 1 else ((), _not_yours(row, reached))


def _not_yours(row: Row, number: int) -> Fault:
    sentence = _("%(number)s n’est dans aucun de vos blocs. Vérifiez chaque chiffre, ou écrivez à l’opérateur.")
    return fault(row, Column.FIRST, written(number), "not_your_block", sentence % {"number": written(number)})


def _part(row: Row, holding: Holding) -> Fault:
    numbers = written_block(row.block.first, row.block.last) if row.block else ""
    sentence = _(
        "C’est une partie du bloc %(block)s, et un fichier change des blocs entiers. Partagez d’abord ce bloc sur sa "
        "page, ou donnez une ligne pour tout le bloc."
    )
    return fault(row, Column.FIRST, numbers, "part_of_block", sentence % {"block": holding})


# ---------- From when until when ----------
@dataclass(frozen=True)
class Turn:
    """A row about one block, and until when: another row of the file follows then."""

    row: Row
    until: datetime | None
    is_alone: bool


def in_turn(rows: Sequence[Row]) -> list[Turn]:
    """Return the rows about one block in the order in which they are to hold.

    Terms: telavox.7, bt.14, sip.4
    """
    ordered = sorted(rows, key=lambda one: (one.effective is not None, one.effective, one.line))
    followers = [row.effective for row in ordered[1:]]
    return [Turn(row, until, len(ordered) == 1) for row, until in zip(ordered, [*followers, None], strict=True)]
