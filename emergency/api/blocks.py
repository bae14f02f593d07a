"""Reading blocks, what was ever known of them, and which numbers have no address.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Callable, Mapping
from typing import ClassVar, TypeVar
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from emergency.api.base import READS, NumbersCall, answers, number_of
from emergency.api.finding import after_number, blocks_asked, gather, held_true, registrations_of
from emergency.api.presenting import (
    address_shown,
    block_shown,
    coverage_shown,
    instant,
    registration_shown,
    review_shown,
)
from emergency.api.serializers import BlocksIn, CoverageIn, RegistrationsIn
from emergency.api.shapes import (
    BlocksPageOut,
    BlockWholeOut,
    CoverageOut,
    HistoryOut,
    OneAddressOut,
    RegistrationOut,
    RegistrationsPageOut,
)
from emergency.registry.models import Address
from emergency.registry.selectors import coverage, coverage_of_all, lineage, reviews_of
from extranet.accounts.permissions import Right
from extranet.api.asking import cursor_of, not_ours, place_of
from extranet.api.base import fresh
from extranet.api.serializers import PagesIn
from extranet.clients.selectors import own_client_id
from extranet.numbering.selectors import visible_holdings

Row = TypeVar("Row")


class Blocks(NumbersCall):
    """The blocks a key sees."""

    rights: ClassVar[Mapping[str, Right]] = READS

    @extend_schema(operation_id="listBlocks", parameters=[BlocksIn], responses=answers(BlocksPageOut, also=(422,)))
    def get(self, request: Request) -> Response:
        """List the blocks held now, by number, each with its address now and what is to follow."""
        asked = self.answers(BlocksIn, request.query_params.dict())
        number = number_of(asked["number"], "number") if asked.get("number") else None
        asked["after"] = first_after(asked.get("cursor"))
        found = blocks_asked(self.person, asked, number=number, at=timezone.now())
        shown, cursor = paged(list(found[: asked["limit"] + 1]), asked["limit"], lambda one: one.first)
        gathered = gather(shown)
        return fresh({"blocks": [block_shown(one, gathered) for one in shown], "next_cursor": cursor})


class OneBlock(NumbersCall):
    """One block."""

    rights: ClassVar[Mapping[str, Right]] = READS

    @extend_schema(operation_id="readBlock", responses=answers(BlockWholeOut, also=(404,)))
    def get(self, request: Request, holding_id: UUID) -> Response:
        """Read a block and its addresses. Its `ETag` is its revision, which acts on it take."""
        holding = self.holding(holding_id)
        gathered = gather([holding])
        covered = coverage([holding])[holding.pk]
        runs = coverage_shown(covered, covered.missing, None)["missing"]
        return fresh({**block_shown(holding, gathered), "missing": runs}, revision=gathered.revisions[holding.pk])


class History(NumbersCall):
    """What was ever known of a block."""

    rights: ClassVar[Mapping[str, Right]] = READS

    @extend_schema(operation_id="readHistory", parameters=[PagesIn], responses=answers(HistoryOut, also=(404,)))
    def get(self, request: Request, holding_id: UUID) -> Response:
        """Read everything that was ever known of a block's numbers, on both axes, newest knowledge first.

        The blocks it was cut from or joined of are in it; what another client declared for these numbers never is.
        """
        asked = self.answers(PagesIn, request.query_params.dict())
        holding = self.holding(holding_id)
        rows = lineage(holding)
        start = _start(asked.get("cursor"), [str(row.pk) for row in rows])
        page = rows[start : start + asked["limit"]]
        is_last = start + asked["limit"] >= len(rows)
        return fresh(
            {
                "registrations": [registration_shown(row) for row in page],
                "reviews": [review_shown(row) for row in reviews_of(holding)] if start == 0 else [],
                "next_cursor": None if is_last else cursor_of(str(page[-1].pk)),
            }
        )


def _start(cursor: str | None, ids: list[str]) -> int:
    """Return where a page of a history begins. Raises Malformed for a cursor of another."""
    if not cursor:
        return 0
    (last,) = place_of(cursor, parts=1)
    if last not in ids:
        raise not_ours()
    return ids.index(last) + 1


class Registrations(NumbersCall):
    """What was known at an instant to hold at another."""

    rights: ClassVar[Mapping[str, Right]] = READS

    @extend_schema(
        operation_id="listRegistrations",
        parameters=[RegistrationsIn],
        responses=answers(RegistrationsPageOut, also=(422,)),
    )
    def get(self, request: Request) -> Response:
        """List the addresses that held at `as_of` as far as was known at `known_at`, by number; both default to now."""
        asked = self.answers(RegistrationsIn, request.query_params.dict())
        rows = held_true(
            registrations_of(self.person), as_of=asked.get("as_of"), known_at=asked.get("known_at")
        )  # fmt: skip
        if asked.get("client"):
            rows = rows.filter(client_id=asked["client"])
        if asked.get("number"):
            rows = rows.filter(numbers__contains=number_of(asked["number"], "number"))
        found = after_number(rows, first_after(asked.get("cursor")))
        shown, cursor = paged(list(found[: asked["limit"] + 1]), asked["limit"], lambda one: one.first)
        return fresh({"registrations": [registration_shown(row) for row in shown], "next_cursor": cursor})


class OneRegistration(NumbersCall):
    """One registration."""

    rights: ClassVar[Mapping[str, Right]] = READS

    @extend_schema(operation_id="readRegistration", responses=answers(RegistrationOut, also=(404,)))
    def get(self, request: Request, registration_id: UUID) -> Response:
        """Read one registration, whatever became of it."""
        return fresh(registration_shown(get_object_or_404(registrations_of(self.person), pk=registration_id)))


class OneAddress(NumbersCall):
    """One address."""

    rights: ClassVar[Mapping[str, Right]] = READS

    @extend_schema(operation_id="readAddress", responses=answers(OneAddressOut, also=(404,)))
    def get(self, request: Request, address_id: UUID) -> Response:
        """Read an address of the key's house. It never changes."""
        rows = Address.objects.filter(partner=self.person.schema)
        if self.person.is_client:
            rows = rows.filter(client_id=own_client_id(self.person))
        row = get_object_or_404(rows, pk=address_id)
        facts = {"id": str(row.pk), "client_id": str(row.client_id), "created_at": instant(row.created_at)}
        return fresh({**facts, **address_shown(row.facts)})


