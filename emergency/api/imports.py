"""Files of addresses: sent, read, shown; then written whole or not at all.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Mapping
from hashlib import sha256
from http import HTTPStatus
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from emergency.api.base import DECLARES, NumbersCall, answers
from emergency.api.presenting import instant
from emergency.api.serializers import SEPARATORS, FileIn
from emergency.importing.decoding import MOST_BYTES, Encoding, Separator
from emergency.importing.reporting import report_of
from emergency.importing.selectors import listed, visible_imports
from emergency.importing.services import BlocksChanged, SentFile, preview, write_import
from emergency.models import AddressImport
from extranet.accounts.permissions import Right
from extranet.api.asking import Moment, read_moment
from extranet.api.base import AnyRenderer, fresh
from extranet.api.describing import IDEMPOTENT_NEEDED
from extranet.api.errors import Changed
from extranet.api.once import once
from extranet.api.serializers import NothingIn, PagesIn
from extranet.errors import IllegalMove

COUNTS: Final = ("new", "changed", "review", "same", "empty", "fault")
FILES: Final[Mapping[str, Right]] = {"GET": Right.DECLARE_ADDRESSES, "POST": Right.DECLARE_ADDRESSES}
NAMES: Final = {separator: name for name, separator in SEPARATORS.items()}


class RowFaultOut(serializers.Serializer):
    """What is wrong with a row, and how to fix it; line 0: with the whole file."""

    line = serializers.IntegerField()
    column = serializers.CharField(allow_blank=True)
    value = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    detail = serializers.CharField()


class ImportOut(serializers.Serializer):
    """A file of addresses, how it was read, what its rows do, and what became of it."""

    id = serializers.UUIDField()
    file_name = serializers.CharField()
    sha256 = serializers.CharField()
    size = serializers.IntegerField()
    encoding = serializers.ChoiceField(choices=Encoding.values)
    separator = serializers.ChoiceField(choices=list(SEPARATORS))
    state = serializers.ChoiceField(choices=AddressImport.State.values)
    rows = serializers.IntegerField()
    counts = serializers.DictField(child=serializers.IntegerField(), help_text=f"Rows: {', '.join(COUNTS)}.")
    changed_blocks = serializers.IntegerField()
    refusal = serializers.CharField(allow_blank=True)
    fault_count = serializers.IntegerField()
    faults = RowFaultOut(many=True, help_text="The first of them; the report has all.")
    created_at = serializers.DateTimeField()
    created_by_name = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)


class ImportsPageOut(serializers.Serializer):
    """A page of files, the newest first, without their faults."""

    imports = ImportOut(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class Imports(NumbersCall):
    """The files a key sees; and a new one."""

    rights: ClassVar[Mapping[str, Right]] = FILES
    parser_classes = (MultiPartParser,)
    media = "multipart/form-data"
    body_bytes = MOST_BYTES + 10_000

    @extend_schema(operation_id="listImports", parameters=[PagesIn], responses=answers(ImportsPageOut))
    def get(self, request: Request) -> Response:
        """List the files that were sent, the newest first, and what became of each."""
        asked = self.answers(PagesIn, request.query_params.dict())
        rows = listed(self.person)
        if asked.get("cursor"):
            behind = read_moment(asked["cursor"])
            rows = rows.filter(Q(created_at__lt=behind.at) | Q(created_at=behind.at, pk__gt=behind.id))
        found = list(rows.order_by("-created_at", "pk")[: asked["limit"] + 1])
        page, is_last = found[: asked["limit"]], len(found) <= asked["limit"]
        cursor = None if is_last else Moment(page[-1].created_at, page[-1].pk).written()
        return fresh({"imports": [_shown(one, faults=[]) for one in page], "next_cursor": cursor})

    @extend_schema(
        operation_id="previewImport",
        parameters=[IDEMPOTENT_NEEDED],
        request={"multipart/form-data": FileIn},
        responses=answers(ImportOut, status=201, or_else={422: ImportOut}, also=(403, 413, 415, 422)),
    )
    def post(self, request: Request) -> Response:
        """Send a file and read what its rows would do: 201 it can be confirmed, 422 with its faults.

        Nothing is declared yet. The guessed encoding and separator are said: send it again with others, under another
        key of idempotency, if letters look wrong.
        """
        said = self.answers(FileIn, request.data)
        content = said["file"].read()
        named = [said["file"].name, sha256(content).hexdigest(), said.get("encoding"), said.get("separator")]

        def shown() -> Response:
            kept = preview(
                file=SentFile(said["file"].name or "", content),
                person=self.person,
                at=timezone.now(),
                encoding=Encoding(said["encoding"]) if said.get("encoding") else None,
                separator=SEPARATORS[said["separator"]] if said.get("separator") else None,
            )
            return _answered(kept, HTTPStatus.CREATED)

        return once(request, said=named, do=shown)


class OneImport(NumbersCall):
    """One file."""

    rights: ClassVar[Mapping[str, Right]] = FILES

    @extend_schema(operation_id="readImport", responses=answers(ImportOut, also=(404,)))
    def get(self, request: Request, import_id: UUID) -> Response:
        """Read what a file would do, or what became of it."""
        kept = get_object_or_404(visible_imports(self.person), pk=import_id)
        return fresh(_shown(kept, faults=kept.faults))


class Confirm(NumbersCall):
    """A file that is written."""

    rights: ClassVar[Mapping[str, Right]] = DECLARES

    @extend_schema(
        operation_id="confirmImport",
        request=NothingIn,
        responses=answers(ImportOut, or_else={422: ImportOut}, also=(403, 404, 409, 415, 422)),
    )
    def post(self, request: Request, import_id: UUID) -> Response:
        """Declare every row of a file, or none. Twice is once. Refused when a block changed since it was shown."""
        self.answers(NothingIn, request.data or {})
        try:
            kept = write_import(import_id=import_id, person=self.person, at=timezone.now())
        except BlocksChanged as refusal:
            raise self.changed(refusal, [one.pk for one in refusal.blocks], told=Changed) from refusal
        return _answered(kept, HTTPStatus.OK)


class Report(NumbersCall):
    """What is wrong with each row of a file."""

    rights: ClassVar[Mapping[str, Right]] = FILES
    renderer_classes = (AnyRenderer,)

    @extend_schema(operation_id="downloadReport", responses=answers(bytes, media="text/csv", also=(404, 409)))
    def get(self, request: Request, import_id: UUID) -> HttpResponse:
        """Download the same file with a column that says what is wrong with each row."""
        kept = get_object_or_404(visible_imports(self.person), pk=import_id)
        if kept.content is None:
            raise IllegalMove(_("Ce fichier n’est plus gardé. Envoyez-le de nouveau."), code="import_emptied")
        headers = {"Content-Disposition": 'attachment; filename="report.csv"', "Cache-Control": "private, no-store"}
        content = report_of(kept, self.person, timezone.now())
        return HttpResponse(content, content_type=f"text/csv; charset={kept.encoding}", headers=headers)


def _answered(kept: AddressImport, status: int) -> Response:
    """Answer with a file; one that is refused is told so by the status, with its faults."""
    is_refused = kept.state == AddressImport.State.REFUSED
    return fresh(_shown(kept, faults=kept.faults), status=HTTPStatus.UNPROCESSABLE_ENTITY if is_refused else status)


def _shown(kept: AddressImport, *, faults: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": str(kept.pk),
        "file_name": kept.file_name,
        "sha256": kept.sha256,
        "size": kept.size,
        "encoding": kept.encoding,
        "separator": NAMES[Separator(kept.separator)],
        "state": kept.state,
        "rows": kept.rows,
        "counts": {name: kept.counts.get(name, 0) for name in COUNTS},
        "changed_blocks": kept.changed,
        "refusal": kept.refusal,
        "fault_count": kept.counts.get("faults", 0),
        "faults": [
            {**{name: one[name] for name in ("line", "column", "value", "code")}, "detail": one["sentence"]}
            for one in faults
        ],
        "created_at": instant(kept.created_at),
        "created_by_name": kept.created_by_name,
        "decided_at": instant(kept.decided_at),
    }
