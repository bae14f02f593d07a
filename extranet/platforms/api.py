"""What platforms call, on the operator's host: plain views that speak JSON."""

from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from extranet.accounts.models import ApiToken
from extranet.accounts.permissions import by_token
from extranet.look.problems import telling_problems
from extranet.partners.request import HouseRequest
from extranet.platforms.deliveries import Parcel, deliver_snapshot
from extranet.platforms.errors import Malformed, TooLarge, WrongMedia
from extranet.platforms.reading import BODY_BYTES, read_snapshot

KEY_LENGTH: Final = 100


@by_token(ApiToken.Scope.PLATFORM_SNAPSHOTS)
@telling_problems("POST")
def record_snapshot(request: HouseRequest, account: str) -> HttpResponse:
    """Record what is configured on an account on a day; the same delivery again gets the first answer again.

    Terms: telavox.4, bt.11
    """
    key = _key_of(request)
    parcel = Parcel(request.token.pk, key, account, read_snapshot(_body_of(request)))
    delivered = deliver_snapshot(parcel=parcel, at=timezone.now())
    # Sorted: the database keeps the members of an answer in an order of its own, and a replay is the same to the byte.
    response = JsonResponse(
        delivered.answer,
        status=delivered.status,
        headers={"Cache-Control": "no-store"},
        json_dumps_params={"sort_keys": True},
    )
    if delivered.is_replay:
        response["Idempotent-Replay"] = "true"
    return response


def _key_of(request: HttpRequest) -> str:
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        sentence = _("Envoyez un en-tête « Idempotency-Key », différent pour chaque rapport.")
        raise Malformed(sentence, code="idempotency_key_missing")
    if len(key) > KEY_LENGTH or not key.isascii() or not key.isprintable():
        sentence = _("La clé d’idempotence a au plus %(count)s lettres, chiffres et signes simples.")
        raise Malformed(sentence % {"count": KEY_LENGTH}, code="idempotency_key_invalid")
    return key


def _body_of(request: HttpRequest) -> bytes:
    if request.content_type != "application/json":
        raise WrongMedia(_("Envoyez le rapport en « Content-Type: application/json »."), code="not_json")
    sentence = _("Le rapport dépasse %(bytes)s octets. Un rapport porte sur un seul compte.") % {"bytes": BODY_BYTES}
    length = request.META.get("CONTENT_LENGTH") or "0"
    # Before the body is read at all.
    if not length.isdecimal() or int(length) > BODY_BYTES:
        raise TooLarge(sentence, code="body_too_large")
    return request.body
