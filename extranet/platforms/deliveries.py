"""Reports as they are delivered: routed to the partner of the account, with one effect for each idempotency key.

Source: draft-ietf-httpapi-idempotency-key-header. Only a report that was recorded uses its key up: what was refused
has written nothing, and is sent again under the same key once it is corrected.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from extranet.partners.models import PlatformAccount
from extranet.platforms.errors import Busy, KeyReused, UnknownAccount
from extranet.platforms.models import Delivery, Source
from extranet.platforms.reading import Snapshot, written_counts
from extranet.platforms.rules import is_account_name
from extranet.platforms.services import Recorded, lock_accounts, record_report
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting

DEADLOCK: Final = "40P01"
KEY_USED: Final = "delivery_once"


@dataclass(frozen=True)
class Parcel:
    """A snapshot on its way: from whom, under which key, for which account."""

    token_id: UUID
    key: str
    account: str
    snapshot: Snapshot

    @property
    def digest(self) -> str:
        """What shows that another parcel says the same."""
        said = json.dumps({"account": self.account, **self.snapshot.written()}, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True)
class Delivered:
    """The answer to a delivery; `is_replay` when it was given before and nothing was written now."""

    status: int
    answer: dict[str, Any]
    is_replay: bool


def deliver_snapshot(*, parcel: Parcel, at: datetime) -> Delivered:
    """Record a snapshot once, however often and however many times at once it is delivered under its key.

    Raises UnknownAccount, KeyReused, ReportRefused, Busy.

    Terms: telavox.4, bt.11
    """
    with acting(PUBLIC, OPERATOR):
        way = PlatformAccount.objects.filter(pk=parcel.account).first() if is_account_name(parcel.account) else None
    if way is None:
        raise _unknown(parcel)
    # As the partner: what comes for one account cannot reach anything of another partner's.
    with acting(way.partner_id, PARTNER):
        return _twice(lambda: _deliver(parcel, way.subscription_id, at))


@transaction.atomic
def _deliver(parcel: Parcel, subscription_id: UUID, at: datetime) -> Delivered:
    # First: a second delivery of the key waits here until the first has its answer.
    subscription = lock_accounts({subscription_id})[subscription_id]
    if subscription.account != parcel.account:
        raise _unknown(parcel)  # renamed since it was looked up
    known = Delivery.objects.filter(token_id=parcel.token_id, key=parcel.key).first()
    if known is not None:
        return _again(known, parcel)
    snapshot = parcel.snapshot
    recorded = record_report(
        subscription_id=subscription_id, day=snapshot.day, counts=snapshot.counts, source=Source.API, at=at
    )
    delivery = Delivery.objects.create(
        token_id=parcel.token_id,
        key=parcel.key,
        account=parcel.account,
        digest=parcel.digest,
        answer=_answer(parcel, recorded, at),
        status=HTTPStatus.CREATED,
        received_at=at,
    )
    return Delivered(delivery.status, delivery.answer, is_replay=False)


def _again(known: Delivery, parcel: Parcel) -> Delivered:
    if known.digest != parcel.digest:
        sentence = _("Cette clé d’idempotence a déjà servi pour un autre contenu. Prenez-en une autre.")
        raise KeyReused(sentence, code="idempotency_key_reused")
    return Delivered(known.status, known.answer, is_replay=True)


def _answer(parcel: Parcel, recorded: Recorded, at: datetime) -> dict[str, object]:
    return {
        "account": parcel.account,
        "day": recorded.day.isoformat(),
        "counts": written_counts(recorded.counts),
        "is_first_report": recorded.is_first,
        "received_at": at.isoformat(),
    }


def _unknown(parcel: Parcel) -> UnknownAccount:
    sentence = _("Aucun abonnement n’a le compte « %(account)s ». Faites-le ouvrir par le support de l’opérateur.")
    return UnknownAccount(sentence % {"account": parcel.account[:40]}, code="account_unknown")


def _twice(deliver: Callable[[], Delivered]) -> Delivered:
    """Return what `deliver` returns; try once more when somebody else was faster under the same key.

    Accounts are locked in one order, so that deliveries do not wait for each other in a circle; a deadlock with an
    act that nobody thought of is undone by the database, and tried again as well.
    """
    try:
        return deliver()
    except (IntegrityError, OperationalError) as error:
        if not _is_race(error):
            raise
    try:
        return deliver()
    except (IntegrityError, OperationalError) as error:
        if not _is_race(error):
            raise
        sentence = _("Ce compte est très demandé en ce moment. Renvoyez la même requête dans un instant.")
        raise Busy(sentence, code="account_busy") from error


def _is_race(error: Exception) -> bool:
    cause = error.__cause__
    constraint = getattr(getattr(cause, "diag", None), "constraint_name", "")
    return getattr(cause, "sqlstate", "") == DEADLOCK or constraint == KEY_USED
