"""Short messages: an HTTP gateway, or files on a machine that has none."""

import json
from pathlib import Path

import httpx
from django.conf import settings

from support.desk.providers.base import TIMEOUT_SECONDS, Addressed, Message, NotSent

ACCEPTED_BEFORE = httpx.codes.CONFLICT


class HttpProvider:
    """Posts `{to, text, id}` to the gateway of the settings, which takes the same id once.

    2xx is accepted, 409 was accepted before. The answer's body is not read: nothing in it is needed.
    """

    def send(self, step: Addressed, message: Message) -> None:
        """Hand the message to the gateway. Raises NotSent."""
        key = str(step.id)
        headers = {"Authorization": f"Bearer {settings.PAGE_HTTP_TOKEN}", "Idempotency-Key": key}
        body = {"to": step.address, "text": message.short, "id": key}
        try:
            with (
                httpx.Client(timeout=TIMEOUT_SECONDS, follow_redirects=False) as client,
                client.stream("POST", settings.PAGE_HTTP_URL, json=body, headers=headers) as answer,
            ):
                status = answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotSent(f"{type(error).__name__}: {error}") from error
        if not (httpx.codes.is_success(status) or status == ACCEPTED_BEFORE):
            raise NotSent(f"HTTP {status}")


class FileProvider:
    """The stand-in of a machine without a gateway: one file a message, named by its id. Reaches nobody."""

    def send(self, step: Addressed, message: Message) -> None:
        """Write the message. Raises NotSent."""
        folder = Path(settings.PAGE_FILE_PATH)
        body = {"to": step.address, "text": message.short, "id": str(step.id)}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{step.id}.json").write_text(json.dumps(body, ensure_ascii=False, indent=1), encoding="utf-8")
        except OSError as error:
            raise NotSent(f"{type(error).__name__}: {error.strerror}") from error
