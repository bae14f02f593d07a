"""Everything known about one number, as a file whose fingerprint shows any change.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Mapping
from typing import ClassVar, Final

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from emergency.api.base import NumbersCall, answers, number_of
from emergency.api.serializers import LookupIn
from emergency.evidence.packing import take_pack
from extranet.accounts.permissions import Right
from extranet.api.base import AnyRenderer

FORM: Final = "json"


class Evidence(NumbersCall):
    """The evidence about a number."""

    rights: ClassVar[Mapping[str, Right]] = {"POST": Right.READ_NUMBERS}
    renderer_classes = (AnyRenderer,)

    @extend_schema(
        operation_id="takeEvidence",
        request=LookupIn,
        responses=answers(bytes, media="application/octet-stream", also=(404, 415, 422)),
    )
    def post(self, request: Request) -> HttpResponse:
        """Take everything known about a number of the key's house, as a JSON file; `ETag` is its fingerprint.

        Nothing of the registry changes; that it was taken, and by which key, is kept.
        """
        asked = self.answers(LookupIn, request.data)
        number, now = number_of(asked["number"], "number"), timezone.now()
        pack = take_pack(number, asked.get("at"), self.person, kind=FORM, now=now, known_at=asked.get("known_at"))
        headers = {
            "Content-Disposition": f'attachment; filename="{pack.name}.json"',
            "Cache-Control": "private, no-store",
            "ETag": f'"{pack.sha256}"',
        }
        return HttpResponse(pack.content, content_type="application/octet-stream", headers=headers)
