"""Numbers with their addresses as a file that can be sent back as it is: it then changes nothing.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from emergency.importing.columns import PLACE, Column
from emergency.registry.facts import AddressFacts
from emergency.registry.models import Registration
from emergency.registry.selectors import live
from extranet.clients.export import Cell
from extranet.numbering.formats import written
from extranet.numbering.models import Holding
from extranet.times import BRUSSELS


def export_head() -> list[str]:
    """Return the names of the columns: those of an import in their order, then what only tells."""
    told = [
        _("Nombre de numéros"),
        _("Sans adresse"),
        _("Client"),
        _("Service"),
        _("Déclarée par"),
        _("Déclarée le"),
        _("Valable depuis"),
    ]
    return [*(str(column.label) for column in Column), *told]


def export_rows(blocks: Sequence[Holding], at: datetime | None = None) -> Iterator[list[Cell]]:
    """Yield the lines of blocks: one for each address from an instant on.

    Without `at` the present address and what is to follow, with its instant; else what held then, as we know it now.
    A block without an address has a line with empty cells, which an import leaves as it is.

    Terms: telavox.7, bt.14, sip.4
    """
    present = _by_block(live(at).filter(holding__in=[one.pk for one in blocks]).select_related("address"))
    coming = {} if at else _coming(blocks)
    for block in blocks:
        rows = present.get(block.pk, ())
        missing = block.count - sum(row.count for row in rows)
        for first, last, said in _spans(block, rows) or [(block.first, block.last, None)]:
            yield _line(block, (first, last, missing), said, "")
        for row in coming.get(block.pk, ()):
            effective = row.valid.lower.astimezone(BRUSSELS).isoformat()
            yield _line(block, (row.first, row.last, missing), row, effective)


def _coming(blocks: Sequence[Holding]) -> dict[UUID, list[Registration]]:
    rows = Registration.objects.filter(
        holding__in=[one.pk for one in blocks], recorded__upper_inf=True, valid__startswith__gt=Now()
    )
    return _by_block(rows.select_related("address").order_by("valid", "numbers"))


def _by_block(rows: Iterable[Registration]) -> dict[UUID, list[Registration]]:
    found: dict[UUID, list[Registration]] = {}
    for row in rows:
        found.setdefault(row.holding_id, []).append(row)
    return found


def _spans(block: Holding, rows: Sequence[Registration]) -> list[tuple[int, int, Registration | None]]:
    """Return the numbers of a block by their address: the whole block in one where it has one address."""
    is_whole = sum(row.count for row in rows) == block.count
    if rows and is_whole and len({row.address.facts for row in rows}) == 1:
        return [(block.first, block.last, rows[0])]
    return [(row.first, row.last, row) for row in sorted(rows, key=lambda one: one.first)]


def _line(block: Holding, numbers: tuple[int, int, int], said: Registration | None, effective: str) -> list[Cell]:
    """Return one line. `numbers`: first, last, and how many of the block have no address."""
    first, last, missing = numbers
    facts = said.address.facts if said else None
    line: list[Cell] = [written(first), written(last), *_place(facts), effective]
    line += [last - first + 1, missing, block.client_name, block.get_family_display()]
    return line if said is None else [*line, said.author_name, said.declared_at, said.valid.lower]


def _place(facts: AddressFacts | None) -> list[str]:
    return [getattr(facts, column.value) if facts else "" for column in PLACE]
