"""The same call again does nothing again, and answers the same.

Source: draft-ietf-httpapi-idempotency-key-header. A call and what it did are kept in one transaction: of two at the
same instant the second waits for the first, and is then told what the first was. What was refused is not kept.
"""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from extranet.accounts.calls import begin_call, end_call
from extranet.api.asking import key_of_call
from extranet.api.base import fresh
from extranet.api.errors import KeyReused

HEADERS: Final = ("ETag", "Location")


@transaction.atomic
def once(request: Request, *, said: Any, do: Callable[[], Response]) -> Response:
    """Answer a call under its `Idempotency-Key`: what `do` answers, or what it answered before.

    `said`: what was sent, as JSON; other content under the same key is refused. Raises Malformed without a key,
    KeyReused, and what `do` raises; then nothing is kept.
    """
    key = key_of_call(request)
    digest = sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()
    call, is_new = begin_call(token=request.token, act=request.path, key=key, digest=digest, at=timezone.now())
    if not is_new:
        if call.digest != digest:
            raise reused()
        return _again(call.status, call.answer)
    response = do()
    headers = {name: response[name] for name in HEADERS if response.has_header(name)}
    answer = {"body": response.data, "headers": headers, "media": response.content_type}
    end_call(call, status=response.status_code, answer=answer)
    return response


def reused() -> KeyReused:
    """Return the refusal of a key of idempotency that served for something else."""
    sentence = _("Cette clé d’idempotence a déjà servi pour un autre contenu. Prenez-en une autre.")
    return KeyReused(sentence, code="idempotency_key_reused")


def _again(status: int, answer: dict[str, Any]) -> Response:
    response = fresh(answer["body"], status=status)
    response.content_type = answer["media"]
    for name, value in answer["headers"].items():
        response[name] = value
    response["Idempotent-Replay"] = "true"
    return response