class Coverage(NumbersCall):
    """Which numbers have no address."""

    rights: ClassVar[Mapping[str, Right]] = READS

    @extend_schema(operation_id="readCoverage", parameters=[CoverageIn], responses=answers(CoverageOut))
    def get(self, request: Request) -> Response:
        """Count the numbers held and those without an address; list the latter as runs from first to last."""
        asked = self.answers(CoverageIn, request.query_params.dict())
        at = asked.get("at")
        holdings = visible_holdings(self.person, at or timezone.now())
        if asked.get("client"):
            holdings = holdings.filter(client_id=asked["client"])
        covered, after = coverage_of_all(holdings, at), first_after(asked.get("cursor"))
        runs = [run for run in covered.missing if after is None or run[0] > after]
        shown, cursor = paged(runs[: asked["limit"] + 1], asked["limit"], lambda run: run[0])
        return fresh(coverage_shown(covered, shown, cursor))


# ---------- Shared ----------
def first_after(cursor: str | None) -> int | None:
    """Return the first number of the last row of the page before. Raises Malformed."""
    if not cursor:
        return None
    (first,) = place_of(cursor, parts=1)
    if not first.isdecimal() or len(first) > 15:
        raise not_ours()
    return int(first)


def paged(rows: list[Row], limit: int, first: Callable[[Row], int]) -> tuple[list[Row], str | None]:
    """Return a page of rows, one more of which was read, and where the list goes on."""
    shown = rows[:limit]
    return shown, cursor_of(str(first(shown[-1]))) if len(rows) > limit else None
