"""What people were asked: to read the notice about devices that move, and whether an address is still right.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Final, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from emergency.acknowledging.rules import Standing
from emergency.acknowledging.selectors import standing_with, visible_acknowledgements
from emergency.api.base import DECLARES, READS, NumbersCall, answers
from emergency.api.presenting import instant
from emergency.models import Acknowledgement, Reconfirmation
from emergency.reconfirming.declared import Declared, declared_of
from emergency.reconfirming.selectors import visible_reconfirmations
from emergency.reconfirming.services import answer
from emergency.registry.models import Side
from emergency.registry.notices import newest_notice
from extranet.accounts.permissions import Right
from extranet.api.asking import Moment, read_moment
from extranet.api.base import fresh
from extranet.api.errors import Changed
from extranet.api.serializers import PagesIn, Strict
from extranet.api.shapes import ClientOut
from extranet.errors import Stale
from extranet.partners.models import LANGUAGES

PEOPLE: Final[Mapping[str, Right]] = {"GET": Right.READ_PEOPLE}
OPEN: Final = "open"
ANSWERS: Final = [Reconfirmation.Outcome.CONFIRMED.value, Reconfirmation.Outcome.VOID.value]
Row = TypeVar("Row", Acknowledgement, Reconfirmation)


# ---------- Shapes ----------
class AcknowledgementsIn(PagesIn):
    """Whose people."""

    client = serializers.UUIDField(required=False)


class AcknowledgementOut(serializers.Serializer):
    """One person who was asked to read a version of the notice; `standing`: with the newest one."""

    id = serializers.UUIDField()
    client = ClientOut()
    notice = serializers.IntegerField(help_text="The version that was asked for.")
    person_name = serializers.CharField()
    person_email = serializers.CharField()
    language = serializers.ChoiceField(choices=[code for code, _name in LANGUAGES])
    standing = serializers.ChoiceField(choices=[one.value for one in Standing])
    asked_at = serializers.DateTimeField()
    reminders = serializers.IntegerField()
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    read_language = serializers.CharField(allow_blank=True)
    text_sha256 = serializers.CharField(allow_blank=True)


class AcknowledgementsPageOut(serializers.Serializer):
    """A page of people, those asked first first."""

    acknowledgements = AcknowledgementOut(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class ReconfirmationsIn(AcknowledgementsIn):
    """Whose questions; `open`: those nobody answered."""

    state = serializers.ChoiceField(choices=[OPEN, "all"], default=OPEN)


class ReconfirmationOut(serializers.Serializer):
    """A question whether an address is still right; the address stays in force meanwhile."""

    id = serializers.UUIDField()
    client = ClientOut()
    block_id = serializers.UUIDField(allow_null=True)
    site_id = serializers.UUIDField(allow_null=True)
    device_id = serializers.UUIDField(allow_null=True)
    reason = serializers.ChoiceField(choices=Reconfirmation.Reason.values)
    ticket_number = serializers.CharField(allow_blank=True)
    opened_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    level = serializers.ChoiceField(choices=Side.values, help_text="Who is asked now.")
    declared = serializers.CharField(allow_blank=True, help_text="What is declared now.")
    stamp = serializers.CharField(allow_blank=True, help_text="Of what is declared now; a confirmation sends it back.")
    answered_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.ChoiceField(choices=Reconfirmation.Outcome.values, allow_blank=True)
    answered_by_name = serializers.CharField(allow_blank=True)


class ReconfirmationsPageOut(serializers.Serializer):
    """A page of questions, the oldest first."""

    reconfirmations = ReconfirmationOut(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class AnswerIn(Strict):
    """`confirmed`: still exactly right, with the `stamp` that was read; `void`: no question, and why (`note`).

    An address that changed is declared anew: that answers the question too.
    """

    outcome = serializers.ChoiceField(choices=ANSWERS)
    stamp = serializers.CharField(default="", allow_blank=True, max_length=200)
    note = serializers.CharField(default="", allow_blank=True, max_length=400)


# ---------- Calls ----------
class Acknowledgements(NumbersCall):
    """Who was asked to read the notice."""

    rights: ClassVar[Mapping[str, Right]] = PEOPLE

    @extend_schema(
        operation_id="listAcknowledgements",
        parameters=[AcknowledgementsIn],
        responses=answers(AcknowledgementsPageOut),
    )
    def get(self, request: Request) -> Response:
        """List who was asked to read the notice about devices that move, in which version, and who read it."""
        asked = self.answers(AcknowledgementsIn, request.query_params.dict())
        rows = visible_acknowledgements(self.person)
        if asked.get("client"):
            rows = rows.filter(campaign__client_id=asked["client"])
        page, cursor = _page(rows, asked, by="asked_at")
        newest = newest_notice().pk if page else 0
        return fresh({"acknowledgements": [_person(one, newest) for one in page], "next_cursor": cursor})


class Reconfirmations(NumbersCall):
    """Addresses that somebody must say again."""

    rights: ClassVar[Mapping[str, Right]] = READS

    @extend_schema(
        operation_id="listReconfirmations",
        parameters=[ReconfirmationsIn],
        responses=answers(ReconfirmationsPageOut),
    )
    def get(self, request: Request) -> Response:
        """List the questions whether an address is still right, the oldest first, each with what is declared now."""
        asked = self.answers(ReconfirmationsIn, request.query_params.dict())
        rows = visible_reconfirmations(self.person)
        if asked["state"] == OPEN:
            rows = rows.filter(answered_at__isnull=True)
        if asked.get("client"):
            rows = rows.filter(client_id=asked["client"])
        page, cursor = _page(rows, asked, by="opened_at")
        return fresh({"reconfirmations": _questions(page), "next_cursor": cursor})


class AnswerOne(NumbersCall):
    """An answer to one question."""

    rights: ClassVar[Mapping[str, Right]] = DECLARES

    @extend_schema(
        operation_id="answerReconfirmation",
        request=AnswerIn,
        responses=answers(ReconfirmationOut, also=(403, 404, 409, 415, 422)),
    )
    def post(self, request: Request, reconfirmation_id: UUID) -> Response:
        """Say that an address is still right, or that there is nothing to ask. Twice is once."""
        said = self.answers(AnswerIn, request.data)
        try:
            answered = answer(
                reconfirmation_id=reconfirmation_id,
                outcome=said["outcome"],
                shown=said["stamp"],
                note=said["note"],
                person=self.person,
                at=timezone.now(),
            )
        except Stale as refusal:
            now = list(visible_reconfirmations(self.person).filter(pk=reconfirmation_id))
            raise Changed(str(refusal), code=refusal.code, current=_questions(now)) from refusal
        return fresh(_questions([answered])[0])


# ---------- Shown ----------
def _person(row: Acknowledgement, newest: int) -> dict[str, Any]:
    client = row.campaign.client
    return {
        "id": str(row.pk),
        "client": {"id": str(client.pk), "name": client.name},
        "notice": row.campaign.notice_number,
        "person_name": row.person_name,
        "person_email": row.person_email,
        "language": row.language,
        "standing": standing_with(row, newest).value,
        "asked_at": instant(row.asked_at),
        "reminders": row.reminders,
        "acknowledged_at": instant(row.acknowledged_at),
        "read_language": row.read_language,
        "text_sha256": row.text_sha256,
    }


def _questions(rows: list[Reconfirmation]) -> list[dict[str, Any]]:
    known = declared_of(rows) if rows else {}
    return [_question(one, known[one.pk]) for one in rows]


def _question(row: Reconfirmation, known: Declared) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "client": {"id": str(row.client_id), "name": row.client.name},
        "block_id": str(row.holding_id) if row.holding_id else None,
        "site_id": str(row.site_id) if row.site_id else None,
        "device_id": str(row.device_id) if row.device_id else None,
        "reason": row.reason,
        "ticket_number": row.ticket_number,
        "opened_at": instant(row.opened_at),
        "due_at": instant(row.due_at),
        "level": row.level,
        "declared": known.line,
        "stamp": known.stamp,
        "answered_at": instant(row.answered_at),
        "outcome": row.outcome,
        "answered_by_name": row.answered_by_name,
    }


def _page(rows: QuerySet[Row], asked: Mapping[str, Any], *, by: str) -> tuple[list[Row], str | None]:
    """Return a page of rows in the order of an instant of theirs, and where the list goes on. Raises Malformed."""
    if asked.get("cursor"):
        behind = read_moment(asked["cursor"])
        rows = rows.filter(Q((f"{by}__gt", behind.at)) | Q((by, behind.at), ("pk__gt", behind.id)))
    found = list(rows.order_by(by, "pk")[: asked["limit"] + 1])
    page = found[: asked["limit"]]
    is_last = len(found) <= asked["limit"]
    return page, None if is_last else Moment(getattr(page[-1], by), page[-1].pk).written()
