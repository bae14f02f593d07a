"""Proving that the operator's copies say what the partners' own rows say, and mending them.

Triggers keep both equal; a restored backup of one side, or a hand in the database, may not. Runs as the
operator, one schema at a time: a command, never a request. Departments register the mirrors they keep.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from extranet.audit import services as audit
from extranet.partners.models import Partner
from extranet.tenancy.context import OPERATOR, PUBLIC, acting

HERE: Final = 'current_schema()::text COLLATE "default"'


@dataclass(frozen=True)
class Mirror:
    """Rows of a table in each partner's schema, copied to a table of `public` with a column `partner`.

    `things`: what the rows are, in a word; `key`: the copy's column with the id of the row; `columns`: column of the
    copy → expression over the partner's table; `act`: what a repair is called in the journal.
    """

    things: str
    table: str
    copy: str
    key: str
    columns: Mapping[str, str]
    act: str

    @cached_property
    def names(self) -> str:
        """The columns of the copy, as SQL."""
        return ", ".join(self.columns)

    @cached_property
    def mine(self) -> str:
        """The partner's rows as the copy should hold them."""
        wanted = ", ".join(f"{expression} AS {column}" for column, expression in self.columns.items())
        return f"SELECT {wanted} FROM {self.table}"  # noqa: S608 - constants of the source

    @cached_property
    def copied(self) -> str:
        """The rows that the copy holds of the partner in whose schema one stands."""
        return f"SELECT {self.names} FROM public.{self.copy} WHERE partner = {HERE}"  # noqa: S608 - constants


@dataclass(frozen=True)
class Discrepancy:
    """What one partner's rows and their copies disagree about: ids, a changed row on both sides."""

    mirror: Mirror
    partner: str
    not_copied: tuple[UUID, ...]
    only_copied: tuple[UUID, ...]

    @property
    def is_none(self) -> bool:
        """Whether both sides are equal."""
        return not self.not_copied and not self.only_copied


_mirrors: dict[str, Mirror] = {}


def register(mirror: Mirror) -> Mirror:
    """Have a mirror compared with all others; return it."""
    _mirrors[mirror.copy] = mirror
    return mirror


def mirrors() -> list[Mirror]:
    """Return the mirrors that departments registered, by name."""
    return sorted(_mirrors.values(), key=lambda mirror: mirror.copy)


def compare(mirror: Mirror, partner: str) -> Discrepancy:
    """Compare both sides for the schema `partner`."""
    with acting(partner, OPERATOR):
        return Discrepancy(
            mirror,
            partner,
            not_copied=_ids(f"SELECT {mirror.key} FROM ({mirror.mine} EXCEPT {mirror.copied}) AS missing ORDER BY 1"),  # noqa: S608
            only_copied=_ids(f"SELECT {mirror.key} FROM ({mirror.copied} EXCEPT {mirror.mine}) AS surplus ORDER BY 1"),  # noqa: S608
        )


def repair(mirror: Mirror, partner: str, *, at: datetime) -> Discrepancy:
    """Write the copies of the schema `partner` again where they differ; return what differed.

    The partner's rows stand still meanwhile, so that no copy is written from a row that just changed.
    """
    with acting(partner, OPERATOR), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {mirror.table} IN SHARE MODE")
        found = compare(mirror, partner)
        if found.is_none:
            return found
        cursor.execute(
            f"DELETE FROM public.{mirror.copy} WHERE partner = {HERE} AND {mirror.key} = ANY(%s)",  # noqa: S608
            [list(found.only_copied)],
        )
        cursor.execute(
            f"INSERT INTO public.{mirror.copy} (partner, {mirror.names}) SELECT current_schema()::text, mine.*"  # noqa: S608
            f" FROM ({mirror.mine}) AS mine WHERE mine.{mirror.key} = ANY(%s)",
            [list(found.not_copied)],
        )
        changes = {"not_copied": found.not_copied, "only_copied": found.only_copied}
        target = Partner.objects.get(schema_name=partner)
        audit.record(actor=None, act=mirror.act, target=target, at=at, changes=changes)
        return found


def partners() -> list[str]:
    """Return the schemas of all partners."""
    with acting(PUBLIC, OPERATOR):
        return list(Partner.objects.order_by("schema_name").values_list("schema_name", flat=True))


def orphans(mirror: Mirror) -> list[str]:
    """Return the partners that the copy names and that are no partners (any more)."""
    with acting(PUBLIC, OPERATOR), connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT partner FROM public.{mirror.copy}")  # noqa: S608
        named = {str(row[0]) for row in cursor.fetchall()}
    return sorted(named - set(partners()))


def _ids(question: str) -> tuple[UUID, ...]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return tuple(row[0] for row in cursor.fetchall())
