"""Acts that change blocks and their addresses together: split, carve out, merge, move.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from emergency.api.base import DECLARES, NumbersCall, answers, number_of
from emergency.api.declaring import CONFLICTS
from emergency.api.presenting import registration_shown, review_shown
from emergency.api.serializers import CarveIn, MergeIn, MoveIn, SplitIn, facts_of
from emergency.api.shapes import BlocksOut, MovedOut
from emergency.registry.cuts import Part, carve_out, merge_blocks, split_block
from emergency.registry.models import Registration, Review
from emergency.registry.moving import move_addresses
from extranet.accounts.permissions import Right
from extranet.api.asking import revision_read
from extranet.api.base import fresh
from extranet.api.describing import IDEMPOTENT_NEEDED, IF_MATCH_READ
from extranet.api.errors import Changed, Malformed, Overtaken
from extranet.api.once import once
from extranet.errors import Stale
from extranet.numbering.models import Holding


class Cut(NumbersCall):
    """An act on blocks: it makes new ones, and what it was decided on must still be so."""

    rights: ClassVar[Mapping[str, Right]] = DECLARES

    def made(self, act: Callable[[], Iterable[Holding]], on: Iterable[UUID], *, told: type[Changed]) -> Response:
        """Answer with the blocks an act made. Raises what `told` is, with what the old ones are now."""
        try:
            made = list(act())
        except Stale as refusal:
            raise self.changed(refusal, on, told=told) from refusal
        return fresh({"blocks": self.blocks(one.pk for one in made)}, status=HTTPStatus.CREATED)


class Split(Cut):
    """A block that becomes several."""

    @extend_schema(
        operation_id="splitBlock",
        parameters=[IF_MATCH_READ, IDEMPOTENT_NEEDED],
        request=SplitIn,
        responses=answers(BlocksOut, status=201, also=CONFLICTS),
    )
    def post(self, request: Request, holding_id: UUID) -> Response:
        """Make several blocks of one. The parts are the whole block; each is given an address, or keeps its own."""
        said = self.answers(SplitIn, request.data)
        revision, parts = revision_read(request), [_part(one) for one in said["parts"]]

        def act() -> list[Holding]:
            return split_block(
                holding_id=holding_id,
                revision=revision,
                parts=parts,
                effective=said["effective"],
                person=self.person,
                at=timezone.now(),
            )

        return once(request, said=request.data, do=lambda: self.made(act, [holding_id], told=Overtaken))


class Carve(Cut):
    """One number of a block, or a few, with another address."""

    @extend_schema(
        operation_id="carveOut",
        parameters=[IF_MATCH_READ, IDEMPOTENT_NEEDED],
        request=CarveIn,
        responses=answers(BlocksOut, status=201, also=CONFLICTS),
    )
    def post(self, request: Request, holding_id: UUID) -> Response:
        """Make blocks of one number, or a few in a row, and of what is around it, which keeps what it has."""
        said = self.answers(CarveIn, request.data)
        revision, first = revision_read(request), number_of(said["first"], "first")
        last = number_of(said["last"], "last") if said.get("last") else first

        def act() -> list[Holding]:
            return carve_out(
                holding_id=holding_id,
                revision=revision,
                first=first,
                last=last,
                facts=facts_of(said["address"]),
                effective=said["effective"],
                person=self.person,
                at=timezone.now(),
            )

        return once(request, said=request.data, do=lambda: self.made(act, [holding_id], told=Overtaken))


class Merge(Cut):
    """Neighbours that become one block."""

    @extend_schema(
        operation_id="mergeBlocks",
        parameters=[IDEMPOTENT_NEEDED],
        request=MergeIn,
        responses=answers(BlocksOut, status=201, also=(403, 404, 409, 415, 422)),
    )
    def post(self, request: Request) -> Response:
        """Make one block of neighbours of one subscription. Where addresses differ, choose one: `address`."""
        said = self.answers(MergeIn, request.data)
        revisions = _revisions(said["blocks"])
        facts = facts_of(said["address"]) if said["address"] else None

        def act() -> list[Holding]:
            return [merge_blocks(revisions=revisions, facts=facts, person=self.person, at=timezone.now())]

        return once(request, said=request.data, do=lambda: self.made(act, revisions, told=Changed))


class Move(NumbersCall):
    """A client's place that moved."""

    rights: ClassVar[Mapping[str, Right]] = DECLARES

    @extend_schema(
        operation_id="moveAddresses",
        parameters=[IDEMPOTENT_NEEDED],
        request=MoveIn,
        responses=answers(MovedOut, status=201, also=(403, 404, 409, 415, 422)),
    )
    def post(self, request: Request) -> Response:
        """Declare that the place of blocks of one client moved: all or none, each with the reason `move`."""
        said = self.answers(MoveIn, request.data)
        return once(request, said=request.data, do=lambda: self._moved(said))

    def _moved(self, said: Mapping[str, Any]) -> Response:
        revisions = _revisions(said["blocks"])
        try:
            rows = move_addresses(
                revisions=revisions,
                facts=facts_of(said["address"]),
                effective=said["effective"],
                person=self.person,
                at=timezone.now(),
            )
        except Stale as refusal:
            raise self.changed(refusal, revisions, told=Changed) from refusal
        moved = {
            "registrations": [registration_shown(row) for row in rows if isinstance(row, Registration)],
            "reviews": [review_shown(row) for row in rows if isinstance(row, Review)],
        }
        return fresh(moved, status=HTTPStatus.CREATED)


def _part(said: Mapping[str, Any]) -> Part:
    facts = facts_of(said["address"]) if said["address"] else None
    first, last = number_of(said["first"], "parts"), number_of(said["last"], "parts")
    return Part(first, last, facts, keeps=said["keeps"])


def _revisions(blocks: list[Mapping[str, Any]]) -> dict[UUID, int]:
    """Return the revision that was read of each block. Raises Malformed for a block named twice."""
    revisions = {one["id"]: one["revision"] for one in blocks}
    if len(revisions) != len(blocks):
        sentence = _("Nommez chaque bloc une fois, avec la révision que vous avez lue.")
        raise Malformed(sentence, code="block_twice", fields={"blocks": sentence})
    return revisions
