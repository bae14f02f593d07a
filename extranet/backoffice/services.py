"""Writes that only the operator's side asks for."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.models import Role, User
from extranet.accounts.services import refuse_oneself
from extranet.audit import services as audit
from extranet.errors import NotAllowed
from extranet.outbox.models import Message
from extranet.outbox.wake import wake


@transaction.atomic
def hasten_deliveries(*, message_ids: Sequence[int], actor: User, at: datetime) -> list[Message]:
    """Make deliveries due now that wait for a later try, and wake a worker for each once committed.

    What is delivered already, or under way in a worker, is left alone. Returns those hastened.
    """
    waiting = Message.objects.select_for_update(skip_locked=True).filter(pk__in=message_ids, delivered_at__isnull=True)
    hastened = list(waiting.order_by("pk"))
    for message in hastened:
        message.due_at = at
        message.save(update_fields=("due_at",))
        audit.record(actor=actor, act="outbox.hastened", target=message, at=at, partner=message.partner)
        transaction.on_commit(partial(wake, message.partner, message.pk), robust=True)
    return hastened


@transaction.atomic
def close_account(*, user_id: UUID, actor: User, at: datetime) -> User:
    """Close a person's account in every house: their sessions end, and no sign-in works until it is reopened.

    Memberships and all evidence stay. Raises User.DoesNotExist, NotAllowed.
    """
    _require_administrator(actor)
    refuse_oneself(user_id=user_id, actor=actor)
    user = User.objects.select_for_update().get(pk=user_id)
    if not user.is_active:
        return user
    user.is_active = False
    user.sessions_epoch += 1
    user.save(update_fields=("is_active", "sessions_epoch"))
    audit.record(actor=actor, act="person.closed", target=user, at=at)
    return user


@transaction.atomic
def reopen_account(*, user_id: UUID, actor: User, at: datetime) -> User:
    """Let a person sign in again, where they belong now. Raises User.DoesNotExist, NotAllowed."""
    _require_administrator(actor)
    user = User.objects.select_for_update().get(pk=user_id)
    if user.is_active:
        return user
    user.is_active = True
    user.save(update_fields=("is_active",))
    audit.record(actor=actor, act="person.reopened", target=user, at=at)
    return user


def _require_administrator(actor: User) -> None:
    if actor.staff_role != Role.STAFF_ADMIN:
        raise NotAllowed(
            _("Seul un administrateur de l’opérateur ferme ou rouvre un compte. Adressez-vous à l’un d’eux."),
            code="accounts_are_for_administrators",
        )
