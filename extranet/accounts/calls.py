"""Calls of keys that are done once: what was asked under which key of idempotency, and what was answered."""

from datetime import datetime, timedelta
from typing import Any, Final

from extranet.accounts.models import ApiToken, KeyedCall

# Long after the last retry of any machine.
KEPT: Final = timedelta(days=30)


def begin_call(*, token: ApiToken, act: str, key: str, digest: str, at: datetime) -> tuple[KeyedCall, bool]:
    """Return the call of a key on an address, and whether it is the first; forget this key's calls of long ago.

    Stand in a transaction: a call at the same instant waits here until the first has committed, and is then not
    the first; it is, should the first have been refused. Older calls are forgotten, their keys may serve anew.
    """
    KeyedCall.objects.filter(token=token, at__lt=at - KEPT).delete()
    facts = {"partner": token.partner, "digest": digest, "at": at}
    return KeyedCall.objects.get_or_create(token=token, act=act, key=key, defaults=facts)


def end_call(call: KeyedCall, *, status: int, answer: dict[str, Any]) -> None:
    """Keep what a call was answered, in the transaction of what it did."""
    call.status, call.answer = status, answer
    call.save(update_fields=["status", "answer"])
