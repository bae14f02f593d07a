"""How often a key may call: so many calls a minute, counted in the cache. Without a cache nobody is held back."""

from datetime import datetime
from typing import Final

import structlog
from django.core.cache import cache
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from extranet.accounts.models import ApiToken
from extranet.errors import Refusal

log = structlog.get_logger("extranet.accounts")

CALLS_A_MINUTE: Final = 120
MINUTE: Final = 60


class TooMany(Refusal):
    """More calls than a key may make. `retry_after`: in how many seconds it may again."""

    status = 429

    def __init__(self, message: str, *, code: str, retry_after: int) -> None:
        super().__init__(message, code=code)
        self.retry_after = retry_after


def count_call(token: ApiToken, *, at: datetime, most: int = CALLS_A_MINUTE) -> None:
    """Count a call of a key. Raises TooMany beyond `most` calls in a minute of the clock."""
    minute, second = divmod(int(at.timestamp()), MINUTE)
    name = f"calls:{token.pk}:{minute}"
    try:
        cache.add(name, 0, timeout=2 * MINUTE)
        calls = cache.incr(name)
    except (RedisError, ValueError) as error:
        log.warning("calls_not_counted", error=type(error).__name__)
        return
    if calls > most:
        sentence = _("Cette clé appelle plus de %(most)s fois par minute. Attendez %(seconds)s secondes.")
        wait = MINUTE - second
        raise TooMany(sentence % {"most": most, "seconds": wait}, code="too_many_calls", retry_after=wait)
