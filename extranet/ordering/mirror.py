"""Proving that the operator's order book says what the partners' orders say, and mending it.

Triggers keep both equal; a restored backup of one side, or a hand in the database, may not. Runs as the
operator, one schema at a time: a command, never a request.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from extranet.audit import services as audit
from extranet.orderbook.models import Entry
from extranet.partners.models import Partner
from extranet.tenancy.context import OPERATOR, PUBLIC, acting

_ORDERS = """
    SELECT id AS order_id, number, client_name, families, monthly_total, status, placed_at, placed_by_name, changed_at
    FROM ordering_order
"""
_ENTRIES = """
    SELECT order_id, number, client_name, families, monthly_total, status, placed_at, placed_by_name, changed_at
    FROM public.orderbook_entry WHERE partner = current_schema()::text COLLATE "default"
"""
_NOT_IN_BOOK = f"SELECT order_id FROM ({_ORDERS} EXCEPT {_ENTRIES}) AS missing ORDER BY order_id"  # noqa: S608 - constants
_ONLY_IN_BOOK = f"SELECT order_id FROM ({_ENTRIES} EXCEPT {_ORDERS}) AS surplus ORDER BY order_id"  # noqa: S608 - constants
_WRITE_AGAIN = f"""
    INSERT INTO public.orderbook_entry (
        partner, order_id, number, client_name, families, monthly_total, status, placed_at, placed_by_name, changed_at
    )
    SELECT current_schema()::text, mine.* FROM ({_ORDERS}) AS mine WHERE mine.order_id = ANY(%s)
"""  # noqa: S608 - constants


@dataclass(frozen=True)
class Discrepancy:
    """What one partner's orders and its entries in the book disagree about: ids, a changed order on both sides."""

    partner: str
    not_in_book: tuple[UUID, ...]
    only_in_book: tuple[UUID, ...]

    @property
    def is_none(self) -> bool:
        """Whether both sides are equal."""
        return not self.not_in_book and not self.only_in_book


def compare(partner: str) -> Discrepancy:
    """Compare both sides for the schema `partner`."""
    with acting(partner, OPERATOR), connection.cursor() as cursor:
        cursor.execute(_NOT_IN_BOOK)
        missing = tuple(row[0] for row in cursor.fetchall())
        cursor.execute(_ONLY_IN_BOOK)
        return Discrepancy(partner, missing, tuple(row[0] for row in cursor.fetchall()))


def repair(partner: str, *, at: datetime) -> Discrepancy:
    """Write the entries of the schema `partner` again where they differ; return what differed.

    The partner's orders stand still meanwhile, so that no entry is written from an order that just changed.
    """
    with acting(partner, OPERATOR), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE ordering_order IN SHARE MODE")
        found = compare(partner)
        if found.is_none:
            return found
        Entry.objects.filter(partner=partner, order_id__in=found.only_in_book).delete()
        cursor.execute(_WRITE_AGAIN, [list(found.not_in_book)])
        changes = {"not_in_book": found.not_in_book, "only_in_book": found.only_in_book}
        target = Partner.objects.get(schema_name=partner)
        audit.record(actor=None, act="orderbook.repaired", target=target, at=at, changes=changes)
        return found


def partners() -> list[str]:
    """Return the schemas of all partners."""
    with acting(PUBLIC, OPERATOR):
        return list(Partner.objects.order_by("schema_name").values_list("schema_name", flat=True))


def orphans() -> list[str]:
    """Return the partners that the book names and that are no partners (any more)."""
    with acting(PUBLIC, OPERATOR):
        named = set(Entry.objects.order_by().values_list("partner", flat=True).distinct())
    return sorted(named - set(partners()))
