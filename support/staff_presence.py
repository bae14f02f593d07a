"""Who else of the desk has a ticket open right now, and who is writing: kept in the cache, for half a minute.

A courtesy, no lock: without Redis or JavaScript nobody is shown, and everything else works. The key carries the
schema (`KEY_FUNCTION`), so that no ticket of another partner is ever meant.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from django.core.cache import cache
from redis.exceptions import RedisError

from extranet.accounts.models import User
from extranet.accounts.people import Person

log = structlog.get_logger("support.presence")

SHOWN_FOR: Final = timedelta(seconds=30)


@dataclass(frozen=True)
class Present:
    """A colleague who has the ticket open. `is_writing`: typed within the last half minute."""

    name: str
    is_writing: bool


def note_presence(*, ticket_id: UUID, person: Person, is_writing: bool, at: datetime) -> None:
    """Note that a member of staff has a ticket open at `at`; what they were writing a moment ago is kept."""
    try:
        before = cache.get(_key(ticket_id, person.user.pk)) or {}
        wrote_at = at.timestamp() if is_writing else float(before.get("wrote_at", 0))
        known = {"seen_at": at.timestamp(), "wrote_at": wrote_at}
        cache.set(_key(ticket_id, person.user.pk), known, timeout=int(SHOWN_FOR.total_seconds()))
    except (RedisError, OSError) as fault:
        log.warning("presence not kept", error=str(fault))


def others_at(*, ticket_id: UUID, person: Person, at: datetime) -> Sequence[Present]:
    """Return who else has a ticket open at `at`, by name; nobody when the cache does not answer."""
    colleagues = User.objects.filter(staff_role__gt="", is_active=True).exclude(pk=person.user.pk)
    names = {_key(ticket_id, pk): name for pk, name in colleagues.order_by("name").values_list("pk", "name")}
    try:
        found = cache.get_many(list(names))
    except (RedisError, OSError) as fault:
        log.warning("presence not read", error=str(fault))
        return []
    since = (at - SHOWN_FOR).timestamp()
    return [
        Present(name, float(found[key]["wrote_at"]) > since)
        for key, name in names.items()
        if key in found and float(found[key]["seen_at"]) > since
    ]


def _key(ticket_id: UUID, user_id: UUID) -> str:
    return f"desk-presence:{ticket_id}:{user_id}"
