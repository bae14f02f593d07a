"""The one way to write the audit trail."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models, transaction

from extranet.audit.models import AuditEvent
from extranet.requests import current_origin
from extranet.tenancy.context import current_schema
from extranet.tenancy.gathering import Gathering
from extranet.tenancy.inserting import insert_together

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

SYSTEM = "système"
_gathering: ContextVar[Gathering[AuditEvent] | None] = ContextVar("gathering_acts", default=None)


def record(
    *,
    actor: "AbstractBaseUser | None",
    act: str,
    target: models.Model,
    at: datetime,
    changes: Mapping[str, object] | None = None,
    partner: str | None = None,
) -> AuditEvent:
    """Write one act in the transaction under way.

    `act`: dotted verb, `order.placed`; `changes`: JSON-like, field → [before, after] or facts;
    `partner`: schema name, the one we stand in by default; `actor` None is the system itself.
    """
    origin = current_origin()
    event = AuditEvent(
        at=at,
        partner=partner or current_schema(),
        actor_id=actor.pk if actor else None,
        actor_name=str(getattr(actor, "name", "") or SYSTEM)[:150],
        actor_email=str(getattr(actor, "email", "")),
        act=act,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        target_label=str(target)[:200],
        changes=_plain(changes or {}),
        mount=origin.mount,
        ip=origin.ip or None,
        user_agent=origin.user_agent,
        request_id=origin.request_id,
    )
    gathering = _gathering.get()
    if gathering is None or not gathering.keep(event):
        event.save(force_insert=True)
    return event


@contextmanager
def together() -> Iterator[None]:
    """Write every act that the block records with one statement, at its end, in the transaction under way.

    A block that raises undoes its whole transaction: no change is kept without its act. What a savepoint undoes
    inside the block is left out; what is recorded in another schema is written at once.
    """
    if _gathering.get() is not None:
        yield
        return
    with transaction.atomic(savepoint=False):
        gathering: Gathering[AuditEvent] = Gathering()
        token = _gathering.set(gathering)
        try:
            yield
        finally:
            _gathering.reset(token)
        insert_together(gathering.rows())


def _plain(value: object) -> object:
    """Return `value` as JSON holds it: decimals, dates and ids as text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, str | int | bool) or value is None:
        return value
    return str(value)
