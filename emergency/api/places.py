"""Municipalities, localities and streets of Belgium, found by a name in any language.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from emergency.api.base import READS, NumbersCall, answers
from emergency.api.serializers import PlacesIn
from emergency.api.shapes import PlacesOut, StreetsOut
from emergency.registry.geography import Regime
from emergency.registry.models import PostalPlace, Street
from emergency.registry.models.places import Named
from emergency.registry.suggesting import places_called, streets_called
from extranet.accounts.permissions import Right
from extranet.api.base import fresh
from extranet.api.errors import Malformed


class Places(NumbersCall):
    """Municipalities and localities."""

    rights: ClassVar[Mapping[str, Right]] = READS

    @extend_schema(operation_id="searchPlaces", parameters=[PlacesIn], responses=answers(PlacesOut))
    def get(self, request: Request) -> Response:
        """Find municipalities and localities by the beginning of a name in any language, or by postal code."""
        asked = self.answers(PlacesIn, request.query_params.dict())
        code, words = asked.get("postal_code", ""), asked.get("words", "")
        if not code and not words:
            sentence = _("Donnez le début d’un nom (« words »), un code postal (« postal_code »), ou les deux.")
            raise Malformed(sentence, code="nothing_sought", fields={"words": sentence})
        rows = places_called(words, postal_code=code)[: asked["limit"]]
        return fresh({"places": [_place(row) for row in rows]})


class Streets(NumbersCall):
    """Streets."""

    rights: ClassVar[Mapping[str, Right]] = READS

    @extend_schema(operation_id="searchStreets", parameters=[PlacesIn], responses=answers(StreetsOut))
    def get(self, request: Request) -> Response:
        """Find the streets of a postal code by the beginning of a name in any language."""
        asked = self.answers(PlacesIn, request.query_params.dict())
        if not asked.get("postal_code"):
            sentence = _("Donnez le code postal de la rue (« postal_code »).")
            raise Malformed(sentence, code="nothing_sought", fields={"postal_code": sentence})
        rows = streets_called(asked.get("words", ""), postal_code=asked["postal_code"])[: asked["limit"]]
        return fresh({"streets": [_street(row) for row in rows]})


def _names(row: Named) -> dict[str, str]:
    return {"fr": row.name_fr, "nl": row.name_nl, "de": row.name_de}


def _place(row: PostalPlace) -> dict[str, Any]:
    return {
        "postal_code": row.postal_code,
        "nis_code": row.nis_code,
        "names": _names(row),
        "is_locality": row.is_locality,
        "languages": str(Regime(row.regime).value).split("-"),
    }


def _street(row: Street) -> dict[str, Any]:
    return {"postal_code": row.postal_code, "names": _names(row), "best_id": row.best_id}
