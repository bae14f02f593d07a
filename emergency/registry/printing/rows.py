"""What the list says, number by number: streamed from one statement, so that all of it is of one instant.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from django.db import connection, transaction

from emergency.registry.facts import AddressFacts

CHUNK: Final = 2000
_PLACE: Final = tuple(field.name for field in fields(AddressFacts))
_LIST: Final = f"""
    SELECT lower(block.numbers), upper(block.numbers) - 1, coalesce(house.display_name, block.partner),
        block.client_name, block.family, lower(said.numbers), upper(said.numbers) - 1,
        said.author_name, said.declared_at, {", ".join(f"place.{name}" for name in _PLACE)}
    FROM public.numbering_holding AS block
    LEFT JOIN public.partners_partner AS house ON house.schema_name = block.partner
    LEFT JOIN public.registry_registration AS said
        ON said.holding_id = block.id AND upper_inf(said.recorded) AND said.valid @> %(at)s::timestamptz
    LEFT JOIN public.registry_address AS place ON place.id = said.address_id
    WHERE block.held @> %(at)s::timestamptz
    ORDER BY lower(block.numbers), lower(said.numbers)
"""  # noqa: S608 - names of our own columns


@dataclass(frozen=True)
class Line:
    """Numbers from first to last of one block with their address; no `facts`: none is declared."""

    first: int
    last: int
    partner: str
    client: str
    family: str
    facts: AddressFacts | None = None
    author: str = ""
    declared_at: datetime | None = None

    @property
    def count(self) -> int:
        """How many numbers it is about."""
        return self.last - self.first + 1


def lines_at(at: datetime) -> Iterator[Line]:
    """Yield every number held at `at`, by number. Stands in `public` as the operator."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_LIST, {"at": at})
        rows = iter(lambda: cursor.fetchmany(CHUNK), [])
        yield from _lines(row for chunk in rows for row in chunk)


def _lines(rows: Iterable[tuple[Any, ...]]) -> Iterator[Line]:
    """Yield the lines of each block, and one for each run of its numbers that no row is about."""
    for block, parts in groupby(rows, key=lambda row: row[:5]):
        first, last, *whose = block
        free = first
        for row in parts:
            if row[5] is None:
                break
            if free < row[5]:
                yield Line(free, row[5] - 1, *whose)
            facts = AddressFacts(**dict(zip(_PLACE, row[9:], strict=True)))
            yield replace(Line(row[5], row[6], *whose), facts=facts, author=row[7], declared_at=row[8])
            free = row[6] + 1
        if free <= last:
            yield Line(free, last, *whose)
