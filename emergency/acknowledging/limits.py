"""How often one address may try links, counted in the cache. Without a cache nobody is held back."""

from datetime import datetime
from typing import Final

import structlog
from django.core.cache import cache
from redis.exceptions import RedisError

log = structlog.get_logger("emergency.acknowledging")

# An office of many people behind one address reads within a minute; who guesses secrets tries links that are not.
WRONG_LINKS: Final = 30
MINUTES: Final = 10


def may_try(ip: str, *, at: datetime) -> bool:
    """Return whether an address may still try a link: too many of its links were none of ours."""
    try:
        tried = int(cache.get(_name(ip, at), 0))
    except (RedisError, ValueError) as error:
        log.warning("links_not_counted", error=type(error).__name__)
        return True
    return tried < WRONG_LINKS


def count_wrong_link(ip: str, *, at: datetime) -> None:
    """Count a link that is none of ours."""
    name = _name(ip, at)
    try:
        cache.add(name, 0, timeout=MINUTES * 60)
        cache.incr(name)
    except (RedisError, ValueError) as error:
        log.warning("links_not_counted", error=type(error).__name__)


def _name(ip: str, at: datetime) -> str:
    return f"notice-links:{ip}:{int(at.timestamp()) // (MINUTES * 60)}"
