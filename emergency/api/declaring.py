"""Declaring the address of a block, and asking first what would be said of it.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, ClassVar, Final
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from emergency.api.base import DECLARES, NumbersCall, answers
from emergency.api.finding import gather
from emergency.api.presenting import judgement_shown, registration_shown, review_shown
from emergency.api.serializers import DeclareIn, facts_of
from emergency.api.shapes import DeclaredOut, JudgedOut
from emergency.presenting import touched_by
from emergency.registry.judging import Judgement
from emergency.registry.models import Registration, Review
from emergency.registry.places import judged
from emergency.registry.rules import Objection, check_effective, clause_for
from emergency.registry.selectors import Standing, standing
from emergency.registry.services import declare_address, side_of
from emergency.registry.telling import readers_of
from extranet.accounts.permissions import Right
from extranet.api.asking import revision_read
from extranet.api.base import fresh
from extranet.api.describing import IDEMPOTENT_NEEDED, IF_MATCH_READ
from extranet.api.errors import Overtaken
from extranet.api.once import once
from extranet.errors import Stale
from extranet.numbering.models import Holding, Sheet

CONFLICTS: Final = (403, 404, 409, 412, 415, 422, 428)


class Declare(NumbersCall):
    """The address of a block."""

    rights: ClassVar[Mapping[str, Right]] = DECLARES

    @extend_schema(
        operation_id="declareAddress",
        parameters=[IF_MATCH_READ, IDEMPOTENT_NEEDED],
        request=DeclareIn,
        responses=answers(DeclaredOut, status=201, or_else={200: DeclaredOut, 202: DeclaredOut}, also=CONFLICTS),
    )
    def post(self, request: Request, holding_id: UUID) -> Response:
        """Declare the address of all numbers of a block: 201 it holds, 200 it was known already, 202 staff look first.

        What was to follow from that instant on is replaced. The other party is told. Declared is not sent to the
        emergency side, and sent is not confirmed by it.
        """
        said = self.answers(DeclareIn, request.data)
        revision = revision_read(request)
        return once(request, said=request.data, do=lambda: self._declared(holding_id, revision, said))

    def _declared(self, holding_id: UUID, revision: int, said: Mapping[str, Any]) -> Response:
        before = _known_of(self.holding(holding_id))
        try:
            row = declare_address(
                holding_id=holding_id,
                revision=revision,
                facts=facts_of(said["address"]),
                effective=said["effective"],
                person=self.person,
                at=timezone.now(),
            )
        except Stale as refusal:
            raise self.changed(refusal, [holding_id], told=Overtaken) from refusal
        return _answered(row, is_new=row.pk not in before)


def _known_of(holding: Holding) -> set[UUID]:
    """Return what is known of a block, and what waits, by id."""
    known = Registration.objects.filter(holding=holding, recorded__upper_inf=True).values_list("pk", flat=True)
    waiting = Review.objects.filter(holding=holding, state=Review.State.WAITING).values_list("pk", flat=True)
    return {*known, *waiting}


def _answered(row: Registration | Review, *, is_new: bool) -> Response:
    revision = int(Sheet.objects.values_list("revision", flat=True).get(pk=row.holding_id))
    is_review = isinstance(row, Review)
    result, status = ("waiting", HTTPStatus.ACCEPTED) if is_review else ("declared", HTTPStatus.CREATED)
    if not is_new and not is_review:
        result, status = "unchanged", HTTPStatus.OK
    answer = {
        "result": result,
        "revision": revision,
        "registration": registration_shown(row) if isinstance(row, Registration) else None,
        "review": review_shown(row) if isinstance(row, Review) else None,
    }
    return fresh(answer, status=status, revision=revision)


class Validate(NumbersCall):
    """What would be said of an address."""

    rights: ClassVar[Mapping[str, Right]] = DECLARES

    @extend_schema(
        operation_id="validateAddress", request=DeclareIn, responses=answers(JudgedOut, also=(403, 404, 415))
    )
    def post(self, request: Request, holding_id: UUID) -> Response:
        """Say what would be said of an address declared for a block now, and what it touches. Nothing is written."""
        said = self.answers(DeclareIn, request.data)
        holding = self.holding(holding_id)
        judgement = judged(facts_of(said["address"]), holding)
        known = standing(holding)
        objections = [*judgement.objections, *_untimely(said["effective"], known.now, holding)]
        return fresh(
            {
                "result": _verdict(judgement, objections),
                **judgement_shown(judgement),
                "objections": [_objection(one) for one in objections],
                "touches": self._touches(holding, known, said["effective"]),
                "clauses": [clause_for(holding.family)],
            }
        )

    def _touches(self, holding: Holding, known: Standing, effective: datetime | None) -> dict[str, Any]:
        touched, gathered = touched_by(holding, known, effective), gather([holding])
        waiting = gathered.waiting.get(holding.pk)
        return {
            "revision": gathered.revisions[holding.pk],
            "count": touched.count,
            "replaced": [registration_shown(row) for row in touched.replaced],
            "cancelled": [registration_shown(row) for row in touched.cancelled],
            "waiting": review_shown(waiting) if waiting else None,
            "told": sorted({str(reader.side) for reader in readers_of(holding, side_of(self.person))}),
        }


def _untimely(effective: datetime | None, now: datetime, holding: Holding) -> tuple[Objection, ...]:
    return check_effective(effective, now=now, held_since=holding.held.lower) if effective else ()


def _verdict(judgement: Judgement, objections: list[Objection]) -> str:
    if objections:
        return "refused"
    return "waiting" if judgement.doubts else "declared"


def _objection(one: Objection) -> dict[str, Any]:
    return {"field": one.field, "code": one.code, "detail": str(one.sentence), "clauses": list(one.clauses)}
