"""An HTTP gateway: each message is posted as JSON, and asked about until it is acknowledged.

`POST <url>` with `Idempotency-Key`: 2xx whose body says `{"status": "acknowledged", "reference"}` or holds a
reference is acknowledged; 202, or 2xx without one, was taken and is asked about; 409, taken before, is read in
the same way. `GET <url>/<id>` answers `{"status": "acknowledged" | "refused" | "pending", "reference", "error"}`;
404: never heard of it.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

import httpx

from emergency.registry.transmitting.channels.base import (
    LONGEST_ERROR,
    TIMEOUT_SECONDS,
    Json,
    NotTaken,
    Outcome,
    Reply,
    reference_of,
    reply_of,
)

LATER: Final = frozenset({408, 425, 429})
# A body that is longer is no answer.
LONGEST_BODY: Final = 65_536


class GatewayChannel:
    """Posts to a gateway that takes the same id once."""

    way = "http"
    batch = 1

    def __init__(self, url: str, token: str, *, timeout: float = TIMEOUT_SECONDS) -> None:
        self.url, self.timeout = url.rstrip("/"), timeout
        self.headers = {"Authorization": f"Bearer {token}"}

    def send(self, messages: Sequence[Json]) -> dict[UUID, Reply]:
        """Post the messages one after the other. Raises NotTaken."""
        return {UUID(message["id"]): self._posted(message) for message in messages}

    def answers(self, waiting: Sequence[UUID]) -> Iterator[tuple[UUID, Reply]]:
        """Ask about each message that was taken. Raises NotTaken."""
        for one in waiting:
            status, body = self._exchange("GET", f"{self.url}/{one}")
            if status in (httpx.codes.NOT_FOUND, httpx.codes.GONE):
                yield one, Reply(Outcome.UNKNOWN)
            elif httpx.codes.is_success(status):
                reply = reply_of(body)
                if reply is not None:
                    yield one, reply
            else:
                raise NotTaken(f"HTTP {status}")

    def _posted(self, message: Json) -> Reply:
        status, body = self._exchange("POST", self.url, json=message, key=message["id"])
        if httpx.codes.is_success(status):
            return self._taken(status, body)
        if status == httpx.codes.CONFLICT:
            # It is known there already: the first try arrived, only its answer was lost.
            return self._taken(status, body)
        if httpx.codes.is_client_error(status) and status not in LATER | {401, 403}:
            reply = reply_of(body)
            reason = reply.error if reply is not None else ""
            return Reply(Outcome.REFUSED, error=f"HTTP {status} {reason}".strip()[:LONGEST_ERROR])
        raise NotTaken(f"HTTP {status}")

    def _taken(self, status: int, body: object) -> Reply:
        """Return what it says of a message it has: without its word or its reference nothing is acknowledged."""
        reply, reference = reply_of(body), reference_of(body)
        if reply is None and reference and status != httpx.codes.ACCEPTED:
            return Reply(Outcome.ACKNOWLEDGED, reference)
        return reply or Reply(Outcome.TAKEN)

    def _exchange(self, method: str, url: str, *, json: Json | None = None, key: str = "") -> tuple[int, Any]:
        headers = {**self.headers, "Idempotency-Key": key} if key else self.headers
        try:
            with httpx.Client(timeout=self.timeout, follow_redirects=False) as client:
                answer = client.request(method, url, json=json, headers=headers)
                return answer.status_code, _body(answer)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotTaken(f"{type(error).__name__}: {error}") from error


def _body(answer: httpx.Response) -> object:
    if not answer.content or len(answer.content) > LONGEST_BODY:
        return None
    try:
        return answer.json()
    except (ValueError, RecursionError):
        return None
